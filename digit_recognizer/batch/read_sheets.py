"""Tables of many files: each sheet's cells as rows, and what a person should know of it.

Purpose: what one process does for ``digits read --table``.
Contract: every file gives rows, or one row with its error. Cells are called as in spreadsheets; those of
a second table, or of a later page, have its number before them. Only a model that can't be used is
raised.
Not here: finding and reading tables (``tables``), the table as CSV (``table_rows``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from digit_recognizer.arrays import Page
from digit_recognizer.batch.read_fields import reader_for
from digit_recognizer.batch.rows import (
    MAX_ALTERNATIVES_PER_ROW,
    MIN_ROW_CONFIDENCE,
    Field,
    Row,
    fault_row,
)
from digit_recognizer.errors import DigitRecognizerError, FileError
from digit_recognizer.raster.image import sheets
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Expectation, Only
from digit_recognizer.tables import (
    NOT_A_NUMBER,
    Cell,
    Table,
    column_of,
    read_tables,
    with_maximum,
    with_total,
)
from digit_recognizer.tables.checks import number
from digit_recognizer.tables.grid import cell_name

TURNS = ("", "on its right side", "upside down", "on its left side")


@dataclass(frozen=True, slots=True)
class TableSetup:
    """How tables are read: with which model, what their cells hold, and what they can't.

    ``most``: the highest mark; ``total``: the column of totals, as ``tables.column_of`` takes it.
    ``only``: whether cells with print are left empty.
    """

    model: str | None = None
    expect: Expectation = "number"
    most: Fraction | None = None
    total: str | None = None
    only: Only = "all"


@dataclass(frozen=True, slots=True, eq=False)
class SheetRows:
    """What one file gives: ``rows``, a row a cell; ``remarks`` and ``doubts``, sentences for a person.

    ``pictures``: of the doubtful cells, by their names.
    """

    rows: list[Row]
    remarks: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    pictures: dict[str, Page] = field(default_factory=dict)


def read_sheets(
    setup: TableSetup, fields: Sequence[Field], reader: Reader | None = None
) -> list[SheetRows]:
    """Return what the files of ``fields`` give, read by ``reader`` or by one with the setup's model.

    Raises ModelError, FileError or MissingDependencyError if the model can't be used, and
    DigitRecognizerError where there is no such column of totals.
    """
    reader = reader or reader_for(setup.model)
    return [_of_file(setup, each, reader) for each in fields]


def _of_file(setup: TableSetup, each: Field, reader: Reader) -> SheetRows:
    whole = SheetRows([])
    remarks: list[str] = []
    doubts: list[str] = []
    try:
        for prefix, table in _tables(each, setup, reader, remarks):
            checked, said = _checked(setup, table)
            remarks += [f"{each.source}: {prefix}{sentence}." for sentence in said]
            for cell in checked.cells:
                row = _row(each.source, prefix, cell)
                whole.rows.append(row)
                if cell.reason:
                    whole.pictures[row.field] = cell.picture
                if cell.reason and cell.reason != NOT_A_NUMBER:
                    doubts.append(_doubt(row, cell))
    except Exception as error:
        if isinstance(error, DigitRecognizerError) and not isinstance(error, FileError):
            raise
        whole.rows.append(fault_row(Field(each.source), error))
    return SheetRows(whole.rows, tuple(remarks), tuple(doubts), whole.pictures)


def _tables(
    each: Field, setup: TableSetup, reader: Reader, remarks: list[str]
) -> Iterator[tuple[str, Table]]:
    """Yield the tables of a file with what their cells' names begin with. Raises FileError."""
    if each.error:
        raise FileError(each.error)
    count = 0
    for page, sheet in enumerate(sheets(Path(each.source), each.source, is_grey=True), 1):
        found = read_tables(reader, sheet, setup.expect, setup.only)
        for table in found:
            count += 1
            yield (f"table {count} " if count > 1 else ""), table
        where = each.source if page == 1 else f"{each.source}, page {page}"
        if len(found) > 1:
            remarks.append(
                f"{where}: {len(found)} tables, read one after the other, largest first."
            )
        if found and found[0].turned:
            remarks.append(f"{where}: it lies {TURNS[found[0].turned]} and was turned to be read.")
        if page > 1 and not found:
            remarks.append(f"{where}: no table.")
    if not count:
        raise FileError(
            f"{each.source} shows no table: photograph the whole table with its lines, or read it "
            "without --table."
        )


def _checked(setup: TableSetup, table: Table) -> tuple[Table, list[str]]:
    """Return ``table`` with what it cannot hold doubted, and remarks on it."""
    said = [
        f"{cell.name} to {cell_name(s.row + s.rows - 1, s.column + s.columns - 1)} are one cell"
        for cell in table.cells
        if (s := cell.span)[2:] != (1, 1)
    ]
    total = column_of(setup.total, table.grid.columns) if setup.total else None
    if setup.most is not None:
        table = with_maximum(table, setup.most, total)
    if total is not None:
        table, remark = with_total(table, total)
        said += [remark] if remark else []
    return table, said


def _row(source: str, prefix: str, cell: Cell) -> Row:
    value = number(cell) if not cell.reason else None
    others = [o for o in cell.alternatives if o.confidence >= MIN_ROW_CONFIDENCE]
    return Row(
        source,
        prefix + cell.name,
        cell.text,
        None if value is None else int(value) if value.denominator == 1 else float(value),
        round(cell.confidence, 6),
        tuple((o.text, round(o.confidence, 6)) for o in others[:MAX_ALTERNATIVES_PER_ROW]),
        bool(cell.reason),
        (tuple(round(side, 1) for side in cell.box),),  # type: ignore[arg-type]
        NOT_A_NUMBER if cell.reason == NOT_A_NUMBER else "",
    )


def _doubt(row: Row, cell: Cell) -> str:
    """Return a sentence on a doubtful cell that a teacher understands."""
    others = " or ".join(text for text, _ in row.alternatives[:2])
    others = f"; it may be {others}" if others else ""
    return f"{row.file}, {row.field}: {cell.text} is doubtful, {cell.reason}{others}."
