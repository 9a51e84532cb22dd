"""Boxes of composed blank forms are found; scans that are turned, scaled, moved are laid under them."""

from itertools import pairwise

import numpy as np
import pytest
from composed_forms import Blank, blank, filled, scanned
from PIL import Image, ImageDraw

from digit_recognizer.forms import Form, FormField, aligned, found_form
from digit_recognizer.forms.alignment import projected
from digit_recognizer.forms.walls import without_walls
from digit_recognizer.tables import cut_out

SMALL_SIZE = 620, 520
TOLERANCE = 2.5  # pixels


def small_form(seed: int) -> tuple[Blank, Form]:
    made = blank(np.random.default_rng(seed), rows=4, size=SMALL_SIZE)
    fields = []
    for number, boxes in enumerate(made.fields):
        quads = np.array([((x, y), (x + w, y), (x + w, y + h), (x, y + h)) for x, y, w, h in boxes])
        fields.append(FormField(f"f{number}", "comb" if len(boxes) > 1 else "box", quads))
    return made, Form(*SMALL_SIZE, tuple(fields))


@pytest.mark.parametrize("seed", range(6))
def test_the_boxes_of_a_blank_form_are_found_and_combs_are_one_field(seed: int) -> None:
    made, form = small_form(seed)
    found = found_form(made.image)
    assert [(f.kind, len(f.boxes)) for f in found.fields] == [
        (f.kind, len(f.boxes)) for f in form.fields
    ]
    assert np.abs(found.boxes - form.boxes).max() <= TOLERANCE
    assert [f.name for f in found.fields] == [f"f{n}" for n in range(1, len(form.fields) + 1)]


@pytest.mark.parametrize("degrees", [-2.0, 1.0, 3.0])
def test_a_blank_form_may_be_scanned_askew(degrees: float) -> None:
    made, form = small_form(1)
    scan, matrix = scanned(made.image, np.random.default_rng(0), degrees=degrees, noise=3)
    found = found_form(scan)
    assert [len(f.boxes) for f in found.fields] == [len(f.boxes) for f in form.fields]
    assert np.abs(found.boxes - projected(matrix, form.boxes)).max() <= 2 * TOLERANCE


@pytest.mark.parametrize(
    ("degrees", "scale", "shift", "perspective"),
    [(0, 1, (0, 0), 0), (5, 0.9, (10, -10), 0), (-5, 0.95, (-15, 12), 0), (2, 0.92, (0, 5), 0.08)],
)
def test_a_filled_scan_is_laid_under_the_form(
    degrees: float, scale: float, shift: tuple[float, float], perspective: float
) -> None:
    random = np.random.default_rng(4)
    made, form = small_form(2)
    image, _ = filled(made, random)
    scan, matrix = scanned(
        image, random, degrees=degrees, scale=scale, shift=shift, perspective=perspective
    )
    found = aligned(form, scan)
    assert found is not None
    assert np.abs(found - projected(matrix, form.boxes)).max() <= TOLERANCE


@pytest.mark.parametrize("turn", ["ROTATE_90", "ROTATE_180"])
def test_a_sheet_that_lies_wrong_is_found_too(turn: str) -> None:
    made, form = small_form(3)
    scan, _ = scanned(made.image, np.random.default_rng(0))
    found = aligned(form, scan.transpose(Image.Transpose[turn]))
    assert found is not None
    for before, after in pairwise(
        found[0]
    ):  # clockwise still, from the form's left upper corner on
        assert np.hypot(*(after - before)) > 10
    upright = cut_out(scan.transpose(Image.Transpose[turn]), found[0]).levels.astype(int)
    expected = cut_out(scan, form.boxes[0]).levels
    assert np.abs(np.subtract(upright.shape, expected.shape)).max() <= 1
    height, width = np.minimum(upright.shape, expected.shape)
    assert np.abs(upright[:height, :width] - expected[:height, :width]).mean() < 30


@pytest.mark.parametrize("size", [(1, 1), (40, 3), (620, 520), (3, 700)])
def test_an_empty_sheet_does_not_show_a_form(size: tuple[int, int]) -> None:
    assert aligned(small_form(0)[1], Image.new("L", size, 240)) is None
    assert found_form(Image.new("L", size, 240)).fields == ()


def test_another_form_is_not_this_one() -> None:
    assert aligned(small_form(0)[1], small_form(5)[0].image) is None


@pytest.mark.parametrize("thickness", [1, 3, 6])
@pytest.mark.parametrize("shift", [-1.5, 0.0, 1.5])
def test_walls_go_and_strokes_that_cross_them_stay(thickness: int, shift: float) -> None:
    image = Image.new("L", (300, 200), 230)
    pen = ImageDraw.Draw(image)
    pen.rectangle((100, 60, 200, 130), outline=70, width=thickness)
    half = (thickness - 1) / 2
    quad = np.array([(100, 60), (200, 60), (200, 130), (100, 130)], float) + shift
    quad += [(half, half), (-half, half), (-half, -half), (half, -half)]
    empty = without_walls(cut_out(image, quad))
    assert empty.levels[empty.inner].min() > 200
    pen.line((150, 90, 150, 150), fill=40, width=5)
    crossed = without_walls(cut_out(image, quad))
    height = crossed.inner[0].stop
    middle = (
        round(50 / 100 * (crossed.inner[1].stop - crossed.inner[1].start)) + crossed.inner[1].start
    )
    assert (
        crossed.levels[height - 20 : height + 8, middle - 2 : middle + 3].min(axis=1) < 120
    ).all()


def test_a_frame_around_boxes_is_none_and_squared_paper_ends() -> None:
    image = Image.new("L", (900, 700), 240)
    pen = ImageDraw.Draw(image)
    for place in range(20, 700, 18):
        pen.line((20, place, 680, place), fill=120)
        pen.line((place, 20, place, 680), fill=120)
    pen.rectangle((10, 10, 690, 690), outline=60, width=2)
    found = found_form(image)
    assert len(found.boxes) > 1000
    assert np.ptp(found.boxes, axis=1).max() < 30
