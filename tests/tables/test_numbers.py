"""Numbers and words in cells, told apart by how their readings share what is believed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.tables.number_fit import fitted_weights
from digit_recognizer.reading import Hypothesis
from digit_recognizer.tables.numbers import is_number, number_features


def told(*pairs: tuple[str, float]) -> list[Hypothesis]:
    return [Hypothesis(*pair) for pair in pairs]


@pytest.mark.parametrize("text", ["7", "53", "85.2", "12345", "1234567890"])
def test_a_clear_number_of_any_length_is_one(text: str) -> None:
    assert is_number(told((text, 0.95), (text[:-1] + "3", 0.02)))


def test_an_unclear_number_has_one_reading_and_a_word_has_many() -> None:
    assert is_number(told(("53", 0.02), ("-53", 0.0002), ("5", 0.0001)))
    assert not is_number(told(("6019", 0.004), ("601", 0.003), ("609", 0.003), ("60", 0.002)))


def test_what_holds_no_digit_is_no_number() -> None:
    assert not is_number([])
    assert not is_number(told(("-", 0.99)))


@given(
    st.text("0123456789", min_size=1, max_size=9),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 0.5),
)
def test_belief_never_makes_a_number_a_word(
    text: str, less: float, more: float, rest: float
) -> None:
    low, high = sorted((less, more))
    others = [("-1", rest)]
    if is_number(told((text, low), *others)):
        assert is_number(told((text, high), *others))


def test_weights_are_fitted_to_what_tells_them_apart() -> None:
    chance = np.random.default_rng(1)
    numbers = [number_features(told(("53", c), ("5", c / 30))) for c in chance.uniform(0.01, 1, 80)]
    words = [
        number_features(told(("6019", c), ("601", c), ("60", c)))
        for c in chance.uniform(0, 0.05, 80)
    ]
    features, truth = np.array(numbers + words), np.arange(160) < 80
    weights = fitted_weights(features, truth)
    assert (((features @ weights[:3] + weights[3]) > 0) == truth).mean() > 0.95
