"""How large the screen is now, and windows that come back when it gets smaller.

Purpose: a screen may be unplugged or get another resolution while the program runs. Tk on X11 goes on
telling the size that it found at its start; here the X server is asked.
Contract: sizes are (width, height) in pixels of the screen. A window that would not be whole on a screen
that got smaller is moved, and made smaller where it must be; what it shows stays. Windows and macOS
bring windows back themselves.
Not here: how large windows want to be.
"""

import re
import tkinter as tk
from collections.abc import Callable

from digit_recognizer.gui.toolkit.timer import Timer
from digit_recognizer.gui.toolkit.x11 import display_of

SCREEN_PERIOD = 1000  # milliseconds between looks at the screen's size


def screen_size(widget: tk.Misc) -> tuple[int, int]:
    """Return how large the screen of ``widget`` is now."""
    return _of_server(widget) or (widget.winfo_screenwidth(), widget.winfo_screenheight())


class ScreenWatch:
    """Keeps all windows of ``root`` on the screen; ``on_smaller()``: one had to be moved."""

    def __init__(self, root: tk.Tk, on_smaller: Callable[[], None]) -> None:
        self._root, self._on_smaller = root, on_smaller
        self._size = screen_size(root)
        self._timer = Timer(root, self.look)
        if _of_server(root) is not None:
            self._timer.start(SCREEN_PERIOD)

    def look(self) -> None:
        """Look how large the screen is, and look again later."""
        self._timer.start(SCREEN_PERIOD)
        former, self._size = self._size, screen_size(self._root)
        if self._size[0] < former[0] or self._size[1] < former[1]:
            tops: list[tk.Tk | tk.Toplevel] = [self._root]
            tops += [each for each in _below(self._root) if isinstance(each, tk.Toplevel)]
            if [top for top in tops if top.winfo_ismapped() and _keep_on(top, self._size)]:
                self._on_smaller()


def _keep_on(top: tk.Tk | tk.Toplevel, screen: tuple[int, int]) -> bool:
    """Have ``top`` on the screen; return whether it was not whole there."""
    *sides, left, upper = map(int, re.findall(r"-?\d+", top.geometry()))
    corner = [left, upper]
    # Its menu, and the frame that a window manager gives it, stay on the screen, too.
    frame = (top.winfo_rootx() - left, top.winfo_rooty() - upper)
    most = [b - a for a, b in zip(frame, screen, strict=True)]
    fitting = [min(pair) for pair in zip(sides, most, strict=True)]
    place = [
        max(0, min(at, room - side)) for at, room, side in zip(corner, most, fitting, strict=True)
    ]
    if (sides, corner) == (fitting, place):
        return False
    least = top.tk.call("wm", "minsize", top)
    top.minsize(*(min(int(a), b) for a, b in zip(least, fitting, strict=True)))
    top.geometry(f"{fitting[0]}x{fitting[1]}+{place[0]}+{place[1]}")
    return True


def _below(widget: tk.Misc) -> list[tk.Misc]:
    return [one for child in widget.winfo_children() for one in (child, *_below(child))]


def _of_server(widget: tk.Misc) -> tuple[int, int] | None:
    """Return what the X server says; None where it can't be asked."""
    found = display_of(widget)
    if found is None or not hasattr(found.library, "XGetGeometry"):
        return None
    from ctypes import byref, c_int, c_uint, c_ulong, c_void_p

    library, display = found.library, c_void_p(found.display)
    library.XDefaultRootWindow.restype = c_ulong
    numbers = (c_ulong(), c_int(), c_int(), c_uint(), c_uint(), c_uint(), c_uint())
    screen = c_ulong(library.XDefaultRootWindow(display))
    if not library.XGetGeometry(display, screen, *map(byref, numbers)):
        return None
    return numbers[3].value, numbers[4].value
