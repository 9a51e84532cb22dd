"""Tooltips: a line of help that appears when the pointer rests on a widget.

Purpose: what ttk lacks.
Contract: one small window at most per widget; it goes when the pointer leaves or presses.
Not here: what it says.
"""

import tkinter as tk

from digit_recognizer.gui.toolkit.timer import Timer

TOOLTIP_DELAY = 500  # milliseconds


class Tooltip:
    """Shows ``text`` under ``widget`` after the pointer has rested on it."""

    def __init__(self, widget: tk.Misc, text: str) -> None:
        self._widget, self._text = widget, text
        self._timer = Timer(widget, self._show)
        self._window: tk.Toplevel | None = None
        widget.bind("<Enter>", self._wait, add=True)
        for event in ("<Leave>", "<ButtonPress>", "<Destroy>"):
            widget.bind(event, self._hide, add=True)

    def _wait(self, _: "tk.Event[tk.Misc]") -> None:
        self._hide()
        self._timer.start(TOOLTIP_DELAY)

    def _show(self) -> None:
        x = self._widget.winfo_rootx() + 8
        y = self._widget.winfo_rooty() + self._widget.winfo_height() + 6
        self._window = tk.Toplevel(self._widget)
        self._window.wm_overrideredirect(True)
        self._window.wm_geometry(f"+{x}+{y}")
        tk.Label(
            self._window, text=self._text, background="#30343b", foreground="#ffffff",
            padx=8, pady=4, font="TkTooltipFont",
        ).pack()  # fmt: skip

    def _hide(self, _: "tk.Event[tk.Misc] | None" = None) -> None:
        self._timer.stop()
        if self._window is not None:
            self._window.destroy()
            self._window = None
