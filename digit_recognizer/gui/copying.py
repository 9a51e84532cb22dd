"""Copying what was read: as text, LaTeX or MathML, the result alone, a table.

Purpose: put it on the clipboard, and say so.
Contract: where there is nothing to copy, the clipboard stays as it is.
Not here: the texts (``app.clipboard_text``); what is pasted (``picture.clipboard``).
"""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from typing import Literal

from digit_recognizer.app.clipboard_text import Format, copied, results
from digit_recognizer.app.language import tr
from digit_recognizer.app.session import Session
from digit_recognizer.words import shortened

MAX_NOTED_LENGTH = 40  # signs of what was copied, in the status bar


class Copying:
    """The copies of one window. ``say``: called with a few words about each."""

    def __init__(self, root: tk.Tk, session: Session, say: Callable[[str], None]) -> None:
        self._root, self._session, self._say = root, session, say

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """What does each action, by the names of the table."""
        return {
            "copy": partial(self._copy, "text"),
            "copy_latex": partial(self._copy, "latex"),
            "copy_mathml": partial(self._copy, "mathml"),
            "copy_result": partial(self._copy, "result"),
        }

    def put(self, text: str) -> None:
        """Put ``text`` on the clipboard."""
        self._root.clipboard_clear()
        self._root.clipboard_append(text)
        noted = shortened(" ".join(text.split()), MAX_NOTED_LENGTH)
        self._say(tr("Copied {text}", text=noted))

    def _copy(self, form: "Format | Literal['result']") -> None:
        """Put the reading on the clipboard, or its ``result``: of a number or a digit itself."""
        reading, tables = self._session.reading, self._session.editor.tables
        if tables is not None:
            self._root.clipboard_clear()
            self._root.clipboard_append(tables.pasted())
            self._say(tr("Copied the table: paste it into a spreadsheet"))
            return
        if reading is None:
            return
        if form == "result":
            is_digit = not reading.lines and not reading.no_symbol
            text = results(reading) or (reading.text if is_digit else "")
        else:
            text = copied(reading, form)
        if text:
            self.put(text)
