"""Rows of cells as the tables that they are: CSV, and text for a terminal.

Purpose: put the cells of read tables back into rows and columns.
Contract: as for ``formats``; a blank line parts tables. An empty cell is empty; a cell with something
else than a number says so. A file without a table is left out: its sentence is said elsewhere.
Not here: writing (``row_writers``).
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from digit_recognizer.batch.formats import ROW_COLUMNS, ROW_FORMATS, RowFormat
from digit_recognizer.batch.rows import Row
from digit_recognizer.library.csv_cells import Cell, csv_rows

CELL_NAME = re.compile(r"(.*?)([A-Z]+)([0-9]+)$")


def _place(row: Row) -> tuple[str, int, int]:
    """Return the table, the row and the column, from 0, of the cell that ``row`` is about."""
    found = CELL_NAME.match(row.field)
    if not found:
        raise ValueError(f"{row.field} is no cell of a table")
    column = 0
    for letter in found[2]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return found[1], int(found[3]) - 1, column - 1


def tables_of(rows: Iterable[Row]) -> Iterator[list[list[Row | None]]]:
    """Yield the tables that ``rows`` make: cells row by row, None where one is part of another."""
    cells = (row for row in rows if row.field)
    for _, group in groupby(cells, key=lambda row: (row.file, _place(row)[0])):
        placed = {_place(row)[1:]: row for row in group}
        height = 1 + max(row for row, _ in placed)
        width = 1 + max(column for _, column in placed)
        yield [[placed.get((r, c)) for c in range(width)] for r in range(height)]


def _csv(rows: Iterable[Row]) -> bytes:
    parts = [
        csv_rows([[_value(cell) for cell in line] for line in table]) for table in tables_of(rows)
    ]
    return "".join(f"{part}\r\n" for part in parts).encode("utf-8", "backslashreplace")


def _value(row: Row | None) -> Cell:
    """Return what stands in a cell of the spreadsheet: a number where it is certain or not."""
    if row is None:
        return None
    if row.value is not None and str(row.value) == row.text:
        return row.value
    if row.text.isdecimal() and str(int(row.text)) == row.text:
        return int(row.text)
    return row.text or row.error or None


def _text(rows: Iterable[Row]) -> bytes:
    said = []
    for table in tables_of(rows):
        shown = [[_shown(cell) for cell in line] for line in table]
        widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
        for line in shown:
            cells = (cell.rjust(width) for cell, width in zip(line, widths, strict=True))
            said.append("  ".join(cells).rstrip())
        said.append("")
    return "".join(f"{line}\n" for line in said).encode("utf-8", "backslashreplace")


def _shown(row: Row | None) -> str:
    if row is None:
        return ""
    if row.error:
        return "–"
    return f"{row.text} ?" if row.doubtful else row.text


TABLE_FORMATS = {
    **ROW_FORMATS,
    "csv": RowFormat("csv", codecs.BOM_UTF8, _csv, ROW_COLUMNS),
    "text": RowFormat("text", b"", _text, ROW_COLUMNS),
}
"""How the cells of tables are written: JSON Lines and Parquet have a row a cell."""
