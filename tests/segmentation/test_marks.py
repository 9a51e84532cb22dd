"""Readings of what is enclosed, underlined or struck out, and of ticks, which are no digits."""

from pathlib import Path

import numpy as np
import pytest

from digit_recognizer.doubt import Reason
from digit_recognizer.ink import Drawing, Ink, Stroke
from digit_recognizer.ink.inkml import read_inkml
from digit_recognizer.raster import page_from_ink
from digit_recognizer.reader import Expectation, Reader
from digit_recognizer.reading import Correction
from digit_recognizer.segmentation import PicturePage, Place

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize(
    ("name", "text"),
    [("circled-7.inkml", "7"), ("boxed-result.inkml", "12+34=46"), ("underlined-385.inkml", "385"),
     ("box-around-4.png", "4"), ("form-four-boxes-7259.png", "7259")],
)  # fmt: skip
def test_what_is_circled_boxed_or_underlined_is_read(reader: Reader, name: str, text: str) -> None:
    reading = reader.read_image(CASES / name)
    assert (reading.text, reading.doubtful) == (text, False)


def test_every_stroke_is_of_a_symbol_or_a_mark_and_numbered_as_it_was_drawn(reader: Reader) -> None:
    ink = read_inkml(CASES / "boxed-result.inkml").ink
    reading = reader.read_ink(ink)
    held = [index for symbol in reading.symbols for index in symbol.strokes]
    assert sorted([*held, *reading.marks]) == list(range(len(ink)))
    for symbol in reading.symbols:
        assert symbol.box == Ink(tuple(ink.strokes[i] for i in symbol.strokes)).box


def test_what_is_struck_out_is_said_so_and_not_calculated(reader: Reader) -> None:
    reading = reader.read_image(CASES / "struck-385.inkml")
    assert reading.struck_out and reading.doubtful and reading.reason == Reason.STRUCK_OUT.value
    assert reading.text == "385", "what was under it can be read"
    (line,) = reading.lines
    assert line.struck_out and line.answer.kind == "none" and not line.answer.values
    assert all(symbol.doubtful for symbol in line.symbols)


@pytest.mark.parametrize("expect", ["digit", "auto", "number"])
def test_a_circled_digit_is_that_digit_in_ink_and_in_a_picture(
    reader: Reader, expect: Expectation
) -> None:
    ink = read_inkml(CASES / "circled-7.inkml").ink
    placed = ink.moved(20 - ink.box.left, 20 - ink.box.top)
    page = page_from_ink(placed, width=400, height=400, pen_width=8)
    for reading in (reader.read_ink(ink, expect), reader.read_image(255 - page, expect)):
        assert reading.text == "7"


def test_a_person_may_say_that_a_ring_is_a_zero(reader: Reader) -> None:
    ink = read_inkml(CASES / "circled-7.inkml").ink
    (ring,) = reader.read_ink(ink).marks
    corrected = reader.read_ink(ink, corrections=[Correction((ring,), "0")])
    assert not corrected.marks and "0" in [symbol.text for symbol in corrected.symbols]


def test_a_printed_box_that_is_written_into_is_no_symbol(
    reader: Reader, examples: dict[str, Drawing]
) -> None:
    page = np.zeros((400, 400), np.uint8)
    page[20:380, 20:24] = page[20:380, 376:380] = 255
    page[20:24, 20:380] = page[376:380, 20:380] = 255
    ink = next(each.ink for each in examples.values() if each.label == "3")
    box = ink.box
    scale = 250 / box.size
    ink = ink.moved(75 - box.left * scale, 75 - box.top * scale, scale)
    assert reader.read_over(PicturePage.of(page), ink, Place()).text == "3"


TICKS: list[list[tuple[float, float]]] = [
    [(0, -40), (25, 0), (90, -110)],
    [(0, -30), (30, 0), (60, -55), (120, -120)],
    [(5, -45), (28, 0), (100, -90)],
]


@pytest.mark.parametrize("tick", TICKS)
def test_a_tick_is_no_digit(reader: Reader, tick: list[tuple[float, float]]) -> None:
    ink = Ink((Stroke.from_xy((x + 200, y + 200) for x, y in tick),))
    assert reader.read_ink(ink, "digit").doubtful


def test_marks_cost_no_example(reader: Reader, examples: dict[str, Drawing]) -> None:
    for drawing in examples.values():
        reading = reader.read_ink(drawing.ink)
        assert not reading.marks and not reading.struck_out
