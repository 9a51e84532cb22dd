"""Reading tables: a photographed sheet to tables of cells, each with its text and its doubt.

Purpose: find the tables, turn the sheet where it lies on its side or upside down, read every cell.
Contract: cells are named and counted from the upright table's left upper one. What cannot be read is a
doubtful cell, never an error. The same sheet and networks give the same tables.
Not here: files, rows of output (``batch``), what columns can't hold (``checks``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean, median
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from digit_recognizer.arrays import Page
from digit_recognizer.raster.pixels import grey_of
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Expectation, Hypothesis, Only, Reading
from digit_recognizer.segmentation import PicturePage
from digit_recognizer.tables.evidence import reduced, rule_evidence
from digit_recognizer.tables.field_picture import Cut, FieldEye, cut_out, pictures
from digit_recognizer.tables.grid import Grid, Span, cell_name
from digit_recognizer.tables.numbers import is_number
from digit_recognizer.tables.parameters import CELLS, READING
from digit_recognizer.tables.search import find_grids

NOT_A_NUMBER = "not a number"
UNCLEAR_CELL = "it is not clear enough"


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell, or several that are merged (``span``).

    ``text``: "" where it is empty, or no number. ``reason``: why it is doubtful, else "". ``box``: x, y,
    width and height on the sheet as it came. ``picture``: (h, w) uint8 levels of it with some context.
    """

    span: Span
    text: str
    confidence: float
    reason: str
    alternatives: tuple[Hypothesis, ...]
    box: tuple[float, float, float, float]
    picture: Page

    @property
    def name(self) -> str:
        """What a spreadsheet calls it."""
        return cell_name(self.span.row, self.span.column)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """``grid``: on the sheet as it was turned, left by ``turned`` quarters; ``cells``: row by row."""

    grid: Grid
    cells: tuple[Cell, ...]
    turned: int = 0


def read_tables(
    reader: Reader, sheet: NDArray[Any], expect: Expectation = "number", only: Only = "all"
) -> list[Table]:
    """Return the tables on ``sheet``, an array as for ``raster.pixels.image_of``, the largest first.

    ``expect``, ``only``: as for ``Reader.read_image``; a cell whose print is left out is empty.
    Empty where there is no table.
    """
    levels = sheet_levels(sheet)
    small, factor = reduced(np.asarray(levels))
    grids = [grid.scaled(factor) for grid in find_grids(rule_evidence(small))]
    if not grids:
        return []
    see = partial(pictures, network=reader.page_network, only=only)
    read = _remembered(partial(read_picture, reader, expect=expect))
    upright = _fields(levels, grids[0], 0, see)
    turn = _turn(read, upright.pages)
    first = _fields(levels, grids[0], turn, see) if turn else upright
    others = [_fields(levels, grid, turn, see) for grid in grids[1:]]
    return [_read(read, levels, fields, turn) for fields in (first, *others)]


CellReader = Callable[[Page], Reading]


def _remembered(read: CellReader) -> CellReader:
    """Return ``read`` that reads no picture twice: the sample by which a sheet is turned is known."""
    known: dict[tuple[tuple[int, ...], bytes], Reading] = {}

    def once(page: Page) -> Reading:
        key = page.shape, page.tobytes()
        if key not in known:
            known[key] = read(page)
        return known[key]

    return once


def read_picture(reader: Reader, picture: Page, expect: Expectation) -> Reading:
    """Return the reading of the picture of a field, ink bright; empty where it shows none."""
    if not picture.any():
        return Reading(reason="the field is empty")
    return reader.read_over(PicturePage.of(picture), expect=expect)


def sheet_levels(sheet: NDArray[Any]) -> Image.Image:
    """Return a sheet as 8-bit grey with bright paper."""
    return bright_paper(grey_of(sheet))


def bright_paper(image: Image.Image) -> Image.Image:
    """Return 8-bit grey levels, turned over where their paper is dark."""
    is_dark = float(np.median(np.asarray(image.reduce(max(1, min(image.size) // 64))))) < 100
    return ImageOps.invert(image) if is_dark else image


def _turned(levels: Image.Image, grid: Grid, turn: int) -> tuple[Image.Image, Grid]:
    """Return the sheet and its grid turned left, and small enough that cells are as large as needed."""
    quads = [grid.quad(Span(row, 0, 1, 1)) for row in range(grid.rows)]
    height = median(float(np.hypot(*(quad[3] - quad[0]))) for quad in quads)
    factor = max(1, int(height / CELLS.max_height))
    image = levels.reduce(factor) if factor > 1 else levels
    grid = grid.scaled(1 / factor)
    if not turn:
        return image, grid
    turns = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
    return image.transpose(turns[turn - 1]), grid.turned(turn, *image.size)


class _Fields(NamedTuple):
    """The cells of a table: its ``grid`` on the turned sheet of ``size``, and each cell's picture."""

    grid: Grid
    size: tuple[int, int]
    spans: list[Span]
    cuts: list[Cut]
    pages: list[Page]


def _fields(levels: Image.Image, grid: Grid, turn: int, see: FieldEye) -> _Fields:
    """Return the cells of ``grid`` on the sheet turned left."""
    image, turned = _turned(levels, grid, turn)
    spans = _spans(turned)
    cuts = [cut_out(image, turned.quad(span)) for span in spans]
    pages = [picture.page for picture in see(cuts)]
    return _Fields(turned, image.size, spans, cuts, pages)


def _spans(grid: Grid) -> list[Span]:
    cells = [(row, column) for row in range(grid.rows) for column in range(grid.columns)]
    return [span for cell in cells if (span := grid.span(*cell))]


def _turn(read: CellReader, pages: Sequence[Page]) -> int:
    """Return by how many quarters the sheet must be turned left: as some of its cells read best.

    ``pages``: the pictures of its cells as it came.
    """
    best, found, every = -1.0, 0, max(1, len(pages) // (3 * READING.sample))
    written = sorted((p for p in pages[::every] if p.any()), key=np.count_nonzero)
    # Those with the usual amount of ink: neither a speck nor a name.
    middle = max(0, (len(written) - READING.sample) // 2)
    sample = written[middle : middle + READING.sample]
    if not sample:
        return 0
    for turn in (0, 2, 1, 3):
        chosen = [np.ascontiguousarray(np.rot90(page, turn)) for page in sample]
        # A few are enough to see that a sheet does not stand so.
        if turn and fmean(read(p).confidence for p in chosen[:: READING.few]) <= best:
            continue
        sure = fmean(read(p).confidence for p in chosen)
        if turn == 0 and sure >= READING.upright:
            return 0
        if sure > best + (READING.turned if turn else 0):
            best, found = sure, turn
    return found


def _read(read: CellReader, levels: Image.Image, fields: _Fields, turn: int) -> Table:
    grid, size, spans, cuts, pages = fields
    factor = levels.width / size[turn % 2]
    boxes = _boxes(grid, spans, -turn % 4, size, factor)
    cells = [
        _cell(span, cut, read(page), box, is_written=bool(page.any()))
        for span, cut, page, box in zip(spans, cuts, pages, boxes, strict=True)
    ]
    return Table(grid.scaled(factor), tuple(cells), turn)


def _boxes(
    grid: Grid, spans: Sequence[Span], back: int, size: tuple[int, int], factor: float
) -> list[tuple[float, float, float, float]]:
    """Return x, y, width and height of cells on the sheet as it came."""
    found = []
    for span in spans:
        quad, (width, height) = grid.quad(span), size
        for _ in range(back):
            quad = np.stack([quad[:, 1], width - quad[:, 0]], axis=-1)
            width, height = height, width
        left, top = quad.min(axis=0) * factor
        right, bottom = quad.max(axis=0) * factor
        found.append((float(left), float(top), float(right - left), float(bottom - top)))
    return found


def _cell(
    span: Span,
    cut: Cut,
    reading: Reading,
    box: tuple[float, float, float, float],
    *,
    is_written: bool,
) -> Cell:
    if not is_written:
        return Cell(span, "", 1.0, "", (), box, cut.levels)
    said, sure = reading.hypotheses, reading.confidence
    if not is_number(said):
        return Cell(span, "", sure, NOT_A_NUMBER, said, box, cut.levels)
    reason = UNCLEAR_CELL if reading.doubtful else ""
    return Cell(span, reading.text, sure, reason, said[1:], box, cut.levels)
