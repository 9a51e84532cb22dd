"""Sets of written expressions: symbols and strokes match, faults are counted with their place."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import assert_sentence

from digit_recognizer.datasets.expression_set import (
    MAX_STROKES,
    ExpressionSample,
    holds_expressions,
    read_expression_set,
)
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink

DOWN, UP, LEVEL = [[0, 0], [0, 9]], [[5, 9], [5, 0]], [[2, 5], [8, 5]]


def line(**changes: Any) -> str:
    row = {
        "label": "1+1",
        "kind": "linear",
        "writer": "w",
        "symbols": [["1", [0]], ["+", [1, 2]], ["1", [3]]],
        "strokes": [DOWN, LEVEL, UP, DOWN],
    }
    return json.dumps({key: value for key, value in {**row, **changes}.items() if value != ...})


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{text}\n" for text in lines))
    return path


def test_what_is_known_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress((line() + "\n\n" + line(label="11", kind=...)).encode()))
    found = read_expression_set(path)
    assert found.lines == [1, 3]
    assert found.skipped.sentence() is None
    assert found.samples[0] == ExpressionSample(
        Ink.from_xy([DOWN, LEVEL, UP, DOWN]),
        "1+1",
        (("1", (0,)), ("+", (1, 2)), ("1", (3,))),
        "linear",
        "w",
    )
    assert (found.samples[1].label, found.samples[1].kind) == ("11", "")


def test_numbers_need_a_label_only(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", line(symbols=..., kind=..., writer=...))
    assert read_expression_set(path).samples == [
        ExpressionSample(Ink.from_xy([DOWN, LEVEL, UP, DOWN]), "1+1")
    ]


def test_symbols_have_the_names_of_the_alphabet(tmp_path: Path) -> None:
    names = ["\\times", "x", "*", "\\div", "\\pm", "\\sqrt", "frac", "7"]
    path = write(tmp_path / "a.jsonl", line(symbols=[[name, [0]] for name in names]))
    found = read_expression_set(path).samples[0].symbols
    assert [name for name, _ in found] == ["×", "×", "×", "÷", "±", "√", "frac", "7"]


def test_an_empty_stroke_has_no_place_and_the_others_keep_theirs(tmp_path: Path) -> None:
    symbols = [["1", [0, 1]], ["2", [1]], ["3", [3, 2]]]
    path = write(tmp_path / "a.jsonl", line(strokes=[DOWN, [], UP, LEVEL], symbols=symbols))
    found = read_expression_set(path).samples[0]
    assert len(found.ink) == 3
    assert found.symbols == (("1", (0,)), ("3", (1, 2)))


FAULTS = [
    ("oops", "that are no JSON"),
    ("{}", "without strokes"),
    (line(strokes=[[]]), "without points"),
    (line(strokes=[[[1, float("inf")]]]), "with NaN or an infinite number"),
    (line(label=...), "without a label"),
    (line(label=" "), "without a label"),
    (line(label=7), "without a label"),
    (line(label="1" * 9_999), "longer than 2,000 characters or 5,000 strokes"),
    (line(strokes=[DOWN] * (MAX_STROKES + 1)), "longer than 2,000 characters or 5,000 strokes"),
    (line(symbols=7), "whose symbols are no lists of its strokes"),
    (line(symbols=[["1"]]), "whose symbols are no lists of its strokes"),
    (line(symbols=[["1", 0]]), "whose symbols are no lists of its strokes"),
    (line(symbols=[["1", ["0"]]]), "whose symbols are no lists of its strokes"),
    (line(symbols=[["1", [4]]]), "whose symbols are no lists of its strokes"),
    (line(symbols=[["1", [-1]]]), "whose symbols are no lists of its strokes"),
]


@pytest.mark.parametrize(("bad", "reason"), FAULTS, ids=range(len(FAULTS)))
def test_each_fault_is_named_with_its_line(tmp_path: Path, bad: str, reason: str) -> None:
    path = write(tmp_path / "a.jsonl", line(), bad, line())
    found = read_expression_set(path)
    assert found.lines == [1, 3]
    assert found.skipped.sentence() == f"{path}: left out 1 of 3: 1 {reason} (line 2)."


@pytest.mark.parametrize("content", ["", "oops\n", line(label="")])
def test_nothing_usable_is_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.jsonl"
    with pytest.raises(FileError) as caught:
        read_expression_set(path)
    assert_sentence(caught.value)
    path.write_text(content)
    with pytest.raises(FileError) as caught:
        read_expression_set(path)
    assert_sentence(caught.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=8,
)


@given(symbols=json_values, kind=json_values, writer=json_values)
def test_any_json_gives_a_sample_or_a_counted_fault(
    tmp_path_factory: pytest.TempPathFactory, symbols: Any, kind: Any, writer: Any
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.jsonl"
    write(path, line(), line(symbols=symbols, kind=kind, writer=writer))
    found = read_expression_set(path)
    assert len(found.samples) + found.skipped.count == 2
    for sample in found.samples:
        assert all(0 <= index < len(sample.ink) for _, own in sample.symbols for index in own)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (line(label="7"), True),  # it says which strokes are which symbol
        (line(symbols=..., label="12"), True),
        (line(symbols=..., label="1"), False),
        (line(symbols=..., label="seven"), False),
        (line(symbols=..., label="=="), False),
        (line(symbols=..., label=7) + "\n" + line(symbols=..., label="1 + 2^{3}"), True),
        ("oops", False),
    ],
)
def test_a_set_of_expressions_is_known_by_its_first_lines(
    tmp_path: Path, content: str, expected: bool
) -> None:
    path = write(tmp_path / "a.jsonl", content)
    assert holds_expressions(path) is expected
    assert not holds_expressions(tmp_path / "missing.jsonl")
    assert not holds_expressions(path.rename(tmp_path / "a.txt"))
