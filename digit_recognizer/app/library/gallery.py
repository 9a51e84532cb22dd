"""What the gallery shows and does, without a window.

Purpose: the list of drawings that are wanted, in order; what is selected; changes to them, and undo.
Contract: widgets read its attributes and listen; only its methods change them. The disk's work is the
library thread's; each answer arrives when that thread delivers. Of two questions for a list the later
one's answer counts. Every change can be undone, in reverse order, and made again, while the gallery
is open.
Not here: Tk; what a change does (``undo_steps``); pictures (``thumbnails``); reading anew
(``rereading``).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from digit_recognizer.app.language import tr
from digit_recognizer.app.library.captions import drawings
from digit_recognizer.app.library.library_thread import LibraryThread
from digit_recognizer.app.library.selection import Selection
from digit_recognizer.app.library.undo_steps import (
    Action,
    Row,
    Step,
    deleted,
    relabelled,
    reread,
    written_by,
)
from digit_recognizer.app.listeners import Observed
from digit_recognizer.expression import readable

if TYPE_CHECKING:
    from digit_recognizer.app.library.rereading import Changed
    from digit_recognizer.library import Entry, Filter, Library, Order, Summary

Change = Literal["list", "details", "selection", "choices"]
PAGE_SUMMARIES = 64
"""Summaries are fetched so many at a time."""
MAX_PAGES = 200
SLOW_CHANGE_DRAWINGS = 2_000  # drawings whose change takes a while


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to filter by: values, each with the number of drawings; ``total`` of the library."""

    total: int = 0
    labels: tuple[tuple[str, int], ...] = ()
    writers: tuple[tuple[str, int], ...] = ()
    models: tuple[tuple[str, int], ...] = ()


class GalleryModel(Observed[Change]):
    """The drawings of one gallery. ``on_info``, ``on_error``: called with a sentence."""

    def __init__(
        self, library_thread: LibraryThread, *,
        on_info: Callable[[str], None], on_error: Callable[[str], None],
    ) -> None:  # fmt: skip
        from digit_recognizer.library import Filter

        super().__init__()
        self._library_thread, self._on_info, self._on_error = library_thread, on_info, on_error
        self.filter = Filter()
        self.order: Order = "newest"
        self.ids: Sequence[int] = ()
        self.choices = Choices()
        self.selection = Selection()
        self.changed: Mapping[int, Changed] | None = None
        """What reading again changed, while only that is shown; else None."""
        self.is_loaded = False
        """Whether the first list has come."""
        self._pages: dict[int, None] = {}  # asked for, the longest ago first
        self._summaries: dict[int, Summary] = {}
        self._question = 0
        self._to_select: tuple[int, ...] | None = None
        self._steps: list[Step] = []
        self._undone: list[Step] = []
        self._is_changing = False  # what is selected is from before a change under way
        self._later: list[Callable[[], None]] = []
        self._is_closed = False

    def close(self) -> None:
        """Tell nobody anything any more: answers may still come when the window is gone."""
        self._listeners.clear()
        self._later.clear()
        self._is_closed = True

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return bool(self._steps)

    @property
    def can_redo(self) -> bool:
        """Whether a change was undone and nothing else was changed since."""
        return bool(self._undone)

    @property
    def is_filtered(self) -> bool:
        """Whether something keeps drawings from being shown."""
        return self.changed is not None or self.filter != type(self.filter)()

    # The list

    def refresh(self, *, wanted: Iterable[int] | None = None) -> None:
        """Ask for the list anew; ``wanted`` are selected when it comes, else what is selected stays."""
        self._question += 1
        if wanted is not None:
            self._to_select = tuple(wanted)  # also if another question comes before the answer
        question, filter_, order = self._question, self.filter, self.order
        only = None if self.changed is None else list(self.changed)

        def job(library: "Library") -> tuple[Sequence[int], Choices]:
            choices = Choices(
                library.count(), tuple(library.labels()), tuple(library.writers()),
                tuple(library.models()),
            )  # fmt: skip
            if only is not None:
                return [summary.id for summary in library.summaries_of(only)], choices
            return library.ids(filter_, order), choices

        def then(answer: tuple[Sequence[int], Choices]) -> None:
            if question == self._question:
                self.ids, choices = answer
                self.is_loaded = True
                self._pages.clear()  # what is known is shown until it is fetched anew
                if len(self._summaries) > MAX_PAGES * PAGE_SUMMARIES:
                    self._summaries.clear()
                self.selection.take(self.ids, wanted=self._to_select)
                self._to_select = None
                self._is_changing = False
                self._changed("list")
                if choices != self.choices:
                    self.choices = choices
                    self._changed("choices")
                if self._later:
                    self._later.pop(0)()

        self._library_thread.ask(job, then, self._fail)

    def narrow(self, **fields: Any) -> None:
        """Change some fields of the filter; see :class:`~digit_recognizer.library.Filter`."""
        self.show(replace(self.filter, **fields))

    def show(self, wanted: "Filter | None", ids: Iterable[int] | None = None) -> None:
        """Filter by ``wanted`` alone, or not at all; ``ids`` are selected."""
        self.changed = None
        self.filter = wanted or type(self.filter)()
        self.refresh(wanted=ids)

    def sort(self, order: "Order") -> None:
        """Show the list in ``order``."""
        self.order = order
        self.refresh()

    def show_changed(self, changed: "Mapping[int, Changed]") -> None:
        """Show only what reading again changed."""
        self.changed = changed
        self.refresh()

    def summary(self, index: int) -> "Summary | None":
        """Return what is known of the drawing at ``index``; None until it comes."""
        self._fetch(index // PAGE_SUMMARIES)  # after a change what is known is shown until it comes
        return self._summaries.get(self.ids[index])

    def known(self, number: int) -> "Summary | None":
        """Return what is known of the drawing with this number, if it was asked for lately."""
        return self._summaries.get(number)

    # Changes

    def relabel(self, label: str | None) -> None:
        """Say what the selected drawings are; None: nobody knows."""
        said = (
            tr("Labelled {label}", label=readable(label))
            if label is not None
            else tr("Label removed")
        )
        self._do(f"{said}: ", lambda words, ids: relabelled(words, {label: ids}))

    def set_writer(self, writer: str) -> None:
        """Say who drew the selected drawings; "" is nobody in particular."""
        said = tr("Written by {writer}: ", writer=writer or tr("nobody in particular"))
        self._do(said, lambda words, ids: written_by(words, {writer: ids}))

    def delete(self) -> None:
        """Delete the selected drawings."""
        self._do(tr("Deleted "), deleted)

    def has_read(self, before: Sequence[Row], words: str) -> None:
        """Remember what readings were replaced, so that it can be undone."""
        if before:
            ids = [row[0] for row in before]
            self._remember(Step(words, ids, reread(words, before)))

    def undo(self) -> None:
        """Take back the last change."""
        self._in_turn(
            lambda: self._back(self._steps, self._undone, tr("Undone"), tr("Nothing to undo"))
        )

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._in_turn(
            lambda: self._back(self._undone, self._steps, tr("Redone"), tr("Nothing to redo"))
        )

    def entry(self, number: int, then: "Callable[[Entry], None]") -> None:
        """Fetch the whole drawing with this number."""
        self._library_thread.ask(lambda library: library.entry(number), then, self._fail)

    def tell_selection(self) -> None:
        """Say that something else is selected."""
        if not self._later:
            self._is_changing = False
        self._changed("selection")

    def _in_turn(self, run: Callable[[], None]) -> None:
        """Do ``run`` now, or when a change under way has shown what is selected after it.

        Whoever labels what has no label may type faster than the disk is.
        """
        if self._is_changing:
            self._later.append(run)
        else:
            run()

    def _on_failure(self, sentence: str) -> None:
        self._is_changing = False
        self._later.clear()
        self._fail(sentence)

    def _back(self, steps: list[Step], others: list[Step], said: str, none: str) -> None:
        """Reverse the last of ``steps``; what reverses that in turn goes to the ``others``."""
        if not steps:
            self._say(none)
            return
        step = steps.pop()

        def then(reverse: Step) -> None:
            others.append(reverse)
            self._say(f"{said}: {step.words[:1].lower()}{step.words[1:]}")
            self.changed = None
            self.refresh(wanted=reverse.ids)

        def failed(sentence: str) -> None:
            steps.append(step)
            self._on_failure(sentence)

        self._is_changing = True
        self._library_thread.ask(step.back, then, failed)

    def _remember(self, step: Step) -> None:
        self._steps.append(step)
        self._undone.clear()  # it was about what this changed

    def _do(self, said: str, action: Callable[[str, Sequence[int]], Action]) -> None:
        """Do ``action`` to what is selected, in its turn; ``said``: how the words about it begin."""

        def then(step: Step) -> None:
            self._remember(step)
            self._say(step.words)
            self.refresh()

        def run() -> None:
            ids = self.selection.in_order()
            if not ids:
                self._say(tr("Nothing is selected"))
                return
            if len(ids) > SLOW_CHANGE_DRAWINGS:
                self._say(tr("Changing {drawings}…", drawings=drawings(len(ids))))
            self._is_changing = True
            words = f"{said}{drawings(len(ids))}"
            self._library_thread.ask(action(words, ids), then, self._on_failure)

        self._in_turn(run)

    def _fetch(self, page: int) -> None:
        if page in self._pages:
            return
        self._pages[page] = None
        if len(self._pages) > MAX_PAGES:  # of pages long scrolled past
            old = next(iter(self._pages))
            del self._pages[old]
            for number in self.ids[old * PAGE_SUMMARIES : (old + 1) * PAGE_SUMMARIES]:
                self._summaries.pop(number, None)
        question = self._question
        ids = list(self.ids[page * PAGE_SUMMARIES : (page + 1) * PAGE_SUMMARIES])

        def then(summaries: "list[Summary]") -> None:
            if question == self._question:
                self._summaries.update((summary.id, summary) for summary in summaries)
                self._changed("details")

        self._library_thread.ask(lambda library: library.summaries_of(ids), then, self._fail)

    def _say(self, sentence: str) -> None:
        if not self._is_closed:
            self._on_info(sentence)

    def _fail(self, sentence: str) -> None:
        if not self._is_closed:
            self._on_error(sentence)


def since(days: int | None, now: datetime | None = None) -> datetime | None:
    """Return the beginning of the day ``days`` ago, here; None for None."""
    if days is None:
        return None
    here = (now or datetime.now(UTC)).astimezone()
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - timedelta(days=days)).astimezone(UTC)
