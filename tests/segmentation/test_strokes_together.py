"""Strokes that lie on each other, and strokes that cross."""

import numpy as np
import pytest

from digit_recognizer.ink import Ink
from digit_recognizer.segmentation import Primitive, are_crowded, crossing, retraced

CURVE = [(10 * np.cos(a) + 20, 25 * np.sin(a) + 30) for a in np.linspace(0.4, 5.5, 40)]
HEIGHT = 50.0


def primitives(*paths: list[tuple[float, float]]) -> list[Primitive]:
    ink = Ink.from_xy(paths)
    return [Primitive.of_stroke(stroke, order) for order, stroke in enumerate(ink)]


def again(seed: int, jitter: float = 2.0) -> list[tuple[float, float]]:
    random = np.random.default_rng(seed)
    dx, dy = random.normal(0, jitter / 2, 2)
    noise = np.convolve(random.normal(0, jitter, 44), np.ones(5) / 5, "valid")
    return [(x + dx + n, y + dy - n) for (x, y), n in zip(CURVE, noise, strict=True)]


@pytest.mark.parametrize("seed", range(8))
def test_a_stroke_that_goes_over_another_one_again_is_found(seed: int) -> None:
    drawn = primitives(CURVE, again(seed))
    assert retraced(drawn, HEIGHT, range(2)) == {1: 0}
    assert retraced(drawn, HEIGHT, [0]) == {}
    part = primitives(CURVE, again(seed)[5:30])
    assert retraced(part, HEIGHT, range(2)) == {1: 0}, "also a part of it"
    whole = primitives(CURVE[5:30], again(seed))
    assert retraced(whole, HEIGHT, range(2)) == {0: 1}, "and what is gone over and on"


def test_neighbours_bars_dots_and_crossing_strokes_are_not() -> None:
    beside = [(x + 14, y) for x, y in CURVE]
    equals = [[(0.0, 20.0), (30.0, 20.0)], [(0.0, 24.0), (30.0, 24.0)]]
    dot = [(20.0, 55.0), (21.0, 56.0)]
    cross = [(0.0, 30.0), (40.0, 32.0)]
    for other in (beside, dot, cross):
        assert retraced(primitives(CURVE, other), HEIGHT, range(2)) == {}
    assert retraced(primitives(*equals), HEIGHT, range(2)) == {}


@pytest.mark.parametrize(
    ("apart", "is_again"), [(1.0, True), (2.0, True), (3.0, False), (5.0, False)]
)
def test_a_one_beside_a_one_is_near_all_along_and_another_one(apart: float, is_again: bool) -> None:
    one, other = ([(x, float(y)) for y in range(0, 51, 5)] for x in (10.0, 10.0 + apart))
    assert bool(retraced(primitives(one, other), HEIGHT, range(2))) == is_again


def test_strokes_cross_where_they_do_so_well_within_both() -> None:
    seven = [(0.0, 0.0), (30.0, 0.0), (10.0, 50.0)]
    through = [(8.0, 26.0), (30.0, 25.0)]
    bar = [(-5.0, 60.0), (35.0, 60.0)]
    at_the_end = [(2.0, 47.0), (30.0, 48.0)]
    assert crossing(primitives(seven, through, bar)) == [(0, 1)]
    assert crossing(primitives(seven, at_the_end)) == [], "it only touches the foot"
    assert crossing(primitives(seven)) == []


def test_pieces_of_a_picture_neither_cross_nor_lie_on_each_other() -> None:
    one, other = primitives(CURVE, again(1))
    pieces = [Primitive(each.box, each.points, -1) for each in (one, other)]
    assert retraced(pieces, HEIGHT, range(2)) == {}
    assert crossing(pieces) == []


def test_strokes_that_all_lie_on_each_other_are_a_scribble() -> None:
    scribble = [[(0, 0), (50 + n % 7, 40), (n % 5, 80)] for n in range(100)]
    apart = [[(x + 60 * n, y) for x, y in stroke] for n, stroke in enumerate(scribble)]
    assert are_crowded(primitives(*scribble))
    assert not are_crowded(primitives(*apart))
    assert not are_crowded([])
    assert crossing(primitives(*scribble)) == []
