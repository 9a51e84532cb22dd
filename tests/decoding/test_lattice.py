"""Lattice, layout and grammar on hand-made and generated layouts, without a network."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_recognizer.alphabet import FRACTION_BAR
from digit_recognizer.decoding import grammar, layout
from digit_recognizer.decoding.lattice import Lattice
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.symbol_scores import SymbolScores, given_scores
from digit_recognizer.expression import row_from_text, text_of
from digit_recognizer.expression.notation import Over, Radical, Raised, Row, Sign
from digit_recognizer.ink.model import Box
from digit_recognizer.segmentation import Primitive, candidate_of

HEIGHT = 100.0
SHAPES = {  # width, top, bottom of symbols in a row whose digits reach from 0 to 1
    **dict.fromkeys("0123456789", (0.6, 0.0, 1.0)),
    **dict.fromkeys("()[]", (0.3, -0.1, 1.1)),
    **dict.fromkeys("+×÷±=", (0.6, 0.25, 0.75)),
    "-": (0.5, 0.48, 0.52),
    ".": (0.06, 0.94, 1.0),
    ",": (0.12, 0.88, 1.15),
}


class Setter:
    """Sets rows as a careful hand would, with some jitter, one box a symbol."""

    def __init__(self, random: np.random.Generator, jitter: float) -> None:
        self.random, self.jitter = random, jitter
        self.placed: list[tuple[str, Box]] = []

    def row(self, row: Row, left: float, top: float, size: float) -> tuple[float, float, float]:
        """Set ``row`` from ``left``; return its right side, highest top and lowest bottom."""
        right, high, low = left, top, top + size
        for item in row.items:
            right += 0.25 * size
            if isinstance(item, Sign):
                width, above, below = SHAPES[item.text]
                slip = self.random.normal(0, self.jitter, 2) * size
                box = Box(
                    right + slip[0], top + above * size + slip[1],
                    right + slip[0] + width * size, top + below * size + slip[1],
                )  # fmt: skip
                self.placed.append((item.text, box))
                right += width * size
            elif isinstance(item, Raised):
                right, upper, _ = self.row(
                    item.exponent, right - 0.15 * size, top - 0.4 * size, 0.6 * size
                )
                high = min(high, upper)
            elif isinstance(item, Over):
                right, upper, lower = self.fraction(item, right, top, size)
                high, low = min(high, upper), max(low, lower)
            else:
                raise AssertionError(item)
        return right, high, low

    def fraction(
        self, item: Over, left: float, top: float, size: float
    ) -> tuple[float, float, float]:
        axis = top + 0.5 * size
        start = len(self.placed)
        upper_right, high, low = self.row(item.numerator, left, 0.0, 0.8 * size)
        self.move(start, axis - 0.25 * size - low)
        high += axis - 0.25 * size - low
        start = len(self.placed)
        lower_right, top_of, bottom = self.row(item.denominator, left, 0.0, 0.8 * size)
        self.move(start, axis + 0.25 * size - top_of)
        bottom += axis + 0.25 * size - top_of
        right = max(upper_right, lower_right) + 0.1 * size
        self.placed.append((FRACTION_BAR, Box(left, axis - 1, right, axis + 1)))
        return right, high, bottom

    def move(self, start: int, down: float) -> None:
        self.placed[start:] = [
            (text, Box(b.left, b.top + down, b.right, b.bottom + down))
            for text, b in self.placed[start:]
        ]


def lattice_of(placed: list[tuple[str, Box]]) -> tuple[Lattice, int]:
    parts = [part_in(box, order) for order, (_, box) in enumerate(placed)]
    looks = [given_scores(candidate_of((n,), parts), text) for n, (text, _) in enumerate(placed)]
    return Lattice(parts, looks, HEIGHT, math.inf), (1 << len(parts)) - 1


def part_in(box: Box, order: int) -> Primitive:
    corners = np.array([[box.left, box.top], [box.right, box.bottom]])
    return Primitive(box, corners, order)


def decoded(row: Row, seed: int = 1, jitter: float = 0.0) -> Row:
    setter = Setter(np.random.default_rng(seed), jitter)
    setter.row(row, 0.0, 0.0, HEIGHT)
    order = setter.random.permutation(len(setter.placed))  # the time of writing says nothing here
    lattice, mask = lattice_of([setter.placed[n] for n in order])
    return lattice.read(mask, 1)[0].row


@pytest.mark.parametrize(
    "text",
    ["7", "12+34=", "4+4=8", "3.14", "0,5×2", "2(7+8)", "[(1+2)×3]÷4", "2^{3}", "2^{-1}+5",
     "2^{3^{2}}", "9^{9^{9^{9^{9}}}}",
     "(1)/(2)", "(1)/(2)+(3)/(4)=", "((1)/(2)+3)/(4)", "(1)/(1+(1)/(2))", "10^{(1)/(2)}",
     "(2^{5})/(3+1)",
     "1±2", "12-", "(3"],
)  # fmt: skip
def test_careful_writing_is_read(text: str) -> None:
    assert text_of(decoded(row_from_text(text))) == text_of(row_from_text(text))


digits = st.integers(0, 9).map(lambda n: Sign(str(n)))
numbers = st.lists(digits, min_size=1, max_size=4).map(tuple)


def operands(inner: st.SearchStrategy[Row]) -> st.SearchStrategy[tuple[object, ...]]:
    fraction = st.builds(lambda a, b: (Over(a, b),), inner, inner)
    power = st.builds(lambda base, exponent: (*base, Raised(Row(exponent))), numbers, numbers)
    bracketed = inner.map(lambda row: (Sign("("), *row.items, Sign(")")))
    return st.one_of(numbers, numbers, fraction, power, bracketed)


def rows(inner: st.SearchStrategy[Row]) -> st.SearchStrategy[Row]:
    def join(terms: list[tuple[object, ...]], signs: list[str]) -> Row:
        items = list(terms[0])
        for sign, term in zip(signs, terms[1:], strict=False):
            items += [Sign(sign), *term]
        return Row(tuple(items))

    return st.builds(
        join,
        st.lists(operands(inner), min_size=1, max_size=3),
        st.lists(st.sampled_from("+-×="), min_size=2, max_size=2),
    )


expressions = st.recursive(numbers.map(Row), rows, max_leaves=6)


@given(expressions, st.integers(0, 1000))
@settings(max_examples=80, deadline=None)
def test_generated_expressions_are_read_as_they_were_set(row: Row, seed: int) -> None:
    assert decoded(row, seed, 0.02) == row


def test_under_a_radical_sign() -> None:
    placed = [("√", Box(0, -20, 200, 110)), ("2", Box(60, 0, 110, 100)), ("5", Box(130, 0, 180, 100)),
              ("+", Box(230, 30, 280, 70)), ("1", Box(300, 0, 320, 100))]  # fmt: skip
    lattice, mask = lattice_of(placed)
    row = lattice.read(mask, 1)[0].row
    assert row == Row((Radical(Row((Sign("2"), Sign("5")))), Sign("+"), Sign("1")))


@pytest.mark.parametrize("digits", ["2", "25", "2562562562"])
def test_all_that_is_under_the_line_of_a_radical_sign_is_in_it(digits: str) -> None:
    """A hook has its size, however long the line is that goes on behind it."""
    under = [(digit, Box(60 + 70 * n, 0, 110 + 70 * n, 100)) for n, digit in enumerate(digits)]
    placed = [("√", Box(0, -20, 60 + 70 * len(digits), 110)), *under]
    lattice, mask = lattice_of(placed)
    assert lattice.read(mask, 1)[0].row == Row((Radical(Row(tuple(map(Sign, digits)))),))


def look(members: tuple[int, ...], parts: list[Primitive], **shares: float) -> SymbolScores:
    names = {"one": "1", "minus": "-", "plus": "+", "slash": "/", "bracket": "(", "seven": "7"}
    return SymbolScores(
        candidate_of(members, parts), {names[k]: math.log(v) for k, v in shares.items()}, -math.inf
    )


def test_crossing_strokes_are_a_plus_and_not_a_minus_over_a_one() -> None:
    parts = [part_in(Box(0, 49, 60, 51), 0), part_in(Box(28, 20, 32, 80), 1)]
    looks = [
        look((0,), parts, minus=0.8), look((1,), parts, one=0.8), look((0, 1), parts, plus=0.9),
    ]  # fmt: skip
    assert text_of(Lattice(parts, looks, HEIGHT, math.inf).read(3, 1)[0].row) == "+"


def test_the_grammar_decides_what_the_eye_cannot() -> None:
    boxes = [Box(0, 0, 60, 100), Box(90, 0, 110, 100), Box(140, 0, 200, 100)]
    parts = [part_in(box, order) for order, box in enumerate(boxes)]
    outer = [look((0,), parts, seven=0.99), look((2,), parts, seven=0.99)]
    even = look((1,), parts, bracket=0.34, one=0.33)
    readings = Lattice(parts, [*outer, even], HEIGHT, math.inf).read(7, 2)
    assert [text_of(reading.row) for reading in readings] == ["717", "7(7"]


@pytest.mark.parametrize(
    ("before", "after", "is_usual"),
    [("(2", "-1)", True), ("(±1", "±1)", True), ("2", "-1", False), ("((1)", "2)", True)],
)
def test_a_comma_divides_a_list_in_brackets(before: str, after: str, is_usual: bool) -> None:
    last, first = (grammar.SYMBOL_KINDS[before[-1]], grammar.SYMBOL_KINDS[after[0]])
    open_ones = "(" if "(" in before else ""
    cost = grammar.follows(last, "comma", open_ones) + grammar.follows("comma", first, open_ones)
    assert (cost > -1) is is_usual


@given(st.floats(-3, 3), st.floats(0, 4), st.floats(-1, 1), st.integers(1, 3))
def test_no_place_is_worth_more_than_the_search_allows_for(
    place: float, high: float, middle: float, known: int
) -> None:
    at, level = layout.Position(place, high), layout.Baseline(middle, 1.0, known)
    assert layout.on_baseline(at, level) <= PARAMETERS.search.best_fit
    assert layout.superscript(at, level) <= PARAMETERS.search.best_fit


@pytest.mark.parametrize("texts", ["38", "+-", "3(", "(["])
def test_what_else_a_symbol_may_be_is_found_however_often(texts: str) -> None:
    parts = [part_in(Box(80.0 * n, 0, 80 * n + 60, 100), n) for n in range(4)]
    likely, other = ({text: math.log(p)} for text, p in zip(texts, (0.6, 0.3), strict=True))
    looks = [SymbolScores(candidate_of((n,), parts), likely | other, -math.inf) for n in range(4)]
    readings = Lattice(parts, looks, HEIGHT, math.inf).read(15, 48)
    shown = {"".join(symbol.text for symbol in reading.symbols) for reading in readings}
    assert shown == {"".join(way) for way in itertools.product(texts, repeat=4)}


def test_readings_are_distinct_and_ordered() -> None:
    parts = [part_in(Box(0, 0, 60, 100), 0), part_in(Box(80, 0, 140, 100), 1)]
    looks = [look((n,), parts, one=0.5, seven=0.4, slash=0.05) for n in (0, 1)]
    readings = Lattice(parts, looks, HEIGHT, math.inf).read(3, 9)
    assert len({reading.row for reading in readings}) == len(readings) > 3
    assert [r.score for r in readings] == sorted((r.score for r in readings), reverse=True)


def test_beyond_the_deadline_there_is_still_a_reading() -> None:
    parts = [part_in(Box(80.0 * n, 0, 80 * n + 60, 100), n) for n in range(30)]
    looks = [look((n,), parts, one=0.5, seven=0.4) for n in range(30)]
    assert text_of(Lattice(parts, looks, HEIGHT, -1.0).read((1 << 30) - 1, 1)[0].row) == "1" * 30


@pytest.mark.parametrize(("last", "read"), [("3", "583"), ("+", "5^{8}+")])
def test_a_digit_does_not_follow_what_was_raised(last: str, read: str) -> None:
    low, high = (0, 100) if last == "3" else (25, 75)
    boxes = [Box(0, 0, 60, 100), Box(80, -25, 135, 55), Box(150, low, 210, high)]
    lattice, mask = lattice_of(list(zip("58" + last, boxes, strict=True)))
    assert text_of(lattice.read(mask, 1)[0].row) == read


def test_what_is_surely_a_symbol_is_not_taken_for_a_stroke_of_another() -> None:
    parts = [part_in(Box(0, 0, 60, 100), 0), part_in(Box(50, 0, 58, 100), 1)]
    single = {"9": math.log(0.99)}, {"1": math.log(0.8)}
    looks = [
        SymbolScores(candidate_of((n,), parts), symbols, -math.inf, math.log(nothing))
        for n, (symbols, nothing) in enumerate(zip(single, (0.001, 0.1), strict=True))
    ]
    looks.append(
        SymbolScores(candidate_of((0, 1), parts), {"9": math.log(0.93)}, -math.inf, math.log(0.05))
    )
    assert text_of(Lattice(parts, looks, HEIGHT, math.inf).read(3, 1)[0].row) == "91"
