"""Strokes that belong together by how they lie: one goes over another again, or crosses it.

Purpose: a digit gone over again is one digit, and the bar through a 7 is no half of an =.
Contract: strokes only: pieces of a picture neither cross nor lie on each other. Deterministic.
Not here: what the strokes are together (``decoding``).
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.segmentation.parameters import TOGETHER
from digit_recognizer.segmentation.primitives import Primitive
from digit_recognizer.segmentation.symbol_candidates import is_level

_Points = NDArray[np.float64]


def retraced(
    primitives: Sequence[Primitive], height: float, among: Collection[int]
) -> dict[int, int]:
    """Return the strokes that lie on another one, each with that one; no stroke is on both sides.

    ``height``: of a digit, as ``typical_height`` gives it; ``among``: the indices that are looked at. Of
    two that lie on each other the later one goes over the earlier one again.
    """
    found: dict[int, int] = {}
    for one, other in _meeting(primitives, among, TOGETHER.retrace_reach * height):
        for top, base in ((other, one), (one, other)):
            is_free = top not in found and base not in found and top not in found.values()
            if is_free and _lies_on(primitives[top], primitives[base], height):
                found[top] = base
                break
    return found


def are_crowded(primitives: Sequence[Primitive]) -> bool:
    """Whether so many pairs of primitives overlap that it is a scribble, in which nothing is told."""
    return len(_near_pairs(primitives, 0.0)) > TOGETHER.max_pairs


def crossing(primitives: Sequence[Primitive]) -> list[tuple[int, int]]:
    """Return the pairs of strokes, the smaller index first, that cross each other well within both."""
    if are_crowded(primitives):
        return []
    return [
        (one, other)
        for one, other in _meeting(primitives, range(len(primitives)), 0.0)
        if _cross(primitives[one].points, primitives[other].points)
    ]


def _meeting(
    primitives: Sequence[Primitive], among: Collection[int], reach: float
) -> list[tuple[int, int]]:
    """Return the pairs of lines whose boxes are no further apart than ``reach``."""
    lines = [i for i in sorted(among) if primitives[i].order >= 0 and len(primitives[i].points) > 1]
    if len(lines) < 2:
        return []
    pairs = _near_pairs([primitives[i] for i in lines], reach).tolist()
    return [(lines[a], lines[b]) for a, b in pairs]


def _near_pairs(primitives: Sequence[Primitive], reach: float) -> NDArray[np.intp]:
    """Return (N, 2) places, the smaller first, of those with boxes no further apart than ``reach``."""
    boxes = np.array([each.box for each in primitives]).reshape(-1, 4)
    low, high = boxes[:, :2] - reach, boxes[:, 2:]
    meet = ((low[:, None] <= high[None]) & (low[None] <= high[:, None])).all(axis=2)
    return np.argwhere(np.triu(meet, 1))


def _lies_on(one: Primitive, other: Primitive, height: float) -> bool:
    """Whether ``one`` lies on ``other`` with nearly all of its length, and is more than a dot."""
    if _length(one) < TOGETHER.min_retrace * height:
        return False
    are_level = is_level(one.box, height) and is_level(other.box, height)
    reach = TOGETHER.level_reach if are_level else TOGETHER.retrace_reach
    # What is beside its box is beside it: most pairs need no more.
    low, high = (np.array(other.box[part]) for part in (slice(0, 2), slice(2, 4)))
    slack = reach * height
    is_near = ((one.points >= low - slack) & (one.points <= high + slack)).all(axis=1)
    if is_near.mean() < TOGETHER.min_retraced:
        return False
    distances = _distances(one.points, other.points) / height
    # A 1 beside a 1 is near it, too, but all along.
    if one.is_straight and distances.mean() > TOGETHER.straight_reach:
        return False
    return bool((distances <= reach).mean() >= TOGETHER.min_retraced)


def _length(one: Primitive) -> float:
    return float(np.hypot(*np.diff(one.points, axis=0).T).sum())


def _distances(points: _Points, line: _Points) -> _Points:
    """Return (N,) the distances of (N, 2) ``points`` from the polyline through (M, 2)."""
    start, step = line[:-1], np.diff(line, axis=0)
    squared = np.maximum((step * step).sum(axis=1), 1e-12)
    off = points[:, None] - start[None]  # (N, M - 1, 2)
    share = np.clip((off * step).sum(axis=2) / squared, 0.0, 1.0)
    apart = off - share[..., None] * step
    found: _Points = np.sqrt((apart * apart).sum(axis=2).min(axis=1))
    return found


def _cross(one: _Points, other: _Points) -> bool:
    """Whether two polylines cross well within both."""
    a, r = one[:-1, None], np.diff(one, axis=0)[:, None]
    b, s = other[None, :-1], np.diff(other, axis=0)[None]
    across = r[..., 0] * s[..., 1] - r[..., 1] * s[..., 0]
    safe = np.where(np.abs(across) < 1e-12, np.inf, across)
    off = b - a
    t = (off[..., 0] * s[..., 1] - off[..., 1] * s[..., 0]) / safe
    u = (off[..., 0] * r[..., 1] - off[..., 1] * r[..., 0]) / safe
    meets = (t >= 0) & (t <= 1) & (u >= 0) & (u <= 1) & (np.abs(across) >= 1e-12)
    rows, columns = np.nonzero(meets)
    low, high = TOGETHER.crossed_share, 1 - TOGETHER.crossed_share
    along = (rows + t[rows, columns]) / len(one[:-1])
    beside = (columns + u[rows, columns]) / len(other[:-1])
    return bool(((along > low) & (along < high) & (beside > low) & (beside < high)).any())
