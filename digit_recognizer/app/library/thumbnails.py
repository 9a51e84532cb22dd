"""The thread that draws the gallery's thumbnails.

Purpose: fetch drawings from the library and draw them small, off the thread that paints.
Contract: only what was asked for last is drawn, so that scrolling on is never behind; what is not drawn
then has to be asked for again. A drawing that can't be shown gives an empty picture.
Not here: Tk; how a drawing is drawn (``library.thumbnails``), what becomes of the pictures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.jobs import LatestJob, sentence_of
from digit_recognizer.app.library.library_thread import LIBRARY_BUG, open_library
from digit_recognizer.app.palette import levels, ppm_bytes

if TYPE_CHECKING:
    from digit_recognizer.library import Entry, Library

FETCHED_DRAWINGS = 16  # at once


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
    import numpy as np

    from digit_recognizer.library.thumbnails import thumbnail

    page = thumbnail(entry, style.width, style.height)
    if page is None:
        return b""
    shades = np.frombuffer(b"".join(levels(style.paper, style.ink)), np.uint8).reshape(256, 3)
    return ppm_bytes(style.width, style.height, shades[page].tobytes())
