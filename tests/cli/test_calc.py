"""``digits calc``: expressions on the terminal."""

import io
import json
import sys
from xml.etree import ElementTree

import pytest
from support import Digits, assert_failed

EXAMPLES = {
    "12+34": "12+34 = 46",
    "1/2+1=": "1/2+1 = 3/2 = 1.5",
    "√2": "√{2} ≈ 1.414213562",
    "4+4=8": "4+4=8 ✓",
    "3+1=5": "3+1=5 ✗ 4",
    "2^3+16^3=9^3+15^3=4104": "2^{3}+16^{3}=9^{3}+15^{3}=4104 ✓",
    "(71÷78)×99=90.12": "(71÷78)×99=90.12 ✓ rounded  (more exactly it is 2343/26 ≈ 90.11538462)",
    "42": "42",
}


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Let ``data`` be the standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_values_and_verdicts(digits: Digits) -> None:
    code, out, err = digits("calc", *EXAMPLES)
    assert (code, out.splitlines(), err) == (0, list(EXAMPLES.values()), "")


def test_what_has_no_value_is_said_and_counted(digits: Digits) -> None:
    code, out, err = digits("calc", "1+1", "9^(9^9)", "12+", "")
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "1+1 = 2",
        "9^{9^{9}}: this number is too large to be calculated",
        "12+: something is missing after +",
        ": nothing to calculate",
    ]


def test_json_says_it_all(digits: Digits) -> None:
    code, out, _ = digits("calc", "--json", "(1)/(2)+1=", "1/0")
    half, none = map(json.loads, out.splitlines())
    assert code == 1
    assert (half["text"], half["exact"], half["decimal"]) == ("(1)/(2)+1=", "3/2", "1.5")
    assert half["latex"] == r"\frac{1}{2}+1="
    ElementTree.fromstring(half["mathml"])
    assert (none["kind"], none["words"]) == ("impossible", "nothing can be divided by 0")


def test_formulas_alone(digits: Digits) -> None:
    assert digits("calc", "--latex", "2^3")[1] == "2^{3}\n"
    ElementTree.fromstring(digits("calc", "--mathml", "2^3")[1])


def test_lines_of_standard_input(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b"\xef\xbb\xbf1+1\n\n  2\xc3\x973 \r\n\xff\n")
    code, out, _ = digits("calc", "-", "5-3")
    assert code == 1
    assert out.splitlines()[:2] == ["1+1 = 2", "2×3 = 6"]
    assert out.splitlines()[3] == "5-3 = 2"


def test_a_line_without_end(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b"9" * 300_000 + b"\n1+1")
    code, out, _ = digits("calc", "-")
    assert code == 1
    assert out.splitlines()[0].endswith("this is too long to be calculated")
    assert out.splitlines()[1:] == ["1+1 = 2"]


def test_nothing_to_read_from(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert_failed(digits("calc", "-"), "standard input")


def test_an_expression_that_begins_with_minus(digits: Digits) -> None:
    assert digits("calc", "--", "-2+3")[1] == "-2+3 = 1\n"
