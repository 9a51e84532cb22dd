"""Regions of a page: cut out of the decoded picture, one at a time.

Purpose: what fields of a page show, without a copy of the page: that of 100 megapixels takes 300 MB.
Contract: regions and sizes are those of the upright page. The same pixels as those of the whole page.
Not here: decoding (``raster``); which regions there are (``discovery``).
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.errors import FileError
from digit_recognizer.files import opened_limited
from digit_recognizer.pdf import pdf_sheets
from digit_recognizer.raster.image import MAX_IMAGE_BYTES, Region, Turn, decoded_sheets, is_pdf_file
from digit_recognizer.raster.pixels import grey_of, pixels_of, plain_grey, to_plain


class PageRegions:
    """A page, of which regions are asked for."""

    def __init__(self, page: Image.Image | NDArray[Any], turn: Turn | None = None) -> None:
        """Take a decoded picture and what makes its pixels upright, or the pixels of an upright page."""
        self._page, self._turn = page, turn or (lambda pixels: pixels)
        self._is_turned = turn is not None
        raw = page.shape[:2] if isinstance(page, np.ndarray) else page.size[::-1]
        # Views of one row and one column: which pixel is where when the page is upright.
        self._rows = self._turn(np.broadcast_to(np.arange(raw[0])[:, None], raw))
        self._columns = self._turn(np.broadcast_to(np.arange(raw[1]), raw))

    @property
    def shape(self) -> tuple[int, int]:
        """Return its height and width."""
        height, width = self._rows.shape
        return height, width

    def cut(self, region: Region, what: str) -> NDArray[Any]:
        """Return a region, (h, w, ...) uint8; raises FileError, naming ``what``, if it isn't there."""
        x, y, width, height = region
        if x + width > self.shape[1] or y + height > self.shape[0]:
            raise FileError(
                f"{what} is not on the page, which is {self.shape[1]} x {self.shape[0]} pixels large: "
                "check x, y, w and h."
            )
        if isinstance(self._page, np.ndarray):
            return self._page[y : y + height, x : x + width]
        if (width, height) == self.shape[::-1]:
            return self.whole()
        corners = np.ix_([y, y + height - 1], [x, x + width - 1])
        rows, columns = self._rows[corners], self._columns[corners]
        left, top = int(columns.min()), int(rows.min())
        box = (left, top, int(columns.max()) + 1, int(rows.max()) + 1)
        part = self._page.crop(box)
        return self._turn(np.asarray(self._plain(part)))

    @cached_property
    def _plain(self) -> Callable[[Image.Image], Image.Image]:
        """What converts a region: levels of more than 8 bits are measured by all of the page."""
        return to_plain(cast(Image.Image, self._page))

    def whole(self) -> NDArray[Any]:
        """Return all of it."""
        if isinstance(self._page, np.ndarray):
            return self._page
        return self._turn(pixels_of(self._page))

    def grey(self) -> Image.Image:
        """Return all of it as 8-bit grey; what is transparent becomes paper."""
        if isinstance(self._page, np.ndarray):
            return grey_of(self._page)
        plain = plain_grey(self._page)
        if not self._is_turned:
            return plain
        levels = np.asarray(plain)
        del plain  # one copy of a large page after the other
        return Image.fromarray(self._turn(levels))


def page_regions(path: Path, first: int = 1) -> Iterator[PageRegions]:
    """Yield the pages of a picture file from page ``first`` on; as ``raster.image.sheets`` does."""
    if is_pdf_file(path):
        yield from map(PageRegions, pdf_sheets(path, str(path), first))
        return
    with opened_limited(path, MAX_IMAGE_BYTES, "an image") as file:
        for image, turn in decoded_sheets(file, str(path), first):
            yield PageRegions(image, turn)
