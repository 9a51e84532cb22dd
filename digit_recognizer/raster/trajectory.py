"""Trajectories: the way of the pen through a group of strokes, as a network sees it.

Purpose: what a glyph does not show: where a stroke begins, which way it goes, where the pen was lifted.
A 5 and a 6 can be one picture, but a 5 in two strokes is drawn like no 6, and a point behind a 2 is a
stroke of its own, however small it is.
Contract: any strokes of at least one point give a (48, 5) float32 array with finite values, the same
wherever the strokes are and however large. ``TRAJECTORY_RECIPE`` changes with what it says.
Not here: ink (``ink``), how trajectories are varied in training, who reads them.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Polyline, Trajectory

TRAJECTORY_RECIPE = 2
"""Version of what is computed here; a network is used with the one that it was trained with."""
TRAJECTORY_POINTS, TRAJECTORY_CHANNELS = 48, 5
MIN_LEG_POINTS = 3  # points of each stroke, and of each way through the air: a tap has no length
ROUNDING_SLACK = 1e-6  # of a point
MIN_TRAJECTORY_SIZE = 1e-9  # units: what is no larger is a point, and can't be divided by


def trajectory_of(polylines: Sequence[Polyline]) -> Trajectory:
    """Return the way through ``polylines``, at least one, in the order in which they were drawn.

    (48, 5) float32: 48 points along the way, the pen's way through the air between two strokes included.
    Each stroke and each way through the air gets ``MIN_LEG_POINTS``, or fewer where these are many; the
    others are shared out by length. The five channels: x and y from the middle of the box, in halves of
    its longer side; the direction, of length one, or zero where the pen stays (Bahlmann, "Directional
    features in online handwriting recognition", Pattern Recognition 39, 2006); and 1 in the air, 0 on
    the paper. A way of no length is all zeros.
    """
    points = np.concatenate(polylines)
    least, most = points.min(axis=0), points.max(axis=0)
    size = float((most - least).max())
    found = np.zeros((TRAJECTORY_POINTS, TRAJECTORY_CHANNELS), np.float32)
    if size < MIN_TRAJECTORY_SIZE:
        return found
    points = (points - (least + most) / 2) * (2 / size)
    steps = points[1:] - points[:-1]
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.empty(TRAJECTORY_POINTS)
    filled = 0
    legs = _legs(polylines, along)
    for place, (begin, end, count) in enumerate(zip(*legs, strict=True)):
        leg = slice(filled, filled := filled + count)
        at[leg] = begin + (end - begin) * _fractions(count, is_between=bool(place % 2))
        found[leg, 4] = place % 2
    kept = np.concatenate([[0], np.flatnonzero(lengths) + 1])
    way = found[:, :2]
    way[:, 0] = np.interp(at, along[kept], points[kept, 0])
    way[:, 1] = np.interp(at, along[kept], points[kept, 1])
    ahead = np.concatenate([way[1:2] - way[:1], way[2:] - way[:-2], way[-1:] - way[-2:-1]])
    found[:, 2:4] = ahead / np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-6)[:, None]
    return found


def _legs(
    polylines: Sequence[Polyline], along: NDArray[np.float64]
) -> tuple[list[float], list[float], list[int]]:
    """Return where each leg of the way begins and ends, and how many points it gets.

    Legs are strokes and ways through the air, by turns.
    """
    turns: list[float] = []
    first = 0
    for each in polylines:
        turns += [float(along[first]), float(along[first + len(each) - 1])]
        first += len(each)
    count = len(turns) - 1
    least = min(MIN_LEG_POINTS, TRAJECTORY_POINTS // count)
    by_length = (TRAJECTORY_POINTS - least * count) / turns[-1]
    # What lies half way is rounded up wherever the strokes are: moving them costs the last bits.
    so_far = [round(turn * by_length + ROUNDING_SLACK) for turn in turns]
    return turns[:-1], turns[1:], [least + b - a for a, b in pairwise(so_far)]


@cache
def _fractions(count: int, *, is_between: bool) -> NDArray[np.float64]:
    """Return ``count`` evenly spaced numbers from 0 to 1, or, ``is_between``, without these two."""
    return np.linspace(0, 1, count + 2)[1:-1] if is_between else np.linspace(0, 1, count)
