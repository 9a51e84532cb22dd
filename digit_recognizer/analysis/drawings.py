"""Saved drawings on a chart, small.

Purpose: show what somebody drew, as lines where there is ink, else as the picture that was saved.
Contract: a drawing fills a square as far as its shape allows; one that can't be shown leaves it empty.
Not here: frames and words around it.
"""

from typing import TYPE_CHECKING

import numpy as np

from digit_recognizer.charts.surface import ChartSurface, Point
from digit_recognizer.errors import FileError
from digit_recognizer.library.formats.pictures import page_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from digit_recognizer.ink import Ink
    from digit_recognizer.library import Entry

INK_SHARE = 0.8  # of the square's side
LINE_WIDTH = 0.045  # of the square's side
MIN_POINT_DISTANCE = 0.004  # of the side: points nearer to each other are drawn as one
PICTURE_SIDE = 128  # pixels


def drawing(surface: ChartSurface, entry: "Entry", corner: Point, side: float) -> None:
    """Draw ``entry`` in the square of ``side`` at ``corner``."""
    if entry.ink:
        _ink(surface, entry.ink, corner, side)
    elif entry.picture is not None:
        try:
            page = page_of(entry.picture)
        except FileError:
            return
        surface.glyph(*corner, side, _square(page))


def _ink(surface: ChartSurface, ink: "Ink", corner: Point, side: float) -> None:
    box = ink.box
    scale = INK_SHARE * side / box.size if box.size > 0 else 1.0
    x = corner[0] + side / 2 - (box.left + box.right) / 2 * scale
    y = corner[1] + side / 2 - (box.top + box.bottom) / 2 * scale
    width = max(1.0, LINE_WIDTH * side)
    for stroke in ink:
        points = _thinned([(x + p.x * scale, y + p.y * scale) for p in stroke.points], side)
        if len(points) > 1:
            surface.line(points, width=width)
        for end in dict.fromkeys((points[0], points[-1])):  # round ends
            surface.dot(*end, width / 2, surface.colours.ink)


def _thinned(points: list[Point], side: float) -> list[Point]:
    """Return ``points`` without those that nobody could tell from the one before."""
    thinned = points[:1]
    for x, y in points[1:]:
        if abs(x - thinned[-1][0]) + abs(y - thinned[-1][1]) >= MIN_POINT_DISTANCE * side:
            thinned.append((x, y))
    return thinned


def _square(page: "NDArray[np.uint8]") -> "NDArray[np.float32]":
    """Return the ink of a page in the middle of a (PICTURE_SIDE, PICTURE_SIDE) square, in [0, 1]."""
    from PIL import Image

    rows, columns = (np.flatnonzero(page.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((PICTURE_SIDE, PICTURE_SIDE), np.float32)
    ink = Image.fromarray(page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    scale = INK_SHARE * PICTURE_SIDE / max(ink.size)
    size = (max(1, round(ink.width * scale)), max(1, round(ink.height * scale)))
    square = Image.new("L", (PICTURE_SIDE, PICTURE_SIDE))
    corner = ((PICTURE_SIDE - size[0]) // 2, (PICTURE_SIDE - size[1]) // 2)
    square.paste(ink.resize(size), corner)
    return np.asarray(square, np.float32) / np.float32(255)
