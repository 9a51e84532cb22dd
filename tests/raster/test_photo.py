"""From photos to pages: uneven light, grain, rules, touching digits, sloping lines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.ink.model import Box
from digit_recognizer.raster import page_from_image, page_from_ink
from digit_recognizer.raster.connected_components import connected_components
from digit_recognizer.raster.glyph import INK_LEVEL
from digit_recognizer.reader import Reader
from digit_recognizer.segmentation import PicturePage, Place, Primitive
from digit_recognizer.segmentation.levelling import levelled, slope_of
from digit_recognizer.segmentation.picture_primitives import picture_primitives, seams

Grey = NDArray[np.float32]


def rings(*, apart: int = 60, count: int = 3) -> Grey:
    """Return (128, 320) grey levels with ``count`` rings of ink, dark on white."""
    image = Image.new("L", (320, 128), 255)
    draw = ImageDraw.Draw(image)
    for number in range(count):
        left = 40 + number * apart
        draw.ellipse((left, 35, left + 50, 95), outline=60, width=7)
    return np.asarray(image, np.float32)


def photographed(levels: Grey, *, inverted: bool = False) -> NDArray[np.uint8]:
    """Return ``levels`` under light that falls off to the right by half, with grain."""
    random = np.random.default_rng(3)
    light = np.linspace(0.9, 0.45, levels.shape[1], dtype=np.float32)
    shown = levels * light + random.normal(0, 4, levels.shape)
    shown = np.clip(255 - shown if inverted else shown, 0, 255)
    return np.asarray(shown, np.uint8)


@pytest.mark.parametrize("inverted", [False, True])
def test_shadow_and_grain_leave_the_ink_alone(reader: Reader, inverted: bool) -> None:
    found = reader.ink_of(photographed(rings(), inverted=inverted))
    pieces = picture_primitives(found.page, INK_LEVEL).primitives
    assert [round(part.width / found.scale / 10) for part in pieces] == [5, 5, 5]


@pytest.mark.parametrize("inverted", [False, True])
def test_without_a_network_uneven_light_is_levelled(inverted: bool) -> None:
    page = page_from_image(photographed(rings(), inverted=inverted))
    clean = page_from_image(rings().astype(np.uint8)) >= INK_LEVEL
    assert np.mean((page >= INK_LEVEL) != clean) < 0.02


def test_rules_and_dust_go(reader: Reader) -> None:
    levels = rings()
    levels[110:113] = 70  # a line under all of it
    levels[:, 312:314] = 70  # the frame at the right
    levels[50:53, 20:23] = 70
    page = reader.ink_of(photographed(levels)).page
    assert len(picture_primitives(page, INK_LEVEL).primitives) == 3


@pytest.mark.parametrize(("top", "count"), [(35, 4), (-1, 3)])
def test_a_one_at_the_end_of_a_row_stays_and_a_frame_goes(
    reader: Reader, top: int, count: int
) -> None:
    levels = rings()
    bottom = 96 if top > 0 else 128
    levels[max(top, 0) : bottom, 10:17] = 60  # as high as the digits, or from border to border
    levels = levels[:108] if top > 0 else levels
    page = reader.ink_of(photographed(levels)).page
    assert len(picture_primitives(page, INK_LEVEL).primitives) == count


@pytest.mark.parametrize("step", [30, 40, 48])
def test_a_number_on_squared_paper_is_read(
    reader: Reader, examples: dict[str, Drawing], step: int
) -> None:
    names = ("three", "eight", "zero", "five")
    levels = np.full((150, 380), 255, np.float32)
    for place, name in enumerate(names):
        page = page_from_ink(scaled(examples[name].ink, 80), width=80, height=90, pen_width=6.0)
        levels[30:120, 30 + 85 * place : 110 + 85 * place] -= page * 0.8
    for lines in (levels[7::step], levels[:, 11::step]):
        np.minimum(lines, 130, out=lines)
    reading = reader.read_image(photographed(levels), "number")
    assert reading.text == "3805" and not reading.doubtful


def scaled(ink: Ink, height: float) -> Ink:
    """Return ``ink`` so high, its corner near the origin."""
    scale = height / (ink.box.bottom - ink.box.top)
    return ink.moved(4 - scale * ink.box.left, 4 - scale * ink.box.top, scale)


def test_a_clean_picture_is_not_touched() -> None:
    levels = rings().astype(np.uint8)
    levels[50:53, 20:23] = 60
    assert page_from_image(levels)[51, 21] > INK_LEVEL


def test_paper_without_ink_shows_none(reader: Reader) -> None:
    paper = np.full((128, 320), 255, np.float32)
    assert not (reader.ink_of(photographed(paper)).page >= INK_LEVEL).any()


@pytest.mark.parametrize("size", [(128, 320), (600, 800)])
@pytest.mark.parametrize("grain", [4.0, 10.0])
def test_grain_is_no_writing_and_writing_on_it_stays(
    reader: Reader, size: tuple[int, int], grain: float
) -> None:
    random = np.random.default_rng(4)
    light = np.linspace(0.9, 0.5, size[1], dtype=np.float32)
    paper = np.full(size, 230, np.float32)
    ink = paper.copy()
    ink[:128, :320] = np.minimum(ink[:128, :320], rings())
    noise = random.normal(0, grain, size)
    bare, written = (np.clip(each * light + noise, 0, 255) for each in (paper, ink))
    assert not (reader.ink_of(bare.astype(np.uint8)).page >= INK_LEVEL).any()
    found = reader.ink_of(written.astype(np.uint8))
    areas = connected_components(found.page >= INK_LEVEL).areas / found.scale**2
    assert (areas > 300).sum() == len(areas) == 3


def test_touching_rings_may_be_cut_between_and_the_parts_are_all_of_the_ink() -> None:
    page = page_from_image(rings(apart=48).astype(np.uint8))
    whole, cut = picture_primitives(page, INK_LEVEL), PicturePage.of(page).cut_apart().found
    assert len(whole.primitives) == 1
    assert np.array_equal(whole.labels >= 0, cut.labels >= 0)
    edges = [part.box.left for part in cut.primitives]
    assert any(abs(edge - 88) < 8 for edge in edges)
    assert any(abs(edge - 136) < 8 for edge in edges)
    assert len({part.source_component for part in cut.primitives}) == 1


@pytest.mark.parametrize("gap", [1, 2, 3])
def test_strokes_broken_by_a_thin_line_are_joined(gap: int) -> None:
    levels = rings().astype(np.uint8)
    levels[62 : 62 + gap] = 255
    page = page_from_image(levels)
    found = picture_primitives(page, INK_LEVEL)
    assert len(found.primitives) == 3
    assert np.array_equal(found.labels >= 0, page >= INK_LEVEL)  # the gap is no ink
    assert Reader.load().read_image(levels, "integer").text == "000"


def test_strokes_further_apart_are_two() -> None:
    page = np.zeros((60, 60), np.uint8)
    page[10:16, 10:50] = page[26:32, 10:50] = 255  # "="
    assert len(picture_primitives(page, INK_LEVEL).primitives) == 2
    page[16:25, 20:26] = 255  # as near as a pixel
    assert len(picture_primitives(page, INK_LEVEL).primitives) == 1


def test_what_joins_two_pieces_is_shown_only_with_both() -> None:
    found = PicturePage.of(page_from_image(rings(apart=48).astype(np.uint8))).cut_apart().found
    everywhere = (slice(None), slice(None))
    everything = range(len(found.primitives))
    assert np.array_equal(found.shown(everywhere, everything), found.labels >= 0)
    joined = found.across >= 0
    assert joined.any() and not joined[found.labels < 0].any()
    for index in everything:
        own = found.labels == index
        assert np.array_equal(found.shown(everywhere, [index]), own & ~joined)
        assert (found.across[own] != index).all()
    whole = PicturePage.of(page_from_image(rings().astype(np.uint8))).cut_apart().found
    assert (whole.across < 0).all()  # what hangs together by nothing has no cuts


def test_what_two_pieces_may_share_is_shown_with_either() -> None:
    found = PicturePage.of(page_from_image(rings(apart=44).astype(np.uint8))).cut_apart().found
    everywhere = (slice(None), slice(None))
    everything = list(range(len(found.primitives)))
    assert not found.are_cut(everything)
    assert np.array_equal(found.shared(everywhere, everything, 7), found.labels >= 0)
    for index in everything:
        own = found.labels == index
        assert found.are_cut([index])
        shown = found.shared(everywhere, [index], 7)
        assert not (own & ~shown).any() and not shown[found.labels < 0].any()
        y, x = np.nonzero(own)
        # As far as seven pixels, and no further.
        further = np.zeros_like(own)
        further[max(y.min() - 7, 0) : y.max() + 8, max(x.min() - 7, 0) : x.max() + 8] = True
        assert not (shown & ~further).any()
        assert np.count_nonzero(shown) > np.count_nonzero(own)
    apart = PicturePage.of(page_from_image(rings().astype(np.uint8))).cut_apart().found
    assert not any(apart.are_cut([index]) for index in range(len(apart.primitives)))


def test_zeros_that_share_a_wall_or_nearly_do_are_read() -> None:
    reader = Reader.load()
    for apart in (44, 46, 50):
        assert reader.read_image(rings(apart=apart).astype(np.uint8), "integer").text == "000"


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_seams_stay_on_the_page_and_step_aside_by_one(high: int, wide: int, seed: int) -> None:
    ink = np.random.default_rng(seed).random((high, wide)) < 0.4
    for seam in seams(ink, 10.0, 3.0):
        assert seam.shape == (high,)
        assert seam.min() >= 0
        assert seam.max() < wide
        assert np.all(np.abs(np.diff(seam)) <= 1)


@pytest.mark.parametrize("height", [0.5, 2.0, 10.0])
@pytest.mark.parametrize("place", [0.0, 3.5, 6.99])
def test_there_is_a_seam_near_each_place_asked_for(height: float, place: float) -> None:
    ink = np.ones((6, 8), np.bool_)
    (seam,) = seams(ink, height, 1.0, [place], is_wide=False)
    assert seam.shape == (6,)
    assert abs(float(seam[-1]) - place) <= max(1.0, height)


@given(st.integers(1, 30), st.integers(1, 30), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_pieces_are_what_hangs_together(high: int, wide: int, share: float, seed: int) -> None:
    ink = np.random.default_rng(seed).random((high, wide)) < share
    pieces = connected_components(ink)
    labels = pieces.labels(ink.shape, np.arange(len(pieces.areas), dtype=np.int32))
    expected = np.full(ink.shape, -1)
    for start in map(tuple, np.argwhere(ink)):
        if expected[start] < 0:
            name, waiting = expected.max() + 1, [start]
            while waiting:
                y, x = waiting.pop()
                if expected[y, x] < 0:
                    expected[y, x] = name
                    top, left = max(y - 1, 0), max(x - 1, 0)
                    near = np.argwhere(ink[top : y + 2, left : x + 2]) + np.array([top, left])
                    waiting += map(tuple, near)
    assert np.array_equal(labels, expected)
    assert np.array_equal(pieces.areas, np.bincount(expected[ink], minlength=len(pieces.areas)))


def parts_at(middles: list[float]) -> list[Primitive]:
    """Return parts 60 wide and 100 high, 90 apart, with their middles at these heights."""
    return [
        Primitive(Box(90.0 * n, y - 50, 90.0 * n + 60, y + 50), np.zeros((1, 2)), -1)
        for n, y in enumerate(middles)
    ]


def test_only_one_straight_line_slopes() -> None:
    assert slope_of(parts_at([0, -10, -20, -30, -40])) == pytest.approx(-1 / 9)
    assert slope_of(parts_at([0, 0, -60, -60])) == 0  # an exponent
    assert slope_of(parts_at([0, 0, 0, 0, 0])) == 0
    assert slope_of(parts_at([0, -10])) == 0
    assert slope_of([]) == 0


def test_a_sloping_line_is_made_level_and_boxes_find_back() -> None:
    page = np.zeros((200, 500), np.uint8)
    for n in range(5):
        top = 120 - 8 * n
        page[top : top + 40, 20 + 90 * n : 50 + 90 * n] = 255
    slope = slope_of(picture_primitives(page, INK_LEVEL).primitives)
    level = levelled(page, slope)
    assert slope == pytest.approx(-8 / 90, abs=0.01)
    boxes = [part.box for part in picture_primitives(level, INK_LEVEL).primitives]
    assert np.ptp([(box.top + box.bottom) / 2 for box in boxes]) < 3
    for n, box in enumerate(boxes):
        back = PicturePage.of(page).seen(box, Place())
        assert (back.top + back.bottom) / 2 == pytest.approx(140 - 8 * n, abs=3)


def test_a_photographed_number_is_read(reader: Reader) -> None:
    reading = reader.read_image(photographed(rings()), "integer")
    assert reading.text == "000"
