"""Smooth curves: ends stay, nothing leaves the shape, corners go."""

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.ink import Ink, Point
from digit_recognizer.ink.curves import CURVE_STEPS, curve, smoothed, spaced

PLACES = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=30)


def turns(path: list[tuple[float, float]]) -> list[float]:
    """Return by how much a path turns at each of its places, in radians."""
    ways = [
        math.atan2(b[1] - a[1], b[0] - a[0])
        for a, b in itertools.pairwise(path)
        if math.dist(a, b) > 1e-9
    ]
    return [abs(math.remainder(b - a, math.tau)) for a, b in itertools.pairwise(ways)]


@given(PLACES)
def test_a_curve_has_the_same_ends_and_stays_within(places: list[tuple[int, int]]) -> None:
    drawn = curve(places)
    assert drawn[0] == places[0] and drawn[-1] == places[-1]
    for side in (0, 1):
        values = [place[side] for place in places]
        assert all(min(values) - 1e-6 <= place[side] <= max(values) + 1e-6 for place in drawn)


@given(PLACES)
def test_points_are_apart_but_for_the_last(places: list[tuple[int, int]]) -> None:
    kept = spaced([Point(x, y) for x, y in places], 20)
    assert kept[0] == places[0] and kept[-1] == places[-1]
    gaps = [math.dist(a, b) for a, b in itertools.pairwise(kept)]
    assert all(gap >= 20 for gap in gaps[:-1])


def test_a_corner_becomes_a_curve() -> None:
    corner = [(0, 0), (100, 0), (100, 100)]
    assert max(turns(curve(corner))) < math.pi / 2 / (CURVE_STEPS - 2)
    ink = Ink.from_xy([corner, [(5, 5)]])
    drawn = smoothed(ink, 4)
    assert len(drawn) == 2 and len(drawn.strokes[0].points) == 1 + CURVE_STEPS
    assert drawn.strokes[1] == ink.strokes[1]
