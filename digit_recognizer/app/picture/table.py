"""The tables of a picture, as they were read and corrected.

Purpose: what the window shows of tables, their correction, and their text for spreadsheets.
Contract: immutable, so that undo keeps them. Corners are in the picture's own pixels, and stay right
wherever it lies on the canvas. What a person said is without doubt. Standard library only.
Not here: reading (``table_reading``), what is seen of them (``gui.picture.table_actions``).
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from digit_recognizer.app.language import tr

UNREAD_SIGN = "–"  # stands for writing that is no number

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of the table number ``table``, or the first of several that are merged.

    ``text``: "" where it is empty, or no number. ``reason``: why it is doubtful, else "".
    ``alternatives``: other texts with their confidences. ``corners``: clockwise from the left upper one.
    """

    table: int
    row: int
    column: int
    text: str
    confidence: float
    reason: str
    alternatives: tuple[tuple[str, float], ...]
    corners: tuple[Place, ...]
    is_corrected: bool = False

    @property
    def label(self) -> str:
        """What is shown in it."""
        if self.is_corrected:
            return f"{self.text} ✎"
        return f"{self.text or UNREAD_SIGN} ?" if self.reason else self.text

    def holds(self, x: float, y: float) -> bool:
        """Whether the place (x, y) of the picture is in it."""
        ends = (*self.corners[1:], self.corners[0])
        return all(
            (right - left) * (y - top) - (bottom - top) * (x - left) >= 0
            for (left, top), (right, bottom) in zip(self.corners, ends, strict=True)
        )


@dataclass(frozen=True, slots=True)
class PictureTables:
    """The cells of all tables of a picture, table by table and row by row."""

    cells: tuple[TableCell, ...]

    @property
    def doubtful(self) -> tuple[int, ...]:
        """The numbers of the doubtful cells."""
        return tuple(number for number, cell in enumerate(self.cells) if cell.reason)

    @property
    def caption(self) -> str:
        """How large they are and how much is doubtful, for people."""
        sizes = tr(" and ").join(f"{len(rows)} × {len(rows[0])}" for rows in self._rows())
        doubts = len(self.doubtful)
        if not doubts:
            return tr("Table of {sizes} cells, none doubtful", sizes=sizes)
        return tr("Table of {sizes} cells, {count} doubtful", sizes=sizes, count=doubts)

    def at(self, x: float, y: float) -> int | None:
        """Return the number of the cell at (x, y) of the picture."""
        return next((n for n, cell in enumerate(self.cells) if cell.holds(x, y)), None)

    def corrected(self, number: int, text: str) -> "PictureTables":
        """Return them with ``text``, without doubt, in a cell; "" for an empty one."""
        said = replace(self.cells[number], text=text, confidence=1.0, reason="", is_corrected=True)
        return PictureTables((*self.cells[:number], said, *self.cells[number + 1 :]))

    def pasted(self) -> str:
        """Return what spreadsheets paste as cells: tabs between them, a blank line between tables."""
        tables = ("\n".join("\t".join(map(_pasted, row)) for row in rows) for rows in self._rows())
        return "\n\n".join(tables)

    def csv(self) -> str:
        """Return them as CSV, a blank line between them."""
        from digit_recognizer.library.csv_cells import csv_rows

        tables = (
            csv_rows([[_value(text) for text in row] for row in rows]) for rows in self._rows()
        )
        return "\r\n".join(tables)

    def _rows(self) -> Iterator[list[list[str]]]:
        """Yield the texts of each table, row by row; "" for what belongs to a merged cell."""
        for number in sorted({cell.table for cell in self.cells}):
            cells = [cell for cell in self.cells if cell.table == number]
            height = 1 + max(cell.row for cell in cells)
            width = 1 + max(cell.column for cell in cells)
            rows = [[""] * width for _ in range(height)]
            for cell in cells:
                rows[cell.row][cell.column] = cell.text or cell.reason
            yield rows


def _pasted(text: str) -> str:
    from digit_recognizer.library.csv_cells import harmless

    return harmless(text) if isinstance(_value(text), str) else text


def _value(text: str) -> int | float | str | None:
    """Return what stands in a cell of a spreadsheet: numbers as numbers, unless that changes them."""
    with suppress(ValueError):  # of what is no number, and of thousands of digits
        value = float(text) if "." in text else int(text)
        if str(value) == text:
            return value
    return text or None
