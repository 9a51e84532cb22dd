"""Reading the tables of a picture of the window.

Purpose: whether a picture shows a table, and what its cells hold.
Contract: for threads: it changes no picture, and takes seconds for a large table.
Not here: finding and reading tables themselves (``tables``).
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.app.picture.picture import Picture
from digit_recognizer.app.picture.table import PictureTables, TableCell
from digit_recognizer.resources import give_memory_back
from digit_recognizer.tables import Cell, Grid, find_grids, read_tables, sheet_levels
from digit_recognizer.tables.evidence import reduced, rule_evidence

if TYPE_CHECKING:
    from digit_recognizer.reader import Reader

MIN_OFFERED_SIDES = (2, 3)  # rows and columns, or columns and rows: less may be a frame


def shows_table(picture: Picture) -> bool:
    """Whether there is a grid on ``picture`` that is worth an offer to read it as a table."""
    small, _ = reduced(np.asarray(sheet_levels(_sheet(picture))))
    grids = find_grids(rule_evidence(small))
    give_memory_back()
    least, most = MIN_OFFERED_SIDES
    return any(
        min(grid.rows, grid.columns) >= least and max(grid.rows, grid.columns) >= most
        for grid in grids
    )


def tables_on(picture: Picture, reader: "Reader") -> tuple[int, PictureTables]:
    """Return by how many quarters ``picture`` must be turned left, and its tables when it is.

    There are no cells where there is no table.
    """
    found = read_tables(reader, _sheet(picture))
    turned = found[0].turned if found else 0
    cells = tuple(
        _cell(number, table.grid, cell)
        for number, table in enumerate(found)
        for cell in table.cells
    )
    return turned, PictureTables(cells)


def _sheet(picture: Picture) -> NDArray[np.uint8]:
    return np.asarray(picture.drawn("RGB", 1.0))


def _cell(table: int, grid: Grid, cell: Cell) -> TableCell:
    corners = tuple((float(x), float(y)) for x, y in grid.quad(cell.span))
    others = tuple((other.text, other.confidence) for other in cell.alternatives)
    row, column = cell.span[:2]
    return TableCell(table, row, column, cell.text, cell.confidence, cell.reason, others, corners)
