"""Buttons, tooltips, the wheel, keys: what ttk lacks, or says in too many words.

Purpose: one home for what the windows' controls have in common.
Contract: a tooltip is a line of help that appears when the pointer rests on a widget; there is one small
window at most per widget, on the screen, and it goes when the pointer leaves or presses, or at a key. It
never lies over an open menu.
Not here: what controls say and do.
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from digit_recognizer.gui.toolkit.screen import screen_size
from digit_recognizer.gui.toolkit.timer import Timer

TOOLTIP_DELAY = 500  # milliseconds


def push_button(
    parent: tk.Misc, text: str, run: Callable[[], object], tip: str = "", **options: Any
) -> ttk.Button:
    """Return a button that calls ``run``, with ``tip`` for a tooltip; ``options`` are ttk's."""
    button = ttk.Button(parent, text=text, command=run, **options)
    if tip:
        Tooltip(button, tip)
    return button


def consuming(run: Callable[[], object]) -> Callable[["tk.Event[tk.Misc]"], str]:
    """Return a binding that calls ``run`` and keeps the event from every other binding."""

    def on_event(_: "tk.Event[tk.Misc]") -> str:
        run()
        return "break"

    return on_event


def bind_wheel(widget: tk.Misc, turn: Callable[["tk.Event[tk.Misc]", int], object]) -> None:
    """Call ``turn`` with the event and 1, or -1 where the wheel turns away from the hand."""
    widget.bind("<MouseWheel>", lambda event: turn(event, -1 if event.delta > 0 else 1))
    if widget.tk.call("tk", "windowingsystem") == "x11":
        widget.bind("<ButtonPress-4>", lambda event: turn(event, -1))
        widget.bind("<ButtonPress-5>", lambda event: turn(event, 1))


class Tooltip:
    """Shows ``text``, which may change, under ``widget`` after the pointer has rested on it."""

    def __init__(self, widget: tk.Misc, text: str) -> None:
        self._widget, self.text = widget, text
        self._timer = Timer(widget, self._show)
        self._window: tk.Toplevel | None = None
        widget.bind("<Enter>", self._wait, add=True)
        for event in ("<Leave>", "<ButtonPress>", "<Destroy>"):
            widget.bind(event, self._hide, add=True)
        # The release, too: what a press does may keep it from others.
        for event in ("<KeyPress>", "<KeyRelease>"):
            widget.winfo_toplevel().bind(event, self._hide, add=True)

    def _wait(self, _: "tk.Event[tk.Misc]") -> None:
        self._hide()
        self._timer.start(TOOLTIP_DELAY)

    def _show(self) -> None:
        widget = self._widget
        held = widget.tk.call("grab", "current", widget)
        if not self.text or (held and widget.tk.call("winfo", "class", held) == "Menu"):
            return  # an open menu is not covered
        screen = screen_size(widget)
        self._window = top = tk.Toplevel(widget)
        top.withdraw()
        top.wm_overrideredirect(True)
        tk.Label(
            top, text=self.text, background="#30343b", foreground="#ffffff", font="SunValleyBodyFont",
            padx="6p", pady="3p", wraplength=screen[0] // 2, justify="left",
        ).pack()  # fmt: skip
        top.update_idletasks()
        width, height = top.winfo_reqwidth(), top.winfo_reqheight()
        x = min(widget.winfo_rootx() + 8, screen[0] - width - 2)
        y = widget.winfo_rooty() + widget.winfo_height() + 6
        if y + height > screen[1]:
            y = widget.winfo_rooty() - height - 6
        top.wm_geometry(f"+{max(0, x)}+{max(0, y)}")
        top.deiconify()

    def _hide(self, _: "tk.Event[tk.Misc] | None" = None) -> None:
        self._timer.stop()
        if self._window is not None:
            self._window.destroy()
            self._window = None
