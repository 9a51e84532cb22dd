"""The question whether corrected drawings are to be saved: one line, two answers.

Purpose: ask once, when something was corrected for the first time.
Contract: a strip that never stands in the way of drawing. ``on_answer`` is called with yes or no.
Not here: when it is asked (``actions``), what becomes of the answer (``app.library.saving``).
"""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.gui.toolkit.controls import push_button
from digit_recognizer.gui.toolkit.theme import Theme

COLLECT_QUESTION = tr_later("Keep corrected drawings, to learn your hand?")


class CollectQuestion(ttk.Frame):
    """The strip."""

    def __init__(self, parent: tk.Misc, theme: Theme, on_answer: Callable[[bool], None]) -> None:
        pad = theme.px(6)
        super().__init__(parent, padding=(2 * pad, pad))
        self.no_button = push_button(self, tr("No"), partial(on_answer, False))
        self.no_button.pack(side="right")
        self.yes_button = push_button(self, tr("Yes"), partial(on_answer, True))
        self.yes_button.pack(side="right", padx=pad)
        ttk.Label(self, text=tr(COLLECT_QUESTION), font=theme.font(14)).pack(side="left")
