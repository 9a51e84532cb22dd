"""Bars that writing touches in a picture: of fractions and roots, one connected piece with digits."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.arrays import Mask, Page
from digit_recognizer.datasets.expression_set import read_expression_set
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.ink.model import around
from digit_recognizer.raster import page_from_ink
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Correction, Reading
from digit_recognizer.resources import example_drawings
from digit_recognizer.segmentation import PicturePage, Place
from digit_recognizer.segmentation.level_bars import parted_by_bars

OWN = Path(__file__).parents[1] / "own_expressions.jsonl.gz"
HEIGHT, PEN = 40.0, 4.0


def piece(*, slope: float = 0.0, with_writing: bool = True) -> Mask:
    """Return a bar of 120 pixels, on which two posts stand and from which one hangs."""
    bar = [(10.0, 70.0), (130.0, 70.0 + 120 * slope)]
    posts = [
        [(30.0, 30.0), (30.0, 70.0)],
        [(90.0, 30.0), (90.0, 75.0)],
        [(60.0, 70.0), (60.0, 110.0)],
    ]
    ink = Ink.from_xy([bar, *(posts if with_writing else [])])
    return page_from_ink(ink, width=150, height=130, pen_width=PEN) > 96


@given(st.floats(-0.06, 0.06))
def test_a_bar_and_what_touches_it_are_parted_and_nothing_is_lost(slope: float) -> None:
    shape = piece(slope=slope)
    parts = parted_by_bars(shape, HEIGHT, PEN)
    assert len(parts) == 4
    assert (np.sum(parts, axis=0) == shape).all()
    widths = sorted(int(np.ptp(np.nonzero(part)[1])) for part in parts)
    assert widths[-1] >= 115 and widths[-2] <= 2 * PEN


@pytest.mark.parametrize("slope", [0.0, 0.1, 0.3])
def test_a_bar_that_nothing_touches_stays_whole(slope: float) -> None:
    assert len(parted_by_bars(piece(slope=slope, with_writing=False), HEIGHT, PEN)) == 1


def test_a_bar_as_short_as_that_of_a_digit_is_none() -> None:
    assert len(parted_by_bars(piece(), 3 * HEIGHT + 40, PEN)) == 1


def lowered(label: str) -> Page:
    """Return a picture of a fraction whose upper half lies on its bar."""
    sample = next(each for each in read_expression_set(OWN).samples if each.label == label)
    strokes = [[(p.x, p.y) for p in stroke.points] for stroke in sample.ink]
    bar = next(own for text, own in sample.symbols if text == "frac")
    top = min(y for index in bar for _, y in strokes[index])
    above = [n for n, stroke in enumerate(strokes) if max(y for _, y in stroke) < top]
    gap = top - around(sample.ink.strokes[n].box for n in above).bottom
    for n in above:
        strokes[n] = [(x, y + gap) for x, y in strokes[n]]
    size = 150 / sample.ink.box.height
    ink = Ink.from_xy([[(x * size, y * size) for x, y in stroke] for stroke in strokes])
    left, upper, right, lower = ink.box
    return page_from_ink(
        ink.moved(20 - left, 20 - upper), width=round(right - left) + 40,
        height=round(lower - upper) + 40, pen_width=5,
    )  # fmt: skip


def assert_pieces_are_those_of(reading: Reading, page: PicturePage) -> None:
    """Fail unless each symbol's pieces are numbered as those of ``page``, and lie where it is."""
    pieces = page.found.primitives
    for symbol in (symbol for line in reading.lines for symbol in line.symbols):
        seen = around(page.seen(pieces[n].box, Place()) for n in symbol.strokes)
        assert around([seen, symbol.box]) == pytest.approx(seen)


def touching() -> Page:
    """Return a picture of three digits, the first two of which are one piece."""
    ink, right = Ink(), 20.0
    for drawing in (read_inkml(path) for path in example_drawings()[:3]):
        size = 60 / drawing.ink.box.height
        moved = drawing.ink.moved(0, 0, size)
        box = moved.box
        moved = moved.moved(right - box.left, 20 - box.top)
        right = moved.box.right + (-4 if len(ink) == 0 else 20)
        ink = Ink((*ink.strokes, *moved.strokes))
    return page_from_ink(ink, width=round(ink.box.right) + 20, height=100, pen_width=5)


def test_what_is_said_of_a_piece_is_said_of_what_it_was_cut_into() -> None:
    page, reader = PicturePage.of(touching()), Reader.load()
    reading = reader.read_over(page, expect="number")
    (line,) = reading.lines
    assert len(line.symbols) == 3 and len(page.found.primitives) == 2
    assert_pieces_are_those_of(reading, page)
    said = [Correction(line.symbols[2].strokes, "7")]
    corrected = reader.read_over(page, expect="number", corrections=said)
    assert corrected.text == f"{reading.text[:2]}7"
    assert_pieces_are_those_of(corrected, page)


def test_a_fraction_whose_digits_lie_on_its_bar_is_read() -> None:
    label = "(859)/(49)=96"
    page = PicturePage.of(lowered(label))
    reading = Reader.load().read_over(page, expect="expression")
    assert reading.text == label
    assert_pieces_are_those_of(reading, page)
