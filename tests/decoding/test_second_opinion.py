"""The line network beside the lattice: its cuts, its texts, and what both say together."""

import numpy as np
import pytest

from digit_recognizer.alphabet import ARITHMETIC, BLANK_COLUMN
from digit_recognizer.classifier import OpinionWeights
from digit_recognizer.decoding import INTEGER_FIELD, NUMBER_FIELD, second_opinion
from digit_recognizer.decoding.hypotheses import LineReading, RowReading, Symbol
from digit_recognizer.decoding.layout import Position
from digit_recognizer.decoding.second_opinion import reconciled
from digit_recognizer.expression import Row, Sign, text_of
from digit_recognizer.ink.model import Box
from digit_recognizer.segmentation import Primitive, candidate_of

WEIGHTS = OpinionWeights(lattice=1.0, textline=1.0, unseen=0.01)


def frames_of(text: str, share: float = 0.98) -> np.ndarray:
    """Return frames that show ``text``, a blank, a symbol and a blank for each character."""
    columns = [c for sign in text for c in (BLANK_COLUMN, ARITHMETIC.column(sign), BLANK_COLUMN)]
    shares = np.full((len(columns), len(ARITHMETIC)), (1 - share) / (len(ARITHMETIC) - 1))
    shares[np.arange(len(columns)), columns] = share
    return np.log(shares).astype(np.float32)


def pieces(count: int) -> list[Primitive]:
    """Return pieces, each over the frames of one symbol where a frame is ten columns wide."""
    boxes = [Box(30.0 * n + 5, 0.0, 30.0 * n + 25, 40.0) for n in range(count)]
    return [Primitive(box, np.array([[box.left, 1.0], [box.right, 39.0]]), -1) for box in boxes]


def reading_of(text: str, primitives: list[Primitive]) -> RowReading:
    """Return a row of ``text``, as many pieces a symbol as there are."""
    each = len(primitives) // len(text)
    symbols = tuple(
        Symbol(sign, candidate_of(tuple(range(n * each, (n + 1) * each)), primitives))
        for n, sign in enumerate(text)
    )
    return RowReading(0.0, Row(tuple(map(Sign, text))), symbols, Position(20.0, 40.0))


def test_boundaries_are_between_the_symbols() -> None:
    opinion = second_opinion(frames_of("405"), 100.0, 10.0, NUMBER_FIELD)
    assert opinion.texts[0] == "405"
    assert opinion.boundaries() == [130.0, 160.0]


def test_a_field_holds_only_its_own_texts() -> None:
    opinion = second_opinion(frames_of("4-5"), 0.0, 10.0, NUMBER_FIELD)
    assert "4-5" not in opinion.texts
    assert second_opinion(frames_of("4.5"), 0.0, 10.0, INTEGER_FIELD).texts[0] == "45"


def test_what_both_read_wins_and_shares_sum_to_one() -> None:
    primitives = pieces(2)
    line = LineReading(
        (reading_of("41", primitives), reading_of("47", primitives)), (0.6, 0.4), (0, 1)
    )
    opinion = second_opinion(frames_of("47"), 0.0, 10.0, NUMBER_FIELD)
    found = reconciled(line, opinion, WEIGHTS, primitives)
    assert text_of(found.readings[0].row) == "47"
    assert sum(found.shares) == pytest.approx(1)
    assert found.shares[0] > 0.9


def test_a_text_that_only_the_line_network_sees_gets_its_own_pieces() -> None:
    primitives = pieces(3)
    line = LineReading((reading_of("8", primitives),), (1.0,), (0, 1, 2))
    opinion = second_opinion(frames_of("105", share=0.9999), 0.0, 10.0, NUMBER_FIELD)
    best = reconciled(line, opinion, WEIGHTS, primitives).readings[0]
    assert text_of(best.row) == "105"
    assert [symbol.candidate.members for symbol in best.symbols] == [(0,), (1,), (2,)]


def test_a_symbol_without_a_piece_is_not_made_up() -> None:
    primitives = pieces(2)
    line = LineReading((reading_of("15", primitives),), (1.0,), (0, 1))
    opinion = second_opinion(frames_of("1050", share=0.9999), 0.0, 10.0, NUMBER_FIELD)
    found = reconciled(line, opinion, WEIGHTS, primitives)
    assert {text_of(each.row) for each in found.readings} <= {"15", *opinion.texts} - {"1050"}
