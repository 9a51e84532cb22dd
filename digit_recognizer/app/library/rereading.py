"""Reading saved drawings again with the present model.

Purpose: read many drawings anew, replace their readings, and say what changed.
Contract: a pass goes over the drawings it was given, in chunks that are written as they are read; it
can be cancelled after each drawing, and what was read until then counts. Drawings that were deleted
meanwhile are passed over.
Not here: Tk; undo (``gallery``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from digit_recognizer.app.jobs import CancellableRun, Progress, sentence_of
from digit_recognizer.app.language import tr
from digit_recognizer.app.library.library_thread import LIBRARY_BUG, open_library
from digit_recognizer.app.library.undo_steps import Row

if TYPE_CHECKING:
    from digit_recognizer.library import Entry, Library
    from digit_recognizer.reader import Reader

WRITTEN_DRAWINGS = 50  # drawings in one transaction
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
    before: list[Row] = field(default_factory=list)
    is_cancelled: bool = False
    sentence: str = ""


def start_rereading(
    path: Path | None, numbers: Sequence[int], reader: "Reader"
) -> CancellableRun[Outcome]:
    """Return a pass over ``numbers`` in the library in ``path``, with ``reader``, that has begun."""

    def work(progress: Progress) -> Outcome:
        outcome = Outcome()
        try:
            with open_library(path) as library:
                for start in range(0, len(numbers), WRITTEN_DRAWINGS):
                    some = numbers[start : start + WRITTEN_DRAWINGS]
                    _reread(library, some, reader, outcome, progress)
        except Exception as error:
            outcome.sentence = sentence_of(error, LIBRARY_BUG)
        outcome.is_cancelled = progress.is_cancelled
        return outcome

    run = CancellableRun("rereading", work)
    run.progress.total = len(numbers)
    return run


def _reread(
    library: "Library", numbers: Sequence[int], reader: "Reader", outcome: Outcome,
    progress: Progress,
) -> None:  # fmt: skip
    """Read ``numbers`` until it is cancelled, replace their readings and add them to ``outcome``."""
    found = library.readable(numbers)
    before: list[Row] = []
    after: list[Row] = []
    changed: dict[int, Changed] = {}
    for number in numbers:
        if progress.is_cancelled:
            break
        entry = found.get(number)
        row = None if entry is None else _reading_of(entry, number, reader)
        if entry is not None and row is None:
            outcome.failed += 1
        elif entry is not None and row is not None:
            before.append((number, entry.text, entry.confidence, entry.doubtful, entry.model))
            after.append(row)
            text = row[1]
            if text != entry.text:
                changed[number] = Changed(entry.text, text, turn(entry.label, entry.text, text))
        progress.done += 1
    library.reread(after)
    outcome.read += len(after)
    outcome.before += before
    outcome.changed |= changed


def _reading_of(entry: "Entry", number: int, reader: "Reader") -> Row | None:
    """Return the reading of a saved drawing; None for a picture that is none."""
    from digit_recognizer.raster.image import page_from_bytes

    try:
        if entry.ink:
            reading = reader.read_ink(entry.ink)
        else:
            reading = reader.read_page(page_from_bytes(entry.picture or b"", tr("the picture")))
    except Exception as error:
        sentence_of(error, LIBRARY_BUG)  # logs a bug
        return None
    model = reader.model_of(reading)
    if not reading.text:
        return number, "", None, False, model
    return number, reading.text, reading.confidence, reading.doubtful, model


def turn(label: str | None, before: str, after: str) -> Turn:
    """Return whether a changed reading turned right or wrong, or neither."""
    if label is None or label not in {before, after}:
        return "other"
    return "right" if label == after else "wrong"
