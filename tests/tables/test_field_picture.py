"""Pictures of fields: rules go, what belongs to a field stays whole, what belongs to others goes."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from support import assert_sentence

from digit_recognizer.arrays import Page, Picture, PixelClass, PixelShares
from digit_recognizer.errors import ModelError
from digit_recognizer.reader import Reader
from digit_recognizer.tables import cut_out, pictures

LEFT, TOP, RIGHT, BOTTOM = 100, 100, 220, 160
BEND = 8  # pixels by which strokes swing to either side
QUAD = np.array([(LEFT, TOP), (RIGHT, TOP), (RIGHT, BOTTOM), (LEFT, BOTTOM)], float)


def sheet(*strokes: tuple[float, float, float], rule: int = 2) -> Image.Image:
    """A ruled sheet with strokes 3 pixels wide, each an S about x from its top to its bottom."""
    image = Image.new("L", (320, 260), 230)
    pen = ImageDraw.Draw(image)
    if rule:
        for y in (TOP, BOTTOM):
            pen.line((20, y, 300, y), fill=70, width=rule)
        for x in (LEFT, RIGHT):
            pen.line((x, 30, x, 240), fill=70, width=rule)
    for x, top, bottom in strokes:
        down = np.linspace(0, 1, 30)
        across = x + BEND * np.sin(2 * np.pi * down)
        points = np.stack([across, top + (bottom - top) * down], axis=1)
        pen.line(points.ravel().tolist(), fill=50, width=3, joint="curve")
    return image


@pytest.fixture
def picture(reader: Reader) -> Callable[..., Page]:
    """What makes the picture of the field."""

    def of(image: Image.Image, quad: NDArray[np.float64] = QUAD) -> Page:
        (found,) = pictures([cut_out(image, quad)], reader.page_network)
        return found.page

    return of


def extent(page: Page) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the ink, in pixels of the sheet."""
    y, x = np.nonzero(page >= 128)
    cut = cut_out(sheet(), QUAD)
    scale = (cut.quad[2] - cut.quad[0]) / cut.levels.shape[::-1]
    corners = np.array([(x.min(), y.min()), (x.max() + 1, y.max() + 1)])
    (left, top), (right, bottom) = (cut.quad[0] + corners * scale).tolist()
    return left, top, right, bottom


@pytest.mark.parametrize("rule", [0, 1, 2, 4])
def test_an_empty_field_has_no_ink(rule: int, reader: Reader) -> None:
    (found,) = pictures([cut_out(sheet(rule=rule), QUAD)], reader.page_network)
    assert not found.page.any()
    assert found.ruled == (rule > 0)


@pytest.mark.parametrize("shift", [(0, 0), (3, 0), (0, -3), (-3, 3)])
def test_rules_go_and_writing_stays_though_the_field_lies_a_little_beside_them(
    picture: Callable[..., Page], shift: tuple[float, float]
) -> None:
    page = picture(sheet((150, 115, 145)), QUAD + shift)
    rows, columns = np.nonzero(page >= 128)
    assert 30 <= (np.ptp(rows) + 1) * (BOTTOM - TOP) / 72 <= 36
    assert 2 * BEND <= (np.ptp(columns) + 1) * (BOTTOM - TOP) / 72 <= 2 * BEND + 6


def test_an_own_stroke_that_reaches_over_the_rule_stays_whole(picture: Callable[..., Page]) -> None:
    left, top, right, bottom = extent(picture(sheet((150, 115, 172))))
    assert top == pytest.approx(114, abs=2) and bottom == pytest.approx(173, abs=2)
    assert right - left < 2 * BEND + 7


def test_a_stroke_of_a_neighbour_that_reaches_in_is_left_out(picture: Callable[..., Page]) -> None:
    page = picture(sheet((150, 115, 145), (190, 70, 110)))
    left, _, right, _ = extent(page)
    assert left >= 150 - BEND - 4 and right <= 150 + BEND + 5


def test_a_stroke_beside_the_rule_is_no_rule(picture: Callable[..., Page]) -> None:
    left, top, _, bottom = extent(picture(sheet((112 + BEND, 112, 148))))
    assert left == pytest.approx(110, abs=2)
    assert bottom - top == pytest.approx(38, abs=4)


def test_what_stands_free_in_a_field_is_no_rule_whatever_the_network_says() -> None:
    def all_rules(picture: Picture) -> PixelShares:
        shares = np.zeros((*picture.shape[:2], len(PixelClass)), np.float32)
        is_ink = picture[..., 0] < 150
        shares[..., PixelClass.RULE], shares[..., PixelClass.PAPER] = is_ink, ~is_ink
        return shares

    (empty,) = pictures([cut_out(sheet(), QUAD)], all_rules)
    assert not empty.page.any()
    (found,) = pictures([cut_out(sheet((150, 115, 145)), QUAD)], all_rules)
    assert extent(found.page) == pytest.approx((150 - BEND, 115, 150 + BEND, 145), abs=4)


def test_fields_at_the_edge_of_the_sheet_have_no_ink_beyond_it(
    picture: Callable[..., Page],
) -> None:
    image = Image.new("L", (100, 60), 230)
    quad = np.array([(0, 0), (100, 0), (100, 60), (0, 60)], float)
    assert not picture(image, quad).any()
    assert not picture(image, quad + 20).any()


def test_without_the_page_network_there_is_one_sentence() -> None:
    with pytest.raises(ModelError) as failed:
        pictures([cut_out(sheet(), QUAD)], None)
    assert_sentence(str(failed.value), "page.onnx")
