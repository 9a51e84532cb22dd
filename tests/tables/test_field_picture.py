"""Pictures of fields: rules go, what belongs to a field stays whole, what belongs to others goes."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digit_recognizer.arrays import Page
from digit_recognizer.tables import cut_out, pictures

LEFT, TOP, RIGHT, BOTTOM = 100, 100, 220, 160
QUAD = np.array([(LEFT, TOP), (RIGHT, TOP), (RIGHT, BOTTOM), (LEFT, BOTTOM)], float)


def sheet(*strokes: tuple[float, float, float, float], rule: int = 2) -> Image.Image:
    """A ruled sheet with straight strokes 3 pixels wide."""
    image = Image.new("L", (320, 260), 230)
    pen = ImageDraw.Draw(image)
    if rule:
        for y in (TOP, BOTTOM):
            pen.line((20, y, 300, y), fill=70, width=rule)
        for x in (LEFT, RIGHT):
            pen.line((x, 30, x, 240), fill=70, width=rule)
    for stroke in strokes:
        pen.line(stroke, fill=50, width=3)
    return image


def picture(image: Image.Image, shift: tuple[float, float] = (0, 0)) -> Page:
    (found,) = pictures([cut_out(image, QUAD + shift)])
    return found.page


def extent(page: Page) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the ink, in pixels of the sheet."""
    y, x = np.nonzero(page >= 128)
    cut = cut_out(sheet(), QUAD)
    return (*cut.on_sheet(x.min(), y.min()), *cut.on_sheet(x.max() + 1, y.max() + 1))


@pytest.mark.parametrize("rule", [0, 1, 2, 4])
def test_an_empty_field_has_no_ink(rule: int) -> None:
    assert not picture(sheet(rule=rule)).any()


@pytest.mark.parametrize("shift", [(0, 0), (3, 0), (0, -3), (-3, 3)])
def test_rules_go_and_writing_stays_though_the_field_lies_a_little_beside_them(
    shift: tuple[float, float],
) -> None:
    page = picture(sheet((150, 115, 150, 145)), shift)
    rows, columns = np.nonzero(page >= 128)
    assert 30 <= (np.ptp(rows) + 1) * (BOTTOM - TOP) / 72 <= 36
    assert (np.ptp(columns) + 1) * (BOTTOM - TOP) / 72 <= 6


def test_an_own_stroke_that_reaches_over_the_rule_stays_whole() -> None:
    left, top, right, bottom = extent(picture(sheet((150, 115, 150, 172))))
    assert top == pytest.approx(114, abs=2) and bottom == pytest.approx(173, abs=2)
    assert right - left < 8


def test_a_stroke_of_a_neighbour_that_reaches_in_is_left_out() -> None:
    page = picture(sheet((150, 115, 150, 145), (190, 70, 190, 112)))
    left, _, right, _ = extent(page)
    assert left >= 146 and right <= 155


def test_a_stroke_beside_the_rule_is_no_rule() -> None:
    left, top, _, bottom = extent(picture(sheet((110, 112, 110, 148))))
    assert left == pytest.approx(108, abs=2)
    assert bottom - top == pytest.approx(38, abs=4)


def test_fields_at_the_edge_of_the_sheet_have_no_ink_beyond_it() -> None:
    image = Image.new("L", (100, 60), 230)
    quad = np.array([(0, 0), (100, 0), (100, 60), (0, 60)], float)
    assert not pictures([cut_out(image, quad)])[0].page.any()
    assert not pictures([cut_out(image, quad + 20)])[0].page.any()
