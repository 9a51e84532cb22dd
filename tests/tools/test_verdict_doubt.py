"""The sums on which verdicts are set are what they say they are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from verdict_doubt import random_sum

from digit_recognizer.expression import calculate


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_a_random_sum_is_right_or_wrong_as_asked(seed: int, is_right: bool) -> None:
    answer = calculate(random_sum(np.random.default_rng(seed), is_right=is_right))
    assert answer.kind == "check" and answer.verdict is is_right
