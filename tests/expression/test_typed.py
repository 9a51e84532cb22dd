"""What people type or paste: superscripts, fractions, digits of full width, dashes, comparisons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.expression import calculate, latex_of, mathml_of, row_from_text, text_of
from digit_recognizer.expression.text import in_own_signs


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("2²", "2^{2}"), ("2³⁻¹", "2^{3-1}"), ("2½", "2(1)/(2)"), ("⅞", "(7)/(8)"),
        ("１２＋３＝", "12+3="),
        ("3∗4", "3×4"), ("5—2", "5-2"), ("5–2", "5-2"), ("5‑2", "5-2"), ("6∶3", "6÷3"), ("1⁄2", "1/2"),
        ("3≦4", "3≤4"), ("1\u202f000", "1 000"),
    ],
)  # fmt: skip
def test_signs_of_other_programs_mean_what_they_look_like(typed: str, plain: str) -> None:
    assert text_of(row_from_text(typed)) == text_of(row_from_text(plain))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("3≤3", "✓"),
        ("3≤2", "✗"),
        ("2≥3", "✗"),
        ("3≥3", "✓"),
        ("2≠3", "✓"),
        ("2≠2", "✗"),
        ("1≤2<3", "✓"),
    ],
)
def test_comparisons_that_are_typed_are_checked(typed: str, shown: str) -> None:
    row = row_from_text(typed)
    assert calculate(row).shown == shown
    assert "\\leq" in latex_of(row) or "≤" not in typed
    assert mathml_of(row)


def test_a_comma_that_may_be_one_of_thousands_is_remarked_upon() -> None:
    assert "it would be 1001" in calculate(row_from_text("1,000+1")).words
    assert "point as a sign of thousands" in calculate(row_from_text("1.000+1=1.001")).words
    for text in ("1,5+1", "1.000+1", "1,000", "12,000÷4=3,000", "1,0000+1"):
        assert "thousands" not in calculate(row_from_text(text)).words


@given(st.text(max_size=30))
def test_any_text_gives_a_text_that_stays_as_it_is(text: str) -> None:
    own = in_own_signs(text)
    assert in_own_signs(own) == own
