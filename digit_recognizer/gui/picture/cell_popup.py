"""The pop-up with what a cell of a table may hold instead.

Purpose: say what was read, offer its alternatives, and take what is typed.
Contract: it changes nothing itself: ``on_choice`` is called with the text of the cell and with whether
the next doubtful one is wanted, ``on_leave`` where all stays as it is.
Not here: which cell it is about, and what a choice does (``table_actions``).
"""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from digit_recognizer.app.language import tr, tr_later, tr_reader
from digit_recognizer.app.picture.table import TableCell
from digit_recognizer.gui.toolkit.controls import consuming, push_button
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.ink.model import Box
from digit_recognizer.words import whole_percent

OFFERED_TEXTS = 4  # alternatives at most
CELL_ENTRY_WIDTH = 14  # signs
CELL_ADVICE = tr_later("Return takes it, Tab: the next doubtful one")


class CellPopup(ttk.Frame):
    """The pop-up over ``over``."""

    def __init__(
        self, over: tk.Canvas, theme: Theme, on_choice: Callable[[str, bool], None],
        on_leave: Callable[[], None],
    ) -> None:  # fmt: skip
        self._pad = theme.px(8)
        super().__init__(over.master, padding=self._pad, relief="solid", borderwidth=1)
        self._over, self._on_choice = over, on_choice
        self._said = theme.label(self)
        self._said.pack(anchor="w")
        self.row = ttk.Frame(self)
        self.row.pack(fill="x", pady=self._pad)
        self.entry = ttk.Entry(self, width=CELL_ENTRY_WIDTH)
        self.entry.pack(fill="x")
        theme.label(self, text=tr(CELL_ADVICE)).pack(anchor="w", pady=(self._pad, 0))
        # Without the window's own keys: Delete would clear the canvas.
        window = str(self.winfo_toplevel())
        self.entry.bindtags([tag for tag in self.entry.bindtags() if tag != window])
        for sequence, run in (
            ("<Return>", partial(self._take, goes_on=False)),
            ("<KP_Enter>", partial(self._take, goes_on=False)),
            ("<Tab>", partial(self._take, goes_on=True)),
            ("<Escape>", on_leave),
        ):
            self.entry.bind(sequence, consuming(run))

    def open(self, cell: TableCell, box: Box) -> None:
        """Ask what ``cell`` holds; ``box`` is around it, in pixels of the canvas below."""
        said = tr("Nothing is read here")
        if cell.text and cell.is_corrected:
            said = tr("Corrected to {text}", text=cell.text)
        elif cell.text:
            said = tr("Read as {text}", text=cell.text)
        self._said.configure(text=f"{said}: {tr_reader(cell.reason)}" if cell.reason else said)
        for button in self.row.winfo_children():
            button.destroy()
        for text, confidence in cell.alternatives[:OFFERED_TEXTS]:
            run = partial(self._on_choice, text, False)
            button = push_button(
                self.row, f"{text}  {whole_percent(confidence)}", run, takefocus=False
            )
            button.pack(side="left", padx=(0, self._pad))
        self.entry.delete(0, "end")
        self.entry.insert(0, cell.text)
        self.entry.selection_range(0, "end")
        self.update_idletasks()
        width, height = self.winfo_reqwidth(), self.winfo_reqheight()
        x = min(box.left, self._over.winfo_width() - width)
        y = box.bottom + self._pad
        if y + height > self._over.winfo_height():
            y = box.top - self._pad - height
        self.place(in_=self._over, x=max(0, round(x)), y=max(0, round(y)))
        self.tkraise()
        self.entry.focus_set()

    def close(self) -> None:
        """Go away without a choice."""
        if self.is_open:
            self.place_forget()
            self._over.focus_set()

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return bool(self.winfo_manager())

    def _take(self, *, goes_on: bool) -> None:
        self._on_choice(" ".join(self.entry.get().split()), goes_on)
