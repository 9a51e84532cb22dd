"""Other styles of a digit, drawn over plain ones: what is added is where a hand would put it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_recognizer.raster.pen import Polyline, extent
from digit_recognizer.training.augmentation.ink import STYLE_SHARES, restyled

ANGLE = np.linspace(0, 2 * np.pi, 40)
RING = np.stack([30 * np.sin(ANGLE), -50 * np.cos(ANGLE)], axis=1)
BAR = np.linspace((0.0, 0.0), (-4.0, 100.0), 30)
SEVEN = np.concatenate([np.linspace((0, 0), (50, 0), 15), np.linspace((50, 0), (20, 100), 25)])
EIGHT = np.stack([25 * np.sin(2 * ANGLE), -50 * np.cos(ANGLE)], axis=1)
PLAIN = {"0": RING, "1": BAR, "7": SEVEN, "8": EIGHT}
SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(autouse=True)
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every drawing gets a style."""
    for digit in STYLE_SHARES:
        monkeypatch.setitem(STYLE_SHARES, digit, 1.0)


def styled(digit: str, seed: int) -> list[Polyline]:
    """Return the plain drawing of ``digit`` in another style."""
    return restyled(digit, [PLAIN[digit]], np.random.default_rng(seed))


@pytest.mark.parametrize("digit", PLAIN)
@settings(max_examples=20)
@given(seed=SEEDS)
def test_a_style_is_finite_near_the_drawing_and_follows_from_the_seed(
    digit: str, seed: int
) -> None:
    strokes = styled(digit, seed)
    least, greatest = extent([PLAIN[digit]])
    size = float((greatest - least).max())
    assert all(np.isfinite(stroke).all() and len(stroke) > 1 for stroke in strokes)
    lowest, highest = extent(strokes)
    assert (lowest > least - size).all() and (highest < greatest + size).all()
    for one, other in zip(strokes, styled(digit, seed), strict=True):
        np.testing.assert_array_equal(one, other)


@settings(max_examples=30)
@given(SEEDS)
def test_a_slash_rises_through_the_middle_of_the_ring(seed: int) -> None:
    ring, slash = styled("0", seed)
    np.testing.assert_array_equal(ring, RING)
    (x0, y0), (x1, y1) = slash[0], slash[-1]
    assert x0 < x1 and y0 > y1, "from the lower left to the upper right"
    assert np.abs((slash[0] + slash[-1]) / 2).max() < 20


@settings(max_examples=30)
@given(SEEDS)
def test_a_bar_crosses_the_stem_of_the_seven(seed: int) -> None:
    seven, bar = styled("7", seed)
    np.testing.assert_array_equal(seven, SEVEN)
    level = bar[:, 1].mean()
    assert 35 < level < 70
    stem = np.interp(level, [0, 100], [50, 20])
    assert bar[:, 0].min() < stem < bar[:, 0].max()


@settings(max_examples=30)
@given(SEEDS)
def test_a_flag_leads_up_to_the_top_of_the_one(seed: int) -> None:
    one, *foot = styled("1", seed)
    assert one[-1] == pytest.approx(BAR[-1])
    flag = one[: len(one) - len(BAR)]
    if len(flag):
        assert flag[-1] == pytest.approx(BAR[0])
        assert flag[0, 0] < BAR[0, 0] and 0 < flag[0, 1] < 75, "from the left, and from below"
    for stroke in foot:
        assert np.abs(stroke[:, 1] - 100).max() < 20


@settings(max_examples=30)
@given(SEEDS)
def test_two_rings_stand_on_each_other(seed: int) -> None:
    upper, lower = styled("8", seed)
    assert upper[:, 1].mean() < lower[:, 1].mean()
    assert upper[:, 1].min() < -35 and lower[:, 1].max() > 35
    for ring in (upper, lower):
        assert np.hypot(*(ring[0] - ring[-1])) < 60, "closed, or nearly"


def test_what_has_a_style_already_stays_as_it_is() -> None:
    random = np.random.default_rng(1)
    crossed = [SEVEN, np.linspace((10.0, 50.0), (50.0, 50.0), 9)]
    assert restyled("7", crossed, random) is crossed
    flagged = np.concatenate([np.linspace((-60.0, 60.0), (0.0, 0.0), 9), BAR])
    (same,) = restyled("1", [flagged], random)
    np.testing.assert_array_equal(same, flagged)
    assert restyled("3", [RING], random)[0] is RING
