"""Ruled tables on pictures: their grids, their cells, and what is written in these.

Purpose: ``read_tables`` reads a photographed sheet, ``pictures`` gives its fields without their rules,
``with_maximum`` and ``with_total`` doubt what a table cannot hold.
Contract: nothing raises on odd pictures; where there is no table, there is none.
Not here: files and rows of output (``batch``).
"""

from digit_recognizer.tables.checks import column_of, with_maximum, with_total
from digit_recognizer.tables.field_picture import Cut, FieldEye, FieldPicture, cut_out, pictures
from digit_recognizer.tables.grid import Grid, Span, cell_name
from digit_recognizer.tables.read_table import (
    NOT_A_NUMBER,
    Cell,
    Table,
    bright_paper,
    read_picture,
    read_tables,
    sheet_levels,
)
from digit_recognizer.tables.search import find_grids

__all__ = [
    "NOT_A_NUMBER", "Cell", "Cut", "FieldEye", "FieldPicture", "Grid", "Span", "Table", "bright_paper",
    "cell_name", "column_of", "cut_out", "find_grids", "pictures", "read_picture", "read_tables",
    "sheet_levels", "with_maximum", "with_total",
]  # fmt: skip
