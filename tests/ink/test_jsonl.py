"""Ink data sets as JSON Lines: streamed, gzipped or not, and never trusted."""

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from support import assert_sentence, inks

from digit_recognizer.errors import FileError
from digit_recognizer.ink import Drawing, Ink, iter_jsonl

SEVEN = (
    '{"label": "7", "writer": "w12", "strokes": [[[0, 0], [10, 0], [5, 20]], [[2, 9], [8, 9]]]}\n'
)


@pytest.mark.parametrize("name", ["digits.jsonl", "digits.jsonl.gz"])
def test_lines_become_drawings_in_order(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    data = (SEVEN + "\n" + '{"strokes": [[[1, 2]]], "label": 3, "kind": "linear"}\n').encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    seven = Ink.from_xy([[(0, 0), (10, 0), (5, 20)], [(2, 9), (8, 9)]])
    assert list(iter_jsonl(path)) == [
        Drawing(seven, "7", "w12"),
        Drawing(Ink.from_xy([[(1, 2)]]), "3"),
    ]


def test_the_file_is_streamed_up_to_the_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "digits.jsonl"
    path.write_text(SEVEN * 2 + "oops\n" + SEVEN, encoding="utf-8")
    drawings = iter_jsonl(path)
    assert [next(drawings).label, next(drawings).label] == ["7", "7"]
    with pytest.raises(FileError) as caught:
        next(drawings)
    assert_sentence(caught.value, path, "line 3")


@pytest.mark.parametrize(
    "line",
    [
        "[1]",
        "null",
        '"strokes"',
        "{}",
        '{"strokes": 7}',
        '{"strokes": {"0": [[1, 2]]}}',
        '{"strokes": [7]}',
        '{"strokes": [["ab"]]}',
        '{"strokes": [[[1]]]}',
        '{"strokes": [[[1, 2, 3, 4]]]}',
        '{"strokes": [[[1, null]]]}',
        '{"strokes": [[[1, {}]]]}',
        '{"strokes": [[[NaN, 1]]]}',
        '{"strokes": [[[1, -Infinity]]]}',
        '{"strokes": [[[1e999, 1]]]}',
        f'{{"strokes": [[[1{"0" * 400}, 1]]]}}',
        f'{{"strokes": [[[1{"0" * 5000}, 1]]]}}',
        "[" * 100_000,
        '{"label": "7", "strokes": [[[0, 0], [10',
    ],
    ids=lambda line: line[:40],
)
def test_a_line_that_is_no_drawing_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(FileError) as caught:
        list(iter_jsonl(path))
    assert_sentence(caught.value, path, "line 1")


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b'{"label": "\xff\xfe", "strokes": []}')
    with pytest.raises(FileError) as caught:
        list(iter_jsonl(path))
    assert_sentence(caught.value, path, "line 1")


@pytest.mark.parametrize("keep", [0, 5, 40, -3])
def test_a_truncated_gzip_file_is_named(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "digits.jsonl.gz"
    whole = gzip.compress(SEVEN.encode() * 500)
    path.write_bytes(whole[:keep] if keep else b"plain text")
    with pytest.raises(FileError, match="damaged gzip file") as caught:
        list(iter_jsonl(path))
    assert_sentence(caught.value, path)


@pytest.mark.parametrize("name", ["none.jsonl", "none.jsonl.gz", "none/digits.jsonl"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match="does not exist: check the name") as caught:
        list(iter_jsonl(tmp_path / name))
    assert_sentence(caught.value, tmp_path / name)


def test_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        list(iter_jsonl(tmp_path))
    assert_sentence(caught.value, tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such pipes")
@pytest.mark.parametrize("name", ["pipe.jsonl", "pipe.jsonl.gz"])
def test_a_pipe_is_named_and_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(FileError, match="is no regular file") as caught:
        list(iter_jsonl(tmp_path / name))
    assert_sentence(caught.value, tmp_path / name)


def test_an_empty_file_holds_no_drawing(tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"\n\n")
    assert list(iter_jsonl(path)) == []


@given(inks())
def test_any_ink_survives_a_line(tmp_path_factory: pytest.TempPathFactory, ink: Ink) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    strokes = [[list(point) for point in stroke.points] for stroke in ink]
    path.write_text(json.dumps({"strokes": strokes}), encoding="utf-8")
    (drawing,) = iter_jsonl(path)
    assert [stroke.points for stroke in drawing.ink] == [stroke.points for stroke in ink]
