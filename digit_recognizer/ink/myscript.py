"""MyScript: the strokes in its exchange format (``.jiix``) and in requests to its recognizer.

Purpose: read the ink of a JSON file as one drawing: every object of type ``stroke`` with lists X, Y and
perhaps T, wherever it stands (https://developer.myscript.com/docs/interactive-ink/latest/reference/jiix/),
or ``strokeGroups`` with strokes of lists x, y and t.
Contract: untrusted files: limits on points and depth, ValueError with the end of a sentence. A stroke
that stands in a word and in its characters counts once. Times are milliseconds.
Not here: what MyScript has read of the strokes.
"""

import json
from collections.abc import Iterator
from typing import Any

from digit_recognizer.ink.model import MAX_POINTS, Drawing, Ink, Point, Stroke

MAX_JSON_ITEMS = 1_000_000


def myscript_drawing(text: bytes) -> Drawing:
    """Return the strokes of the file; raises ValueError if there are none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    strokes: dict[tuple[Point, ...], float] = {}
    count = 0
    for xs, ys, ts in _columns(value):
        points = _points(xs, ys, ts)
        count += len(points)
        if count > MAX_POINTS:
            raise ValueError(f"it has more than {MAX_POINTS:,} points")
        if points:
            strokes.setdefault(
                tuple(Point(p.x, p.y, p.t - points[0].t) for p in points), points[0].t
            )
    if not strokes:
        raise ValueError("it holds no strokes: export it with its strokes")
    began = min(strokes.values())
    return Drawing(Ink(tuple(Stroke(points, start - began) for points, start in strokes.items())))


def _columns(value: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the lists of each stroke, in the order of the file."""
    waiting, seen = [value], 0
    while waiting:
        seen += 1
        if seen > MAX_JSON_ITEMS:
            raise ValueError("it holds far too many parts")
        item = waiting.pop()
        if isinstance(item, dict):
            keys = next(
                (k for k in (("X", "Y", "T"), ("x", "y", "t")) if {*k[:2]} <= item.keys()), None
            )
            if keys and isinstance(item[keys[0]], list):
                yield item[keys[0]], item[keys[1]], item.get(keys[2])
            else:
                waiting += [
                    part for part in reversed(item.values()) if isinstance(part, (dict, list))
                ]
        elif isinstance(item, list):
            waiting += [part for part in reversed(item) if isinstance(part, (dict, list))]


def _points(xs: Any, ys: Any, ts: Any) -> list[Point]:
    times = ts if isinstance(ts, list) and len(ts) == len(xs) else [0] * len(xs)
    if not isinstance(ys, list) or len(ys) != len(xs):
        raise ValueError("a stroke has more numbers of one kind than of the other")
    try:
        return [
            Point(float(x), float(y), float(t) / 1000)
            for x, y, t in zip(xs, ys, times, strict=True)
        ]
    except (TypeError, ValueError, OverflowError):
        raise ValueError("a stroke holds what is no number") from None
