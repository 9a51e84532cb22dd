"""Ink: what a hand wrote, as the pen reported it.

Purpose: the words for pen input (:class:`Point`, :class:`Stroke`, :class:`Ink`, :class:`Drawing`).
Contract: everything here is immutable but :class:`InProgressStroke`, so ink can be handed to another
thread as it is. Coordinates are finite numbers in canvas units, y grows downwards; times are seconds.
Not here: pixels, pen widths, colours. Ink never knows how it is drawn.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

MAX_COORDINATE = 1e7
"""The largest coordinate and time in a stroke: no pen writes further, and no raster overflows."""

MAX_POINTS = 100_000
"""Points of a drawing that a file or a library may hold."""


class Point(NamedTuple):
    """A pen position: ``x``, ``y`` in canvas units, ``t`` in seconds since the stroke began."""

    x: float
    y: float
    t: float = 0.0


class Box(NamedTuple):
    """An axis-parallel rectangle in canvas units; ``left <= right`` and ``top <= bottom``."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def size(self) -> float:
        """The longer side."""
        return max(self.right - self.left, self.bottom - self.top)

    def grown(self, margin: float) -> "Box":
        """Return the box grown by ``margin`` on every side."""
        left, top, right, bottom = self
        return Box(left - margin, top - margin, right + margin, bottom + margin)

    def moved(self, right: float, down: float) -> "Box":
        """Return the box so much further to the right and down."""
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def gaps_to(self, other: "Box") -> tuple[float, float]:
        """Return how far ``other`` is beside this box, and above or below; negative: they overlap."""
        return (
            max(self.left - other.right, other.left - self.right),
            max(self.top - other.bottom, other.top - self.bottom),
        )

    def is_near(self, x: float, y: float, margin: float) -> bool:
        """Whether ``(x, y)`` is in the box grown by ``margin`` on every side."""
        return (
            self.left - margin <= x <= self.right + margin
            and self.top - margin <= y <= self.bottom + margin
        )


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around ``boxes``; raises ValueError if there are none."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


@dataclass(frozen=True, slots=True)
class Stroke:
    """The path from pen-down to pen-up: at least one point.

    ``start`` is when the pen went down, in seconds since the ink began; 0.0 where unknown.
    Raises ValueError for an empty stroke, a point beyond +-``MAX_COORDINATE`` (so also for inf and nan),
    or a ``start`` that is not finite.
    """

    points: tuple[Point, ...]
    start: float = 0.0
    box: Box = field(init=False, repr=False, compare=False)
    """The smallest box around the points."""

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a stroke has at least one point")
        xs, ys, times = zip(*self.points, strict=True)
        box = Box(min(xs), min(ys), max(xs), max(ys))
        is_near = max(map(abs, (*box, min(times), max(times)))) <= MAX_COORDINATE
        if not is_near or not math.isfinite(sum(xs) + sum(ys) + sum(times)):  # NaN is no extreme
            raise ValueError(
                f"a stroke has finite coordinates, at most {MAX_COORDINATE:g} from zero"
            )
        if not math.isfinite(self.start):
            raise ValueError("a stroke begins at a finite time")
        object.__setattr__(self, "box", box)

    @classmethod
    def from_xy(cls, pairs: Iterable[Iterable[float]]) -> "Stroke":
        """Return the stroke through ``(x, y)`` or ``(x, y, t)`` rows; raises ValueError for others."""
        try:
            points = tuple(Point(*(float(value) for value in pair)) for pair in pairs)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValueError("a point is two or three numbers: x, y and perhaps t") from error
        return cls(points)

    def distance_to(self, x: float, y: float) -> float:
        """Return the distance in canvas units from ``(x, y)`` to the nearest part of the path."""
        points = self.points
        if len(points) == 1:
            return math.hypot(x - points[0].x, y - points[0].y)
        return min(_distance_to_segment(x, y, a, b) for a, b in pairwise(points))


class InProgressStroke:
    """The wet stroke: grows while the pen is down, then :meth:`finish` makes it a Stroke."""

    def __init__(self, x: float, y: float, *, start: float = 0.0) -> None:
        self._points = [Point(x, y, 0.0)]
        self._start = start

    def add(self, x: float, y: float, t: float) -> None:
        """Append a position, ``t`` seconds after pen-down; one equal to the last is dropped."""
        last = self._points[-1]
        if (x, y) != (last.x, last.y):
            self._points.append(Point(x, y, max(t, last.t)))

    def finish(self) -> Stroke:
        """Return what was drawn so far; may be called while the stroke goes on."""
        return Stroke(tuple(self._points), self._start)


@dataclass(frozen=True, slots=True)
class Ink:
    """Strokes in the order they were drawn: the document. Empty ink is falsy.

    >>> ink = Ink.from_xy([[(0, 0), (10, 0)], [(5, -5), (5, 5)]])
    >>> len(ink), ink.box
    (2, Box(left=0.0, top=-5.0, right=10.0, bottom=5.0))
    """

    strokes: tuple[Stroke, ...] = ()

    @classmethod
    def from_xy(cls, strokes: Iterable[Iterable[Iterable[float]]]) -> "Ink":
        """Return ink from nested ``(x, y)`` or ``(x, y, t)`` rows; empty strokes are skipped."""
        rows = ([tuple(pair) for pair in stroke] for stroke in strokes)
        return cls(tuple(Stroke.from_xy(stroke) for stroke in rows if stroke))

    @property
    def box(self) -> Box:
        """The smallest box around all points; raises ValueError if there are none."""
        if not self.strokes:
            raise ValueError("empty ink has no box")
        return around(stroke.box for stroke in self.strokes)

    def adding(self, stroke: Stroke) -> "Ink":
        """Return this ink with ``stroke`` drawn last."""
        return Ink((*self.strokes, stroke))

    def touching(self, x: float, y: float, radius: float) -> tuple[int, ...]:
        """Return the indices of the strokes that pass within ``radius`` of ``(x, y)``."""
        return tuple(
            i
            for i, stroke in enumerate(self.strokes)
            if stroke.box.is_near(x, y, radius) and stroke.distance_to(x, y) <= radius
        )

    def without(self, indices: Iterable[int]) -> "Ink":
        """Return this ink less the strokes at ``indices``."""
        gone = set(indices)
        return Ink(tuple(stroke for i, stroke in enumerate(self.strokes) if i not in gone))

    def moved(self, dx: float, dy: float, scale: float = 1.0) -> "Ink":
        """Return this ink scaled by ``scale`` about the origin, then moved by ``(dx, dy)``."""
        return Ink(
            tuple(
                Stroke(
                    tuple(Point(p.x * scale + dx, p.y * scale + dy, p.t) for p in stroke.points),
                    stroke.start,
                )
                for stroke in self.strokes
            )
        )

    def __len__(self) -> int:
        return len(self.strokes)

    def __iter__(self) -> Iterator[Stroke]:
        return iter(self.strokes)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Ink with what is known about it: the true ``label`` and the ``writer``, where known."""

    ink: Ink
    label: str | None = None
    writer: str | None = None
    notes: dict[str, str] = field(default_factory=dict)


def _distance_to_segment(x: float, y: float, a: Point, b: Point) -> float:
    dx, dy = b.x - a.x, b.y - a.y
    length2 = dx * dx + dy * dy
    along = 0.0 if length2 == 0 else max(0.0, min(1.0, ((x - a.x) * dx + (y - a.y) * dy) / length2))
    return math.hypot(x - a.x - along * dx, y - a.y - along * dy)
