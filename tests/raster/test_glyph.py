"""THE preprocessing, held to its promises: geometry, centring, pen width, and never an exception."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from support import inks

from digit_recognizer.evaluation.digits.samples import placed
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.ink.model import MAX_COORDINATE
from digit_recognizer.raster import glyph_from_ink, glyph_from_page, page_from_ink
from digit_recognizer.raster.glyph import (
    GLYPH_BOX,
    GLYPH_SIDE,
    INK_LEVEL,
    STROKE_WIDTH,
    Glyph,
    Page,
    _shift,
    ink_box,
    stroke_width,
)
from digit_recognizer.resources import example_drawings

EXAMPLES = [path.stem for path in example_drawings()]
PEN = 0.06
"""Mean difference of two glyphs of one digit that only the pen made; two digits differ by 0.15."""


def glyph_of(ink: Ink) -> Glyph:
    """Return the glyph of ink that must have one."""
    glyph = glyph_from_ink(ink)
    assert glyph is not None
    return glyph


def assert_glyph(glyph: Glyph | None) -> None:
    """Assert that ``glyph`` keeps the contract of every glyph, and shows some ink."""
    assert glyph is not None
    assert glyph.shape == (GLYPH_SIDE, GLYPH_SIDE)
    assert glyph.dtype == np.float32
    assert glyph.min() >= 0 and 0 < glyph.max() <= 1


def difference(a: Glyph | None, b: Glyph | None) -> float:
    """Return the mean absolute difference of two glyphs."""
    assert a is not None and b is not None
    return float(np.abs(a - b).mean())


def centre(glyph: Glyph, axis: int) -> float:
    """Return the centre of mass along ``axis``, in pixels from the edge."""
    profile = glyph.sum(axis=1 - axis, dtype=np.float64)
    return float((profile * (np.arange(GLYPH_SIDE) + 0.5)).sum() / profile.sum())


@given(inks(min_size=1))
def test_any_ink_gives_a_glyph(ink: Ink) -> None:
    assert_glyph(glyph_from_ink(ink))


@pytest.mark.parametrize("size", [5e-324, 1e-300, 1e-9, 1e-6, 1e-5, 1, 1e6, MAX_COORDINATE])
def test_ink_of_any_size_gives_a_glyph(size: float) -> None:
    corner = [(0, 0), (size, 0), (size, size)]
    assert_glyph(glyph_of(Ink.from_xy([corner])))
    assert_glyph(glyph_of(Ink.from_xy([corner, [(size, 0)]])))


def test_a_hundred_thousand_points_give_a_glyph() -> None:
    blot = [(0 if i % 2 else 100, i % 97) for i in range(100_000)]
    assert_glyph(glyph_of(Ink.from_xy([blot])))
    assert_glyph(glyph_of(Ink.from_xy([[point] for point in blot[:20_000]])))


def test_no_ink_gives_no_glyph() -> None:
    assert glyph_from_ink(Ink()) is None
    assert glyph_from_page(np.zeros((30, 40), np.uint8)) is None
    assert glyph_from_page(np.full((30, 40), INK_LEVEL - 1, np.uint8)) is None


@pytest.mark.parametrize("name", EXAMPLES)
@given(dx=st.floats(-1e5, 1e5), dy=st.floats(-1e5, 1e5), scale=st.floats(0.01, 100))
def test_place_and_size_do_not_matter(
    examples: dict[str, Drawing], name: str, dx: float, dy: float, scale: float
) -> None:
    ink = examples[name].ink
    assert difference(glyph_of(ink), glyph_of(ink.moved(dx, dy, scale))) < 0.03


@given(inks(min_size=1), st.integers(-9, -1))
def test_halving_the_size_changes_nothing_at_all(ink: Ink, power: int) -> None:
    if ink.box.size * 2.0**power > 1e-3:
        np.testing.assert_array_equal(glyph_of(ink), glyph_of(ink.moved(0, 0, 2.0**power)))


@given(inks(min_size=1))
def test_the_centre_of_mass_is_in_the_middle_unless_ink_would_leave(ink: Ink) -> None:
    glyph = glyph_of(ink)
    for axis in (0, 1):
        edges = glyph.take([0, -1], axis=axis)
        assert abs(centre(glyph, axis) - GLYPH_SIDE / 2) < 0.2 or edges.any()


@pytest.mark.parametrize("name", EXAMPLES)
def test_digits_are_centred_and_fill_the_box(examples: dict[str, Drawing], name: str) -> None:
    glyph = glyph_of(examples[name].ink)
    assert centre(glyph, 0) == pytest.approx(GLYPH_SIDE / 2, abs=0.2)
    assert centre(glyph, 1) == pytest.approx(GLYPH_SIDE / 2, abs=0.2)
    sides = [np.ptp(np.flatnonzero(glyph.max(axis=axis) > 0.5)) + 1 for axis in (0, 1)]
    assert max(sides) == pytest.approx(GLYPH_BOX, abs=1)


def test_a_tap_is_a_dot_as_wide_as_the_pen() -> None:
    dot = glyph_of(Ink.from_xy([[(300, 400)]]))
    assert dot.sum() == pytest.approx(math.pi / 4 * STROKE_WIDTH**2, rel=0.25)
    assert np.ptp(np.flatnonzero(dot.any(axis=0))) + 1 <= math.ceil(STROKE_WIDTH) + 1
    np.testing.assert_array_equal(dot, dot.T)
    np.testing.assert_array_equal(dot, glyph_of(Ink.from_xy([[(3, 4)], [(3, 4), (3, 4)]])))


def test_a_straight_line_is_as_long_as_the_box_and_as_wide_as_the_pen() -> None:
    across = glyph_of(Ink.from_xy([[(10, 50), (90, 50)]]))
    down = glyph_of(Ink.from_xy([[(50, 10), (50, 90)]]))
    assert across[13:15].sum(axis=1) == pytest.approx(GLYPH_BOX, abs=1.5)
    assert across.sum(axis=0)[6:22] == pytest.approx(STROKE_WIDTH, abs=0.5)
    assert difference(across.T, down) < 0.01


@pytest.mark.parametrize("pen", [4, 8, 16, 24, 40])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_pen_does_not_matter(examples: dict[str, Drawing], name: str, pen: int) -> None:
    ink = placed(examples[name].ink, 300, (120, 150))
    page = page_from_ink(ink, width=600, height=600, pen_width=pen)
    assert difference(glyph_from_page(page), glyph_of(ink)) < PEN


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_glyph_is_its_own_glyph(examples: dict[str, Drawing], name: str) -> None:
    glyph = glyph_of(examples[name].ink)
    page = np.asarray(np.rint(glyph * 255), np.uint8)
    assert difference(glyph_from_page(page), glyph) < PEN


@given(st.integers(1, 40), st.integers(6, 40))
def test_the_width_of_an_upright_bar_is_measured(width: int, times_longer: int) -> None:
    page = np.full((width, width * times_longer), 255, np.uint8)
    assert stroke_width(page) == pytest.approx(width, rel=0.05, abs=0.3)
    assert stroke_width(page.T) == pytest.approx(stroke_width(page), rel=1e-3)


@given(st.floats(0, math.pi), st.floats(3, 40))
def test_the_width_of_a_slanted_line_is_measured(angle: float, width: float) -> None:
    half = (150 * math.cos(angle), 150 * math.sin(angle))
    line = Ink.from_xy([[(200 - half[0], 200 - half[1]), (200 + half[0], 200 + half[1])]])
    page = page_from_ink(line, width=400, height=400, pen_width=width)
    assert stroke_width(page) == pytest.approx(width, rel=0.1, abs=0.5)


@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=40)))
def test_any_page_gives_a_glyph_where_there_is_ink(page: Page) -> None:
    if (page >= INK_LEVEL).any():
        assert_glyph(glyph_from_page(page))
    else:
        assert glyph_from_page(page) is None


@pytest.mark.parametrize("side", [1, 2, 3, 28, 500, 1024])
@pytest.mark.parametrize("shape", ["full", "frame", "checkers", "line", "corner", "wedge"])
def test_odd_pages_give_a_glyph(side: int, shape: str) -> None:
    y, x = np.indices((side, side))
    inked = {
        "full": x >= 0,
        "frame": (x == 0) | (y == 0) | (x == side - 1) | (y == side - 1),
        "checkers": (x + y) % 2 == 0,
        "line": y == side // 2,
        "corner": (x == side - 1) & (y == side - 1),
        "wedge": (abs(x - y) < y / 3) | (x + y == 0),
    }[shape]
    for level in (INK_LEVEL, 255):
        assert_glyph(glyph_from_page(np.asarray(inked * level, np.uint8)))


def test_the_box_of_the_ink_is_exclusive_on_the_right_and_below() -> None:
    page = np.zeros((9, 12), np.uint8)
    page[2:5, 3:10] = INK_LEVEL
    assert ink_box(page) == (3, 2, 10, 5)


@given(inks())
def test_any_ink_can_be_drawn_on_a_page(ink: Ink) -> None:
    page = page_from_ink(ink, width=60, height=40, pen_width=7.5)
    assert page.shape == (40, 60)
    assert page.dtype == np.uint8


@pytest.mark.parametrize("far", [100, 1e4, MAX_COORDINATE])
def test_what_lies_outside_a_page_is_cut_off_and_the_rest_is_drawn(far: float) -> None:
    across = page_from_ink(Ink.from_xy([[(-far, 30), (far, 30)]]), width=60, height=60, pen_width=6)
    assert (across[27:33] == 255).all()
    assert not across[:26].any() and not across[34:].any()
    slanted = page_from_ink(
        Ink.from_xy([[(-far, -far), (far, far)]]), width=60, height=60, pen_width=6
    )
    assert (slanted.diagonal() == 255).all()
    assert stroke_width(slanted) == pytest.approx(6, rel=0.15)


@given(st.lists(st.integers(0, 28_560), min_size=2, max_size=112))
def test_the_shift_is_that_of_the_exact_centre_of_mass(profile: list[int]) -> None:
    inked = [index for index, weight in enumerate(profile) if weight]
    shift = _shift(np.array(profile, np.float32))
    if not inked:
        assert shift == 0
        return
    side = len(profile)
    moment = Fraction(sum((2 * index + 1) * weight for index, weight in enumerate(profile)), 2)
    wanted = round(side / 2 - float(moment) / float(sum(profile)))
    assert shift == max(-inked[0], min(wanted, side - 1 - inked[-1]))
