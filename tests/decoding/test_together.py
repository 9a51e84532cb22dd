"""A crossed 7 over a bar, and digits that are gone over again, by the shipped networks."""

import numpy as np
import pytest

from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.reader import Reader
from digit_recognizer.resources import example_drawings

BAR = [(x, 165.0 + np.sin(x / 9)) for x in np.linspace(-8, 62, 14)]
SEVEN = [(0.0, 22.0), (2.0, 20.0), (25.0, 18.0), (52.0, 18.0), (40.0, 60.0), (22.0, 145.0)]
THROUGH = [(14.0, 80.0), (34.0, 78.0), (55.0, 79.0)]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def test_a_crossed_seven_over_a_bar_waits_for_its_lower_half(reader: Reader) -> None:
    reading = reader.read_ink(Ink.from_xy([SEVEN, THROUGH, BAR]))
    assert reading.text == "(7)/()"
    (line,) = reading.lines
    assert [symbol.strokes for symbol in line.symbols] == [(0, 1), (2,)]
    assert line.answer.kind == "unfinished"


def test_nothing_waits_that_is_written_past(reader: Reader) -> None:
    """A 1 with a foot is no fraction: people go on below a bar, not beside it."""
    one = [[(30.0, 20.0), (30.0, 146.0)], [(4.0, 150.0), (58.0, 150.0)]]
    later = [(x + 90, y) for x, y in SEVEN]
    reading = reader.read_ink(Ink.from_xy([*one, later]), expect="expression")
    (line,) = reading.lines
    assert reading.text == "17"
    assert not any("()" in each.text for each in line.others)


def test_a_digit_gone_over_again_is_one_digit(reader: Reader) -> None:
    random = np.random.default_rng(3)
    for path in example_drawings():
        drawing = read_inkml(path)
        if len(drawing.ink) > 1:
            continue
        box = drawing.ink.box
        ink = drawing.ink.moved(-box.left, -box.top, 60 / (box.bottom - box.top))
        dx, dy = random.normal(0, 1.5, 2)
        ink = Ink((*ink.strokes, *ink.moved(dx, dy).strokes))
        reading = reader.read_ink(ink)
        assert reading.text == drawing.label
        assert not reading.lines
