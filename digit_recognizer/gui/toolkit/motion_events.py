"""Every motion of the pointer, not only the newest one that waits.

Purpose: while Tk is busy it keeps one motion event, the newest, and throws away those before it: a fast
stroke on a busy machine would lose points. Tk can be told not to, but from C only
(``Tk_CollapseMotionEvents``, https://core.tcl-lang.org/tips/doc/trunk/tip/84.md); ``ctypes`` calls it.
Contract: where it is not known to work nothing is changed, and a stroke has a point for every time that
Tk came to look. It is known to work with Tk 8.6 on X11. Windows and macOS merge waiting motions
themselves, before a program sees them.
Not here: what is made of the events (``ink_canvas``).
"""

import tkinter as tk


def take_every_motion(root: tk.Tk) -> bool:
    """Have all motion events of ``root``'s display delivered; return whether that could be done."""
    if root.tk.call("tk", "windowingsystem") != "x11":
        return False
    if not str(root.tk.call("info", "patchlevel")).startswith("8.6."):
        return False
    try:
        import _tkinter
        import ctypes

        library = ctypes.PyDLL(_tkinter.__file__)  # and with it the Tk that it is linked to
        main_window, collapse = library.Tk_MainWindow, library.Tk_CollapseMotionEvents
    except (ImportError, OSError, AttributeError):
        return False
    main_window.restype, main_window.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
    collapse.restype, collapse.argtypes = ctypes.c_int, (ctypes.c_void_p, ctypes.c_int)
    window = main_window(root.tk.interpaddr())
    if not window:
        return False
    # As tk.h and tkInt.h say, a window begins with its Display and its TkDisplay, which begins with that
    # Display too. The function is declared to take the former, but uses what it is given as the latter.
    pointers = ctypes.POINTER(ctypes.c_void_p)
    display, of_tk = ctypes.cast(window, pointers)[:2]
    if not display or not of_tk or ctypes.cast(of_tk, pointers)[0] != display:
        return False
    collapse(of_tk, 0)
    return True
