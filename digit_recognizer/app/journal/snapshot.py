"""What the journal keeps of a window, and the form in which it does.

Purpose: one version number and one set of names for writing and reading a journal.
Contract: a journal is one line, :data:`MAGIC`, the version and the CRC-32 of the rest, and then JSON:
tables of strokes, pictures and so on, and sheets that name rows of them. Snapshots are immutable.
Not here: writing (``encoding``), reading (``decoding``), files (``journal``).
"""

from dataclasses import dataclass

from digit_recognizer.app.document.editor import Sheet
from digit_recognizer.app.library.library_change import SavedDrawing

MAGIC = "digit-recognizer canvas"
JOURNAL_VERSION = 1
MAX_JOURNAL_BYTES = 32 * 2**20
MAX_JOURNAL_SHEETS = 100_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All sheets in their order, of which the one at ``place`` is shown.

    ``drawings``: those of this window that are in the library, the oldest first.
    """

    sheets: tuple[Sheet, ...]
    place: int
    drawings: tuple[SavedDrawing, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing worth keeping."""
        return len(self.sheets) == 1 and self.sheets[0].is_blank
