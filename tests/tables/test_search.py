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
    return composed_table(kind, WRITERS, np.random.default_rng([seed, len(kind)]))


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
