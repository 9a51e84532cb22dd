"""What a person gets: values, verdicts, words; whatever is written, soon and within little memory."""

import sys
import tracemalloc
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_recognizer.expression import Answer, Row, Sign, calculate, row_from_text


def answer(text: str) -> Answer:
    """Return what ``text`` comes to."""
    return calculate(row_from_text(text))


SHOWN = {
    "12+34=": "46",
    "1/2+1=": "3/2 = 1.5",
    "1/3+0=": "1/3 ≈ 0.3333333333",
    "0.1+0.2=": "0.3",
    "0,1+0,2=": "0,3",
    "√{2}=": "≈ 1.414213562",
    "(3)/(4)=": "0.75",
    "3±2=": "5 or 1",
    "±√{4}=": "±2",
    "2^{177}=": "≈ 1.915619426×10^{53}",
    "1,397162×10^{316}=": "1,397162×10^{316}",
    "2(7+8)=": "30",
    "(1)(2)=": "2",
    "2√{3}×√{3}=": "6",
    "2^{1}3^{2}=": "18",
    "[6]÷4=": "3/2 = 1.5",
    "50%×8=": "4",
    "+7×9=": "63",
    "-2^{2}=": "-4",
    "1,234,567+1=": "1234568",
    "1.234,5×2=": "2469",
    "2×(0,5)=": "1",
    "(3, 4, 5)=": "(3, 4, 5)",
    "2+3=1+4=": "5  ✓",
    "2+3=1+3=": "4  ✗ 5 ≠ 4",
    "4+4=8": "✓",
    "3+1=5": "✗ 4",
    "5=3+1": "✗ 4",
    "3+4=2×5": "✗ 7 ≠ 10",
    "(1)/(2)+4=(5)/(2)": "✗ 9/2",
    "2^3+16^3=9^3+15^3=4104": "✓",
    "2^{3}+16^{3}=9^{3}+15^{3}=4105": "✗ 4104",
    "(71÷78)×99=90.12": "✓ rounded",
    "(71÷78)×99=90.13": "✗ ≈ 90.11538462",
    "√{2}=1,41": "✓ rounded",
    "2^{64}=1.84×10^{19}": "✓ rounded",
    "10÷3=3": "✗ 10/3",
    "0.05+0.04=0.1": "✗ 0.09",
    "5=(±2)^{2}+(±1)^{2}": "✓",
    "√{4}=±2": "✗",
    "1<2<3": "✓",
    "3<3": "✗",
    "2=3": "✗",
    "(4/3, 2/3)=(8/6, 4/6)": "✓",
    "(1, 2)=(1, 3)": "✗ (1, 2) ≠ (1, 3)",
}


@pytest.mark.parametrize(("text", "shown"), SHOWN.items(), ids=SHOWN)
def test_shown_behind_the_last_sign(text: str, shown: str) -> None:
    found = answer(text)
    assert found.shown == shown
    assert found.is_asked
    assert found.verdict is {"✓": True, "✗": False}.get(shown[0], found.verdict)


KINDS = {
    "": "none",
    "7": "number",
    "-6,9": "number",
    "([1])": "number",
    "(±1,0,0,±1)": "number",
    "4,2,1": "number",
    "08.3": "number",
    ".5": "number",
    "12+34": "value",
    "(1)/(2)": "value",
    "2^{10}": "value",
    "(4/3, 2/3)": "value",
    "7=": "value",
    "1=1": "check",
    "12+": "unfinished",
    "12+=": "unfinished",
    "(3": "unfinished",
    "5.": "unfinished",
    "=5": "unfinished",
    "=": "unfinished",
    "3<": "unfinished",
    "×5": "unfinished",
    "()": "unfinished",
    "()/(2)": "unfinished",
    "√": "unfinished",
    "√{}": "unfinished",
    "2^{}": "unfinished",
    "1,2,": "unfinished",
    "1++": "impossible",
    "1--2": "impossible",
    "..5": "impossible",
    "1.2.3": "impossible",
    "5 5": "impossible",
    "7 1/2": "impossible",
    "3)": "impossible",
    "[1)": "impossible",
    "5==5": "impossible",
    "(1=1)": "impossible",
    "2^{3}^{2}": "impossible",
    "5%5": "impossible",
    "5%%": "impossible",
    "2×(√{2},√{2})": "impossible",
    "(1,2,3)<4": "impossible",
    "√{2},5": "value",
    "2^{3}.5": "impossible",
    "2^3 4": "impossible",
    "a+1": "impossible",
    "2x": "unfinished",
    "1/0": "impossible",
    "0^{-1}": "impossible",
    "1/(√{8}-2√{2})": "impossible",
    "√{-4}": "impossible",
    "(-4)^{(1)/(2)}": "impossible",
    "(-4)^{√{2}}": "impossible",
    "9^{9^{9}}": "impossible",
    "9^(9^9)": "impossible",
    "9^{-9^{9}}": "impossible",
    "±1±2±4±8±16": "impossible",
}


@pytest.mark.parametrize(("text", "kind"), KINDS.items(), ids=KINDS)
def test_kinds_and_their_words(text: str, kind: str) -> None:
    found = answer(text)
    assert found.kind == kind
    without_value = kind in {"unfinished", "impossible"}
    assert bool(found.words) == without_value
    assert bool(found.values) == (not without_value and kind != "none")
    assert not found.words.endswith(".")


def test_words_are_calm_and_say_what_is_the_matter() -> None:
    assert answer("1/0=").words == "nothing can be divided by 0"
    assert answer("9^{9^{9}}").words == "this number is too large to be calculated"
    assert answer("(3").words == "a ) is missing"
    assert answer("12+").words == "something is missing after +"
    assert answer("1++").words == "+ and + cannot stand side by side"


def test_what_can_be_read_in_two_ways_is_said() -> None:
    mixed = answer("2(1)/(2)=")
    assert (mixed.exact, mixed.words) == ("5/2", "2(1)/(2) is read as 2 and 1/2")
    assert answer("2(3)/(2)=").exact == "3"
    assert answer("2((1))/(2)=").exact == "1"
    left = answer("6÷2(1+2)=")
    assert (left.exact, left.words) == ("9", "products and divisions are read from left to right")
    assert "10% is 0.1" in answer("200+10%=").words
    thousands = answer("(1+9+6+8+3)^{3}=19,683")
    assert thousands.verdict is False
    assert "thousands" in thousands.words
    assert "one of the values" in answer("√{4}=±2").words
    assert answer("(71÷78)×99=90.12").words == "more exactly it is 2343/26 ≈ 90.11538462"


def test_commas_are_decimal_or_of_a_list() -> None:
    assert answer("(0,5)").exact == "(0, 5)"
    assert answer("(0,5)=").exact == "0,5"
    assert answer("(1,5+2)×2=").exact == "7"
    assert answer("(36)/(0,3)=120").verdict is True
    assert answer("(2,-1,1)=").exact == "(2, -1, 1)"
    assert answer("(±1,0)").exact == "(±1, 0)"


def test_answers_agree_by_value_or_verdict() -> None:
    assert answer("2+2=").agrees_with(answer("4"))
    assert answer("(1)/(2)").agrees_with(answer("2÷4="))
    assert answer("1+1=2").agrees_with(answer("2=2"))
    assert not answer("1+1=2").agrees_with(answer("1+1=3"))
    assert not answer("1+1").agrees_with(answer("1+1=2"))
    assert not answer("1+").agrees_with(answer("1+"))


HOSTILE = {
    "long sum": "+".join(["1"] * 1000),
    "long product": "×".join(["9"] * 1000),
    "factorial": "×".join(map(str, range(1, 500))),
    "harmonic": "+".join(f"1/{n}" for n in range(1, 400)),
    "tower": "^".join(["9"] * 6),
    "tall tower": "^".join(["2"] * 1500),
    "roots": "+".join(f"√{{{n}}}" for n in range(2, 400)),
    "large roots": "+".join(f"√{{{n}}}" for n in range(10**12, 10**12 + 200)),
    "products of roots": "×".join(f"(√{{{n}}}+√{{{n + 1}}})" for n in range(2, 120)),
    "divided by roots": "+".join(f"1/(1+√{{{n}}}+√{{{n + 1}}}+√{{{n + 3}}})" for n in range(2, 80)),
    "cube roots": "+".join(f"{n}^{{(1)/(3)}}" for n in range(2, 200)),
    "power of roots": "(√{2}-1)^{12999}",
    "many values": "±√{2}±√{3}±√{5}±√{7}" + "+√{11}" * 300,
    "powers": "+".join(f"3^{{{n}}}" for n in range(7000, 7300)),
    "open brackets": "(" * 2000,
    "brackets": "(" * 1000 + "1" + ")" * 1000,
    "nested fractions": "((1)/(" * 600 + "1" + "))" * 600,
    "brackets in fractions": ("(" * 20 + "(1)/(") * 60 + "1" + (")" + ")" * 20) * 60,
    "root signs": "√" * 2000 + "2",
    "percents": "1" + "%" * 1500,
    "digits": "9" * 100_000,
    "commas": "1," * 1900 + "1",
    "points": "1.2." * 900,
    "chain": "=".join(["√{2}+√{3}"] * 200),
    "comparisons": "<".join(["(√{2}+√{3}+√{5})^{99}"] * 60),
    "minus": "-" * 2000,
}


MOST_CALLS = 600_000  # of functions; the worst of these expressions takes 400,000


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_bounded_work(text: str) -> None:
    """Calls are counted, not seconds: the same number on every machine."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        answer(text)
    finally:
        sys.setprofile(None)
    assert calls < MOST_CALLS


@pytest.mark.parametrize("name", ["tower", "factorial", "divided by roots", "powers", "digits"])
def test_bounded_memory(name: str) -> None:
    tracemalloc.start()
    try:
        answer(HOSTILE[name])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


@settings(max_examples=150)
@given(
    st.text(alphabet="0123456789+-×÷·/()[]=±<>.,√%^{} ", max_size=25)
    | st.lists(
        st.sampled_from(
            ["12", "+", "-", "×", "√{2}", "(1)/(2)", "^{2}", "^{-1}", "(", ")", "=", ","]
        ),
        max_size=14,
    ).map("".join)
)
def test_any_writing_gets_an_answer(text: str) -> None:
    found = answer(text)
    assert (found.kind == "none") == (not row_from_text(text))
    if found.kind in {"unfinished", "impossible"}:
        assert found.words
        assert not found.values
        assert not found.shown
    assert found == answer(text)


def test_odd_rows_get_an_answer_too() -> None:
    for items in ((Sign(""),), (Sign("12"),), (Sign("\ud800"), Sign("1")), (Sign("∅"),)):
        assert calculate(Row(items)).kind == "impossible"
