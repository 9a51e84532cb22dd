"""What is read of a composed table, where its grid is found.

Purpose: one answer to whether a grid is the right one.
Contract: pure, but for the reading.
Not here: the tables (``composed_tables``), figures (``command``), weights (``number_fit``).
"""

import numpy as np

from benchmarks.tables.composed_tables import ComposedTable
from digit_recognizer.reader import Reader
from digit_recognizer.tables import Table, read_tables
from digit_recognizer.tables.grid import Corners


def table_read(table: ComposedTable, reader: Reader) -> Table | None:
    """Return the largest table that is read; None where it is turned or its grid is wrong."""
    found = read_tables(reader, table.page)
    if not found or found[0].turned or not is_right(table, np.asarray(found[0].grid.corners)):
        return None
    return found[0]


def is_right(table: ComposedTable, corners: Corners) -> bool:
    """Whether (R + 1, C + 1, 2) ``corners`` make as many cells as there are, each centre in its own."""
    rows, columns = corners.shape[0] - 1, corners.shape[1] - 1
    if (rows, columns) != table.quads.shape[:2]:
        return False
    centres = (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
    sides = np.roll(table.quads, -1, axis=2) - table.quads
    offsets = centres[:, :, None] - table.quads
    cross = sides[..., 0] * offsets[..., 1] - sides[..., 1] * offsets[..., 0]
    return bool((cross > 0).all())
