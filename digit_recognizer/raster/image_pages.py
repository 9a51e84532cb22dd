"""The pages of a picture file, and regions of them, as arrays.

Purpose: scans of several pages (TIFF), and forms of which only given regions are read.
Contract: as for ``image``: untrusted files have limits, and a sentence for each way of being wrong.
Arrays stand upright (EXIF) and are what :func:`~digit_recognizer.raster.page_from_image` takes.
Not here: what is on a page.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from digit_recognizer.errors import FileError
from digit_recognizer.raster.image import check_size, opened
from digit_recognizer.raster.pixels import is_transparent

MOST_PAGES = 10_000
Region = tuple[int, int, int, int]
"""x and y of the left upper corner, width and height, in pixels of the upright page."""


def sheets(data: bytes, path: str) -> Iterator[NDArray[Any]]:
    """Yield the pages of the picture file that ``data`` is, one in memory at a time.

    (H, W) uint8 or uint16, (H, W, 3) or (H, W, 4) uint8. Only a TIFF has several; of an animation the
    first frame is its page. ``path`` is only named in errors. Raises FileError.
    """
    with opened(data, path) as image:
        for number in range(MOST_PAGES):
            try:
                image.seek(number)
            except EOFError:
                return
            check_size(image)
            yield _array(ImageOps.exif_transpose(image))
            if image.format != "TIFF":
                return
    raise FileError(f"{path} has more than {MOST_PAGES:,} pages: split it.")


def has_one_sheet(data: bytes, path: str) -> bool:
    """Whether there is a single page; raises FileError for what is no picture."""
    with opened(data, path) as image:
        return image.format != "TIFF" or getattr(image, "n_frames", 1) == 1


def cut(sheet: NDArray[Any], region: Region, what: str) -> NDArray[Any]:
    """Return ``region`` of a page; raises FileError, with ``what`` naming it, if it is not all there."""
    x, y, width, height = region
    if x + width > sheet.shape[1] or y + height > sheet.shape[0]:
        raise FileError(
            f"{what} is not on the page, which is {sheet.shape[1]} x {sheet.shape[0]} pixels large: "
            "check x, y, w and h."
        )
    return sheet[y : y + height, x : x + width]


def _array(image: Image.Image) -> NDArray[Any]:
    if image.mode in {"1", "L"} and "transparency" not in image.info:
        return np.asarray(image.convert("L"))
    if image.mode in {"I", "I;16", "I;16B", "I;16L"}:
        return np.asarray(np.clip(np.asarray(image, np.float32), 0, 65535), np.uint16)
    if image.mode == "F":
        levels = np.nan_to_num(np.asarray(image, np.float32))
        return np.asarray(levels / max(float(levels.max()), 1.0), np.float32)
    return np.asarray(image.convert("RGBA" if is_transparent(image) else "RGB"))
