"""The geometry of strokes that the rules of style are written in.

Purpose: crossings, loops, turning, straightness of polylines.
Contract: polylines are (n, 2) float64 with y downwards, as :func:`unit_paths` makes them: evenly spaced
vertices, in a box whose longer side is 1. Pure functions.
Not here: what these say about a digit (``style_rules``).
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Polyline
from digit_recognizer.ink import Ink
from digit_recognizer.raster.pen import extent, lengths, polylines_of, smoothed

VERTEX_SPACING = 0.025
MAX_STROKE_VERTICES = 400  # of a stroke: no digit is longer than 10 of its own heights


def unit_paths(ink: Ink) -> list[Polyline]:
    """Return the strokes of ``ink`` in a box from (0, 0) whose longer side is 1, smoothed a little.

    Vertices are about ``VERTEX_SPACING`` apart. Ink without extent gives no path.
    """
    polylines = polylines_of(ink)
    if not polylines:
        return []
    least, greatest = extent(polylines)
    size = float((greatest - least).max())
    if size <= 0:
        return []
    unit = [(points - least) / size for points in polylines]
    alongs = [lengths(points) for points in unit]
    return [
        smoothed(points, along, max(VERTEX_SPACING, float(along[-1]) / MAX_STROKE_VERTICES))
        for points, along in zip(unit, alongs, strict=True)
    ]


def length(path: Polyline) -> float:
    """Return how long ``path`` is."""
    return float(lengths(path)[-1])


def gap(path: Polyline) -> float:
    """Return the distance from the first vertex to the last."""
    return float(np.hypot(*(path[-1] - path[0])))


def straightness(path: Polyline) -> float:
    """Return the distance of the ends by the length: 1 for a straight line, 0 for a closed one."""
    total = length(path)
    return gap(path) / total if total > 0 else 1.0


def turning(path: Polyline) -> float:
    """Return the sum of the signed turns in degrees, positive clockwise as one sees it.

    It is measured over steps of three vertices, so that jitter is no turn.
    """
    coarse = path[::3] if len(path) > 6 else path
    steps = np.diff(coarse, axis=0)
    angles = np.arctan2(steps[:, 1], steps[:, 0])
    turns = (np.diff(angles) + np.pi) % (2 * np.pi) - np.pi
    return float(np.degrees(turns.sum()))


def crossings(a: Polyline, b: Polyline) -> NDArray[np.intp]:
    """Return the (i, j) of every pair of segments that cross, i of ``a`` and j of ``b``, as (k, 2)."""
    if len(a) < 2 or len(b) < 2:
        return np.zeros((0, 2), np.intp)
    p, q, r, s = a[:-1, None], a[1:, None], b[None, :-1], b[None, 1:]
    apart_b = _side(p, q, r) * _side(p, q, s) < 0
    apart_a = _side(r, s, p) * _side(r, s, q) < 0
    return np.argwhere(apart_a & apart_b)


def loops(path: Polyline, nearly: float = 0.0) -> list[tuple[int, int]]:
    """Return the (first, last) vertex of each closed part of ``path``, the longest first.

    A part is closed where the path crosses itself, or where its very end or start comes as near as
    ``nearly`` to an earlier or later part of it (at least four times as long a way off).
    """
    pairs = crossings(path, path)
    found = [(int(i), int(j) + 1) for i, j in pairs if j - i > 2]
    if nearly > 0:
        along = lengths(path)
        for end in (0, len(path) - 1):
            way = np.abs(along - along[end])
            distance = np.hypot(*(path - path[end]).T)
            distance[way < 4 * nearly] = np.inf
            other = int(distance.argmin())
            if distance[other] <= nearly:
                found.append((min(end, other), max(end, other)))
    return sorted(found, key=lambda loop: loop[0] - loop[1])


def size(path: Polyline) -> tuple[float, float]:
    """Return the (width, height) of the box around ``path``."""
    width, height = np.ptp(path, axis=0)
    return float(width), float(height)


def nearest(path: Polyline, point: NDArray[np.float64]) -> float:
    """Return the distance of ``point`` to the nearest vertex of ``path``."""
    return float(np.hypot(*(path - point).T).min())


def _side(
    start: NDArray[np.float64], end: NDArray[np.float64], point: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return on which side of the line from ``start`` to ``end`` each ``point`` is, by its sign."""
    line, way = end - start, point - start
    return np.asarray(line[..., 0] * way[..., 1] - line[..., 1] * way[..., 0])
