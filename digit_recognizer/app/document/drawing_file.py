"""The file that a drawing came from, or was saved to.

Purpose: one answer to which file may be written without asking.
Contract: all states of one drawing share one :class:`DrawingFile`, and no other drawing has it: undo
and redo bring it back with the drawing. A file that another program changed since is not written to
without asking.
Not here: the ink as it is now (``editor``), writing (``session``).
"""

from dataclasses import dataclass
from pathlib import Path

from digit_recognizer.ink import Drawing, Ink

NO_DRAWING = Drawing(Ink())

Stamp = tuple[int, int]
"""When a file was changed, in nanoseconds, and its length in bytes."""


@dataclass(slots=True, eq=False)
class DrawingFile:
    """``path``: None where there is no file yet. ``drawing``: as it is in the file.

    ``stamp``: what the file was like when it was read or written last.
    """

    path: Path | None = None
    drawing: Drawing = NO_DRAWING
    stamp: Stamp | None = None

    @property
    def is_changed_outside(self) -> bool:
        """Whether the file is there and is another one than was read or written last."""
        found = None if self.path is None else stamp_of(self.path)
        return found is not None and found != self.stamp

    def settle(self, path: Path, drawing: Drawing) -> None:
        """Take ``path`` for the file, which holds ``drawing`` now."""
        self.path, self.drawing, self.stamp = path, drawing, stamp_of(path)


def stamp_of(path: Path) -> Stamp | None:
    """Return what the file is like; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
