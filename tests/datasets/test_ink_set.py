"""Ink data sets with faults: the good lines are used, the others counted with their place."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import assert_sentence, inks

from digit_recognizer.datasets import ink_lines
from digit_recognizer.datasets.ink_set import read_ink_set, turned_over, upright
from digit_recognizer.datasets.labelled import is_symbol
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Drawing, Ink

SEVEN = json.dumps({"label": "7", "writer": "w", "strokes": [[[0, 0], [10, 0], [5, 20]]]})


def write(path: Path, *lines: str) -> Path:
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
    return path


def line(strokes: Any, label: Any = "7") -> str:
    return json.dumps({"label": label, "strokes": strokes})


def test_a_good_file_is_read_whole_and_nothing_is_said(tmp_path: Path) -> None:
    found = read_ink_set(write(tmp_path / "a.jsonl.gz", SEVEN, "", SEVEN), is_symbol)
    assert [d.label for d in found.samples] == ["7", "7"]
    assert found.samples[0] == Drawing(Ink.from_xy([[(0, 0), (10, 0), (5, 20)]]), "7", "w")
    assert found.lines == [1, 3]
    assert (found.skipped.total, found.skipped.sentence()) == (2, None)


FAULTS = [
    ("oops", "that are no JSON"),
    ("[" * 100_000, "that are no JSON"),
    ("[1]", "without strokes"),
    ('{"label": "7"}', "without strokes"),
    (line([]), "without points"),
    (line([[], []]), "without points"),
    (line([[[1]]]), "with points that are no pairs of numbers"),
    (line([[["a", "b"]]]), "with points that are no pairs of numbers"),
    (line([[[1, 2, 3, 4]]]), "with points that are no pairs of numbers"),
    (line([7]), "with points that are no pairs of numbers"),
    (line([[[1, float("nan")]]]), "with NaN or an infinite number"),
    ('{"label": "7", "strokes": [[[1e999, 2]]]}', "with NaN or an infinite number"),
    (line([[[1, 1e9]]]), "with a coordinate beyond 1e+07"),
    (line([[[1, 1], [2, 2]]], "seven"), "with an unknown label"),
    (line([[[1, 1], [2, 2]]], ""), "with an unknown label"),
    (line([[[1, 1], [2, 2]]], None), "with an unknown label"),
    (line([[[1, 1]]]), "that are a digit of one point"),
    (line([[[1, 1], [1, 1]]]), "that are a digit of one point"),
]


@pytest.mark.parametrize(("bad", "reason"), FAULTS, ids=range(len(FAULTS)))
def test_each_fault_is_named_with_its_line(tmp_path: Path, bad: str, reason: str) -> None:
    path = write(tmp_path / "a.jsonl.gz", SEVEN, bad, SEVEN)
    found = read_ink_set(path, is_symbol)
    assert found.lines == [1, 3]
    assert found.skipped.sentence() == f"{path}: left out 1 of 3: 1 {reason} (line 2)."


def test_faults_are_counted_most_frequent_first(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", SEVEN, "x", line([]), SEVEN, line([]))
    skipped = read_ink_set(path).skipped
    assert skipped.sentence() == (
        f"{path}: left out 3 of 5: 2 without points (first at line 3), 1 that are no JSON (line 2)."
    )
    assert skipped.as_dict()["reasons"]["without points"] == {"count": 2, "first": "line 3"}


def test_a_dot_may_be_one_point_and_empty_strokes_are_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", line([[[5, 5]], []], "."))
    found = read_ink_set(path, is_symbol)
    assert [len(d.ink) for d in found.samples] == [1]
    assert found.skipped.sentence() is None


@pytest.mark.parametrize("keep", [200, -3, -9])
def test_of_a_truncated_gzip_file_the_lines_before_are_used(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "a.jsonl.gz"
    lines = [line([[[i, 0], [i * 7 % 13, i]]]) for i in range(1, 400)]
    path.write_bytes(gzip.compress("".join(f"{text}\n" for text in lines).encode())[:keep])
    found = read_ink_set(path)
    assert 0 < len(found.samples) <= 399
    assert_sentence(found.skipped.sentence(), path, "cut off or damaged after line", "get it again")


@pytest.mark.parametrize(
    "content", [b"plain text", b"\x1f\x8b", b"", gzip.compress(b"x\n{}\n", mtime=0)]
)
def test_where_nothing_can_be_used_it_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        read_ink_set(path)
    assert_sentence(caught.value, path, "get it again")


def test_a_file_that_is_too_large_is_used_up_to_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ink_lines, "MAX_INK_TEXT", 2**20)
    path = tmp_path / "a.jsonl.gz"
    long = json.dumps({"label": "7", "strokes": [[[i, i] for i in range(1000)]]})
    write(path, *[long] * 200)
    found = read_ink_set(path)
    assert len(found.samples) == 2**20 // (len(long) + 1)
    assert_sentence(found.skipped.sentence(), path, "larger than 1 MB", f"{len(found.samples):,}")


def test_a_line_that_is_too_long_is_left_out_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ink_lines, "MAX_LINE", 1000)
    path = write(tmp_path / "a.jsonl.gz", SEVEN, "[" + "1," * 5000, SEVEN)
    found = read_ink_set(path)
    assert found.lines == [1, 3]
    assert "1 that are no JSON (line 2)" in str(found.skipped.sentence())


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.jsonl.gz"):
        with pytest.raises(FileError) as caught:
            read_ink_set(path)
        assert_sentence(caught.value, path)
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe.jsonl")
        with pytest.raises(FileError, match="no regular file"):
            read_ink_set(tmp_path / "pipe.jsonl")


def digits_of(writer: str, *, upwards: bool = False) -> list[Drawing]:
    """Return twelve digits that a pen began at the top."""
    shape = Ink.from_xy([[(0, 0), (9, 1), (4, 20)]])
    ink = turned_over(shape) if upwards else shape
    return [Drawing(ink, label, writer) for label in "123472317413"]


def test_a_writer_whose_y_grows_upwards_is_turned_and_that_is_told(tmp_path: Path) -> None:
    rows = [
        json.dumps(
            {
                "label": d.label,
                "writer": d.writer,
                "strokes": [[p[:2] for p in stroke.points] for stroke in d.ink],
            }
        )
        for d in (*digits_of("up", upwards=True), *digits_of("down"))
    ]
    found = read_ink_set(write(tmp_path / "a.jsonl.gz", *rows))
    assert {d.ink for d in found.samples} == {digits_of("down")[0].ink}
    assert_sentence(found.skipped.sentence(), "y grew upwards for 1 of its writers (up): turned")


def test_a_few_digits_or_one_kind_turn_nobody() -> None:
    few = digits_of("a", upwards=True)[:6]
    same = [Drawing(d.ink, "1", "b") for d in digits_of("b", upwards=True)]
    assert upright([*few, *same]) == ([*few, *same], [])


@settings(max_examples=20)
@given(inks(min_size=1))
def test_turning_over_twice_changes_nothing_and_keeps_the_box(ink: Ink) -> None:
    turned = turned_over(ink)
    assert turned.box == pytest.approx(ink.box, abs=1e-6)
    for stroke, again in zip(ink, turned_over(turned), strict=True):
        assert [p.y for p in again.points] == pytest.approx([p.y for p in stroke.points], abs=1e-6)


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_any_bytes_are_read_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_bytes(b"\n".join([SEVEN.encode(), *lines]))
    assert read_ink_set(path).samples[0].label == "7"
