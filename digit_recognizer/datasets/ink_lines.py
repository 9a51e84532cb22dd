"""Lines of files of ink that may have faults.

Purpose: yield what is good of a JSON Lines file, gzipped or not, and say what is wrong with the rest.
Contract: untrusted files with limits on a line and on the whole; FileError only where it won't open.
Not here: what the lines mean (``ink_set``, ``expression_set``).
"""

import gzip
import json
import math
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Generic, TypeVar, cast

from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.files import reading, require_regular
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import MAX_COORDINATE

MAX_LINE = 8 * 2**20  # bytes
MAX_INK_TEXT = 128 * 2**20  # of text; as ink it takes about 18 times as much memory
MIN_LINE, MIN_FAULT = (
    64,
    1024,
)  # bytes that a line, and one with a fault, count at least: both take time
MAX_WASTE = 64 * 2**20  # bytes of lines of no use, beyond those of lines that are used
WITHOUT_POINTS = "without points"


Sample = TypeVar("Sample")


class SampleError(ValueError):
    """Why a line is left out, in words that follow a count."""


@dataclass(frozen=True, slots=True)
class SampleSet(Generic[Sample]):
    """The usable samples of a file in order, the line of each (from 1), and what was left out."""

    samples: list[Sample]
    lines: list[int]
    skipped: SkippedSamples


def numbered_rows(
    path: Path, skipped: SkippedSamples, limit: int | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each line that is an object with a list ``strokes``, with its number from 1.

    Every line that is not empty is counted in ``skipped.total``, those that are left out with their
    reason. Of a damaged gzip file the lines before the damage are used, of a file whose text is longer
    than ``limit`` bytes (``MAX_INK_TEXT`` if None), or mostly of no use, the first part.

    Raises FileError if the file cannot be read at all.
    """
    waste = -MAX_WASTE
    with reading(path):
        for number, line, size in _numbered_lines(path, skipped, limit or MAX_INK_TEXT):
            if waste > 0:
                skipped.remarks.append(
                    f"most of it is of no use, and what follows line {number - 1:,} is not used"
                )
                return
            if not line.strip():
                waste += size
                continue
            skipped.total, faults = skipped.total + 1, skipped.count
            try:
                row = _row(line)
            except SampleError as fault:
                skipped.add(str(fault), number)
            else:
                yield number, row  # whoever takes it may find a fault, too
            waste += -size if skipped.count == faults else max(size, MIN_FAULT)


def read_samples(path: Path, made_of: Callable[[dict[str, Any]], Sample]) -> SampleSet[Sample]:
    """Return what ``made_of`` makes of the lines of ``path``; lines for which it raises SampleError are
    left out. Raises FileError if nothing can be used.
    """
    found: SampleSet[Sample] = SampleSet([], [], SkippedSamples(str(path)))
    for number, row in numbered_rows(path, found.skipped):
        try:
            found.samples.append(made_of(row))
            found.lines.append(number)
        except SampleError as fault:
            found.skipped.add(str(fault), number)
    found.skipped.require_some(len(found.samples))
    return found


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise SampleError("that are no JSON") from None
    if not isinstance(row, dict) or not isinstance(row.get("strokes"), list):
        raise SampleError("without strokes")
    return row


def ink_of(rows: list[Any]) -> Ink:
    """Return the ink of the strokes ``rows``, empty ones left out; raises SampleError."""
    try:
        strokes = [[tuple(map(float, point)) for point in row] for row in rows]
        if not all(2 <= len(point) <= 3 for stroke in strokes for point in stroke):
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise SampleError("with points that are no pairs of numbers") from None
    values = [value for stroke in strokes for point in stroke for value in point]
    if not values:
        raise SampleError(WITHOUT_POINTS)
    if not all(math.isfinite(value) for value in values):
        raise SampleError("with NaN or an infinite number")
    if not all(-MAX_COORDINATE <= value <= MAX_COORDINATE for value in values):
        raise SampleError(f"with a coordinate beyond {MAX_COORDINATE:g}")
    return Ink.from_xy(strokes)


def _numbered_lines(
    path: Path, skipped: SkippedSamples, limit: int
) -> Iterator[tuple[int, bytes, int]]:
    """Yield the number of each line, the line and what it counts; remarks on an end too soon."""
    number = total = 0
    with _open(path) as file:
        try:
            while line := file.readline(MAX_LINE):
                number += 1
                size = max(len(line), MIN_LINE)
                if len(line) == MAX_LINE and not line.endswith(b"\n"):
                    size += _skip_line(file, min(limit - total, MAX_WASTE))
                    line = b"too long"
                total += size
                if total > limit:
                    skipped.remarks.append(
                        f"it is larger than {limit // 2**20} MB, and what follows line "
                        f"{number - 1:,} is not used"
                    )
                    return
                yield number, line, size
        except (EOFError, zlib.error, gzip.BadGzipFile):
            skipped.remarks.append(
                f"the gzip file is cut off or damaged after line {number:,}, get it again"
            )


def _skip_line(file: IO[bytes], limit: int) -> int:
    """Read up to the end of the line, or a little over ``limit`` bytes; return how many."""
    skipped = 0
    while skipped <= limit and (rest := file.readline(MAX_LINE)):
        skipped += len(rest)
        if rest.endswith(b"\n"):
            break
    return skipped


def _open(path: Path) -> IO[bytes]:
    require_regular(path, "a data set")
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")
