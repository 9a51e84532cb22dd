"""The numbers of raster and segmentation, and the rules that use them."""

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from digit_recognizer.raster import form_lines
from digit_recognizer.raster import parameters as raster
from digit_recognizer.segmentation import parameters as segmentation

STROKE = 4.0
DIGITS = [[20, 20, 50, 60], [60, 20, 90, 60], [100, 20, 130, 60]]  # left, top, right, bottom


def boxes(*more: list[int]) -> NDArray[np.intp]:
    return np.array([*DIGITS, *more], np.intp)


def test_parameters_are_frozen_and_their_digests_differ() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        raster.FORM.tall = 0.5  # type: ignore[misc]
    assert len({raster.digest(), segmentation.digest()}) == 2


@pytest.mark.parametrize(
    ("rest", "is_rest"),
    [
        ([10, 64, 140, 67], True),  # a line under the digits
        ([10, 64, 140, 72], False),  # as high as two strokes
        ([60, 64, 66, 67], False),  # a point's shape
        ([10, 12, 140, 15], True),  # over them
        ([10, 38, 140, 41], False),  # through them: a minus
    ],
)
def test_what_is_left_of_a_level_line_is_flat_and_outside(rest: list[int], is_rest: bool) -> None:
    found = form_lines.flat_rule(boxes(rest), np.array([True, True, True, False]), STROKE)
    assert found.tolist() == [False, False, False, is_rest]


@pytest.mark.parametrize(
    ("rest", "ink", "is_rest"),
    [
        ([2, 2, 6, 50], 4 * 48, True),  # a frame at the left, from the top on
        ([2, 2, 6, 50], 2 * 48, True),  # of which the rim is left
        ([2, 20, 6, 60], 4 * 40, False),  # as high as the digits: a 1
        ([70, 2, 74, 50], 4 * 48, False),  # in the middle
        ([2, 30, 6, 52], 4 * 22, False),  # reaches neither top nor bottom
    ],
)
def test_what_is_left_of_a_frame_is_upright_and_no_1(
    rest: list[int], ink: int, is_rest: bool
) -> None:
    areas = np.array([400, 400, 400, ink], np.intp)
    is_tall = np.array([True, True, True, rest[3] - rest[1] > 16])
    found = form_lines.upright_rule(boxes(rest), areas, is_tall, (80, 150), STROKE)
    assert found.tolist() == [False, False, False, is_rest]
