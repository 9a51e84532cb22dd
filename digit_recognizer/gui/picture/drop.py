"""Files dropped onto the window.

Purpose: open what is dragged here from a file manager, where the extra ``drop`` (tkinterdnd2, which
brings the Tk extension tkdnd) is installed.
Contract: loaded once the window is up, so that the start is not slower; without the extension, or on a
system it is not made for, nothing changes. Of several files the first is opened.
Not here: opening (``actions``).
"""

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

from digit_recognizer.gui.picture.clipboard import paths_in
from digit_recognizer.gui.toolkit.timer import Timer

DROP_DELAY = 1500  # milliseconds after the start


class Drops:
    """Has ``open_file`` called for a file that is dropped onto the window of ``widget``."""

    def __init__(self, widget: tk.Misc, open_file: Callable[[Path], None]) -> None:
        self._open_file = open_file
        self._top = widget.winfo_toplevel()
        self._timer = Timer(widget, self.begin)
        self._timer.start(DROP_DELAY)
        self.is_on = False
        """Whether files can be dropped."""

    def begin(self) -> None:
        """Take drops from now on, if that is possible."""
        self._timer.stop()
        try:
            from tkinterdnd2 import TkinterDnD

            TkinterDnD.require(self._top)
            tcl = self._top.tk
            tcl.call("tkdnd::drop_target", "register", str(self._top), ("DND_Files",))
            name = self._top.register(self._on_drop)
            tcl.call("bind", str(self._top), "<<Drop:DND_Files>>", f"{name} %D")
            self.is_on = True
        except (ImportError, AttributeError, RuntimeError, tk.TclError):
            self.is_on = False

    def _on_drop(self, files: str) -> str:
        paths = paths_in("\n".join(map(str, self._top.tk.splitlist(files))))
        if not paths:
            return "refuse_drop"
        # Later: whoever is dragging waits for this answer, and opening may ask a question.
        self._top.after_idle(self._open_file, paths[0])
        return "copy"
