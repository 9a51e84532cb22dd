"""The thread that draws the gallery's thumbnails.

Purpose: fetch drawings from the library and draw them small, off the thread that paints.
Contract: only what was asked for last is drawn, so that scrolling on is never behind; what is not drawn
then has to be asked for again. A drawing that can't be shown gives an empty picture. No thread exists
before the first request, and no failure ends it.
Not here: Tk; keeping what was drawn (``gallery_grid`` does).
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.jobs import Mailbox
from digit_recognizer.app.library.library_thread import open_library, sentence_of
from digit_recognizer.app.palette import levels, ppm_bytes
from digit_recognizer.errors import DigitRecognizerError

if TYPE_CHECKING:
    from digit_recognizer.arrays import Page
    from digit_recognizer.ink import Ink
    from digit_recognizer.library import Entry, Library

BATCH = 16  # drawings fetched at once
MARGIN = 0.1  # of the shorter side
PEN = 0.055  # of the shorter side, at most
PEN_DRAWN = 12.0  # wide it was on the canvas, about
LARGEST = 4.0  # times as large as it was drawn, at most


@dataclass(frozen=True, slots=True)
class Style:
    """Pixels and colours (``#rrggbb``) of a thumbnail."""

    width: int
    height: int
    paper: str
    ink: str


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The drawing ``number`` as Tk's PhotoImage takes it; empty where it can't be shown."""

    number: int
    style: Style
    ppm: bytes


class Thumbnails:
    """Draws what is in the library in ``path``; None: the user's own."""

    def __init__(
        self,
        path: Path | None = None,
        open_: "Callable[[Path | None], Library]" = open_library,
    ) -> None:
        self._path, self._open = path, open_
        self._mailbox: Mailbox[tuple[Sequence[int], Style], Thumbnail] = Mailbox()
        self._thread: threading.Thread | None = None

    def want(self, numbers: Sequence[int], style: Style) -> None:
        """Draw these, the first ones first, and nothing that was asked for before."""
        self._mailbox.ask((numbers, style))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="thumbnails", daemon=True)
            self._thread.start()

    @property
    def is_idle(self) -> bool:
        """Whether no thumbnail is to be expected or waits to be taken."""
        return self._mailbox.is_idle

    def answers(self) -> Iterator[Thumbnail]:
        """Return what was drawn since the last call; never waits."""
        return self._mailbox.answers()

    def stop(self) -> None:
        """End the thread once it is done with what it is doing."""
        self._mailbox.stop()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread's end."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        library: Library | None = None
        for numbers, style in self._mailbox.requests():
            for start in range(0, len(numbers), BATCH):
                if self._mailbox.is_overtaken:
                    break
                some = numbers[start : start + BATCH]
                try:
                    library = library or self._open(self._path)
                    found = library.readable(some)
                except Exception as error:
                    sentence_of(error)  # logs a bug; what is wrong with a file the librarian says
                    found = {}
                for number in some:
                    ppm = picture_of(found[number], style) if number in found else b""
                    self._mailbox.answer(Thumbnail(number, style, ppm))
        if library is not None:
            library.close()


def picture_of(entry: "Entry", style: Style) -> bytes:
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


def page_of_ink(ink: "Ink", style: Style) -> "Page":
    """Return ``ink`` drawn in the middle of a (height, width) uint8 page, ink bright."""
    from digit_recognizer.raster import page_from_ink

    side = min(style.width, style.height)
    room_x, room_y = style.width - 2 * MARGIN * side, style.height - 2 * MARGIN * side
    box = ink.box
    scale = min(
        LARGEST,
        room_x / max(box.right - box.left, 1e-9),
        room_y / max(box.bottom - box.top, 1e-9),
    )
    x = style.width / 2 - (box.left + box.right) / 2 * scale
    y = style.height / 2 - (box.top + box.bottom) / 2 * scale
    return page_from_ink(
        ink.moved(x, y, scale),
        width=style.width,
        height=style.height,
        pen_width=max(1.2, min(PEN * side, PEN_DRAWN * scale)),
    )


def page_of_picture(png: bytes, style: Style) -> "Page | None":
    """Return a picture of the library fitted into a page, as :func:`page_of_ink`; None if it is none."""
    import numpy as np
    from PIL import Image

    from digit_recognizer.raster.image import page_from_bytes

    try:
        picture = Image.fromarray(page_from_bytes(png, "the picture"))
    except DigitRecognizerError:
        return None
    side = min(style.width, style.height)
    room = (style.width - MARGIN * side, style.height - MARGIN * side)
    scale = min(LARGEST, room[0] / picture.width, room[1] / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    page = Image.new("L", (style.width, style.height))
    left, top = (style.width - size[0]) // 2, (style.height - size[1]) // 2
    page.paste(picture.resize(size, Image.Resampling.LANCZOS), (left, top))
    return np.asarray(page)
