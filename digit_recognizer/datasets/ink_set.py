"""Ink data sets that may have faults: what is good is used, what is not is counted.

Purpose: read an ink JSON Lines file line by line, leaving out bad lines with a tally of why and where.
Contract: untrusted files with limits; FileError only where nothing can be used. y of what is returned
grows downwards: a writer whose digits all run upwards is turned over, and that is told.
Not here: the strict reader of one drawing a line (``ink.jsonl``), which stops at the first fault.
"""

import gzip
import json
import math
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, cast

from digit_recognizer.datasets.left_out import LeftOut
from digit_recognizer.errors import FileError
from digit_recognizer.files import reason, require_regular
from digit_recognizer.ink import Drawing, Ink, Stroke
from digit_recognizer.ink.model import LIMIT

MAX_LINE = 8 * 2**20  # bytes
MAX_BYTES = 128 * 2**20  # of text; as ink it takes about 18 times as much memory
DIGITS = frozenset("0123456789")
WITHOUT_POINTS = "without points"

# These digits end well below where they begin, whoever writes them.
RUNS_DOWN = frozenset("12347")
MIN_RUNNING = 10
MIN_LABELS = 3


@dataclass(frozen=True, slots=True)
class InkSet:
    """The usable drawings of a file in order, the line of each (from 1), and what was left out."""

    drawings: list[Drawing]
    lines: list[int]
    left_out: LeftOut


class _Fault(ValueError):
    """Why a line is left out, in words that follow a count."""


def read_ink_set(path: str | Path, knows: Callable[[str], bool] | None = None) -> InkSet:
    """Return the usable drawings in the JSON Lines file at ``path``, gzipped or not.

    ``knows`` says which labels are symbols at all; without it every label is taken. Left out are lines
    that are no drawing, without points, with coordinates that are no finite numbers, with an unknown
    label, and digits that are a single point. Of a damaged gzip file the lines before the damage are
    used, of a file beyond ``MAX_BYTES`` the first part. Raises FileError if nothing can be used.
    """
    path = Path(path)
    left_out = LeftOut(str(path))
    drawings: list[Drawing] = []
    lines: list[int] = []
    try:
        for number, line in _lines(path, left_out):
            left_out.total += 1
            try:
                drawings.append(_drawing(line, knows))
                lines.append(number)
            except _Fault as fault:
                left_out.add(str(fault), number)
    except FileNotFoundError:
        raise FileError(f"{path} does not exist: check the name.") from None
    except OSError as error:
        raise FileError(f"{path} cannot be read: {reason(error)}.") from error
    left_out.require_some(len(drawings))
    drawings, turned = upright(drawings)
    if turned:
        shown = ", ".join(turned[:3]) + (", ..." if len(turned) > 3 else "")
        left_out.remarks.append(
            f"y grew upwards for {len(turned)} of its writers ({shown}): turned"
        )
    return InkSet(drawings, lines, left_out)


def _lines(path: Path, left_out: LeftOut) -> Iterator[tuple[int, bytes]]:
    """Yield each line that is not empty with its number; remarks on a file that ends too soon."""
    number = size = 0
    with _open(path) as file:
        try:
            while line := file.readline(MAX_LINE):
                number += 1
                size += len(line)
                if len(line) == MAX_LINE and not line.endswith(b"\n"):
                    size += _skip_line(file, MAX_BYTES - size)
                    line = b"too long"
                if size > MAX_BYTES:
                    left_out.remarks.append(
                        f"it is larger than {MAX_BYTES // 2**20} MB, and what follows line "
                        f"{number - 1:,} is not used"
                    )
                    return
                if line.strip():
                    yield number, line
        except (EOFError, zlib.error, gzip.BadGzipFile):
            left_out.remarks.append(
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


def _drawing(line: bytes, knows: Callable[[str], bool] | None) -> Drawing:
    """Return the drawing in ``line``; raises _Fault."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise _Fault("that are no JSON") from None
    if not isinstance(row, dict) or not isinstance(row.get("strokes"), list):
        raise _Fault("without strokes")
    ink = _ink(row["strokes"])
    label, writer = row.get("label"), row.get("writer")
    label = None if label is None else str(label)
    if knows is not None and (label is None or not knows(label)):
        raise _Fault("with an unknown label")
    if label in DIGITS and ink.box.size == 0:
        raise _Fault("that are a digit of one point")
    return Drawing(ink, label, None if writer is None else str(writer))


def _ink(rows: list[Any]) -> Ink:
    try:
        strokes = [[tuple(map(float, point)) for point in row] for row in rows]
        if not all(2 <= len(point) <= 3 for stroke in strokes for point in stroke):
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise _Fault("with points that are no pairs of numbers") from None
    values = [value for stroke in strokes for point in stroke for value in point]
    if not values:
        raise _Fault(WITHOUT_POINTS)
    if not all(math.isfinite(value) for value in values):
        raise _Fault("with NaN or an infinite number")
    if not all(-LIMIT <= value <= LIMIT for value in values):
        raise _Fault(f"with a coordinate beyond {LIMIT:g}")
    return Ink.from_xy(strokes)


def upright(drawings: list[Drawing]) -> tuple[list[Drawing], list[str]]:
    """Return the drawings with y downwards, and the writers whose y grew upwards.

    A writer is turned over if at least nine tenths of ten and more of the digits 1, 2, 3, 4 and 7, of
    three kinds at least, end well above where they begin. People do not write so; files whose y grows
    upwards do.
    """
    runs: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for drawing in drawings:
        if drawing.label in RUNS_DOWN and drawing.ink:
            first, last = drawing.ink.strokes[0].points[0], drawing.ink.strokes[-1].points[-1]
            height = drawing.ink.box.bottom - drawing.ink.box.top
            if height > 0:
                runs[drawing.writer or ""].append((str(drawing.label), (last.y - first.y) / height))
    turned = {
        writer
        for writer, of_writer in runs.items()
        if len(of_writer) >= MIN_RUNNING
        and len({label for label, _ in of_writer}) >= MIN_LABELS
        and sum(run < -0.25 for _, run in of_writer) >= 0.9 * len(of_writer)
    }
    if not turned:
        return drawings, []
    return (
        [replace(d, ink=turned_over(d.ink)) if (d.writer or "") in turned else d for d in drawings],
        sorted(writer or "without a name" for writer in turned),
    )


def turned_over(ink: Ink) -> Ink:
    """Return ``ink`` with the direction of y reversed, in the same box."""
    if not ink:
        return ink
    middle = ink.box.top + ink.box.bottom
    return Ink(
        tuple(
            Stroke(tuple(p._replace(y=middle - p.y) for p in stroke.points), stroke.start)
            for stroke in ink
        )
    )
