"""The picture of a text line: what the line network sees of one row of writing.

Purpose: cut a row out of a page and bring it to one height, the same way in training and in reading.
Contract: pages are (H, W) uint8, ink bright; a picture is (``TEXTLINE_HEIGHT``, w) uint8. Pure and
deterministic. A change needs a new network.
Not here: which pieces are in a row (``decoding``), the network (``classifier.textline_recognizer``).
"""

from typing import NamedTuple

import numpy as np
from PIL import Image

from digit_recognizer.arrays import Mask, Page

TEXTLINE_HEIGHT = 32
TEXTLINE_MARGIN = 2
"""Pixels of paper around the ink."""
MAX_TEXTLINE_WIDTH = 768
"""Pixels; a longer row is squeezed. A digit is some 18 wide."""


class TextlinePicture(NamedTuple):
    """``pixels`` of a row; its column x shows column ``left`` + ``step`` x of the page."""

    pixels: Page
    left: float
    step: float


def textline_picture(page: Page, inked: Mask) -> TextlinePicture:
    """Return the picture of the pixels ``inked``, (H, W), of ``page``; at least one is.

    The box around them fills the height, less the margins.
    """
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    shown = Image.fromarray(np.where(inked, page, 0)[box].astype(np.uint8))
    height = TEXTLINE_HEIGHT - 2 * TEXTLINE_MARGIN
    most = MAX_TEXTLINE_WIDTH - 2 * TEXTLINE_MARGIN
    width = min(most, max(1, round(shown.width * height / shown.height)))
    is_smaller = shown.height > 2 * height
    kind = Image.Resampling.BOX if is_smaller else Image.Resampling.BICUBIC
    pixels = np.pad(np.asarray(shown.resize((width, height), kind)), TEXTLINE_MARGIN)
    step = shown.width / width
    return TextlinePicture(pixels, float(columns[0]) - TEXTLINE_MARGIN * step, step)
