"""A window beside the main one: the library, its analysis, the handwriting.

Purpose: what these windows have in common: a size, coming to the front, closing.
Contract: one of each at a time; it closes with the main one. A subclass says what has the keys first and
how it looks anew.
Not here: dialogs, which wait for an answer.
"""

import tkinter as tk
from collections.abc import Callable

from digit_recognizer.app.session import APPLICATION


class SideWindow:
    """A window called ``name``, hidden until a subclass has built it."""

    def __init__(self, parent: tk.Misc, name: str) -> None:
        self.top = tk.Toplevel(parent)
        self.top.withdraw()
        self.top.title(f"{name} - {APPLICATION}")
        self.top.protocol("WM_DELETE_WINDOW", self.close)

    @property
    def is_open(self) -> bool:
        """Whether the window is still there."""
        return bool(self.top.winfo_exists())

    @property
    def first(self) -> tk.Misc:
        """The widget that has the keys when the window comes to the front."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Look anew at what is shown."""
        raise NotImplementedError

    def lift(self) -> None:
        """Come to the front and look anew."""
        self.top.deiconify()
        self.top.lift()
        self.first.focus_force()
        self.refresh()

    def close(self) -> None:
        """Close the window; closing twice does no harm."""
        if self.is_open:
            self.top.destroy()

    def fit(self, size: tuple[int, int], smallest: tuple[int, int], scale: float) -> None:
        """Make it ``size`` design pixels large, at most the screen, and never less than ``smallest``."""
        screen = (self.top.winfo_screenwidth(), self.top.winfo_screenheight())
        width, height = (min(round(a * scale), b) for a, b in zip(size, screen, strict=True))
        self.top.geometry(f"{width}x{height}")
        self.top.minsize(*(round(side * scale) for side in smallest))


def running(run: Callable[[], None]) -> Callable[["tk.Event[tk.Misc]"], str]:
    """Return what a key is bound to that does ``run`` and nothing else."""

    def on_key(_: "tk.Event[tk.Misc]") -> str:
        run()
        return "break"

    return on_key
