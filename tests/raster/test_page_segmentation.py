"""Understanding a picture: with a network that tells by colour, so that every answer is known."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from digit_recognizer.arrays import Picture, PixelClass, PixelShares
from digit_recognizer.raster.glyph import INK_LEVEL, ink_box, stroke_width
from digit_recognizer.raster.page_segmentation import SegmentedPicture, segmented
from digit_recognizer.raster.parameters import SEGMENTATION
from digit_recognizer.raster.picture_ink import ink_of_picture

BLACK, BLUE, RED = (0, 0, 0), (0, 0, 255), (255, 0, 0)


def by_colour(picture: Picture) -> PixelShares:
    """Return shares as a network does: black is handwriting, blue a rule, red print."""
    white = picture.astype(np.float32) / 255
    shares = np.zeros((*picture.shape[:2], len(PixelClass)), np.float32)
    shares[..., PixelClass.PAPER] = white.min(axis=2)
    shares[..., PixelClass.RULE] = np.clip(white[..., 2] - white[..., 0], 0, 1)
    shares[..., PixelClass.PRINT] = np.clip(white[..., 0] - white[..., 2], 0, 1)
    shares[..., PixelClass.HANDWRITING] = 1 - shares.sum(axis=2)
    return shares


class Counted:
    """The same network, and the sizes of what it was shown."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def __call__(self, picture: Picture) -> PixelShares:
        self.shapes.append(picture.shape)
        return by_colour(picture)


def form(zoom: float = 1.0, *, stroke: float = 6.0) -> Image.Image:
    """Return a page of 300 x 200 times ``zoom``: a black ring, blue rules, a red word."""
    image = Image.new("RGB", (round(300 * zoom), round(200 * zoom)), "white")
    draw = ImageDraw.Draw(image)
    for y in (40, 160):
        draw.line([(0, y * zoom), (300 * zoom, y * zoom)], fill=BLUE, width=max(1, round(3 * zoom)))
    draw.ellipse(
        [v * zoom for v in (90, 60, 170, 140)], outline=BLACK, width=max(1, round(stroke * zoom))
    )
    draw.rectangle([v * zoom for v in (200, 90, 240, 96)], fill=RED)
    return image


@settings(max_examples=25, deadline=None)
@given(st.floats(0.4, 8.0))
def test_the_same_page_at_any_size_gives_the_same_ink_at_the_same_place(zoom: float) -> None:
    picture = np.asarray(form(zoom))
    found = segmented(picture, by_colour)
    page = found.ink(PixelClass.HANDWRITING)
    box = ink_box(page)
    assert box is not None
    assert np.array(box) / found.scale / zoom == pytest.approx([90, 60, 171, 141], abs=3)
    assert 0.5 < stroke_width(page) / SEGMENTATION.stroke_width < 2


def test_rules_are_no_ink_and_print_is_told_apart() -> None:
    found = ink_of_picture(form(2), by_colour)
    printed = found.printed()
    assert printed is not None
    everything, written = found.of("all"), found.of("handwriting")
    right = round(195 * 2 * found.scale)
    assert (everything[:, right:] >= INK_LEVEL).any() and not (
        written[:, right:] >= INK_LEVEL
    ).any()
    assert printed[:, right:].any()
    assert not printed[:, :right].any()
    assert not (everything[: round(50 * 2 * found.scale)] >= INK_LEVEL).any()  # the upper rule


def test_faint_ink_counts_where_it_hangs_together_with_certain_ink() -> None:
    shares = np.zeros((20, 60, len(PixelClass)), np.float32)
    shares[8:12, 5:15, PixelClass.HANDWRITING] = 0.9
    shares[8:12, 15:25, PixelClass.HANDWRITING] = 0.4
    shares[8:12, 40:50, PixelClass.HANDWRITING] = 0.4
    page = SegmentedPicture(shares, 1.0).ink(PixelClass.HANDWRITING)
    assert (page[8:12, 5:25] >= INK_LEVEL).all()
    assert not page[:, 30:].any()


@pytest.mark.parametrize(
    ("place", "beside", "is_kept"),
    [
        ((20, 30), PixelClass.PRINT, True),
        ((32, 90), PixelClass.PRINT, False),
        ((20, 130), PixelClass.PRINT, False),
        ((20, 30), PixelClass.HANDWRITING, False),
    ],
)
def test_likely_ink_counts_where_it_goes_on_with_a_row_of_print(
    place: tuple[int, int], beside: PixelClass, *, is_kept: bool
) -> None:
    shares = np.zeros((60, 160, len(PixelClass)), np.float32)
    for left in (5, 17, 50, 62):
        shares[8:28, left : left + 4, beside] = 0.95
    top, left = place
    likely = slice(top - 4, top), slice(left, left + 10)
    shares[*likely, PixelClass.HANDWRITING] = 0.6
    page = SegmentedPicture(shares, 1.0, is_piece=False).of("all")
    assert bool((page[likely] >= INK_LEVEL).any()) is is_kept
    assert (page[likely] >= INK_LEVEL).all() == is_kept


def test_a_small_row_and_pale_writing_beside_strong_are_looked_at() -> None:
    row = Image.new("L", (120, 30), "white")
    draw = ImageDraw.Draw(row)
    for left in range(5, 90, 20):
        draw.ellipse((left, 8, left + 10, 24), outline="black", width=2)
    pale = row.resize((360, 90))
    ImageDraw.Draw(pale).ellipse((310, 20, 340, 70), outline=200, width=6)
    shadow = Image.linear_gradient("L").rotate(90).resize(row.size).point(lambda v: 155 + v // 3)
    photo = ImageChops.multiply(row, shadow)
    symbol = photo.crop((0, 0, 20, 30))
    for picture, looks in ((row, False), (symbol, False), (photo, True), (pale, True)):
        network = Counted()
        ink_of_picture(picture, network)
        assert bool(network.shapes) is looks


def test_a_blurred_row_is_shown_sharper_and_what_is_sharp_or_grained_as_it_is() -> None:
    grain = Image.effect_noise((90, 70), 40).convert("RGB")
    small = form(0.3)
    blurred = small.filter(ImageFilter.GaussianBlur(3))
    for picture, changes in ((small, False), (blurred, True), (grain, False), (form(3), False)):
        seen: list[Picture] = []

        def network(shown: Picture, seen: list[Picture] = seen) -> PixelShares:
            seen.append(shown)
            return by_colour(shown)

        segmented(np.asarray(picture), network, SEGMENTATION.stroke_width)
        contrasts = [int(np.ptp(each.astype(np.int16))) for each in (seen[0], np.asarray(picture))]
        assert (contrasts[0] > 1.1 * contrasts[1]) is changes


def test_a_large_photo_is_shown_small_and_a_small_one_large() -> None:
    for zoom in (0.3, 15.0):
        network = Counted()
        segmented(np.asarray(form(zoom)), network)
        assert 1 <= len(network.shapes) <= 7
        assert all(
            height * width <= SEGMENTATION.max_pixels * 1.02 for height, width, _ in network.shapes
        )


@pytest.mark.parametrize("size", [(1200, 900), (4000, 3000), (640, 480), (90, 60)])
def test_no_look_is_as_large_as_the_one_before(size: tuple[int, int]) -> None:
    network = Counted()
    segmented(np.asarray(form(3.0).resize(size)), network)
    looks = [shape[0] * shape[1] for shape in network.shapes]
    nearest = min(b / a for a, b in pairwise(sorted(looks[:-1])))
    assert nearest > SEGMENTATION.close_scale


def test_a_clean_drawing_and_a_cut_out_digit_cost_no_look() -> None:
    network = Counted()
    ring = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(ring).ellipse((90, 60, 170, 140), outline=BLACK, width=8)
    for picture in (ring, ring.convert("L"), ring.resize((28, 28)), form(0.1)):
        ink_of_picture(picture, network)
    assert not network.shapes


@pytest.mark.parametrize("edge", [(0, 0, 299, 6), (0, 0, 6, 199), (0, 194, 299, 199)])
def test_what_lies_at_the_edge_is_not_taken_for_paper(edge: tuple[int, int, int, int]) -> None:
    network = Counted()
    ring = Image.new("RGB", (300, 200), "white")
    draw = ImageDraw.Draw(ring)
    draw.ellipse((90, 60, 170, 140), outline=BLACK, width=8)
    draw.rectangle(edge, fill=BLUE)
    page = ink_of_picture(ring, network)
    assert network.shapes
    box = ink_box(page.page)
    assert box is not None
    assert np.array(box) / page.scale == pytest.approx([90, 60, 171, 141], abs=3)


@pytest.mark.parametrize(("high", "is_kept"), [(10, False), (40, True)])
def test_what_hangs_in_at_the_border_goes_unless_it_is_as_high_as_a_digit(
    high: int, is_kept: bool
) -> None:
    shares = np.zeros((80, 120, len(PixelClass)), np.float32)
    shares[20:60, 30:34, PixelClass.HANDWRITING] = 1
    shares[20:60, 50:54, PixelClass.HANDWRITING] = 1
    shares[:high, 80:84, PixelClass.HANDWRITING] = 1
    page = SegmentedPicture(shares, 1.0).ink(PixelClass.HANDWRITING)
    assert page[40, 31] == page[40, 51] == 255
    assert page[:, 80:].any() == is_kept
