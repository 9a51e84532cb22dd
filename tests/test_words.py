"""Texts for people: per cent, short texts, printable texts."""

import math

import pytest
from support import assert_sentence

from digit_recognizer.words import (
    clause_of,
    fine_percent,
    one_line,
    percent,
    printable,
    share_percent,
    shortened,
    whole_percent,
)


def test_no_confidence_is_shown_as_certain() -> None:
    assert [whole_percent(p) for p in (0.004, 0.421, 0.997, 1.0)] == ["0 %", "42 %", "99 %", "99 %"]
    assert [fine_percent(p) for p in (0.9912, 1.0)] == ["99.1 %", "99.9 %"]
    assert [percent(p) for p in (0.421, 0.995, 1.0)] == ["42 %", "99.5 %", "99.9 %"]


def test_a_measured_share_may_be_all_or_unknown() -> None:
    assert [share_percent(p) for p in (1.0, None, math.nan)] == ["100.00 %", "-", "-"]
    assert share_percent(0.12345, 1) == "12.3 %"


def test_a_long_text_ends_in_an_ellipsis() -> None:
    assert [shortened("12345", longest) for longest in (5, 4)] == ["12345", "123…"]
    assert one_line(" 12\n+3 \t= ") == "12 +3 ="


def test_control_characters_are_written_out() -> None:
    assert printable("7\x1b[2J\n") == "7\\x1b[2J\\n"
    assert printable("7\n÷", keep="\n") == "7\n÷"


@pytest.mark.parametrize("said", ["", ".", "a b..", "a\n\tb.", "a b . . ", "word " * 999])
def test_what_an_error_says_ends_a_sentence(said: str) -> None:
    clause = clause_of(ValueError(said))
    assert clause and len(clause) <= 200
    assert_sentence(f"{clause}.")
    assert clause_of(ValueError("of no matter"), "this") == "this"
