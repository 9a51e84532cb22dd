"""What is known of a field constrains what is read in it, for ink and pictures."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from support import inks

from digit_recognizer.decoding import INTEGER_FIELD, NUMBER_FIELD, FieldGrammar
from digit_recognizer.decoding.lattice import Lattice
from digit_recognizer.decoding.symbol_scores import SymbolScores
from digit_recognizer.expression import text_of
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import Box
from digit_recognizer.raster import page_from_ink
from digit_recognizer.reader import Reader
from digit_recognizer.segmentation import Primitive, candidate_of

NOTHING = math.log(0.2)  # of a look: that it is no symbol
HEIGHT = 100.0
REACHES = {
    "·": (45.0, 55.0),
    "-": (45.0, 55.0),
    "=": (30.0, 70.0),
    ".": (90.0, 100.0),
    ",": (88.0, 115.0),
}


def read(symbols: list[tuple[str, str]], expected: FieldGrammar) -> str:
    """Return the reading of symbols that look like the first, and a little less like the second."""
    parts, looks = [], []
    for place, (likeliest, other) in enumerate(symbols):
        left = place * 80.0
        top, bottom = REACHES.get(likeliest, (0.0, HEIGHT))
        box = Box(left, top, left + 60, bottom)
        points = np.array([[box.left, box.top], [box.right, box.bottom]])
        parts.append(Primitive(box, points, -1))
        looks.append({likeliest: math.log(0.98), other: math.log(0.01)})
    found = [
        SymbolScores(candidate_of([index], parts), look, -math.inf)
        for index, look in enumerate(looks)
    ]
    lattice = Lattice(parts, expected.restricted(found), HEIGHT, math.inf, field=expected)
    return text_of(lattice.read((1 << len(parts)) - 1, 1)[0].row)


@pytest.mark.parametrize(
    ("symbols", "expected", "text"),
    [
        ([("/", "1"), ("2", "3")], INTEGER_FIELD, "12"),
        ([("7", "1"), (".", "1"), ("5", "3"), ("=", "2"), ("-", "1")], INTEGER_FIELD, "75"),
        ([("-", "1"), ("2", "3"), (",", "1"), ("5", "6")], NUMBER_FIELD, "-2,5"),
        ([("2", "3"), ("+", "1"), ("5", "6")], NUMBER_FIELD, "215"),
        ([("2", "3"), ("0", "6"), ("·", "."), ("5", "6")], NUMBER_FIELD, "20.5"),  # a raised point
        ([("%", "8"), ("5", "6"), ("%", "8")], NUMBER_FIELD, "85%"),
        ([("(", "6"), (")", "2")], NUMBER_FIELD, "62"),
        ([("2", "3"), ("+", "-"), ("5", "6")], NUMBER_FIELD, "2+5"),  # it can be nothing else
    ],
)
def test_only_what_is_expected_is_weighed(
    symbols: list[tuple[str, str]], expected: FieldGrammar, text: str
) -> None:
    assert read(symbols, expected) == text


def test_the_share_of_no_symbol_is_kept() -> None:
    box = Box(0.0, 0.0, 60.0, HEIGHT)
    part = Primitive(box, np.zeros((1, 2)), -1)
    look = SymbolScores(
        candidate_of([0], [part]), {"/": math.log(0.6), "1": math.log(0.2)}, 0.0, NOTHING
    )
    (found,) = INTEGER_FIELD.restricted([look])
    assert found.symbols == {"1": pytest.approx(math.log(0.5))}
    assert found.bar == -math.inf
    (alone,) = INTEGER_FIELD.restricted([replace(look, symbols={"1": 0.0}, not_symbol=-math.inf)])
    assert alone.symbols["1"] == pytest.approx(0.0)


def test_a_zero_is_more_common_in_a_whole_number() -> None:
    box = Box(0.0, 0.0, 60.0, HEIGHT)
    part = Primitive(box, np.zeros((1, 2)), -1)
    look = SymbolScores(
        candidate_of([0], [part]), {"0": math.log(0.4), "6": math.log(0.4)}, 0.0, NOTHING
    )
    (whole,), (number,) = INTEGER_FIELD.restricted([look]), NUMBER_FIELD.restricted([look])
    assert number.symbols["0"] == pytest.approx(number.symbols["6"])
    assert whole.symbols["0"] - whole.symbols["6"] == pytest.approx(INTEGER_FIELD.zero)
    assert sum(map(math.exp, whole.symbols.values())) < 1  # the rest is no symbol at all


@given(inks(min_size=1))
def test_any_ink_is_read_within_what_is_expected(reader: Reader, ink: Ink) -> None:
    assert set(reader.read_ink(ink, "integer").text) <= set("0123456789")
    assert set(reader.read_ink(ink, "number").text) <= set("0123456789.,+-%")


@settings(max_examples=15)  # each is a look of the page network at several sizes
@given(inks(min_size=1))
def test_any_picture_is_read_within_what_is_expected(reader: Reader, ink: Ink) -> None:
    page = page_from_ink(ink, width=200, height=100, pen_width=4.0)
    as_read = reader.read_image(page, "integer")
    assert set(as_read.text) <= set("0123456789")
