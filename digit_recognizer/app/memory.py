"""Memory that is free, given back to the system.

Purpose: reading a photo takes hundreds of megabytes for seconds; a window is open for days.
Contract: does nothing but on Linux with the GNU C library, which keeps what was freed in pieces.
Not here: what is kept for undo (``document.editor``), the memory of networks (``classifier.session``).
"""

import sys
from contextlib import suppress


def give_memory_back() -> None:
    """Give freed memory back; it takes milliseconds, so it is for threads that do not paint."""
    if sys.platform == "linux":
        import ctypes  # not for the window's start

        with suppress(OSError, AttributeError):  # of another C library
            ctypes.CDLL(None).malloc_trim(0)
