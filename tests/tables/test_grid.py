"""Grids: names of cells, merged ones, turning."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.tables import Grid, Span, cell_name

shapes = st.tuples(st.integers(1, 6), st.integers(1, 6))


def grid_of(rows: int, columns: int, merged: tuple[Span, ...] = ()) -> Grid:
    x, y = np.meshgrid(np.arange(columns + 1) * 10.0 + 3, np.arange(rows + 1) * 7.0 + 2)
    return Grid(np.stack([x, y], axis=-1), merged)


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [(0, 0, "A1"), (9, 25, "Z10"), (0, 26, "AA1"), (1, 701, "ZZ2"), (2, 702, "AAA3")],
)
def test_cells_are_called_as_in_spreadsheets(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name


@given(shapes, st.integers(0, 7))
def test_a_turned_grid_has_its_cells_where_the_turned_picture_shows_them(
    shape: tuple[int, int], quarters: int
) -> None:
    rows, columns = shape
    width, height = columns * 10 + 8, rows * 7 + 5
    grid = grid_of(rows, columns)
    picture = np.full((height, width), -1)
    for row in range(rows):
        for column in range(columns):
            x, y = grid.quad(Span(row, column, 1, 1)).mean(axis=0).astype(int)
            picture[y, x] = row * columns + column
    turned, shown = grid.turned(quarters, width, height), np.rot90(picture, quarters)
    numbers = np.rot90(np.arange(rows * columns).reshape(rows, columns), quarters)
    assert (turned.rows, turned.columns) == numbers.shape
    for row in range(turned.rows):
        for column in range(turned.columns):
            quad = turned.quad(Span(row, column, 1, 1))
            (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
            inside = shown[int(top) : int(bottom) + 1, int(left) : int(right) + 1]
            assert set(inside[inside >= 0].tolist()) == {numbers[row, column]}
            assert np.allclose(quad[0], (left, top)) and np.allclose(quad[2], (right, bottom))


def test_merged_cells_turn_with_their_grid() -> None:
    grid = grid_of(3, 4, (Span(0, 2, 1, 2),)).turned(1, 48, 26)
    assert grid.merged == (Span(0, 0, 2, 1),)
    assert grid_of(3, 4, (Span(0, 2, 1, 2),)).turned(4, 48, 26).merged == (Span(0, 2, 1, 2),)
