"""Kept drawings on a sheet, small.

Purpose: show what somebody drew, as lines where there is ink, else as the picture that is kept.
Contract: a drawing fills a square as far as its shape allows; one that can't be shown leaves it empty.
Not here: frames and words around it.
"""

from typing import TYPE_CHECKING

import numpy as np

from digit_recognizer.charts.surface import Point, Sheet
from digit_recognizer.errors import FileError
from digit_recognizer.library.formats.pictures import page_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from digit_recognizer.ink import Ink
    from digit_recognizer.library import Entry

ROOM = 0.8  # of the square
PEN = 0.045
FINEST = 0.004  # of the square: points nearer to each other than this are drawn as one
SIDE = 128  # pixels of a picture


def drawing(sheet: Sheet, entry: "Entry", corner: Point, side: float) -> None:
    """Draw ``entry`` in the square of ``side`` at ``corner``."""
    if entry.ink:
        _ink(sheet, entry.ink, corner, side)
    elif entry.picture is not None:
        try:
            page = page_of(entry.picture)
        except FileError:
            return
        sheet.glyph(*corner, side, _square(page))


def _ink(sheet: Sheet, ink: "Ink", corner: Point, side: float) -> None:
    box = ink.box
    scale = ROOM * side / box.size if box.size > 0 else 1.0
    x = corner[0] + side / 2 - (box.left + box.right) / 2 * scale
    y = corner[1] + side / 2 - (box.top + box.bottom) / 2 * scale
    width = max(1.0, PEN * side)
    for stroke in ink:
        points = _thinned([(x + p.x * scale, y + p.y * scale) for p in stroke.points], side)
        if len(points) > 1:
            sheet.line(points, width=width)
        for end in dict.fromkeys((points[0], points[-1])):  # round ends
            sheet.dot(*end, width / 2, sheet.colours.ink)


def _thinned(points: list[Point], side: float) -> list[Point]:
    """Return ``points`` without those that nobody could tell from the one before."""
    kept = points[:1]
    for x, y in points[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= FINEST * side:
            kept.append((x, y))
    return kept


def _square(page: "NDArray[np.uint8]") -> "NDArray[np.float32]":
    """Return the ink of a page in the middle of a square, (SIDE, SIDE) in [0, 1]."""
    from PIL import Image

    rows, columns = (np.flatnonzero(page.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((SIDE, SIDE), np.float32)
    ink = Image.fromarray(page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    scale = ROOM * SIDE / max(ink.size)
    size = (max(1, round(ink.width * scale)), max(1, round(ink.height * scale)))
    square = Image.new("L", (SIDE, SIDE))
    square.paste(ink.resize(size), ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2))
    return np.asarray(square, np.float32) / np.float32(255)
