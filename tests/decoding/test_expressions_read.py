"""Numbers and sums through the shipped networks: what the project wrote itself, and what is no sum.

The expressions are in the project's own handwriting (tools/stroke_font.py). Times are bounded
generously, to find a reading that hangs, not one that is slow.
"""

import json
import math
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stroke_font import font_writers
from support import ROOT, Digits, inks

from digit_recognizer.datasets.expression_set import read_expression_set
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.expression.structure import comparable, rows_of
from digit_recognizer.ink import Drawing, Ink, read_inkml, write_inkml
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Reading
from digit_recognizer.reading_values import reading_values
from digit_recognizer.resources import default_symbols, example_expressions
from digit_recognizer.segmentation import Primitive, typical_height
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.layout_style import draw_layout_style

OWN_SET = ROOT / "tests" / "own_expressions.jsonl.gz"
READ_RIGHTLY = 48
"""Of the 60 in ``OWN_SET``, by the shipped networks; one or two may change with another processor."""

MISREAD = {"five-lines"}
"""The examples that are not read rightly yet: a point, and ``)(``."""

WRITERS = font_writers(seed=3)
ENDLESS = 20.0  # seconds of the processor, whatever else it does meanwhile
HAS_RESULT = ("value", "check")

pytestmark = pytest.mark.skipif(
    not default_symbols().exists(), reason="the model for symbols is not there"
)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the time that a busy machine needs, so that what is read does not depend on it."""
    patient = replace(PARAMETERS, page=replace(PARAMETERS.page, seconds=60.0))
    monkeypatch.setattr("digit_recognizer.reader.PARAMETERS", patient)


@pytest.fixture(scope="module")
def expressions() -> dict[str, Drawing]:
    return {path.stem: read_inkml(path) for path in example_expressions()}


@pytest.mark.usefixtures("patient")
def test_the_own_set_is_read_as_well_as_before(reader: Reader) -> None:
    samples = read_expression_set(OWN_SET).samples
    assert len(samples) == 60
    misread = [
        (sample.label, text)
        for sample in samples
        if comparable(text := reader.read_ink(sample.ink, "expression").text)
        != comparable(sample.label)
    ]
    assert len(samples) - len(misread) >= READ_RIGHTLY - 2, misread


@pytest.mark.usefixtures("patient")
def test_the_example_expressions_are_read_rightly(
    reader: Reader, expressions: dict[str, Drawing]
) -> None:
    readings = {name: reader.read_ink(drawing.ink) for name, drawing in expressions.items()}
    misread = {
        name: reading.text
        for name, reading in readings.items()
        if expressions[name].label not in (None, reading.text)
    }
    assert misread.keys() <= MISREAD, misread
    shown = {name: reading.lines[-1].answer.shown for name, reading in readings.items()}
    assert shown["sum"] == "46"
    assert shown["fraction"] == "5/4 = 1.25"
    assert shown["check-right"] == "✓"
    assert shown["check-wrong"].startswith("✗")
    assert shown["check-rounded"].startswith("✓")
    assert shown["chain"] == "✓"


def test_what_is_no_symbol_is_doubtful(reader: Reader, expressions: dict[str, Drawing]) -> None:
    reading = reader.read_ink(expressions["scribble"].ink)
    assert reading.doubtful
    assert reading.symbols[-1].doubtful
    assert not any(symbol.doubtful for symbol in reading.symbols[:2])
    assert_calm(reading)


def test_examples_are_read_on_the_terminal(digits: Digits) -> None:
    path = next(path for path in example_expressions() if path.stem == "sum")
    code, out, err = digits("read", path)
    assert (code, err) == (0, "")
    assert out.startswith(f"{path}: 12+34 = 46 ")
    code, out, _ = digits("calc", "--json", "--ink", path)
    (line,) = json.loads(out)["lines"]
    assert (code, line["text"], line["answer"]["exact"]) == (0, "12+34=", "46")


def test_what_is_doubtful_is_not_calculated_on_the_terminal(
    digits: Digits, expressions: dict[str, Drawing], tmp_path: Path
) -> None:
    path = tmp_path / "scribble.inkml"
    write_inkml(path, expressions["scribble"])
    code, out, _ = digits("read", path)
    assert code == 0
    assert out.startswith(f"{path}: doubtful: 12+") and "=" not in out
    (line,) = json.loads(digits("read", "--json", path)[1])["lines"]
    assert line["doubtful"] and line["answer"] is None


@pytest.mark.parametrize("name", ["chain", "fraction-nested", "root", "three-lines", "plus-minus"])
def test_reading_after_each_stroke_never_fails(
    reader: Reader, expressions: dict[str, Drawing], name: str
) -> None:
    ink = expressions[name].ink
    for count in range(1, len(ink) + 1):
        part = Ink(ink.strokes[:count])
        assert_sound(reader.read_ink(part), part)


@given(inks(min_size=1), st.sampled_from(["auto", "expression"]))
@settings(max_examples=30)
def test_any_ink_gives_a_sound_reading(reader: Reader, ink: Ink, expect: str) -> None:
    assert_sound(reader.read_ink(ink, expect), ink)  # type: ignore[arg-type]


def written(text: str, seed: int = 1) -> Ink:
    random = np.random.default_rng(seed)
    return compose(rows_of(text), WRITERS, random, style=draw_layout_style(random, "wide")).ink


def scribble(strokes: int, points: int) -> Ink:
    """Return wild strokes all over a page of 800 x 600."""
    random = np.random.default_rng(8)
    steps = random.normal(0, 25, (strokes, points, 2)).cumsum(axis=1)
    places = random.uniform((0, 0), (800, 600), (strokes, 1, 2))
    return Ink.from_xy((places + steps).tolist())


def arc(
    x: float, y: float, wide: float, high: float, begin: float = 0, end: float = 360
) -> np.ndarray:
    turns = np.radians(np.linspace(begin, end, 40))
    return np.stack([x + wide * np.cos(turns), y + high * np.sin(turns)], axis=1)


def cat() -> Ink:
    """Return a cat: body, head, ears, eyes, whiskers, tail."""
    head, body = arc(300, 160, 60, 50), arc(300, 320, 90, 120)
    ears = [[(x - 20, 120), (x, 70), (x + 20, 116)] for x in (265, 335)]
    eyes = [arc(x, 150, 8, 6) for x in (278, 322)]
    whiskers = [[(x, y), (x + 50 * side, y - 6 + 8 * n)]
                for side, x in ((-1, 285), (1, 315)) for n, y in enumerate((175, 180, 185))]  # fmt: skip
    tail = arc(430, 380, 60, 90, 100, 300)
    return Ink.from_xy(
        [
            head,
            body,
            *ears,
            *eyes,
            [(300, 165), (295, 172), (305, 172), (300, 165)],
            *whiskers,
            tail,
        ]
    )


def letters() -> Ink:
    """Return ``h A k w E``: nothing that a sum may hold."""
    return Ink.from_xy([
        [(0, 0), (0, 50), (0, 100), (2, 65), (20, 50), (36, 60), (38, 100)],
        [(80, 100), (110, 0), (140, 100)], [(92, 62), (128, 60)],
        [(190, 0), (190, 100)], [(230, 40), (192, 72), (235, 100)],
        [(280, 50), (295, 100), (310, 60), (325, 100), (342, 50)],
        [(430, 0), (385, 0), (385, 100), (432, 100)], [(386, 50), (420, 50)],
    ])  # fmt: skip


def high_and_low() -> Ink:
    """Return two fives, the second a whole height above the first and beside it."""
    low, high = written("5"), written("5", seed=2)
    tall = low.box.bottom - low.box.top
    return Ink((*low, *high.moved(low.box.right + 0.4 * tall, low.box.top - 1.4 * tall)))


BAD: dict[str, Callable[[], Ink]] = {
    "a page of scribble": lambda: scribble(60, 40),
    "2,000 strokes": lambda: scribble(2000, 6),
    "a cat": cat,
    "one dot": lambda: Ink.from_xy([[(50, 50)]]),
    "a bracket not closed": lambda: written("3×(4+5="),
    "a bracket not opened": lambda: written("3+4)×5="),
    "two signs": lambda: written("1++"),
    "two points": lambda: written("..5"),
    "two heights": high_and_low,
    "letters": letters,
}


CALCULABLE = {"one dot", "two heights"}
"""Those that may be a digit or a number after all."""


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_read_calmly(reader: Reader, name: str) -> None:
    ink = BAD[name]()
    began = time.process_time()
    reading = reader.read_ink(ink)
    assert time.process_time() - began < ENDLESS
    assert_sound(reading, ink)
    assert_calm(reading)
    for line in reading.lines:
        silly = line.answer.kind in HAS_RESULT and name not in CALCULABLE
        assert line.doubtful or not silly, (line.text, line.answer)
    assert reading.partial == (name == "2,000 strokes") or name == "a page of scribble"


def test_pinned_to_expressions_a_dot_is_no_digit(reader: Reader) -> None:
    reading = reader.read_ink(BAD["one dot"](), "expression")
    assert reading.lines and reading.text not in set("0123456789")
    assert_calm(reading)


def assert_sound(reading: Reading, ink: Ink) -> None:
    """Assert what is true of every reading."""
    assert reading.hypotheses
    assert all(0 <= h.confidence <= 1 for h in reading.hypotheses)
    assert math.fsum(h.confidence for h in reading.hypotheses) < 1.001
    assert not (reading.doubtful or reading.partial) or reading.reason
    for line in reading.lines:
        strokes = [stroke for symbol in line.symbols for stroke in symbol.strokes]
        assert len(strokes) == len(set(strokes)) and set(strokes) <= set(range(len(ink)))
        assert all(0 <= symbol.confidence <= 1.001 for symbol in line.symbols)
        assert all(other.text != s.text for s in line.symbols for other in s.alternatives)
        assert not any(symbol.doubtful for symbol in line.symbols) or line.doubtful
    if reading.lines and not reading.partial:
        held = {n for symbol in reading.symbols for n in symbol.strokes}
        assert held | {*reading.stray_marks, *reading.marks} == set(
            range(len(ink))
        ) and not held & set(reading.stray_marks)
        # Level lines alone have no height: their length says how large it is written.
        parts = [Primitive.of_stroke(stroke, n) for n, stroke in enumerate(ink)]
        tall = max(ink.box.bottom - ink.box.top, typical_height(parts))
        assert all(ink.strokes[n].box.size < 0.2 * tall for n in reading.stray_marks)


def assert_calm(reading: Reading) -> None:
    """Assert that no doubtful line is calculated for machines, and that JSON holds it all."""
    said = json.loads(json.dumps(reading_values(reading)))
    assert [line["answer"] is None for line in said["lines"]] == [
        line.doubtful for line in reading.lines
    ]
