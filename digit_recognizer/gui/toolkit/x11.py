"""What Tk keeps to itself of its connection to the X server.

Purpose: the display as C libraries want it, for the two things that Tk has no command for.
Contract: None wherever it is not known to work. It is known to work with Tk 8.6 on X11.
Not here: screens (``screen``), what is made of the pointer's motions (``ink_canvas``).
"""

import tkinter as tk
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ctypes


@dataclass(frozen=True, slots=True)
class TkDisplay:
    """A ``library`` linked to Tk and X, the X ``display``, and Tk's own record ``of_tk`` of it."""

    library: "ctypes.PyDLL"
    display: int
    of_tk: int


def display_of(root: tk.Misc) -> TkDisplay | None:
    """Return the display of ``root``."""
    if root.tk.call("tk", "windowingsystem") != "x11":
        return None
    if not str(root.tk.call("info", "patchlevel")).startswith("8.6."):
        return None
    try:
        import _tkinter
        import ctypes

        library = ctypes.PyDLL(_tkinter.__file__)  # and with it the Tk that it is linked to
        main_window = library.Tk_MainWindow
    except (ImportError, OSError, AttributeError):
        return None
    main_window.restype, main_window.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
    window = main_window(root.tk.interpaddr())
    if not window:
        return None
    # As tk.h and tkInt.h say, a window begins with its Display and its TkDisplay, which begins with that
    # Display too.
    pointers = ctypes.POINTER(ctypes.c_void_p)
    display, of_tk = ctypes.cast(window, pointers)[:2]
    if not display or not of_tk or ctypes.cast(of_tk, pointers)[0] != display:
        return None
    return TkDisplay(library, display, of_tk)


def take_every_motion(root: tk.Tk) -> bool:
    """Have all motion events of ``root``'s display delivered; return whether that could be done.

    While Tk is busy it keeps one motion event, the newest, and throws away those before it: a fast
    stroke on a busy machine would lose points. Tk can be told not to, but from C only
    (``Tk_CollapseMotionEvents``, https://core.tcl-lang.org/tips/doc/trunk/tip/84.md). Windows and macOS
    merge waiting motions before a program sees them.
    """
    found = display_of(root)
    if found is None or not hasattr(found.library, "Tk_CollapseMotionEvents"):
        return False
    import ctypes

    collapse = found.library.Tk_CollapseMotionEvents
    collapse.restype, collapse.argtypes = ctypes.c_int, (ctypes.c_void_p, ctypes.c_int)
    # It is declared to take the Display, but uses what it is given as Tk's own record.
    collapse(found.of_tk, 0)
    return True
