"""Trajectories: the way of the pen through a group of strokes, as a network sees it.

Purpose: what a glyph does not show: where a stroke begins, which way it goes, where the pen was lifted.
A 5 and a 6 can be one picture, but a 5 in two strokes is drawn like no 6.
Contract: any strokes, also single points, give a (``POINTS``, ``CHANNELS``) float32 array with finite
values; it is the same wherever the strokes are and however large. ``RECIPE`` changes with what it says.
Not here: ink (``ink``), how trajectories are varied in training, who reads them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.raster.pen import Polyline

RECIPE = 1
"""Version of what is computed here; a network is used with the one that it was trained with."""
POINTS, CHANNELS = 48, 5
TAP = 1e-9  # units: what is no larger is a point, and can't be divided by


def trajectory_of(polylines: Sequence[Polyline]) -> NDArray[np.float32]:
    """Return the way through ``polylines``, at least one, in the order in which they were drawn.

    ``POINTS`` points, equally far from each other along the way, the pen's way through the air between
    two strokes included. ``CHANNELS`` of each: x and y from the middle of the box, in halves of its
    longer side; the direction, of length one (Bahlmann, "Directional features in online handwriting
    recognition", Pattern Recognition 39, 2006); and 1 in the air, 0 on the paper. A way of no length is
    all zeros.
    """
    points = np.concatenate(polylines)
    least, most = points.min(axis=0), points.max(axis=0)
    size = float((most - least).max())
    found = np.zeros((POINTS, CHANNELS), np.float32)
    if size < TAP:
        return found
    points = (points - (least + most) / 2) * (2 / size)
    in_air = np.zeros(len(points))  # on the way to each point
    in_air[np.cumsum([len(each) for each in polylines[:-1]], dtype=int)] = 1
    steps = points[1:] - points[:-1]
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    moved = np.flatnonzero(lengths)
    kept = np.concatenate([[0], moved + 1])
    along = np.concatenate([[0.0], np.cumsum(lengths[moved])])
    at = np.linspace(0.0, along[-1], POINTS)
    way = found[:, :2]
    way[:, 0] = np.interp(at, along, points[kept, 0])
    way[:, 1] = np.interp(at, along, points[kept, 1])
    ahead = np.concatenate([way[1:2] - way[:1], way[2:] - way[:-2], way[-1:] - way[-2:-1]])
    found[:, 2:4] = ahead / np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-6)[:, None]
    found[:, 4] = in_air[kept[np.minimum(np.searchsorted(along, at), len(along) - 1)]]
    return found
