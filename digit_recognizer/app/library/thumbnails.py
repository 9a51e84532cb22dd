"""The thread that draws the gallery's thumbnails.

Purpose: fetch drawings from the library and draw them small, off the thread that paints.
Contract: only what was asked for last is drawn, so that scrolling on is never behind; what is not drawn
then has to be asked for again. A drawing that can't be shown gives an empty picture.
Not here: Tk; what becomes of the pictures (``gui.library.gallery_grid``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.jobs import LatestJob, sentence_of
from digit_recognizer.app.library.library_thread import LIBRARY_BUG, open_library
from digit_recognizer.app.palette import levels, ppm_bytes
from digit_recognizer.errors import DigitRecognizerError

if TYPE_CHECKING:
    from digit_recognizer.arrays import Page
    from digit_recognizer.ink import Ink
    from digit_recognizer.library import Entry, Library

FETCHED_DRAWINGS = 16  # at once
THUMBNAIL_MARGIN = 0.1  # of the shorter side
MAX_PEN_SHARE = 0.055  # of the shorter side, at most
DRAWN_PEN_WIDTH = 12.0  # wide it was on the canvas, about
MAX_ENLARGEMENT = 4.0  # times as large as it was drawn, at most


@dataclass(frozen=True, slots=True)
class ThumbnailStyle:
    """Pixels and colours (``#rrggbb``) of a thumbnail."""

    width: int
    height: int
    paper: str
    ink: str


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The drawing ``number`` as Tk's PhotoImage takes it; empty where it can't be shown."""

    number: int
    style: ThumbnailStyle
    ppm: bytes


class Thumbnails(LatestJob[tuple[Sequence[int], ThumbnailStyle], Thumbnail]):
    """Draws what is in the library in ``path``; None: the user's own."""

    name = "thumbnails"

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._path = path
        self._library: Library | None = None  # the thread's

    def want(self, numbers: Sequence[int], style: ThumbnailStyle) -> None:
        """Draw these, the first ones first, and nothing that was asked for before."""
        self.ask((numbers, style))

    def work(self, request: tuple[Sequence[int], ThumbnailStyle]) -> Iterator[Thumbnail]:
        """Yield the thumbnails, fetched a few at a time."""
        numbers, style = request
        for start in range(0, len(numbers), FETCHED_DRAWINGS):
            if self.is_overtaken:
                return
            some = numbers[start : start + FETCHED_DRAWINGS]
            try:
                self._library = self._library or open_library(self._path)
                found = self._library.readable(some)
            except Exception as error:
                sentence_of(error, LIBRARY_BUG)  # logs a bug; the library's thread says the rest
                found = {}
            for number in some:
                ppm = picture_of(found[number], style) if number in found else b""
                yield Thumbnail(number, style, ppm)

    def close(self) -> None:
        """Close the library."""
        if self._library is not None:
            self._library.close()


def picture_of(entry: "Entry", style: ThumbnailStyle) -> bytes:
    """Return ``entry`` drawn in ``style``, as PPM; empty where it can't be."""
    if entry.ink:
        page = page_of_ink(entry.ink, style)
    else:
        found = page_of_picture(entry.picture or b"", style)
        if found is None:
            return b""
        page = found
    return ppm_of(page, style.paper, style.ink)


def ppm_of(page: "Page", paper: str, ink: str) -> bytes:
    """Return a (h, w) uint8 page, ink bright, in two colours, as Tk's PhotoImage takes it."""
    import numpy as np

    shades = np.frombuffer(b"".join(levels(paper, ink)), np.uint8).reshape(256, 3)
    height, width = page.shape
    return ppm_bytes(width, height, shades[page].tobytes())


def page_of_ink(ink: "Ink", style: ThumbnailStyle) -> "Page":
    """Return ``ink`` drawn in the middle of a (height, width) uint8 page, ink bright."""
    from digit_recognizer.raster import page_from_ink

    side = min(style.width, style.height)
    room_x, room_y = (
        style.width - 2 * THUMBNAIL_MARGIN * side,
        style.height - 2 * THUMBNAIL_MARGIN * side,
    )
    box = ink.box
    scale = min(
        MAX_ENLARGEMENT,
        room_x / max(box.right - box.left, 1e-9),
        room_y / max(box.bottom - box.top, 1e-9),
    )
    x = style.width / 2 - (box.left + box.right) / 2 * scale
    y = style.height / 2 - (box.top + box.bottom) / 2 * scale
    return page_from_ink(
        ink.moved(x, y, scale),
        width=style.width,
        height=style.height,
        pen_width=max(1.2, min(MAX_PEN_SHARE * side, DRAWN_PEN_WIDTH * scale)),
    )


def page_of_picture(png: bytes, style: ThumbnailStyle) -> "Page | None":
    """Return a picture of the library fitted into a page, as :func:`page_of_ink`; None if it is none."""
    import numpy as np
    from PIL import Image

    from digit_recognizer.raster.image import page_from_bytes

    try:
        picture = Image.fromarray(page_from_bytes(png, "the picture"))
    except DigitRecognizerError:
        return None
    side = min(style.width, style.height)
    room = (style.width - THUMBNAIL_MARGIN * side, style.height - THUMBNAIL_MARGIN * side)
    scale = min(MAX_ENLARGEMENT, room[0] / picture.width, room[1] / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    page = Image.new("L", (style.width, style.height))
    left, top = (style.width - size[0]) // 2, (style.height - size[1]) // 2
    page.paste(picture.resize(size, Image.Resampling.LANCZOS), (left, top))
    return np.asarray(page)
