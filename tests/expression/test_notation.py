"""Rows as text, LaTeX and MathML: nothing fails, nothing is lost, everything is well-formed."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.alphabet import ARITHMETIC
from digit_recognizer.expression import (
    Item,
    Over,
    Radical,
    Raised,
    Row,
    Sign,
    calculate,
    latex_of,
    mathml_of,
    readable,
    row_from_text,
    text_of,
)

MATHML = "{http://www.w3.org/1998/Math/MathML}"
loose = st.text(alphabet="0123456789+-×÷·/()[]=±<>.,√%^{}x *", max_size=30) | st.text(max_size=20)

TYPED = {
    "2^3": "2^{3}",
    "9^(9^9)": "9^{9^{9}}",
    "2^2^3": "2^{2^{3}}",
    "2^-1": "2^{-1}",
    "2^0,5": "2^{0,5}",
    "3*4": "3×4",
    "3 x 4": "3×4",
    "6:2": "6÷2",
    "5−2": "5-2",
    "√2+√(3)": "√{2}+√{3}",
    "7 1/2": "7 1/2",
    "( 1 ) / ( 2 )": "(1)/(2)",
}
DIGIT_SIGNS = [Sign(digit) for digit in "0123456789"]
KEPT = [
    "12+7",
    "(1)/(2)",
    "((1)/(2))^{2}",
    "(1)/(2)^{2}",
    "1/(2)/(3)",
    "(1)/((2)/(3))",
    "2^{3",
    "√",
    "^",
    "()/()",
    "4+(1)/(2+(1)/(1+(1)/(3)))",
]


@st.composite
def rows(draw: st.DrawFn, depth: int = 2) -> Row:
    """Draw rows as a reader makes them: powers follow something, a root has its extent."""
    items: list[Item] = []
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["digit", "sign", "over", "root", "power"]))
        if depth and kind == "over":
            items.append(Over(draw(rows(depth - 1)), draw(rows(depth - 1))))
        elif depth and kind == "root":
            items.append(Radical(draw(rows(depth - 1))))
        elif depth and kind == "power" and items and items[-1] in DIGIT_SIGNS:
            items.append(Raised(draw(rows(depth - 1))))
        else:
            items.append(
                Sign(draw(st.sampled_from("0123456789" if kind == "digit" else "+-×÷=<>±%")))
            )
    return Row(tuple(items))


@given(rows())
def test_a_row_comes_back_from_its_text(row: Row) -> None:
    assert row_from_text(text_of(row)) == row


@given(loose)
def test_any_text_is_taken_and_its_usual_form_stays(text: str) -> None:
    usual = text_of(row_from_text(text))
    assert text_of(row_from_text(usual)) == usual


@pytest.mark.parametrize(("typed", "usual"), TYPED.items(), ids=TYPED)
def test_typed_ways_are_understood(typed: str, usual: str) -> None:
    assert text_of(row_from_text(typed)) == usual


@pytest.mark.parametrize("text", KEPT)
def test_texts_that_stay_as_they_are(text: str) -> None:
    assert text_of(row_from_text(text)) == text


def test_a_bar_keeps_its_meaning_beside_powers_and_slashes() -> None:
    half = Over(Row((Sign("1"),)), Row((Sign("2"),)))
    squared = Row((half, Raised(Row((Sign("2"),)))))
    beside = Row((Sign("3"), Sign("/"), half))
    for row, value in ((squared, "1/4"), (beside, "6")):
        assert calculate(row).exact == calculate(row_from_text(text_of(row))).exact == value


@given(rows() | loose.map(row_from_text))
def test_latex_has_balanced_braces_and_single_powers(row: Row) -> None:
    latex = latex_of(row)
    plain = re.sub(r"\\[{}\\#$%&_ ,]", "", latex)
    depth = 0
    for sign in plain:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert not set("#$&~") & set(plain)
    assert all(ord(sign) < 128 or sign.isalnum() for sign in latex)


@given(rows() | loose.map(row_from_text))
def test_mathml_is_well_formed(row: Row) -> None:
    root = ElementTree.fromstring(mathml_of(row))
    assert root.tag == f"{MATHML}math"
    for element in root.iter():
        if element.tag in {f"{MATHML}mfrac", f"{MATHML}msup"}:
            assert len(element) == 2


def test_formulas_are_set_as_they_are_written() -> None:
    row = row_from_text("(1)/(2)+2,5^{3}×(1+√{2})^{2}")
    assert latex_of(row) == r"\frac{1}{2}+2{,}5^{3}\times (1+\sqrt{2})^{2}"
    root = ElementTree.fromstring(mathml_of(row))
    bases = [element[0] for element in root.iter(f"{MATHML}msup")]
    assert ["".join(base.itertext()) for base in bases] == ["2,5", "(1+2)"]


def test_every_sign_of_the_alphabet_has_a_form() -> None:
    for sign in ARITHMETIC:
        row = row_from_text(sign)
        assert text_of(row) == sign
        assert latex_of(row)
        ElementTree.fromstring(mathml_of(row))


def test_what_is_nested_without_end_ends() -> None:
    row = Row((Sign("1"),))
    for _ in range(5_000):
        row = Row((Over(row, Row((Sign("2"),))), Sign("+"), Radical(row)))
        row = Row(
            (Sign("2"), Raised(row.items[0].numerator if isinstance(row.items[0], Over) else row))
        )
    assert "…" in text_of(row)
    assert "ldots" in latex_of(row)
    ElementTree.fromstring(mathml_of(row))
    assert calculate(row).words == "this is nested too deep to be calculated"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("7", "7"),
        ("2^{10}", "2¹⁰"),
        ("2^{-3}+1", "2⁻³+1"),
        ("2^{(1)/(2)}", "2^(1⁄2)"),
        ("2^{3^{4}}", "2^(3⁴)"),
        ("7(1)/(2)", "7\u20091⁄2"),
        ("(1+2)/(3)", "(1+2)/(3)"),
        ("√{2.5}", "√2.5"),
        ("√{2+3}=", "√(2+3)="),
        ("1+1\n2^{2}", "1+1\n2²"),
        ("", ""),
    ],
)
def test_captions_are_readable(text: str, said: str) -> None:
    assert readable(text) == said


@given(st.text(max_size=60))
def test_any_caption_ends(text: str) -> None:
    assert readable(text).count("\n") == text.count("\n")
