"""Reading a picture of the window together with what is drawn on it.

Purpose: make of a :class:`~.picture.Picture` what the reader takes, once for each, and
find out which of its pieces are where on the canvas, and on which side it lies.
Contract: for the thread that reads, which changes no picture. The last few pictures are remembered, so
that drawing on one reads only what is new.
Not here: reading itself (``reader``), turning (``picture``), a table's side (``tables.read_table``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digit_recognizer.app.parameters import LYING
from digit_recognizer.app.picture.picture import Picture, Piece
from digit_recognizer.app.picture.skew import skew_of
from digit_recognizer.arrays import Page
from digit_recognizer.raster.image import MAX_DRAFT_SIDE, page_from_image
from digit_recognizer.raster.picture_ink import MAX_PAGE_SIDE
from digit_recognizer.resources import give_memory_back
from digit_recognizer.segmentation import PicturePage, Place

if TYPE_CHECKING:
    from digit_recognizer.ink import Ink
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Correction, Expectation, Reading


MAX_PIECE_SHIFT = 2.0  # pixels by which a piece may look different beside others
READ_PICTURES = 4  # pictures: turning one and undoing that reads nothing anew


class PictureReading:
    """What is remembered of the pictures that were read."""

    def __init__(self) -> None:
        self._all: list[_Known] = []  # the newest last

    def read(
        self, reader: "Reader", picture: Picture, ink: "Ink", expect: "Expectation",
        corrections: "Sequence[Correction]",
    ) -> "tuple[Reading, tuple[Piece, ...]]":  # fmt: skip
        """Return the reading of ``picture`` with ``ink`` on it, and the picture's pieces of ink.

        Boxes are in canvas units.
        """
        known = self._known(picture, reader)
        reading = reader.read_over(known.backdrop, ink, known.place, expect, corrections)
        return reading, known.pieces

    def quarters_to_turn(
        self, reader: "Reader", picture: Picture, expect: "Expectation", reading: "Reading",
        is_overtaken: Callable[[], bool],
    ) -> int:  # fmt: skip
        """Return by how many quarters ``picture``, read as ``reading``, must be turned left to stand."""

        def read(page: PicturePage) -> "Reading":
            return reader.read_over(page, expect=expect)

        page = self._known(picture, reader).backdrop.page
        quarters = quarters_to_turn(read, page, reading, is_overtaken)
        give_memory_back()
        return quarters

    def _known(self, picture: Picture, reader: "Reader") -> "_Known":
        for number, known in enumerate(self._all):
            if known.picture is picture:
                self._all.append(self._all.pop(number))
                return known
        backdrop, place = backdrop_of(picture, reader)
        pieces = kept(picture.former, pieces_of(backdrop, place))
        known = _Known(picture, backdrop, place, pieces)
        self._all = [*self._all[1 - READ_PICTURES :], known]
        give_memory_back()
        return known


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found out about ``picture``."""

    picture: Picture
    backdrop: PicturePage
    place: Place
    pieces: tuple[Piece, ...]


def backdrop_of(picture: Picture, reader: "Reader") -> tuple[PicturePage, Place]:
    """Return what ``picture`` is to draw on, and where its page lies on the canvas."""
    zoom = min(1.0, MAX_DRAFT_SIDE / max(picture.width, picture.height))
    found = reader.ink_of(np.asarray(picture.drawn("RGB", zoom)))
    scale = picture.scale / (zoom * found.scale)
    backdrop = PicturePage.of(found.page, printed=found.printed())
    return backdrop, Place(picture.left, picture.top, scale)


def kept(former: Sequence[Piece], found: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces that were found, those that were there before as the very same objects."""
    return tuple(next((old for old in former if _is_same(old, piece)), piece) for piece in found)


def _is_same(one: Piece, other: Piece) -> bool:
    return all(
        abs(a - b) <= MAX_PIECE_SHIFT * other.size for a, b in zip(one.box, other.box, strict=True)
    )


def pieces_of(backdrop: PicturePage, place: Place) -> tuple[Piece, ...]:
    """Return the pieces of ink that were found, where they are seen on the canvas."""
    pieces = []
    for name, part in enumerate(backdrop.found.primitives):
        left, top, right, bottom = map(round, part.box)
        rows, columns = np.nonzero(backdrop.found.labels[top:bottom, left:right] == name)
        x = columns.astype(np.float64) + left + 0.5
        y = backdrop.unlevelled(x, rows.astype(np.float64) + top + 0.5)
        spots = np.stack([place.left + place.scale * x, place.top + place.scale * y], axis=1)
        box = backdrop.seen(part.box, place)
        pieces.append(Piece(box, spots.astype(np.float32), place.scale))
    return tuple(pieces)


def slope_of(picture: Picture) -> float:
    """Return by how much the writing in ``picture`` falls to the right; 0 where it is level."""
    zoom = min(1.0, MAX_PAGE_SIDE / max(picture.width, picture.height))
    return skew_of(page_from_image(np.asarray(picture.drawn("L", zoom))))


def quarters_to_turn(
    read: "Callable[[PicturePage], Reading]",
    page: Page,
    upright: "Reading",
    is_overtaken: Callable[[], bool] = lambda: False,
) -> int:
    """Return by how many quarters a (H, W) ``page`` must be turned left to stand; 0 where it stands.

    It is looked at only where it is read doubtfully; one digit says nothing of which side is up. Its ink
    is turned, not its pixels: the page network is asked once.
    ``upright``: what was read of it as it lies. ``is_overtaken``: whether nobody waits any more.
    """
    sure = _sureness(upright)
    if not upright.doubtful or sure >= LYING.stands or not upright.lines:
        return 0
    found, best = 0, sure + LYING.surer
    for quarters in (1, 3, 2):
        if is_overtaken():
            return 0
        turned = read(PicturePage.of(np.ascontiguousarray(np.rot90(page, quarters)), None))
        count = sum(len(line.symbols) for line in turned.lines)
        if _sureness(turned) > best and count >= LYING.min_symbols:
            found, best = quarters, _sureness(turned)
    return found


def _sureness(reading: "Reading") -> float:
    """Return the mean confidence of the symbols of ``reading``, those of doubtful lines by half."""
    weights = [
        symbol.confidence * (0.5 if line.doubtful else 1.0)
        for line in reading.lines
        for symbol in line.symbols
    ]
    return sum(weights) / len(weights) if weights else 0.0
