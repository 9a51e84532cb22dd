"""The last word on a line: n best ways, sense, one hand, sums that add up, slips of the pen."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_recognizer import Ink, Reader
from digit_recognizer.decoding.hypotheses import RowReading, Symbol
from digit_recognizer.decoding.lattice import Lattice
from digit_recognizer.decoding.layout import Position
from digit_recognizer.decoding.page import PageReading
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.plausibility import plausibility, truth
from digit_recognizer.decoding.rescoring import consistency, cosines_of, rescored
from digit_recognizer.decoding.symbol_scores import SymbolScorer, SymbolScores
from digit_recognizer.expression import calculate, row_from_text, text_of
from digit_recognizer.ink.model import Box
from digit_recognizer.lines import line_of
from digit_recognizer.segmentation import Primitive, candidate_of

HEIGHT = 100.0


def part_in(box: Box, order: int) -> Primitive:
    corners = np.array([(box.left, box.top), (box.right, box.bottom)])
    return Primitive(box, corners, order)


def row_of_looks(shares: list[dict[str, float]]) -> tuple[Lattice, int]:
    """Return the lattice of parts beside each other, each of which may be several symbols."""
    parts = [part_in(Box(80.0 * n, 0, 80 * n + 60, 100), n) for n in range(len(shares))]
    looks = [
        SymbolScores(
            candidate_of((n,), parts), {t: math.log(p) for t, p in each.items()}, -math.inf
        )
        for n, each in enumerate(shares)
    ]
    return Lattice(parts, looks, HEIGHT, math.inf), (1 << len(parts)) - 1


@given(st.lists(st.floats(0.5, 0.95), min_size=2, max_size=5))
@settings(max_examples=40, deadline=None)
def test_the_n_best_are_all_ways_in_the_order_of_their_scores(likely: list[float]) -> None:
    """Digits beside each other: the score of each way is the sum of its looks, so all can be told."""
    lattice, mask = row_of_looks([{"3": p, "8": 0.96 - p} for p in likely])
    ways = {
        "".join(digits): math.prod(
            p if digit == "3" else 0.96 - p for digit, p in zip(digits, likely, strict=True)
        )
        for digits in itertools.product("38", repeat=len(likely))
    }
    expected = sorted(ways.values(), reverse=True)[:6]
    found = [r for r in lattice.read(mask, 40) if "^" not in text_of(r.row)][:6]
    shares = [ways[text_of(reading.row)] for reading in found]
    assert shares == pytest.approx(expected[: len(shares)])
    assert len(found) == min(6, len(ways))


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("(18/6)×4", "(1816)×4"),
        ("(2+3)×4", "(2+314"),
        ("7.9", "7·9"),
        ("3·4=12", "3·4·"),
        ("2^{3}", "2^{3×(4+5)}"),
        ("1.5+2.5", "1.5+2,5"),
        ("(-2)^{2}", "(22)^{2.}"),
        ("1703", "1/03"),
        ("0427", "0+27"),
        ("35.75", "35-75"),
        ("10/3+40", "10/03+40"),
        ("3±((4×5)+6)", "3±1(4×5)+61"),
        ("((4×5)+6)×2", "((4×5)1+6×2"),
        ("10^{2}-1", "10^{(-1}"),
        ("(12)/(5)", "(1()/(5)"),
    ],
)
def test_what_people_write_makes_more_sense(usual: str, odd: str) -> None:
    scores = [plausibility(row, calculate(row)) for row in map(row_from_text, (usual, odd))]
    assert scores[0] > scores[1]


@pytest.mark.parametrize(
    "text", ["12+34=", "3/4", "(1,2)", "√{2}", "(2)^{2}", "0.5+1", "2(7+8)", "21(7+8)"]
)
def test_usual_arithmetic_costs_nothing(text: str) -> None:
    row = row_from_text(text)
    assert plausibility(row, calculate(row)) == 0.0


@given(st.text("0123456789+-×÷·/()[]=<>.,√%", max_size=30))
def test_any_row_has_a_score(text: str) -> None:
    row = row_from_text(text)
    assert (
        -200 < plausibility(row, calculate(row)) <= PARAMETERS.plausibility.number_digit * len(text)
    )


@pytest.mark.parametrize(("text", "digits"), [("7", 1), ("007", 3), ("12.50", 4), ("3,14", 3)])
def test_a_number_by_itself_is_worth_its_digits(text: str, digits: int) -> None:
    row = row_from_text(text)
    assert plausibility(row, calculate(row)) == PARAMETERS.plausibility.number_digit * digits


@pytest.mark.parametrize("text", [".5", "5.", "1.2.3", "-5", "2^{3}", "50%"])
def test_what_is_more_than_digits_is_no_plain_number(text: str) -> None:
    row = row_from_text(text)
    assert plausibility(row, calculate(row)) <= 0.0


def test_what_is_compared_is_rather_so_than_not() -> None:
    scores = [truth(calculate(row_from_text(text))) for text in ("1+2=3", "1+2=", "1+2=4")]
    assert scores == sorted(scores, reverse=True) and scores[1] == 0.0


def hands(*kinds: int) -> np.ndarray:
    """Return cosines of shapes: those of one kind are alike, others are not."""
    features = np.eye(8, dtype=np.float32)[list(kinds)]
    return cosines_of(features)


def test_alike_shapes_are_one_symbol() -> None:
    cosines = hands(0, 0, 1, 0)  # three of one shape, and another one
    assert consistency(cosines, "1171") > consistency(cosines, "1111")
    assert consistency(cosines, "1171") > consistency(cosines, "1177")
    assert consistency(cosines, "1/11") < consistency(cosines, "11/1")


def test_one_symbol_alone_says_nothing_of_the_hand() -> None:
    assert consistency(hands(0), "1") == consistency(np.zeros((0, 0), np.float32), "") == 0.0
    assert consistency(hands(0, 1), "17") == 0.0


def test_without_features_the_hand_is_unknown_and_reading_goes_on() -> None:
    assert consistency(cosines_of(np.zeros((3, 0), np.float32)), "117") == 0.0


class _Blind(SymbolScorer):
    """Looks that show nothing of the hand."""

    def __init__(self) -> None:
        pass

    def features(self, source: object, groups: object) -> np.ndarray:
        return np.zeros((len(groups), 0), np.float32)  # type: ignore[arg-type]


def readings_of(*texts: tuple[str, float]) -> list[RowReading]:
    """Return readings of the same three parts with these scores."""
    parts = [part_in(Box(80.0 * n, 0, 80 * n + 60, 100), n) for n in range(5)]
    symbols = [candidate_of((n,), parts) for n in range(5)]
    return [
        RowReading(
            score,
            row_from_text(text),
            tuple(Symbol(sign, group) for sign, group in zip(text, symbols, strict=True)),
            Position(0, 1),
        )
        for text, score in texts
    ]


class _AllUnlike(_Blind):
    """Looks that have nothing in common."""

    def features(self, source: object, groups: object) -> np.ndarray:
        return np.eye(len(groups), dtype=np.float32)  # type: ignore[arg-type]


@pytest.mark.parametrize(("torn", "first"), [(0, "06000"), (0b11111, "00000")])
def test_what_was_torn_need_not_look_alike(torn: int, first: str) -> None:
    readings = readings_of(("00000", 0.0), ("06000", -1.0))
    line = rescored(readings, 31, _AllUnlike(), None, is_sum=False, cut=torn)  # type: ignore[arg-type]
    assert text_of(line.readings[0].row) == first


def line_read(*texts: tuple[str, float]) -> tuple[str, bool, bool]:
    """Return what is first, whether only because it adds up, and whether the line is doubtful."""
    line = rescored(readings_of(*texts), 31, _Blind(), None)  # type: ignore[arg-type]
    looks = {
        symbol.candidate.mask: SymbolScores(symbol.candidate, {symbol.text: 0.0}, -math.inf)
        for symbol in line.readings[0].symbols
    }
    shown = line_of(PageReading((line,), looks, HEIGHT, False), line)
    return shown.text, line.by_sum, shown.doubtful


def test_what_adds_up_is_preferred_and_never_ticked() -> None:
    assert line_read(("1+2=5", 0.0), ("1+2=3", -1.0)) == ("1+2=3", True, True)


def test_ink_that_says_next_to_nothing_or_nonsense_does_not_speak_against_a_sum() -> None:
    barely = 0.9 * PARAMETERS.rescoring.sum_margin
    assert line_read(("1+2=5", 0.0), ("1+2=3", -barely)) == ("1+2=3", False, False)
    assert line_read(("1+)=3", 0.0), ("1+2=3", -0.9)) == ("1+2=3", False, False)


def test_what_is_clearly_wrong_stays_wrong() -> None:
    text, by_sum, doubtful = line_read(("1+2=5", 0.0), ("1+2=3", -6.0))
    assert (text, by_sum, doubtful) == ("1+2=5", False, False)


def test_what_is_right_and_clear_is_ticked() -> None:
    assert line_read(("1+2=3", 0.0), ("1+2=5", -6.0)) == ("1+2=3", False, False)


def test_shares_sum_to_one_and_at_most_five_are_told() -> None:
    line = rescored(
        readings_of(*((f"1+2={d}", -0.1 * d) for d in range(9))),
        31, _Blind(), None,  # type: ignore[arg-type]
    )  # fmt: skip
    assert len(line.readings) == PARAMETERS.rescoring.reported and math.fsum(
        line.shares
    ) == pytest.approx(1)
    assert list(line.shares) == sorted(line.shares, reverse=True)
    assert line.members == (0, 1, 2, 3, 4)


SUM = [[(0, 0), (0, 60)], [(30, 30), (60, 30)], [(45, 15), (45, 45)], [(90, 0), (90, 60)]]


@pytest.mark.parametrize("speck", [(200, 20), (40, 150), (130, 300), (20, -90)])
def test_a_slip_of_the_pen_is_left_out_and_told(reader: Reader, speck: tuple[int, int]) -> None:
    alone, with_speck = Ink.from_xy(SUM), Ink.from_xy([*SUM, [speck]])
    reading = reader.read_ink(with_speck, "expression")
    assert reading.text == reader.read_ink(alone, "expression").text == "1+1"
    assert reading.stray_marks == (4,)


def test_a_slip_beside_a_digit_does_not_shrink_it(reader: Reader) -> None:
    seven = [[(0, 0), (40, 0), (20, 70)]]
    reading = reader.read_ink(Ink.from_xy([*seven, [(150, -100)]]))
    assert reading.text == "7" and reading.stray_marks == (1,) and not reading.lines


def test_a_decimal_point_is_no_slip(reader: Reader) -> None:
    threes = [
        [(x, 2), (x + 30, 0), (x + 12, 26), (x + 30, 40), (x + 20, 60), (x, 58)] for x in (0, 80)
    ]
    reading = reader.read_ink(Ink.from_xy([*threes, [(55, 60), (56, 61)]]))
    assert reading.text in ("3.3", "3,3") and not reading.stray_marks


def test_points_alone_are_read(reader: Reader) -> None:
    reading = reader.read_ink(Ink.from_xy([[(0, 0)], [(40, 0)]]), "expression")
    assert reading.lines and not reading.stray_marks
