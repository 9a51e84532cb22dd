"""Written addition: numbers below each other over a bar are one line, fractions stay fractions."""

import numpy as np
import pytest

from digit_recognizer import Ink, Reader
from digit_recognizer.ink import read_drawing
from digit_recognizer.reading import Correction
from digit_recognizer.resources import example_drawings

Path2D = list[tuple[float, float]]
SIZE, STEP, LINE = 60.0, 52.0, 95.0


@pytest.fixture(scope="module")
def shapes() -> dict[str, list[np.ndarray]]:
    """The strokes of one example drawing of each digit, one unit high."""
    found: dict[str, list[np.ndarray]] = {}
    for path in example_drawings():
        drawing = read_drawing(path)
        label = drawing.label or ""
        if len(label) == 1:
            left, top, right, bottom = drawing.ink.box
            size = max(bottom - top, 1e-6)
            found[label] = [
                np.array(
                    [((p.x - (left + right) / 2) / size, (p.y - top) / size) for p in s.points]
                )
                for s in drawing.ink
            ]
    found["+"] = [np.array([(-0.3, 0.5), (0.3, 0.5)]), np.array([(0.0, 0.2), (0.0, 0.8)])]
    found["-"] = [np.array([(-0.3, 0.5), (0.3, 0.5)])]
    return found


def column(
    shapes: dict[str, list[np.ndarray]], rows: list[str], result: str, carried: str = ""
) -> Ink:
    """Return ``rows`` below each other, right-aligned, a bar, and ``result``."""
    paths: list[Path2D] = []

    def write(text: str, y: float, size: float = SIZE) -> None:
        for place, sign in enumerate(text[::-1]):
            paths.extend(
                [(x * size - place * STEP, dy * size + y) for x, dy in stroke.tolist()]
                for stroke in shapes[sign]
            )

    for number, row in enumerate(rows):
        write(row, number * LINE)
    if carried:
        write(carried, -45.0, 0.5 * SIZE)
    bar = len(rows) * LINE - 12
    paths.append([(30.0, bar), (-STEP * max(map(len, rows)), bar)])
    if result:
        write(result, bar + 25)
    return Ink.from_xy(paths)


@pytest.mark.parametrize(
    ("rows", "result", "text", "verdict"),
    [
        (["12", "+34"], "46", "12+34=46", True),
        (["12", "+34"], "47", "12+34=47", False),
        (["503", "-28"], "475", "503-28=475", True),
        (["42", "+35", "+20"], "97", "42+35+20=97", True),
    ],
)
def test_a_column_is_one_line(
    rows: list[str],
    result: str,
    text: str,
    verdict: bool,
    shapes: dict[str, list[np.ndarray]],
    reader: Reader,
) -> None:
    reading = reader.read_ink(column(shapes, rows, result))
    assert [line.text for line in reading.lines] == [text]
    assert reading.lines[0].answer.verdict is verdict


def test_what_is_carried_is_in_no_symbol(
    shapes: dict[str, list[np.ndarray]], reader: Reader
) -> None:
    reading = reader.read_ink(column(shapes, ["28", "+34"], "62", carried="20"))
    assert reading.text == "28+34=62"


@pytest.mark.parametrize(("above", "below"), [("34", "46"), ("5", "8")])
def test_one_number_above_a_bar_is_a_fraction(
    above: str, below: str, shapes: dict[str, list[np.ndarray]], reader: Reader
) -> None:
    reading = reader.read_ink(column(shapes, [above], below))
    assert reading.text == f"({above})/({below})"


def test_other_lines_stay_lines(shapes: dict[str, list[np.ndarray]], reader: Reader) -> None:
    ink = column(shapes, ["12", "+34"], "46")
    other = column(shapes, ["25"], "").moved(0, -400)
    both = Ink((*other.strokes[:-1], *ink.strokes))
    assert reader.read_ink(both).text == "25\n12+34=46"


def test_a_bar_that_someone_said_is_something_else_makes_no_column(
    shapes: dict[str, list[np.ndarray]], reader: Reader
) -> None:
    ink = column(shapes, ["12", "+34"], "46")
    (bar,) = (n for n, stroke in enumerate(ink) if stroke.box.right - stroke.box.left > 2 * STEP)
    assert reader.read_ink(ink, corrections=[Correction((bar,), "=")]).text == "12+34=46"
    assert reader.read_ink(ink, corrections=[Correction((bar,), "-")]).text != "12+34=46"
