"""What is seldom in a sum: the number of an exercise is left out, a dollar doubted, ``:`` divides."""

import numpy as np
import pytest

from digit_recognizer import Ink, Reader
from digit_recognizer.ink import read_drawing
from digit_recognizer.resources import example_drawings

SIZE, STEP = 60.0, 55.0
DRAWN = {d.label: d.ink for d in map(read_drawing, example_drawings())}
SIGNS = {
    "-": [[(0.0, 0.5), (0.5, 0.5)]],
    "=": [[(0.0, 0.4), (0.5, 0.4)], [(0.0, 0.65), (0.5, 0.65)]],
    ".": [[(0.05, 0.97), (0.08, 1.0), (0.05, 1.0)]],
    ":": [[(0.05, 0.77), (0.08, 0.8), (0.05, 0.8)], [(0.05, 0.27), (0.08, 0.3), (0.05, 0.3)]],
    ")": [[(-0.1, -0.1), (0.12, 0.2), (0.17, 0.5), (0.12, 0.8), (-0.1, 1.1)]],
    "|": [[(-0.42, -0.12), (-0.44, 1.15)]],
}


def line(text: str) -> Ink:
    """Return ``text``; a blank is room, ``|`` a bar through the symbol before it."""
    paths = []
    x = 0.0
    for sign in text:
        if sign in SIGNS:
            shape = [np.array(path) for path in SIGNS[sign]]
        elif sign == " ":
            shape = []
        else:
            left, top, _, bottom = DRAWN[sign].box
            shape = [
                (np.array([(p.x, p.y) for p in stroke.points]) - (left, top)) / (bottom - top)
                for stroke in DRAWN[sign]
            ]
        paths += [(path * SIZE + (x, 0.0)).tolist() for path in shape]
        x += {".": 0.35, ":": 0.35, "|": 0.0}.get(sign, 1.0) * STEP
    return Ink.from_xy(paths)


@pytest.mark.parametrize(("odd", "plain"), [("3. 25", "3.25"), ("5|37", "537"), ("5|8", "58")])
def test_a_line_is_doubted_for_what_stands_beside_it(odd: str, plain: str, reader: Reader) -> None:
    assert reader.read_ink(line(odd), "expression").doubtful
    reading = reader.read_ink(line(plain), "expression")
    assert (reading.text, reading.doubtful) == (plain, False)


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("2. 7-4=", "2.7-4="), ("2. 7-4=3", "2.7-4="), ("5)  9-3=6", "9-3=6"),
        ("12.  25-9=16", "9-3=6"),
    ],
)  # fmt: skip
def test_the_number_of_an_exercise_is_left_out_and_told(
    odd: str, plain: str, reader: Reader
) -> None:
    reading = reader.read_ink(line(odd), "expression")
    number, row = odd.split()
    assert (reading.text, reading.doubtful, reading.stray_marks) == (row, False, ())
    assert reading.marks == tuple(range(len(line(number))))
    assert reading.lines[0].answer.verdict is (None if row.endswith("=") else True)
    together = reader.read_ink(line(plain), "expression")
    assert (together.text, together.doubtful, together.marks) == (plain, False, ())


@pytest.mark.parametrize("text", ["12:4=", "8:2-9", "36:5"])
def test_two_dots_above_each_other_divide(text: str, reader: Reader) -> None:
    reading = reader.read_ink(line(text), "expression")
    assert (reading.text, reading.doubtful) == (text.replace(":", "÷"), False)
