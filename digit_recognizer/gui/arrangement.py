"""Where the panel stands: beside the paper, or below it in a narrow window.

Purpose: leave most of a window of any size for writing.
Contract: in a narrow window an explanation takes the panel's place, since there is no room for both.
Not here: what panel and explanation show.
"""

import tkinter as tk
from tkinter import ttk

from digit_recognizer.gui.panel.reading_panel import ReadingPanel
from digit_recognizer.gui.toolkit.theme import Theme

NARROW_WIDTH = 800  # design pixels: below, the panel is under the canvas


class Arrangement:
    """Arranges ``panel`` and ``paper``, the frame around the canvas, in ``body``."""

    def __init__(self, body: ttk.Frame, paper: tk.Frame, panel: ReadingPanel, theme: Theme) -> None:
        self._body, self._paper, self._panel, self._theme = body, paper, panel, theme
        self._is_narrow = self._is_explained = False
        self._arrange()
        body.bind("<Configure>", lambda event: self._resized(event.width))

    def explain(self, is_explained: bool) -> None:
        """Note whether an explanation is shown below."""
        if is_explained != self._is_explained:
            self._is_explained = is_explained
            self._arrange()

    def _resized(self, width: int) -> None:
        is_narrow = width < self._theme.px(NARROW_WIDTH)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._panel.arrange(is_flat=is_narrow)
            self._arrange()

    def _arrange(self) -> None:
        pad, is_narrow = self._theme.px(8), self._is_narrow
        self._body.configure(padding=(pad, pad, pad if is_narrow else 0, 0))
        self._paper.pack_forget()
        self._panel.pack_forget()
        if is_narrow and not self._is_explained:
            self._panel.pack(side="bottom", fill="x")
        elif not is_narrow:
            self._panel.pack(side="right", fill="y")
        self._paper.pack(side="left", fill="both", expand=True)
