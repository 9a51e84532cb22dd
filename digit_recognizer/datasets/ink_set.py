"""Ink data sets that may have faults: what is good is used, what is not is counted.

Purpose: read an ink JSON Lines file line by line, leaving out bad lines with a tally of why and where.
Contract: untrusted files with limits; FileError only where nothing can be used. y of what is returned
grows downwards: a writer whose digits all run upwards is turned over, and that is told.
Not here: expressions of several symbols (``expression_set``).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from digit_recognizer.datasets.ink_lines import SampleError, SampleSet, ink_of, read_samples
from digit_recognizer.ink import Drawing, Ink, Stroke
from digit_recognizer.symbol_table import DIGIT_SIGNS

# These digits end well below where they begin, whoever writes them.
RUNS_DOWN = frozenset("12347")
MIN_RUNNING = 10
MIN_LABELS = 3


def read_ink_set(
    path: str | Path, knows: Callable[[str], bool] | None = None
) -> SampleSet[Drawing]:
    """Return the usable drawings in the JSON Lines file at ``path``, gzipped or not.

    ``knows`` says which labels are symbols at all; without it every label is taken. Left out are lines
    that are no drawing, without points, with coordinates that are no finite numbers, with an unknown
    label, and digits that are a single point. Of a damaged gzip file the lines before the damage are
    used, of a file beyond ``MAX_INK_TEXT`` the first part. Raises FileError if nothing can be used.
    """
    found = read_samples(Path(path), lambda row: _drawing(row, knows))
    drawings, turned = upright(found.samples)
    if turned:
        shown = ", ".join(turned[:3]) + (", ..." if len(turned) > 3 else "")
        found.skipped.remarks.append(
            f"y grew upwards for {len(turned)} of its writers ({shown}): turned"
        )
    return replace(found, samples=drawings)


def _drawing(row: dict[str, Any], knows: Callable[[str], bool] | None) -> Drawing:
    """Return the drawing in ``row``; raises SampleError."""
    ink = ink_of(row["strokes"])
    label, writer = row.get("label"), row.get("writer")
    label = None if label is None else str(label)
    if knows is not None and (label is None or not knows(label)):
        raise SampleError("with an unknown label")
    if label in DIGIT_SIGNS and ink.box.size == 0:
        raise SampleError("that are a digit of one point")
    return Drawing(ink, label, None if writer is None else str(writer))


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
            height = drawing.ink.box.height
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
    turned = (tuple(p._replace(y=middle - p.y) for p in stroke.points) for stroke in ink)
    return Ink(tuple(map(Stroke, turned, (stroke.start for stroke in ink))))
