"""Opinions pooled: several networks' say of one group."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from digit_recognizer.decoding import networks

SYMBOLS, DIGITS = 7, [0, 2, 3]
SHOWN = np.zeros(1, np.bool_)  # every stroke is seen in the glyph


def normal(values: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(values - np.logaddexp.reduce(values, axis=1, keepdims=True), np.float32)


opinions = arrays(float, (4, SYMBOLS), elements=st.floats(-30, 0)).map(normal)
which = st.lists(st.booleans(), min_size=4, max_size=4)
of_digits = arrays(float, (4, len(DIGITS)), elements=st.floats(-30, 0)).map(normal)


@given(opinions, of_digits)
def test_the_digits_network_moves_nothing_but_which_digit(
    symbols: NDArray[np.float32], digits: NDArray[np.float32]
) -> None:
    both = np.exp(networks.with_digits(symbols, digits, DIGITS))
    assert both.sum(axis=1) == pytest.approx(1, abs=1e-4)
    others = [n for n in range(SYMBOLS) if n not in DIGITS]
    assert both[:, others] == pytest.approx(np.exp(symbols[:, others]), abs=1e-5)
    within = np.exp(normal(symbols[:, DIGITS].astype(float)) + digits) ** 0.5
    expected = within / within.sum(axis=1, keepdims=True)
    assert both[:, DIGITS] == pytest.approx(
        expected * np.exp(symbols[:, DIGITS]).sum(axis=1, keepdims=True), abs=1e-4
    )


@given(opinions, opinions, which)
def test_strokes_leave_a_distribution(
    symbols: NDArray[np.float32], strokes: NDArray[np.float32], hidden: list[bool]
) -> None:
    both = networks.with_strokes(symbols, strokes, DIGITS, np.array(hidden))
    assert both.dtype == np.float32
    assert np.exp(both).sum(axis=1) == pytest.approx(1, abs=1e-4)


@given(opinions, which)
def test_strokes_that_know_nothing_change_no_order(
    symbols: NDArray[np.float32], hidden: list[bool]
) -> None:
    nothing = np.full((4, SYMBOLS), -np.log(SYMBOLS), np.float32)
    both = networks.with_strokes(symbols, nothing, DIGITS, np.array(hidden))
    for column in DIGITS:
        assert both[:, column] - both[:, 0] == pytest.approx(
            symbols[:, column] - symbols[:, 0], abs=1e-3
        )


def test_strokes_decide_between_a_digit_and_a_sign_but_hardly_which_digit() -> None:
    even = normal(np.log(np.array([[0.25, 0.5, 0.25, 1e-9, 1e-9, 1e-9, 1e-9]])))
    sign = normal(np.log(np.array([[0.02, 0.9, 0.02, 0.015, 0.015, 0.015, 0.015]])))
    assert networks.with_strokes(even, sign, DIGITS, SHOWN)[0, 1] > np.log(0.7)
    other = normal(np.log(np.array([[0.9, 0.02, 0.02, 0.015, 0.015, 0.015, 0.03]])))
    both = np.exp(networks.with_strokes(even, other, DIGITS, SHOWN)[0])
    assert both[0] + both[2] > 0.6
    assert 1 < both[0] / both[2] < 4  # alone it would say 45


def test_where_a_stroke_is_lost_in_the_glyph_the_way_says_more() -> None:
    """A 2 with a point behind it: the glyph shows a 2, the pen's way two things."""
    two = normal(np.log(np.array([[0.95, 0.03, 0.01, 0.002, 0.002, 0.002, 0.004]])))
    nothing = normal(np.log(np.array([[0.02, 0.94, 0.01, 0.01, 0.01, 0.005, 0.005]])))
    assert networks.with_strokes(two, nothing, DIGITS, SHOWN)[0].argmax() == 0
    assert networks.with_strokes(two, nothing, DIGITS, ~SHOWN)[0].argmax() == 1


def test_no_strokes_drown_what_is_seen() -> None:
    """A network is certain of nonsense: what a glyph shows clearly stays."""
    clear = normal(np.log(np.array([[1e-6, 0.999994, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6]])))
    nonsense = normal(np.array([[-60.0, -60, -60, -60, 0, -60, -60]]))
    assert networks.with_strokes(clear, nonsense, DIGITS, SHOWN)[0].argmax() == 1
