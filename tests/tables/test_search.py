"""Finding tables: composed pages of every kind, and pages without one."""

import numpy as np
import pytest
from composed_drawings import drawings
from PIL import Image, ImageDraw

from benchmarks.tables.composed_tables import ComposedTable, composed_table
from benchmarks.tables.scoring import is_right
from digit_recognizer.arrays import Page
from digit_recognizer.synthesis.writers import Writers
from digit_recognizer.tables import Grid, Span, find_grids
from digit_recognizer.tables.evidence import reduced, rule_evidence

WRITERS = Writers(drawings(4))


def page_of(kind: str, seed: int) -> ComposedTable:
    return composed_table(kind, WRITERS, np.random.default_rng([seed, len(kind)]), scale=0.7)


def found_on(page: Page) -> list[Grid]:
    small, factor = reduced(page)
    return [grid.scaled(factor) for grid in find_grids(rule_evidence(small))]


@pytest.mark.parametrize(
    "kind", ["plain", "skewed", "perspective", "curled", "broken", "open", "double", "part"]
)
def test_a_table_is_found_with_all_its_cells(kind: str) -> None:
    table = page_of(kind, 1)
    grids = found_on(table.page)
    assert len(grids) == 1
    assert is_right(table, grids[0].corners)


def test_of_two_tables_the_larger_comes_first() -> None:
    table = page_of("two", 1)
    grids = found_on(table.page)
    assert len(grids) == 2
    assert is_right(table, grids[0].corners)
    assert grids[0].area > grids[1].area


def test_merged_cells_are_told() -> None:
    page = Image.new("L", (600, 400), 235)
    pen = ImageDraw.Draw(page)
    for y in (50, 100, 150, 200, 250):
        pen.line((60, y, 540, y), fill=60, width=2)
    for x in (60, 180, 300, 420, 540):
        for top in (50, 100, 150, 200):
            if not (x == 180 and top == 100):
                pen.line((x, top, x, top + 50), fill=60, width=2)
    (grid,) = found_on(np.asarray(page))
    assert (grid.rows, grid.columns) == (4, 4)
    assert grid.merged == (Span(1, 0, 1, 2),)
    assert grid.span(1, 0) == Span(1, 0, 1, 2)
    assert grid.span(1, 1) is None
    assert np.allclose(grid.quad(Span(1, 0, 1, 2))[[0, 2]], [(60, 100), (300, 150)], atol=2)


def drawn_table(rows: int, columns: int, border: int, cell: tuple[int, int]) -> Image.Image:
    """Return a ruled table with a ``border`` of so many pixels and cells of the size ``cell``."""
    width, height = columns * cell[0], rows * cell[1]
    page = Image.new("L", (width + 160, height + 160), 235)
    pen = ImageDraw.Draw(page)
    for number in range(rows + 1):
        y = 80 + number * cell[1]
        thick = border if number in (0, rows) else 2
        pen.line((80, y, 80 + width, y), fill=60, width=thick)
    for number in range(columns + 1):
        x = 80 + number * cell[0]
        thick = border if number in (0, columns) else 2
        pen.line((x, 80, x, 80 + height), fill=60, width=thick)
    return page


@pytest.mark.parametrize("border", range(2, 10))
@pytest.mark.parametrize(("rows", "columns"), [(4, 2), (12, 2), (5, 3), (2, 5)])
def test_a_thick_border_is_one_rule_however_few_the_cells(
    rows: int, columns: int, border: int
) -> None:
    (grid,) = found_on(np.asarray(drawn_table(rows, columns, border, (250, 70))))
    assert (grid.rows, grid.columns) == (rows, columns)


@pytest.mark.parametrize("size", [16, 20, 24])
def test_print_that_fills_its_cells_is_no_rule(size: int) -> None:
    page = drawn_table(8, 6, 3, (72, 36))
    pen = ImageDraw.Draw(page)
    for row in (0, 3):
        for column in range(6):
            place = (80 + column * 72 + 36, 80 + row * 36 + 18)
            pen.text(place, "mmnumm", fill=60, font_size=size, anchor="mm")
    (grid,) = found_on(np.asarray(page))
    assert (grid.rows, grid.columns) == (8, 6)


def test_a_rule_is_there_though_every_second_cell_of_it_is_merged() -> None:
    page = drawn_table(4, 2, 2, (250, 90))
    pen = ImageDraw.Draw(page)
    for row in (0, 2):
        pen.rectangle((325, 83 + row * 90, 335, 80 + row * 90 + 87), fill=235)
    (grid,) = found_on(np.asarray(page))
    assert (grid.rows, grid.columns) == (4, 2)
    assert grid.merged == (Span(0, 0, 1, 2), Span(2, 0, 1, 2))


@pytest.mark.parametrize("waves", [0.5, 0.75, 1.0])
@pytest.mark.parametrize("height", [-16, 16])
def test_rules_that_bend_are_followed(waves: float, height: int) -> None:
    flat = drawn_table(6, 3, 2, (200, 80))
    pen = ImageDraw.Draw(flat)
    for row in range(6):
        for column in range(3):
            place = (130 + column * 200, 100 + row * 80)
            pen.text(place, str(7 * row + 31 * column), fill=60, font_size=40)
    levels = np.asarray(flat)
    x = np.arange(levels.shape[1])
    bent = height * np.sin(2 * np.pi * waves * x / len(x))
    y = np.arange(len(levels))[:, None] + np.rint(bent).astype(int)
    (grid,) = found_on(levels[np.clip(y, 0, len(levels) - 1), x])
    assert (grid.rows, grid.columns) == (6, 3)


def blank(_: np.random.Generator) -> Page:
    return np.full((700, 500), 230, np.uint8)


def noisy(random: np.random.Generator) -> Page:
    return np.clip(random.normal(200, 8, (700, 500)), 0, 255).astype(np.uint8)


def ruled(_: np.random.Generator) -> Page:
    page = np.full((700, 500), 230, np.uint8)
    page[40::30] = 150
    return page


def text(random: np.random.Generator) -> Page:
    page = Image.new("L", (900, 1200), 240)
    pen = ImageDraw.Draw(page)
    for y in range(60, 1150, 32):
        pen.text(
            (60, y), " ".join(str(n) for n in random.integers(0, 10**6, 11)), fill=20, font_size=22
        )
    return np.asarray(page)


def framed(_: np.random.Generator) -> Page:
    page = np.full((500, 500), 230, np.uint8)
    page[100:400, [100, 101, 400, 401]] = 20
    page[[100, 101, 400, 401], 100:402] = 20
    return page


@pytest.mark.parametrize("make", [blank, noisy, ruled, text, framed])
@pytest.mark.parametrize("is_turned", [False, True])
def test_what_is_no_table_gives_none(make: object, is_turned: bool) -> None:
    page = make(np.random.default_rng(3))  # type: ignore[operator]
    assert found_on(np.ascontiguousarray(page.T) if is_turned else page) == []


@pytest.mark.parametrize("shape", [(1, 1), (3, 400), (400, 2), (17, 17)])
def test_odd_sizes_give_none(shape: tuple[int, int]) -> None:
    assert found_on(np.full(shape, 128, np.uint8)) == []
