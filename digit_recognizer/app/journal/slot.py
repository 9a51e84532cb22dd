"""The folder of a window's journal, which no other window uses meanwhile.

Purpose: give each window that is open a folder of its own, and after a crash the same one again.
Contract: the first folder that nobody has locked is taken, so what a window left is back in the next
one. The system unlocks a folder when its process ends, however it ends.
Not here: what is in the folder (``journal``).
"""

import os
import sys
from pathlib import Path

from platformdirs import user_data_path

MAX_WINDOWS = 32  # that keep a journal at the same time


class Slot:
    """A locked folder, until :meth:`free`."""

    def __init__(self, folder: Path, handle: int) -> None:
        self.folder, self._handle = folder, handle

    @classmethod
    def take(cls, parent: Path | None = None) -> "Slot | None":
        """Return the first free folder in ``parent``, or the user's; None: all are taken.

        Raises OSError where none can be made.
        """
        parent = parent or user_data_path("digit-recognizer", appauthor=False)
        for number in range(1, MAX_WINDOWS + 1):
            folder = parent / f"canvas-{number}"
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            if _locked(handle):
                return cls(folder, handle)
            os.close(handle)
        return None

    def free(self) -> None:
        """Let another window have it."""
        os.close(self._handle)


def _locked(handle: int) -> bool:
    """Lock a file as long as it is open; return whether nobody else had."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
