"""A sheet of errors: for each its truth, what was read instead, where it stands, and a picture.

Purpose: one sheet for misread expressions and for misread pictures.
Contract: PNG bytes.
Not here: which errors there are, what their pictures show.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digit_recognizer.charts.surface import ChartSurface, drawable

SHEET_COLUMNS = 3
CELL_WIDTH, CELL_MARGIN = 400, 10  # points
MISTAKE_WIDTH = CELL_WIDTH - 2 * CELL_MARGIN
SHEET_TITLE_HEIGHT, CAPTION_HEIGHT = 80, 38  # points
MAX_CAPTION = 52  # characters
LEGEND = "above what it is, below in red what was read and how surely"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One error: the ``truth``, what was ``read`` with which ``confidence``, ``where`` it stands.

    ``height``: of its picture, in points. ``draw``: draws that picture, at most ``MISTAKE_WIDTH`` points
    wide, with its corner at (x, y).
    """

    truth: str
    read: str
    confidence: float
    doubtful: bool
    where: str
    height: float
    draw: Callable[[ChartSurface, float, float], None]


def error_sheet(title: str, legend: str, mistakes: Sequence[Mistake]) -> bytes:
    """Return the ``mistakes`` in rows of ``SHEET_COLUMNS``, each as high as its highest cell, as PNG."""
    cells: list[tuple[Mistake, int, float]] = []
    bottom = float(SHEET_TITLE_HEIGHT)
    for first in range(0, len(mistakes), SHEET_COLUMNS):
        row = mistakes[first : first + SHEET_COLUMNS]
        cells += [(mistake, place * CELL_WIDTH, bottom) for place, mistake in enumerate(row)]
        bottom += CAPTION_HEIGHT + 2 * CELL_MARGIN + max(mistake.height for mistake in row)
    surface = ChartSurface(SHEET_COLUMNS * CELL_WIDTH, round(bottom))
    surface.text(CELL_MARGIN, 28, title, 20)
    surface.text(CELL_MARGIN, 56, legend, 12, surface.colours.soft)
    colours = surface.colours
    for one, x, y in cells:
        left, right = x + CELL_MARGIN, x + CELL_WIDTH - CELL_MARGIN
        read = drawable(one.read, MAX_CAPTION) or "nothing"
        doubted = ", doubted" if one.doubtful else ""
        surface.line([(x, y), (x + CELL_WIDTH, y)], colours.grid, 1)
        surface.text(left, y + 12, drawable(one.truth, MAX_CAPTION), 13)
        words = f"{read}  {100 * one.confidence:.0f} %{doubted}"
        surface.text(left, y + 29, words, 13, colours.wrong)
        surface.text(right, y + 12, drawable(one.where, MAX_CAPTION), 11, colours.soft, at="rm")
        one.draw(surface, left, y + CAPTION_HEIGHT + CELL_MARGIN)
    return surface.png(fast=True)
