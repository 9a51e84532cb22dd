"""The look of the window: sv-ttk's theme, the fonts and the scale of the screen.

Purpose: the one module that knows sv-ttk, and what it leaves out: HiDPI, the icon.
Contract: sizes elsewhere are design pixels times :func:`screen_scale`.
Not here: the colours of canvas and panel (``palette``).
"""

import contextlib
import sys
import tkinter as tk
from tkinter import font as tkfont

import sv_ttk

from digit_recognizer.app.palette import DARK_PALETTE, LIGHT_PALETTE, Palette
from digit_recognizer.app.settings import Theme
from digit_recognizer.resources import icon

_FONTS = {
    "SunValleyCaptionFont": 12,
    "SunValleyBodyFont": 14,
    "SunValleyBodyStrongFont": 14,
    "SunValleyBodyLargeFont": 18,
    "SunValleySubtitleFont": 20,
    "SunValleyTitleFont": 28,
}


def be_sharp() -> None:
    """Ask Windows not to magnify the window (elsewhere nothing is needed). Before the first window."""
    if sys.platform == "win32":
        import ctypes

        with contextlib.suppress(AttributeError, OSError):
            ctypes.windll.shcore.SetProcessDpiAwareness(1)


def screen_scale(root: tk.Tk) -> float:
    """Return screen pixels per design pixel: 1.0 at 96 dots per inch, at most 4."""
    if sys.platform == "darwin":  # macOS counts in points already
        return 1.0
    return max(1.0, min(4.0, root.winfo_fpixels("1i") / 96))


def put_icon(root: tk.Tk) -> None:
    """Give the window its icon; one that can't be read is no reason not to open."""
    with contextlib.suppress(tk.TclError):
        root.iconphoto(True, tk.PhotoImage(master=root, file=str(icon())))


def apply_theme(root: tk.Tk, theme: Theme, scale: float) -> Palette:
    """Dress ``root`` in ``theme`` and return the palette that goes with it."""
    sv_ttk.set_theme(theme, root)
    names = set(tkfont.names(root))
    for name, size in _FONTS.items():
        if name in names:
            tkfont.nametofont(name, root).configure(size=-round(size * scale))
    return DARK_PALETTE if theme == "dark" else LIGHT_PALETTE
