"""What people seldom write is worth less than what they usually write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.plausibility import plausibility
from digit_recognizer.expression import calculate, row_from_text


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
