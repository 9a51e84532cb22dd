"""Entries as ink JSON Lines: one drawing a line, with its times and all that is known about it.

Purpose: the project's own format (a drawing a line) with the notes beside ``strokes``; ``starts`` are
the times at which the strokes began. Values of notes that are no texts come back as what they were.
Contract: an entry with ink comes back the same. Files are untrusted: a bad line is named and left out.
Not here: pictures, which the format does not hold.
"""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from digit_recognizer.datasets.ink_lines import SampleError, ink_of, numbered_rows
from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.ink import Ink, Point, Stroke
from digit_recognizer.ink.model import MAX_POINTS
from digit_recognizer.library.entry import Entry
from digit_recognizer.library.formats.metadata import (
    METADATA_FIELDS,
    RESERVED_NAMES,
    ImportFailure,
    entry_from,
    metadata_of,
)

MAX_JSON_BYTES = 4 * 2**30  # of text; only a line is held at a time

_JSON = "json:"
"""The prefix of a note whose value was no text."""

_STROKES_KEY, _STARTS_KEY, _SYMBOLS_KEY = "strokes", "starts", "symbols"


def line_of(entry: Entry) -> bytes:
    """Return the line of an entry with ink; raises ValueError for one without."""
    if not entry.ink:
        raise ValueError("a line of ink needs ink")
    notes = metadata_of(entry)
    row: dict[str, Any] = {}
    for name, text in notes.items():
        plain = name.removeprefix(_JSON)
        if name == "confidence":
            row[name] = float(text)
        elif name == "doubtful":
            row[name] = True
        elif plain in notes or plain in RESERVED_NAMES or not _is_json(text):
            row[name] = text
        else:
            row[plain] = json.loads(text)
    row[_STROKES_KEY] = [_points(stroke) for stroke in entry.ink]
    if any(stroke.start or stroke.points[0].t for stroke in entry.ink):
        row[_STARTS_KEY] = [_short(stroke.start) for stroke in entry.ink]
    return json.dumps(row, separators=(",", ":")).encode() + b"\n"


def entries_of(path: Path, made: datetime) -> Iterator[Entry | ImportFailure]:
    """Yield the entries in the file at ``path``, gzipped or not, and its bad lines.

    Raises FileError where the file cannot be read at all.
    """
    faults = _Faults(str(path))
    for number, row in numbered_rows(path, faults, MAX_JSON_BYTES):
        yield from faults.taken()
        try:
            yield _entry(row, made, f"{path.name}, line {number}")
        except SampleError as fault:
            faults.add(str(fault), number)
    yield from faults.taken()
    for remark in faults.remarks:
        yield ImportFailure(str(path), f"{path} is not used as a whole: {remark}.")


class _Faults(SkippedSamples):
    """A tally that hands out each fault with its place."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._new: list[ImportFailure] = []
        self._added = 0

    @property
    def count(self) -> int:
        """How many lines were left out."""
        return self._added

    def add(self, reason: str, position: int, file: str | None = None) -> None:
        name = f"{file or self.name}, line {position}"
        why = f"that is {reason.removeprefix('that are ')}" if "that are no J" in reason else reason
        self._added += 1
        self._new.append(ImportFailure(name, f"{name} is not used: a drawing {why}."))

    def taken(self) -> list[ImportFailure]:
        """Return what was added since the last time."""
        new, self._new = self._new, []
        return new


def _points(stroke: Stroke) -> list[list[float]]:
    timed = any(point.t for point in stroke.points)
    return [[*map(_short, point if timed else point[:2])] for point in stroke.points]


def _short(value: float) -> float:
    """Return a whole number without its ".0"."""
    return int(value) if value == int(value) else value


def _is_json(text: str) -> bool:
    """Whether ``text`` is what :func:`_texts` makes of a value that is no text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return not isinstance(value, str) and _json(value) == text


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _entry(row: dict[str, Any], made: datetime, source: str) -> Entry:
    """Return the entry in ``row``; raises SampleError."""
    rows = row.pop(_STROKES_KEY)
    starts = row.pop(_STARTS_KEY, None)
    ink = timed_ink(rows, starts)
    if len(ink) < len(rows):
        row.pop(_SYMBOLS_KEY, None)  # it counts strokes that are not there
    return entry_from(_texts(row), ink=ink, made=made, source=source)


def timed_ink(rows: Any, starts: Any) -> Ink:
    """Return the ink of the values ``strokes`` and ``starts`` (None: not given); raises SampleError."""
    if isinstance(rows, list) and sum(len(s) for s in rows if isinstance(s, list)) > MAX_POINTS:
        raise SampleError(f"with more than {MAX_POINTS:,} points")
    return _timed(ink_of(rows), [bool(stroke) for stroke in rows], starts)


def _timed(ink: Ink, present: list[bool], starts: Any) -> Ink:
    """Return ``ink`` with the times at which its strokes began; raises SampleError.

    Where there are none, times of points that do not begin at 0 tell.
    """
    if starts is None:
        began = ink.strokes[0].points[0].t
        try:
            return Ink(tuple(_from_zero(stroke, began) for stroke in ink))
        except ValueError:
            raise SampleError("with times too far from each other") from None
    if not isinstance(starts, list) or len(starts) != len(present):
        raise SampleError("whose starts are not one time for each stroke")
    kept = [start for start, is_present in zip(starts, present, strict=True) if is_present]
    if not all(type(start) in (int, float) and _is_time(start) for start in kept):
        raise SampleError("whose starts are not one time for each stroke")
    return Ink(tuple(Stroke(s.points, float(start)) for s, start in zip(ink, kept, strict=True)))


def _is_time(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _from_zero(stroke: Stroke, began: float) -> Stroke:
    first = stroke.points[0].t
    if first == 0 == began:
        return stroke
    points = tuple(Point(x, y, t - first) for x, y, t in stroke.points)
    return Stroke(points, first - began)


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the notes in ``row``; a value that is no text becomes JSON under a marked name.

    Raises SampleError.
    """
    notes: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, str):
            notes[name] = value
        elif name not in METADATA_FIELDS:
            try:
                notes[f"{_JSON}{name}"] = _json(value)
            except RecursionError:
                raise SampleError("with a note nested too deeply") from None
        elif isinstance(value, bool):
            notes[name] = "yes" if value else "no"
        elif value is not None:
            notes[name] = str(value)
    return notes
