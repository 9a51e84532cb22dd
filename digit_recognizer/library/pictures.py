"""Pictures as the library keeps them.

Purpose: the PNG of an entry that came from an image, made and opened.
Contract: a picture is the page that ``raster`` makes of the image, ink bright on paper 0, as a grey PNG;
opening it gives the very same page.
Not here: which images are brought in (``importing``).
"""

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.raster import page_from_image
from digit_recognizer.raster.image import page_from_bytes


def picture_from_image(source: str | Path | NDArray[Any]) -> bytes:
    """Return the picture of an image file or an array; raises as ``page_from_image`` does."""
    return picture_from_page(page_from_image(source))


def picture_from_page(page: NDArray[np.uint8]) -> bytes:
    """Return the picture of a page, (H, W) uint8 with bright ink."""
    buffer = io.BytesIO()
    Image.fromarray(page).save(buffer, "PNG")
    return buffer.getvalue()


def page_of(picture: bytes) -> NDArray[np.uint8]:
    """Return the page, (H, W) uint8, of an entry's picture; raises FileError if it is damaged."""
    return page_from_bytes(picture, "a kept picture")
