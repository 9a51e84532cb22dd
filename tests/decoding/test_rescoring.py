"""The last word on a line: n best ways, sums that add up, slips of the pen."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_recognizer import Ink, Reader
from digit_recognizer.classifier import LineArrays, LineRescorer, Trust
from digit_recognizer.decoding import InkSource
from digit_recognizer.decoding.hypotheses import LineReading, RowReading, Symbol
from digit_recognizer.decoding.lattice import Lattice
from digit_recognizer.decoding.layout import Position
from digit_recognizer.decoding.page import PageReading
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.rescoring import Rescoring, meanings, told
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


class _Judge:
    """Weighs readings by the search's scores, and by whether what is compared is so."""

    def weigh(self, arrays: LineArrays) -> tuple[np.ndarray, np.ndarray]:
        search, holds, fails, *_ = arrays.wholes.T
        return 4 * search + 3 * holds - fails, np.zeros(len(search))

    def trust(self, kind: object) -> Trust:
        return Trust(0.0, (1.0, 0.0, 0.0))


class _Scorer(SymbolScorer):
    """Knows nothing of looks, and asks a network of this kind about readings."""

    def __init__(self, rescorer: object) -> None:
        self.rescorer = rescorer  # type: ignore[misc, assignment]

    def log_probs(self, source: object, candidates: object) -> np.ndarray:
        return np.zeros((len(candidates), 29), np.float32)  # type: ignore[arg-type]

    def cosines(self, source: object, candidates: object) -> np.ndarray:
        return np.zeros((2, len(candidates), len(candidates)), np.float32)  # type: ignore[arg-type]


PARTS = [part_in(Box(80.0 * n, 0, 80 * n + 60, 100), n) for n in range(5)]


def readings_of(*texts: tuple[str, float]) -> list[RowReading]:
    """Return readings of the same five parts with these scores."""
    symbols = [candidate_of((n,), PARTS) for n in range(5)]
    return [
        RowReading(
            score,
            row_from_text(text),
            tuple(Symbol(sign, group) for sign, group in zip(text, symbols, strict=True)),
            Position(0, 1),
        )
        for text, score in texts
    ]


def rescored(readings: list[RowReading], rescorer: object) -> LineReading:
    """Return the line of ``readings``, weighed by ``rescorer``."""
    scores = {
        symbol.candidate.mask: SymbolScores(symbol.candidate, {symbol.text: 0.0}, -math.inf)
        for reading in readings
        for symbol in reading.symbols
    }
    rescoring = Rescoring(
        _Scorer(rescorer), InkSource(Ink()), PARTS, scores, HEIGHT, is_field=False
    )
    return rescoring.line(readings, 31)


def line_read(*texts: tuple[str, float]) -> tuple[str, bool, bool]:
    """Return what is first, whether only because it adds up, and whether the line is doubtful."""
    line = rescored(readings_of(*texts), _Judge())
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


@pytest.mark.parametrize("rescorer", [_Judge(), None])
def test_shares_sum_to_one_and_at_most_five_are_told(rescorer: object) -> None:
    line = rescored(readings_of(*((f"1+2={d}", -0.1 * d) for d in range(9))), rescorer)
    assert len(line.readings) == PARAMETERS.rescoring.reported and math.fsum(
        line.shares
    ) == pytest.approx(1)
    assert list(line.shares) == sorted(line.shares, reverse=True)
    assert line.members == (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [("1.5+2", "1,5+2", True), ("2,5-1=1.5", "2.5-1=1.5", True), ("1.5+", "1,5+", True),
     ("(1.5)", "(1,5)", False), ("1.5", "15", False), ("1·5", "1.5", False)],
)  # fmt: skip
def test_a_comma_that_means_a_point_is_no_other_reading(one: str, other: str, is_one: bool) -> None:
    answers = [calculate(row_from_text(text)) for text in (one, "7", other)]
    assert meanings([one, "7", other], answers).tolist() == [0, 1, 0 if is_one else 2]


def test_readings_that_mean_the_same_are_told_once_with_both_their_shares() -> None:
    first, shares = told(np.log([0.3, 0.4, 0.2, 0.1]), np.array([0, 1, 0, 3], np.int16))
    assert first == [0, 1, 3] and shares == pytest.approx((0.5, 0.4, 0.1))


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


@pytest.mark.parametrize("count", [40, 290])
def test_what_is_seen_of_a_long_line_is_bounded(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Each symbol stands to each other, in each reading: a page of ones took 1.3 GB."""
    seen: list[int] = []
    weigh = LineRescorer.weigh

    def counted(network: LineRescorer, arrays: LineArrays) -> tuple[Any, Any]:
        seen.append(math.prod(arrays.pairs.shape[:3]))
        return weigh(network, arrays)

    monkeypatch.setattr(LineRescorer, "weigh", counted)
    ones = [((30.0 * n, 0.0), (30.0 * n, 100.0)) for n in range(count)]
    reading = reader.read_ink(Ink.from_xy(ones), "expression")
    assert reading.text.count("1") > 0.9 * count
    assert seen and count**2 <= max(seen) <= PARAMETERS.rescoring.max_pairs
