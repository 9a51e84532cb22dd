"""The gallery's filters and its order.

Purpose: one list to choose from for each thing that drawings are filtered by.
Contract: what is chosen changes the model's filter at once; the lists offer what is in the library,
with numbers, and keep what is chosen where that is no longer there. Narrow windows have more rows of
them.
Not here: filtering (the library's), the drawings themselves (``gallery_grid``).
"""

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from tkinter import ttk
from typing import TYPE_CHECKING, Any, TypeVar

from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.library.captions import NOBODY, readable_line, with_counts
from digit_recognizer.app.library.gallery import GalleryModel, since
from digit_recognizer.gui.toolkit.theme import Theme

if TYPE_CHECKING:
    from digit_recognizer.library import Filter, Order

ANY_VALUE = tr_later("All")
OUTCOME_FILTERS = {
    tr_later("Right"): "right",
    tr_later("Wrong"): "wrong",
    tr_later("Doubtful"): "doubtful",
    tr_later("No label"): "unlabelled",
}
KIND_FILTERS = {tr_later("Digits"): "digit", tr_later("Numbers and sums"): "expression"}
DATE_FILTERS = {
    tr_later("Today"): 0,
    tr_later("Last 7 days"): 6,
    tr_later("Last 30 days"): 29,
    tr_later("Last year"): 365,
}
ORDER_NAMES: "dict[str, Order]" = {
    tr_later("Newest first"): "newest",
    tr_later("Oldest first"): "oldest",
    tr_later("Least sure first"): "confidence",
    tr_later("By label"): "label",
    tr_later("By writer"): "writer",
}
Value = TypeVar("Value")
FILTER_WIDTH = 136  # design pixels of a list and the gap after it


def translated(names: Mapping[str, Value]) -> dict[str, Value]:
    """Return values by their names in the language in use."""
    return {tr(name): value for name, value in names.items()}


class _List(ttk.Frame):
    """A list with its name above. ``on_choice(value)``: the value behind what is chosen."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        name: str,
        values: Mapping[str, Any],
        on_choice: Callable[[Any], None],
    ) -> None:
        super().__init__(parent)
        self._tell = on_choice
        self._values: dict[str, Any] = dict(values)
        theme.label(self, text=name, font=theme.font(12)).pack(anchor="w")
        self.box = ttk.Combobox(self, state="readonly", width=1, values=list(self._values))
        self.box.set(next(iter(self._values)))
        self.box.pack(fill="x")
        self.box.bind("<<ComboboxSelected>>", self._on_choice)

    @property
    def value(self) -> Any:
        """The value behind what is chosen."""
        return self._values[self.box.get()]

    def offer(self, values: Mapping[str, Any]) -> None:
        """Offer ``values``; what is chosen stays chosen."""
        present = self.value
        self._values = dict(values)
        self.choose(present)
        self.box.configure(values=list(self._values))

    def choose(self, value: Any) -> None:
        """Show ``value`` as chosen, offered or not, without telling anybody."""
        if value not in self._values.values():
            self._values[str(value)] = value
        for text, other in self._values.items():
            if other == value:
                self.box.set(text)

    def _on_choice(self, _: "tk.Event[tk.Misc]") -> None:
        self.box.selection_clear()  # a readonly box is no text to mark
        self._tell(self.value)


class Filters(ttk.Frame):
    """The lists above the grid."""

    def __init__(
        self, parent: tk.Misc, theme: Theme, model: GalleryModel, *, on_done: Callable[[], None]
    ) -> None:
        """``on_done`` is called after a choice: the keyboard goes back to the drawings."""
        super().__init__(parent)
        self._model, self._theme, self._on_done = model, theme, on_done
        self._lists: dict[str, _List] = {}
        every = {tr(ANY_VALUE): None}
        self._add("outcome", tr("Show"), every | translated(OUTCOME_FILTERS))
        self._add("label", tr("Label"), every)
        self._add("text", tr("Read as"), every)
        self._add("writer", tr("Writer"), every)
        self._add("kind", tr("Kind"), every | translated(KIND_FILTERS))
        self._add("since", tr("Date"), every | translated(DATE_FILTERS))
        self._add("model", tr("Model"), every)
        self._lists["order"] = _List(self, theme, tr("Order"), translated(ORDER_NAMES), self._sort)
        self.clear_button = ttk.Button(self, text=tr("Clear filters"), command=self.clear)
        self._columns = 0
        self.bind("<Configure>", lambda event: self._lay_out(event.width))
        model.listen(lambda change: self._offer() if change == "choices" else None)
        model.listen(lambda change: self._show_clear() if change == "list" else None)

    def clear(self) -> None:
        """Show everything again."""
        for name, each in self._lists.items():
            if name != "order":
                each.choose(None)
        self._model.show(None)
        self._on_done()

    def show(self, wanted: "Filter") -> None:
        """Show ``wanted`` as chosen, without telling the model."""
        for name, each in self._lists.items():
            if name != "order":
                each.choose(getattr(wanted, name))

    def box(self, name: str) -> ttk.Combobox:
        """Return the list that chooses the field ``name`` of the filter, or the ``order``."""
        return self._lists[name].box

    def _add(self, name: str, caption: str, values: Mapping[str, Any]) -> None:
        def chosen(value: Any) -> None:
            self._model.narrow(**{name: since(value) if name == "since" else value})
            self._on_done()

        self._lists[name] = _List(self, self._theme, caption, values, chosen)

    def _sort(self, order: "Order") -> None:
        self._model.sort(order)
        self._on_done()

    def _offer(self) -> None:
        choices = self._model.choices
        every: dict[str, Any] = {tr(ANY_VALUE): None}
        labels = {label: readable_line(label) for label, _ in choices.labels}
        self._lists["label"].offer(every | with_counts(choices.labels, labels))
        texts = {readable_line(text): text for text in _texts(choices.labels)}
        self._lists["text"].offer(every | texts)
        self._lists["writer"].offer(every | with_counts(choices.writers, {"": tr(NOBODY)}))
        self._lists["model"].offer(every | with_counts(choices.models, {"": tr("None")}))

    def _show_clear(self) -> None:
        self.clear_button.state(["!disabled" if self._model.is_filtered else "disabled"])
        only_changed = self._model.changed is not None
        self.clear_button.configure(
            text=tr("Show all again") if only_changed else tr("Clear filters")
        )

    def _lay_out(self, width: int) -> None:
        cells: Sequence[tk.Widget] = [*self._lists.values(), self.clear_button]
        most = max(2, min(len(cells), int(width // (FILTER_WIDTH * self._theme.scale))))
        rows = -(-len(cells) // most)
        columns = -(-len(cells) // rows)  # rows of about the same length
        if columns == self._columns:
            return
        for column in range(max(self._columns, columns)):
            used = column < columns
            self.columnconfigure(column, weight=1 if used else 0, uniform="lists" if used else "")
        self._columns = columns
        gap = self._theme.px(4)
        for place, cell in enumerate(cells):
            row, column = divmod(place, columns)
            cell.grid(row=row, column=column, sticky="sew", padx=gap, pady=(0, gap))


def _texts(labels: Sequence[tuple[str, int]]) -> list[str]:
    """Return what drawings may be read as: the digits, and what they are labelled."""
    digits = [str(digit) for digit in range(10)]
    return [*digits, *(label for label, _ in labels if label not in digits)]
