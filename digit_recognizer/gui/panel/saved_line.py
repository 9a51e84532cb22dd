"""The line under a reading that says whether it is saved, and how to say what it really is.

Purpose: one sentence and one button.
Contract: it shows what :func:`words` says and calls ``on_confirm``.
Not here: saving (``app.library.saving``); the other ways to say what it is (``probability_bars``,
``correction``, keys).
"""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk
from typing import TYPE_CHECKING

from digit_recognizer.app.language import tr
from digit_recognizer.app.library.library_change import SavedDrawing
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.words import one_line, shortened

if TYPE_CHECKING:
    from digit_recognizer.reading import Reading

MAX_SHOWN_LABEL = 16  # signs of a label in the sentence


@dataclass(frozen=True, slots=True)
class Words:
    """What the line says: ``sentence``, whether that is good news, and whether "right" can be said."""

    sentence: str = ""
    is_saved: bool = False
    can_confirm: bool = False


def words(
    reading: "Reading | None", saved: SavedDrawing | None, said: str = "", *, can_save: bool = True
) -> Words:
    """Return what to say of ``reading``, ``saved`` or not; a picture can't be saved.

    ``said``: what a person said the drawing is; "" where nobody did.
    """
    if reading is None or not reading.text:
        return Words()
    if not can_save:
        return Words(tr("Wrong? Tap the symbol.") if reading.lines else "")
    label = None if saved is None else saved.label
    if label is not None or said:
        shown = shortened(one_line(label or said), MAX_SHOWN_LABEL)
        if label is None:
            return Words(tr("✎ It is {label}", label=shown))
        return Words(tr("✓ Saved as {label}", label=shown), is_saved=bool(label))
    if reading.no_symbol:
        return Words(tr("What is it? Click the digit."))
    how = tr("Wrong? Tap the symbol.") if reading.lines else tr("Wrong? Click the digit.")
    return Words(how if saved is None else tr("Saved."), can_confirm=True)


class SavedLine(ttk.Frame):
    """The line."""

    def __init__(self, parent: tk.Misc, theme: Theme, on_confirm: Callable[[], None]) -> None:
        super().__init__(parent, height=theme.px(36))
        self.pack_propagate(False)  # nothing jumps when the button comes and goes
        self._theme = theme
        self._words = Words()
        self.sentence = ttk.Label(self, font=theme.font(13))
        self.button = ttk.Button(
            self, text=tr("✓ It is right"), command=on_confirm, takefocus=False
        )
        theme.follow(self, self._paint)

    def show(self, words: Words) -> None:
        """Say ``words``."""
        if words != self._words:  # this runs with every reading
            self._words = words
            self._paint()

    def _paint(self) -> None:
        palette = self._theme.palette
        colour = palette.right if self._words.is_saved else palette.muted
        self.sentence.configure(text=self._words.sentence, foreground=colour)
        self.sentence.pack_forget()
        if self._words.can_confirm:  # first: it is never cut off
            self.button.pack(side="right")
        else:
            self.button.pack_forget()
        self.sentence.pack(side="left", fill="x")
