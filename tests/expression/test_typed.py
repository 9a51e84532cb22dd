"""Expressions as people type them: what is typed means the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.expression import calculate, row_from_text, typed

NUMBERS = st.integers(0, 99).map(str)


def deeper(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(parts, st.sampled_from("+-×÷"), parts).map("".join)
    bars = st.tuples(parts, parts).map(lambda two: f"({two[0]})/({two[1]})")
    powers = st.tuples(NUMBERS, st.integers(0, 3)).map(lambda two: f"{two[0]}^{{{two[1]}}}")
    roots = parts.map(lambda part: f"√{{{part}}}")
    brackets = parts.map(lambda part: f"({part})")
    return pairs | bars | powers | roots | brackets


@given(st.recursive(NUMBERS, deeper, max_leaves=8))
def test_what_is_typed_has_the_same_value(text: str) -> None:
    row = row_from_text(text)
    before, after = calculate(row), calculate(row_from_text(typed(row)))
    assert (after.kind, after.exact, after.decimal) == (before.kind, before.exact, before.decimal)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(4)/(4)+(4)/(4)=2", "4/4 + 4/4 = 2"),
        ("12+34=46", "12+34=46"),
        ("-(1)/(2)", "-1/2"),
        ("(1+2)/(3)", "(1+2)/3"),
        ("2÷(1)/(2)", "2÷(1/2)"),
        ("2(1)/(2)", "2 1/2"),
        ("2^{10}", "2^10"),
        ("√{2+3}", "√(2+3)"),
    ],
)
def test_it_looks_as_one_types_it(text: str, said: str) -> None:
    assert typed(row_from_text(text)) == said
