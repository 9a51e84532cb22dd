"""What the columns of a table cannot hold: marks above the highest, totals that do not add up.

Purpose: doubt what contradicts what the table is known to be.
Contract: texts stay as they were read; only reasons are added. Exact arithmetic.
Not here: reading (``read_table``).
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.tables.read_table import Cell, Table


def with_maximum(table: Table, most: Fraction, total: int | None = None) -> Table:
    """Return ``table`` with numbers above ``most`` doubtful, but for the column ``total``, from 0."""
    return _doubted(table, {
        cell.span[:2]: f"it is more than {_shown(most)}"
        for cell in table.cells
        if cell.span.column != total and (value := number(cell)) is not None and value > most
    })  # fmt: skip


def with_total(table: Table, column: int) -> tuple[Table, str]:
    """Return ``table`` with the totals in ``column``, from 0, that do not add up doubtful, and a remark.

    What is added are the numbers left of the total, from the column on from which most rows add up: the
    first columns may hold other numbers. The remark says which, or that none do; "" where all add up.
    Raises DigitRecognizerError where there is no such column.
    """
    if not 0 < column < table.grid.columns:
        raise DigitRecognizerError(
            f"the table has {table.grid.columns} columns: give --total-column LAST, or a number from 2 "
            f"to {table.grid.columns}."
        )
    rows = _rows(table)
    starts = range(column)
    sums = {
        start: {row for row, cells in rows.items() if _adds_up(cells, start, column)}
        for start in starts
    }
    start = max(starts, key=lambda each: (len(sums[each]), -each))
    totals = {row for row, cells in rows.items() if number(cells.get(column)) is not None}
    if not sums[start]:
        return table, "no total adds up, so none is doubted for it"
    wrong = {
        (row, column): f"the numbers before it add up to {_shown(_sum(rows[row], start, column))}"
        for row in totals - sums[start]
    }
    return _doubted(table, wrong), ""


def column_of(text: str, columns: int) -> int:
    """Return the column, from 0, that ``text`` names: LAST, a number from 1, or a letter.

    Raises DigitRecognizerError for another text.
    """
    if text.upper() == "LAST":
        return columns - 1
    if text.isascii() and text.isdecimal():
        return int(text) - 1
    if len(text) == 1 and text.isascii() and text.isalpha():
        return ord(text.upper()) - ord("A")
    raise DigitRecognizerError(f"{text} is no column: give LAST, a number from 1, or a letter.")


def number(cell: Cell | None) -> Fraction | None:
    """Return the number in ``cell``, if there is one."""
    if cell is None:
        return None
    text = cell.text.replace(",", ".")
    try:
        return Fraction(text)
    except ValueError:
        return None


def _rows(table: Table) -> dict[int, dict[int, Cell]]:
    rows: dict[int, dict[int, Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.span.row, {})[cell.span.column] = cell
    return rows


def _sum(cells: Mapping[int, Cell], start: int, column: int) -> Fraction:
    values = (number(cells.get(place)) for place in range(start, column))
    return sum((value for value in values if value is not None), Fraction(0))


def _adds_up(cells: Mapping[int, Cell], start: int, column: int) -> bool:
    return number(cells.get(column)) == _sum(cells, start, column)


def _doubted(table: Table, reasons: Mapping[tuple[int, int], str]) -> Table:
    cells = (
        replace(cell, reason=reasons[cell.span[:2]]) if cell.span[:2] in reasons else cell
        for cell in table.cells
    )
    return replace(table, cells=tuple(cells))


def _shown(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
