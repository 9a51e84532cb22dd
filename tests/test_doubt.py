"""Each reason for doubt, at its threshold."""

import numpy as np
import pytest
from numpy.typing import NDArray

from digit_recognizer import doubt
from digit_recognizer.doubt import (
    MAX_OTHER_CONFIDENCE,
    MAX_PATH_LENGTH,
    MAX_RIGHT_CHANGE,
    MIN_DIGIT_CONFIDENCE,
    MIN_KNOWN_GAIN,
    MIN_LINE_CONFIDENCE,
    MIN_PICTURE_CONFIDENCE,
    MIN_PICTURED_CONFIDENCE,
    MIN_SINGLE_SIGN,
    MIN_SYMBOL_CONFIDENCE,
    MIN_WRONG_CONFIDENCE,
    Reason,
)

BIT = 1e-6


def flags(*values: float) -> NDArray[np.float32]:
    return np.array(values, np.float32)


def test_an_answer_of_a_network_needs_confidence_and_evidence() -> None:
    known = np.array([False, False, False, True, True])
    found = doubt.are_unsupported(
        flags(0.9, 0.6, 0.9, 0.9, 0.6), flags(12, 12, 4, 4, 12), known, 0.7, 8.0
    )
    assert found.tolist() == [False, True, True, False, True]


def test_a_profile_knows_what_gains_half_of_the_most() -> None:
    gains = flags(MIN_KNOWN_GAIN * 4, MIN_KNOWN_GAIN * 4 - 0.01, 0)
    assert doubt.are_known(gains, 4.0).tolist() == [True, False, False]
    assert not doubt.are_known(flags(0), 0.0).any(), "a profile without a say knows nothing"


def test_a_path_is_too_long_for_a_digit() -> None:
    lengths = np.array([MAX_PATH_LENGTH, MAX_PATH_LENGTH + BIT])
    assert doubt.are_too_long(lengths).tolist() == [False, True]


@pytest.mark.parametrize(
    ("confidence", "length", "reason"),
    [(MIN_DIGIT_CONFIDENCE, 1.0, Reason.UNCLEAR_DIGIT),
     (MIN_DIGIT_CONFIDENCE - BIT, 1.0, Reason.NO_DIGIT),
     (0.95, 1.0, Reason.NO_DIGIT),  # sure, but without evidence
     (0.6, MAX_PATH_LENGTH + BIT, Reason.NO_DIGIT)],
)  # fmt: skip
def test_a_doubtful_digit_is_unclear_or_none(
    confidence: float, length: float, reason: Reason
) -> None:
    assert doubt.digit(confidence, length, 0.7, is_doubtful=True) is reason
    assert doubt.digit(confidence, length, 0.7, is_doubtful=False) is None


def test_a_symbol_needs_confidence_and_one_by_itself_more() -> None:
    assert doubt.symbol(MIN_SYMBOL_CONFIDENCE) is None
    assert doubt.symbol(MIN_SYMBOL_CONFIDENCE - BIT) is Reason.UNCLEAR_SYMBOL
    assert doubt.single_sign(MIN_SINGLE_SIGN) is None
    assert doubt.single_sign(MIN_SINGLE_SIGN - BIT) is Reason.UNCLEAR_SYMBOL


@pytest.mark.parametrize(
    ("share", "symbols", "by_sum", "reason"),
    [(MIN_LINE_CONFIDENCE, [False], False, None),
     (MIN_LINE_CONFIDENCE - BIT, [False], False, Reason.UNCLEAR_LINE),
     (1.0, [False], True, Reason.BY_SUM),
     (1.0, [], False, Reason.NO_SYMBOLS),
     (1.0, [False, True], False, Reason.UNCLEAR_SYMBOL)],
)  # fmt: skip
def test_a_line(share: float, symbols: list[bool], by_sum: bool, reason: Reason | None) -> None:
    assert doubt.line(share, symbols, by_sum=by_sum) is reason


def test_a_line_in_a_picture_is_doubted_where_it_is_rather_wrong() -> None:
    least = MIN_PICTURED_CONFIDENCE
    assert doubt.line(least, [False], by_sum=False, is_picture=True) is None
    unclear = doubt.line(least - BIT, [False], by_sum=False, is_picture=True)
    assert unclear is Reason.UNCLEAR_LINE


@pytest.mark.parametrize(("by_sum", "reason"), [(False, None), (True, Reason.BY_SUM)])
def test_a_check_that_holds_needs_no_clear_symbols(by_sum: bool, reason: Reason | None) -> None:
    assert doubt.line(0.1, [False, True], by_sum=by_sum, holds=True) is reason
    assert doubt.line(0.1, [False, True], by_sum=by_sum) is not None


def test_a_point_stands_beside_its_digits_and_a_dollar_is_a_one_in_a_five() -> None:
    assert doubt.placement(doubt.MAX_POINT_GAP, doubt.MAX_INSIDE) is None
    assert doubt.placement(doubt.MAX_POINT_GAP + BIT, 0.0) is Reason.PARTED_POINT
    assert doubt.placement(0.0, doubt.MAX_INSIDE + BIT) is Reason.DOLLAR
    assert doubt.placement(0.0, 0.0, frozenset("±7")) is Reason.EURO
    assert doubt.placement(0.0, 0.0, frozenset("+7")) is None


def test_a_number_in_a_picture_must_be_surer_than_ink() -> None:
    assert doubt.picture_line("408", MIN_PICTURE_CONFIDENCE, []) is None
    assert doubt.picture_line("-4,8%", MIN_PICTURE_CONFIDENCE - BIT, []) is Reason.UNCLEAR_NUMBER
    assert doubt.picture_line("4+8", 0.1, []) is None, "nothing was set on sums"


@pytest.mark.parametrize(("of", "other"), [("1", "7"), ("7", "1")])
def test_a_one_in_a_picture_may_be_a_seven(of: str, other: str) -> None:
    unsure = MAX_OTHER_CONFIDENCE + BIT
    assert doubt.picture_line("170", 1.0, [(of, other, unsure)]) is Reason.ONE_OR_SEVEN
    assert doubt.picture_line("170", 1.0, [(of, other, MAX_OTHER_CONFIDENCE)]) is None
    assert doubt.picture_line("170", 1.0, [(of, "4", 0.4), ("0", other, 0.4)]) is None


def test_a_reading_is_as_doubtful_as_its_lines_and_a_field_that_is_empty_too() -> None:
    assert doubt.reading([False, False]) is None
    assert doubt.reading([False, True]) is Reason.UNCLEAR_READING
    assert doubt.field("12", is_reading_doubtful=False) is None
    assert doubt.field("12", is_reading_doubtful=True) is Reason.UNCLEAR_READING
    assert doubt.field("", is_reading_doubtful=False) is Reason.NO_SYMBOLS


def test_a_doubtful_line_has_a_symbol_that_is_marked() -> None:
    sure = [(0.9, False), (0.6, False), (0.8, False)]
    assert doubt.marked(sure, is_line_doubtful=False) == []
    assert doubt.marked(sure, is_line_doubtful=True) == [1, 2], "all that is not sure"
    assert doubt.marked([(0.95, False), (0.92, False)], is_line_doubtful=True) == [1]
    assert doubt.marked([(0.4, True), *sure], is_line_doubtful=True) == [0, 2, 3]
    assert doubt.marked([], is_line_doubtful=True) == []


def test_people_are_told_in_these_words() -> None:
    assert Reason.UNCLEAR_DIGIT.value == "it is not clear enough"
    assert Reason.NO_DIGIT.value == "it looks like no digit, or like several"
    assert Reason.UNCLEAR_READING.value == "some of it is not clear enough"
    assert len({reason.value for reason in Reason}) == len(Reason)


def test_a_sum_is_called_wrong_only_where_it_is_surely_read_and_nothing_makes_it_right() -> None:
    sure, unlikely = MIN_WRONG_CONFIDENCE, MAX_RIGHT_CHANGE
    assert doubt.wrong_sum(sure, unlikely) is None
    for confidence, change in ((sure - BIT, 0.0), (1.0, unlikely + BIT)):
        assert doubt.wrong_sum(confidence, change) is Reason.UNCLEAR_WRONG
