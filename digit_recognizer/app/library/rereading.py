"""The thread that reads kept drawings again with the present model.

Purpose: read many drawings anew, replace their readings, and say what changed.
Contract: a pass goes over the drawings it was given, in chunks that are written as they are read; it
can be cancelled after each drawing, and what was read until then counts. Drawings that were deleted
meanwhile are passed over. :attr:`Rereading.progress` may be asked for at any time, from any thread.
Not here: Tk; undo (``gallery_model``).
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from digit_recognizer.app.library.library_thread import open_library, sentence_of

if TYPE_CHECKING:
    from digit_recognizer.library import Entry, Library
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Reading

    Row = tuple[int, str, float | None, bool, str]

CHUNK = 50  # drawings in one transaction
Turn = Literal["right", "wrong", "other"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A drawing that is read as ``after`` now; ``turn``: whether that made it right or wrong."""

    before: str
    after: str
    turn: Turn


@dataclass(slots=True)
class Outcome:
    """What a pass did: ``before`` are the readings that were replaced, to undo it.

    ``sentence``: why it ended before its time; "" if it did not. ``failed``: how many could not be read.
    """

    read: int = 0
    failed: int = 0
    changed: dict[int, Changed] = field(default_factory=dict)
    before: "list[Row]" = field(default_factory=list)
    is_cancelled: bool = False
    sentence: str = ""

    def count(self, turn: Turn) -> int:
        """Return how many drawings turned that way."""
        return sum(1 for changed in self.changed.values() if changed.turn == turn)


class Rereading:
    """One pass over ``numbers`` in the library in ``path``, with ``reader``."""

    def __init__(
        self,
        path: Path | None,
        numbers: Sequence[int],
        reader: "Reader",
        open_: "Callable[[Path | None], Library]" = open_library,
    ) -> None:
        self._path, self._numbers, self._reader, self._open = path, numbers, reader, open_
        self._cancelled = threading.Event()
        self.total = len(numbers)
        self.progress = 0
        """How many drawings are done with."""
        self.outcome: Outcome | None = None
        """What came of it; None while it goes on."""
        self._thread = threading.Thread(target=self._run, name="rereading", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Stop after the drawing that is being read."""
        self._cancelled.set()

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""
        self._thread.join(timeout)

    def _run(self) -> None:
        outcome = Outcome()
        try:
            with self._open(self._path) as library:
                for start in range(0, self.total, CHUNK):
                    if self._cancelled.is_set():
                        break
                    self._read(library, self._numbers[start : start + CHUNK], outcome)
        except Exception as error:
            outcome.sentence = sentence_of(error)
        outcome.is_cancelled = self._cancelled.is_set()
        self.outcome = outcome

    def _read(self, library: "Library", numbers: Sequence[int], outcome: Outcome) -> None:
        found = library.readable(numbers)
        before: list[Row] = []
        after: list[Row] = []
        changed: dict[int, Changed] = {}
        for number in numbers:
            if self._cancelled.is_set():
                break
            entry = found.get(number)
            if entry is not None:
                row = self._reading_of(entry, number)
                if row is None:
                    outcome.failed += 1
                else:
                    before.append(
                        (number, entry.text, entry.confidence, entry.doubtful, entry.model)
                    )
                    after.append(row)
                    if row[1] != entry.text:
                        changed[number] = Changed(
                            entry.text, row[1], turn(entry.label, entry.text, row[1])
                        )
            self.progress += 1
        library.reread(after)
        outcome.read += len(after)
        outcome.before += before
        outcome.changed |= changed

    def _reading_of(self, entry: "Entry", number: int) -> "Row | None":
        try:
            reading = read_entry(self._reader, entry)
        except Exception as error:
            sentence_of(error)
            return None
        if not reading.text:
            return number, "", None, False, self._reader.model_of(reading)
        return (
            number, reading.text, reading.confidence, reading.doubtful,
            self._reader.model_of(reading),
        )  # fmt: skip


def read_entry(reader: "Reader", entry: "Entry") -> "Reading":
    """Return the reading of a kept drawing; raises DigitRecognizerError for a picture that is none."""
    if entry.ink:
        return reader.read_ink(entry.ink)
    from digit_recognizer.raster.image import page_from_bytes

    return reader.read_image(page_from_bytes(entry.picture or b"", "the picture"))


def turn(label: str | None, before: str, after: str) -> Turn:
    """Return whether a changed reading turned right or wrong, or neither."""
    if label is None or label not in {before, after}:
        return "other"
    return "right" if label == after else "wrong"
