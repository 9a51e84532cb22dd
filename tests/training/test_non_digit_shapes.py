"""Ticks, crosses and currency signs that training shows as no digit."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from digit_recognizer.synthesis.marks import tick
from digit_recognizer.training.augmentation.non_digits import _cross, currency

Strokes = list[NDArray[np.float64]]


@given(st.integers(0, 2**32 - 1))
def test_a_tick_goes_down_a_little_and_up_a_lot(seed: int) -> None:
    drawn, *struck = tick(np.random.default_rng(seed))
    foot, end = int(drawn[:, 1].argmax()), drawn[-1]
    assert foot == 1 and len(struck) <= 1
    assert drawn[foot, 1] - end[1] > drawn[foot, 1] - drawn[0, 1], "y grows downwards"
    assert drawn[0, 0] < drawn[foot, 0] < end[0]


@pytest.mark.parametrize("make", [tick, _cross, currency])
def test_the_same_state_gives_the_same_drawing_and_others_others(
    make: Callable[[np.random.Generator], Strokes],
) -> None:
    one, again, other = (make(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert len(one) != len(other) or not np.array_equal(one[0], other[0])
    assert all(np.isfinite(stroke).all() and len(stroke) > 1 for stroke in one)
