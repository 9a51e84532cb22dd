"""The grid of a table: where its cells are on the picture.

Purpose: what finding a table gives, and the questions that reading asks of it.
Contract: immutable. Corners are x, y in pixels of the picture; pixel (0, 0) covers [0, 1) x [0, 1).
Not here: finding it (``search``), what is in the cells (``read_table``).
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float64]
"""(R + 1, C + 1, 2) float64: x, y where the rules of R rows and C columns cross."""

Quad = NDArray[np.float64]
"""(4, 2) float64: x, y of the corners of a cell, clockwise from the left upper one."""


class Span(NamedTuple):
    """Cells that are one: ``rows`` x ``columns`` from the cell (``row``, ``column``) on."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """``corners``: where rules cross; ``merged``: what stands for several cells."""

    corners: Corners
    merged: tuple[Span, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows of cells there are."""
        return len(self.corners) - 1

    @property
    def columns(self) -> int:
        """How many columns of cells there are."""
        return int(self.corners.shape[1]) - 1

    @property
    def area(self) -> float:
        """How large the table is, in square pixels."""
        around = self.corners[[0, 0, -1, -1], [0, -1, -1, 0]]
        x, y = around.T
        return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2

    def span(self, row: int, column: int) -> Span | None:
        """Return the cells that (``row``, ``column``) begins: itself, or several; None inside others."""
        for span in self.merged:
            rows, columns = range(span.row, span.row + span.rows), range(span.columns)
            if row in rows and column - span.column in columns:
                return span if (row, column) == span[:2] else None
        return Span(row, column, 1, 1)

    def quad(self, span: Span) -> Quad:
        """Return the corners of the cells ``span``."""
        top, left = span.row, span.column
        bottom, right = top + span.rows, left + span.columns
        return self.corners[[top, top, bottom, bottom], [left, right, right, left]]

    def scaled(self, factor: float) -> "Grid":
        """Return the grid on a picture ``factor`` times as large."""
        return replace(self, corners=self.corners * factor)

    def turned(self, quarters: int, width: float, height: float) -> "Grid":
        """Return the grid on a picture turned to the left by ``quarters`` of a turn.

        ``width`` and ``height``: of the picture before. Its first row is the one on top afterwards.
        """
        corners, merged = self.corners, self.merged
        for _ in range(quarters % 4):
            columns = corners.shape[1] - 1
            corners = np.rot90(np.stack([corners[..., 1], width - corners[..., 0]], axis=-1))
            merged = tuple(
                Span(columns - s.column - s.columns, s.row, s.columns, s.rows) for s in merged
            )
            width, height = height, width
        return Grid(np.ascontiguousarray(corners), merged)


def cell_name(row: int, column: int) -> str:
    """Return what spreadsheets call a cell counted from 0.

    >>> cell_name(0, 1), cell_name(11, 27)
    ('B1', 'AB12')
    """
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row + 1}"
