"""``digits explain``: the picture, the words, JSON, and what cannot be explained."""

import json
from pathlib import Path

import pytest
from PIL import Image
from support import Digits, assert_failed

from digit_recognizer.resources import example_drawings

SEVEN = next(path for path in example_drawings() if path.stem == "seven-crossed")


def test_a_drawing_is_explained_in_words_and_a_picture(digits: Digits, tmp_path: Path) -> None:
    target = tmp_path / "why.png"
    code, out, err = digits("explain", SEVEN, "-o", target)
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("Read as 7 (9")
    assert lines[-1] == f"picture: {target}"
    assert err == ""
    with Image.open(target) as picture:
        assert picture.format == "PNG"


def test_everything_is_there_for_machines(digits: Digits) -> None:
    code, out, _ = digits("explain", SEVEN, "--json")
    values = json.loads(out)
    assert (code, values["text"]) == (0, "7")
    assert [row["stroke"] for row in values["strokes"]] == [1, 2]
    for evidence in (values["for_answer"], values["against_runner_up"]):
        assert {name: (len(rows), len(rows[0])) for name, rows in evidence.items()} == {
            "ink": (28, 28),
            "paper": (28, 28),
        }


def test_no_ink_is_no_failure(digits: Digits, tmp_path: Path) -> None:
    path = tmp_path / "empty.png"
    Image.new("L", (40, 40), 255).save(path)
    code, out, err = digits("explain", path, "-o", tmp_path / "why.png")
    assert (code, out) == (1, "")
    assert err == f"digits: {path} shows no ink: nothing to explain.\n"
    assert not (tmp_path / "why.png").exists()


def test_what_cannot_be_explained_is_one_sentence(digits: Digits, tmp_path: Path) -> None:
    assert_failed(digits("explain"))
    assert_failed(digits("explain", tmp_path / "none.png"), tmp_path / "none.png")
    assert_failed(digits("explain", tmp_path), tmp_path)
    missing = tmp_path / "no folder" / "why.png"
    code, out, err = digits("explain", SEVEN, "-o", missing)
    assert (code, out) == (2, "") and str(missing) in err


@pytest.mark.parametrize("name", ["bad.inkml", "bad.png"])
def test_damaged_files_are_one_sentence(digits: Digits, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"nothing of the kind")
    assert_failed(digits("explain", tmp_path / name), tmp_path / name)
