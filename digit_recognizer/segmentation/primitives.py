"""Primitives: the smallest pieces of ink that segmentation moves about.

Purpose: one word for a stroke and for a connected piece of a picture, so that everything above works
for both: a box, a place in the order of writing and a few points to measure distances by.
Contract: immutable; y grows downwards; any unit. ``order`` is -1 for all primitives of a picture.
Not here: which primitives belong together (``symbol_candidates``), what they mean.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.ink.model import Box, Stroke
from digit_recognizer.raster.pen import polyline_of
from digit_recognizer.segmentation.parameters import PRIMITIVES


# Without slots: they leave no room for what is calculated once.
@dataclass(frozen=True, eq=False)
class Primitive:
    """One stroke, or one connected piece of a picture.

    ``points``: (k, 2) float64, k >= 1, evenly spread along it; ``order``: its place in time.
    ``source_component``: a number that all primitives share that were cut out of one piece, -1 for what
    was not cut.
    """

    box: Box
    points: NDArray[np.float64]
    order: int
    source_component: int = -1

    @classmethod
    def of_stroke(cls, stroke: Stroke, order: int) -> "Primitive":
        """Return the primitive that ``stroke`` is; ``order`` says when it was written."""
        return _of_stroke(stroke, order)

    @property
    def width(self) -> float:
        """The box's width."""
        return self.box.right - self.box.left

    @property
    def height(self) -> float:
        """The box's height."""
        return self.box.bottom - self.box.top

    @property
    def middle(self) -> float:
        """The x of the box's middle."""
        return (self.box.left + self.box.right) / 2

    @cached_property
    def direction(self) -> NDArray[np.float64]:
        """The (2,) unit vector along which the points spread most."""
        x, y = (self.points - self.points.mean(axis=0)).T
        angle = np.arctan2(2 * (x @ y), x @ x - y @ y) / 2
        return np.array([np.cos(angle), np.sin(angle)])

    @cached_property
    def is_straight(self) -> bool:
        """Whether all points lie near one straight line."""
        along = self.direction
        off = np.ptp(self.points @ (-along[1], along[0]))
        return bool(off <= PRIMITIVES.max_bend * np.ptp(self.points @ along))

    def distance_to(self, other: "Primitive") -> float:
        """Return the distance between the nearest points of the two, about right to a sample's step."""
        apart = self.points[:, None] - other.points[None]
        return float(np.sqrt((apart * apart).sum(axis=2).min()))


def cut_through(members: Sequence[int], primitives: Sequence[Primitive]) -> int:
    """Return of how many pieces that were cut ``members`` are some primitives, but not all.

    ``members`` are indices of ``primitives``.
    """
    sources = [primitives[index].source_component for index in members]
    cut = set(sources) - {-1}
    if not cut:
        return 0
    counts = Counter(primitive.source_component for primitive in primitives)
    return sum(sources.count(source) < counts[source] for source in cut)


def typical_height(primitives: Sequence[Primitive]) -> float:
    """Return how high a digit of this writer is, roughly, in the unit of ``primitives``; > 0.

    Dots, dashes and bars say little of it, so it is the median of the tall primitives that are not flat.
    """
    heights = sorted(
        max(each.height, PRIMITIVES.size_of_width * each.width)
        for each in primitives
        if each.height >= PRIMITIVES.flat * each.width
    )
    if not heights:
        flat = PRIMITIVES.size_of_flat
        widths = sorted(max(each.height, flat * each.width) for each in primitives)
        return max(widths[len(widths) // 2], 1e-6) if widths else 1.0
    tall = [height for height in heights if height >= PRIMITIVES.tall * heights[-1]]
    return max(tall[len(tall) // 2], 1e-6)


# What grows is read again and again: most of its strokes were there before.
@lru_cache(maxsize=PRIMITIVES.kept_strokes)
def _of_stroke(stroke: Stroke, order: int) -> Primitive:
    return Primitive(stroke.box, _evenly(polyline_of(stroke)), order)


def _evenly(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (k, 2) points, k <= PRIMITIVES.samples, evenly spread along the polyline ``xy``."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    if along[-1] == 0:
        return xy[:1]
    at = np.linspace(0, along[-1], PRIMITIVES.samples)
    return np.stack([np.interp(at, along, xy[:, 0]), np.interp(at, along, xy[:, 1])], axis=1)
