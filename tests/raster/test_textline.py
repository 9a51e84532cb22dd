"""The picture of a row: its height, and where its columns are on the page."""

import numpy as np
import pytest

from digit_recognizer.raster.textline import (
    MAX_TEXTLINE_WIDTH,
    TEXTLINE_HEIGHT,
    TEXTLINE_MARGIN,
    textline_picture,
)


@pytest.mark.parametrize("size", [(1, 1), (5, 300), (40, 90), (300, 20), (28, 28), (3, 4000)])
def test_ink_fills_the_height_and_its_columns_are_told(size: tuple[int, int]) -> None:
    page = np.zeros((size[0] + 30, size[1] + 50), np.uint8)
    page[10 : 10 + size[0], 20 : 20 + size[1]] = 255
    line = textline_picture(page, page > 0)
    assert line.pixels.shape[0] == TEXTLINE_HEIGHT
    assert line.pixels.shape[1] <= MAX_TEXTLINE_WIDTH
    inked = np.flatnonzero((line.pixels > 128).any(axis=0))
    assert line.left + line.step * inked[0] == pytest.approx(20, abs=line.step)
    assert line.left + line.step * (inked[-1] + 1) == pytest.approx(20 + size[1], abs=line.step)
    rows = np.flatnonzero((line.pixels > 128).any(axis=1))
    assert (rows[0], rows[-1]) == (TEXTLINE_MARGIN, TEXTLINE_HEIGHT - TEXTLINE_MARGIN - 1)


def test_what_is_not_of_the_row_does_not_show() -> None:
    page = np.full((40, 80), 200, np.uint8)
    inked = np.zeros(page.shape, np.bool_)
    inked[10:30, 20:25] = inked[10:30, 50:55] = True
    line = textline_picture(page, inked)
    middle = round((37 - line.left) / line.step)
    assert not line.pixels[:, middle].any()
