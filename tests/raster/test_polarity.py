"""Ink is told from paper whatever lies beside the sheet."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digit_recognizer.raster.polarity import has_dark_ink


@pytest.mark.parametrize("size", [(64, 43), (97, 90), (259, 154), (640, 400)])
@pytest.mark.parametrize("strips", ["left", "top right", "left bottom", "top"])
def test_a_sheet_on_a_dark_desk_has_dark_ink(size: tuple[int, int], strips: str) -> None:
    width, height = size
    image = Image.new("L", size, 190)
    pen = ImageDraw.Draw(image)
    for x in (0.3, 0.5, 0.7):
        pen.line(
            [(x * width, 0.3 * height), ((x + 0.05) * width, 0.7 * height)],
            110,
            max(1, height // 25),
        )
    wide, high = width // 9, height // 9
    for strip in strips.split():
        pen.rectangle(
            {
                "left": (0, 0, wide, height), "top": (0, 0, width, high),
                "right": (width - wide, 0, width, height), "bottom": (0, height - high, width, height),
            }[strip], fill=25,
        )  # fmt: skip
    picture = np.asarray(image.convert("RGB"))
    assert has_dark_ink(picture)


@pytest.mark.parametrize("side", [1, 2, 9, 60])
def test_bright_chalk_on_a_board_is_bright_ink(side: int) -> None:
    board = np.full((side, 2 * side, 3), 40, np.uint8)
    assert has_dark_ink(board)  # nothing is written: as on paper
    if side > 9:
        board[side // 3 : 2 * side // 3, side : side + 3] = 220
        assert not has_dark_ink(board)
        assert has_dark_ink(255 - board)
