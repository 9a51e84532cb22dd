"""Every motion of the pointer, not only the newest one that waits.

Purpose: while Tk is busy it keeps one motion event, the newest, and throws away those before it: a fast
stroke on a busy machine would lose points. Tk can be told not to, but from C only
(``Tk_CollapseMotionEvents``, https://core.tcl-lang.org/tips/doc/trunk/tip/84.md); ``ctypes`` calls it.
Contract: where it is not known to work (``x11``) nothing is changed, and a stroke has a point for every
time that Tk came to look. Windows and macOS merge waiting motions before a program sees them.
Not here: what is made of the events (``ink_canvas``).
"""

import tkinter as tk

from digit_recognizer.gui.toolkit.x11 import display_of


def take_every_motion(root: tk.Tk) -> bool:
    """Have all motion events of ``root``'s display delivered; return whether that could be done."""
    found = display_of(root)
    if found is None or not hasattr(found.library, "Tk_CollapseMotionEvents"):
        return False
    import ctypes

    collapse = found.library.Tk_CollapseMotionEvents
    collapse.restype, collapse.argtypes = ctypes.c_int, (ctypes.c_void_p, ctypes.c_int)
    # It is declared to take the Display, but uses what it is given as Tk's own record.
    collapse(found.of_tk, 0)
    return True
