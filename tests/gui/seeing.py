"""Where widgets are, how large, and how well they are seen: for tests of the looks."""

import tkinter as tk
from collections.abc import Callable, Iterator

from driving import until

from digit_recognizer.charts.colours import rgb
from digit_recognizer.gui.window import MainWindow

SMALL, LARGE = "640x430", "1060x640"
INSIDE = "640x420"  # of the smallest screen, without a title and menus


def resize(window: MainWindow, size: str) -> None:
    window.root.geometry(size)
    width = int(size.split("x", maxsplit=1)[0])
    until(window, lambda: window.root.winfo_width() == width)
    window.root.update()


def below(widget: tk.Misc) -> Iterator[tk.Misc]:
    for child in widget.winfo_children():
        yield child
        yield from below(child)


def is_inside(widget: tk.Misc, window: tk.Misc) -> bool:
    left, top = widget.winfo_rootx(), widget.winfo_rooty()
    return (
        left >= window.winfo_rootx()
        and top >= window.winfo_rooty()
        and left + widget.winfo_width() <= window.winfo_rootx() + window.winfo_width()
        and top + widget.winfo_height() <= window.winfo_rooty() + window.winfo_height()
    )


def wait(root: tk.Tk, condition: Callable[[], bool]) -> None:
    for _ in range(3000):
        root.update()
        if condition():
            return
        root.after(2)
    raise AssertionError("waited in vain")


def luminance(colour: str) -> float:
    """Return the relative luminance of sRGB (WCAG 2.2)."""
    parts = [level / 255 for level in rgb(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, brighter = sorted((luminance(one), luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)
