"""Running minima, maxima and shares, against windows looked at one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.raster.running import closed, dilated, eroded
from digit_recognizer.tables.rules import shares

arrays = st.builds(
    lambda seed, height, width: np.random.default_rng(seed).integers(0, 9, (height, width)),
    st.integers(0, 99), st.integers(1, 12), st.integers(1, 30),
)  # fmt: skip
sizes = st.integers(0, 6).map(lambda half: 2 * half + 1)


def windows(array: np.ndarray, size: int, place: int) -> np.ndarray:
    return array[:, max(0, place - size // 2) : place + size // 2 + 1]


@given(arrays, sizes)
def test_running_values_are_those_of_each_window(array: np.ndarray, size: int) -> None:
    for found, one in ((dilated, np.max), (eroded, np.min), (shares, np.mean)):
        expected = [one(windows(array, size, x), axis=1) for x in range(array.shape[1])]
        got = found(array, size) if found is shares else found(array, size, 1)
        assert np.allclose(got, np.stack(expected, axis=1), atol=1e-4)


@given(arrays, sizes)
def test_both_axes_are_alike(array: np.ndarray, size: int) -> None:
    for function in (dilated, eroded, closed):
        assert (function(array, size, 0) == function(array.T, size, 1).T).all()


@given(arrays, sizes)
def test_closings_give_and_are_done_after_once(array: np.ndarray, size: int) -> None:
    more = closed(array, size, 1)
    assert (more >= array).all()
    assert (closed(more, size, 1) == more).all()
