"""Scratching out: a zigzag drawn over strokes means that they go.

Purpose: tell a zigzag that covers strokes from a stroke of a symbol.
Contract: :func:`scratched` is careful rather than eager: a stroke that is wrongly taken for a zigzag
costs what was under it, one that is wrongly not taken costs a tap: :func:`maybe_scratched` says what is
worth asking about.
Not here: removing (``editor``).

A zigzag goes to and fro along one direction: its pieces are nearly parallel, straight, similarly long,
and at least ``MIN_SWEEPS``. A stroke is under it if most of its length lies within the zigzag's outline
(its convex hull), so that hatching inside a 0 leaves the 0 alone. Compare the scratch-out gestures of
pen computers, e.g. Rubine, "Specifying Gestures by Example", SIGGRAPH 1991.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise

from digit_recognizer.ink import Ink, Stroke

MIN_SWEEPS, MIN_UNSURE_SWEEPS = 4, 3
MIN_PARALLELISM = 0.5  # mean of cos(2 x angle to the direction), weighted by length: 1 for one line
MAX_SWEEP_BEND = 0.15  # at most, of a sweep's length, from the line between its ends
SWEEP_SPACING = 4.0  # canvas units between points: pens tremble, pixels are whole
MIN_SWEEP_SHARE = 0.4  # of the median sweep
MIN_COVERED_SHARE, MIN_UNSURE_SHARE = 0.7, 0.4  # of a stroke's length
OUTLINE_MARGIN = 3.0  # canvas units around the outline
MIN_ZIGZAG_LENGTH = 60.0  # canvas units of the whole zigzag
STROKE_SAMPLES = 32  # of each stroke

Pair = tuple[float, float]


def scratched(ink: Ink) -> tuple[int, ...]:
    """Return the indices of the strokes that the last stroke of ``ink`` scratches out, ascending.

    Empty if it is no zigzag, or there is nothing under it; its own index is not among them.
    """
    return _under(ink, MIN_SWEEPS, MIN_COVERED_SHARE)


def maybe_scratched(ink: Ink) -> tuple[int, ...]:
    """Return the same, and the last stroke's own index, where it may be a zigzag; empty where not."""
    found = _under(ink, MIN_UNSURE_SWEEPS, MIN_UNSURE_SHARE)
    return (*found, len(ink) - 1) if found else ()


def _under(ink: Ink, sweeps: int, share: float) -> tuple[int, ...]:
    if len(ink) < 2:
        return ()
    *earlier, last = ink.strokes
    near = [
        index
        for index, stroke in enumerate(earlier)
        if max(last.box.gaps_to(stroke.box)) <= OUTLINE_MARGIN
    ]
    if not near or not is_zigzag(last, sweeps):
        return ()
    hull = _hull([(p.x, p.y) for p in last.points])
    return tuple(index for index in near if _share_inside(earlier[index], hull) >= share)


def is_zigzag(stroke: Stroke, turns: int = MIN_SWEEPS) -> bool:
    """Whether ``stroke`` goes to and fro at least so often, and straight enough."""
    points = _spaced(stroke)
    steps = [(b[0] - a[0], b[1] - a[1], math.dist(a, b)) for a, b in pairwise(points)]
    total = sum(length for *_, length in steps)
    if total < MIN_ZIGZAG_LENGTH:
        return False
    # The direction that the pieces share, to or fro: the mean of the doubled angles.
    cosines = sum((dx * dx - dy * dy) / length for dx, dy, length in steps if length)
    sines = sum(2 * dx * dy / length for dx, dy, length in steps if length)
    if math.hypot(cosines, sines) < MIN_PARALLELISM * total:
        return False
    angle = math.atan2(sines, cosines) / 2
    along = [x * math.cos(angle) + y * math.sin(angle) for x, y in points]
    across = [y * math.cos(angle) - x * math.sin(angle) for x, y in points]
    sweeps = _sweeps(along)
    lengths = sorted(abs(along[b] - along[a]) for a, b in sweeps)
    median = lengths[len(lengths) // 2]
    least = max(MIN_SWEEP_SHARE * median, SWEEP_SPACING)
    long_ones = [(a, b) for a, b in sweeps if abs(along[b] - along[a]) >= least]
    straight = [ends for ends in long_ones if _bend(along, across, *ends) <= MAX_SWEEP_BEND]
    return len(long_ones) >= turns and len(straight) >= 0.8 * len(long_ones)


def _spaced(stroke: Stroke) -> list[Pair]:
    """Return the points at least ``SWEEP_SPACING`` from the one before, and the last."""
    points = [(p.x, p.y) for p in stroke.points]
    kept = points[:1]
    for point in points[1:-1]:
        if math.dist(point, kept[-1]) >= SWEEP_SPACING:
            kept.append(point)
    return kept + points[1:][-1:]


def _bend(along: Sequence[float], across: Sequence[float], start: int, end: int) -> float:
    """Return how far a sweep leaves the line between its ends, as a share of its length."""
    length = along[end] - along[start]
    slope = (across[end] - across[start]) / length
    line = (across[start] + slope * (along[i] - along[start]) for i in range(start, end + 1))
    return max(abs(across[start + i] - y) for i, y in enumerate(line)) / abs(length)


def _sweeps(along: Sequence[float]) -> list[tuple[int, int]]:
    """Return the index pairs between which ``along`` goes one way, small trembling aside."""
    tremble = 0.12 * (max(along) - min(along))
    turns, extreme, direction = [0], 0, 0
    for index, value in enumerate(along):
        if direction * (value - along[extreme]) > 0 or (
            direction == 0 and abs(value - along[0]) > tremble
        ):
            direction = direction or (1 if value > along[0] else -1)
            extreme = index
        elif direction * (along[extreme] - value) > tremble:
            turns.append(extreme)
            extreme, direction = index, -direction
    return list(pairwise([*turns, extreme]))


def _hull(points: Sequence[Pair]) -> list[Pair]:
    """Return the convex hull, turning one way (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    halves: list[list[Pair]] = []
    for run in (ordered, ordered[::-1]):
        half: list[Pair] = []
        for point in run:
            while len(half) >= 2 and _cross(half[-2], half[-1], point) <= 0:
                half.pop()
            half.append(point)
        halves.append(half[:-1])
    return halves[0] + halves[1]


def _cross(a: Pair, b: Pair, c: Pair) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _share_inside(stroke: Stroke, hull: Sequence[Pair]) -> float:
    """Return the share of the length of ``stroke`` within OUTLINE_MARGIN of the inside of ``hull``."""
    places = _sampled(stroke)
    edges = [(a, b, math.dist(a, b)) for a, b in pairwise([*hull, hull[0]]) if a != b]
    inside = [
        p for p in places if all(_cross(a, b, p) >= -OUTLINE_MARGIN * side for a, b, side in edges)
    ]
    return len(inside) / len(places)


def _sampled(stroke: Stroke) -> list[Pair]:
    """Return places on ``stroke`` that are equally far apart."""
    points = stroke.points
    ways = [0.0, *accumulate(math.dist(a[:2], b[:2]) for a, b in pairwise(points))]
    places = []
    for number in range(STROKE_SAMPLES):
        way = ways[-1] * number / (STROKE_SAMPLES - 1)
        end = min(bisect_left(ways, way, 1), len(points) - 1)
        start = max(end - 1, 0)
        a, b, step = points[start], points[end], ways[end] - ways[start]
        share = (way - ways[start]) / step if step else 0.0
        places.append((a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)))
    return places
