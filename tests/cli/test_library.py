"""``digits library``: keep, list, show, label, delete, restore, backup, check on the command line."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from PIL import Image
from support import ROOT, Digits, assert_failed, assert_sentence, run_python

from digit_recognizer.cli.library import selection
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.library import Entry, Kind, Library, Order, Outcome
from digit_recognizer.raster import page_from_ink
from digit_recognizer.resources import example_drawings

DASH = Ink.from_xy([[(0, 0), (10, 0, 0.25)]])
DRAWINGS = ROOT / "examples" / "drawings"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library of a 7 read rightly, a 1 read as 7, and one that nobody labelled."""
    path = tmp_path / "library.sqlite3"
    with Library.open(path) as library:
        library.add(
            [
                Entry(DASH, label="7", text="7", confidence=0.99, writer="Ann"),
                Entry(DASH.moved(1, 0), label="1", text="7", confidence=0.5, writer="Bob"),
                Entry(DASH.moved(2, 0), writer="Bob", extra={"age": "9\x1b[2J"}),
            ]
        )
    return path


def answer(result: tuple[int, str, str], expected: int = 0) -> dict[str, Any]:
    """Return the JSON of a command that went well."""
    code, out, err = result
    assert (code, err) == (expected, "")
    value = json.loads(out)
    assert isinstance(value, dict)
    return value


def listed(digits: Digits, path: Path, *options: object) -> list[int]:
    rows = answer(digits("library", "list", "--library", path, "--json", *options))["drawings"]
    return [row["id"] for row in rows]


def test_drawings_and_images_are_kept_with_what_was_read(
    digits: Digits, tmp_path: Path, home: Path
) -> None:
    picture = tmp_path / "seven.png"
    seven = DRAWINGS / "seven.inkml"
    ink = read_inkml(seven).ink
    ink = ink.moved(20 - ink.box.left, 20 - ink.box.top)
    page = page_from_ink(ink, width=400, height=400, pen_width=8)
    Image.fromarray(255 - page).save(picture)
    files = [seven, picture]
    added = answer(digits("library", "add", *files, "--writer", "Ann", "--json"))
    assert [row["text"] for row in added["added"]] == ["7", "7"]
    again = answer(digits("library", "add", *files, "--json"))
    assert (again["added"], again["already"]) == ([], 2)
    with Library.open() as library:
        one, two = library.get([1, 2])
    assert one.ink == read_inkml(seven).ink
    assert one.label == "7" and one.source == seven.name
    assert one.model.startswith("mnist.h5 ") and len(one.model) == len("mnist.h5 ") + 12
    assert two.ink is None and two.picture is not None and two.label is None
    assert {one.writer, two.writer} == {"Ann"} and (one.confidence or 0) > 0.9


def test_what_cannot_be_kept_is_named_and_the_rest_is_kept(digits: Digits, tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no image")
    cat = tmp_path / "cat.inkml"
    cat.write_text(DRAWINGS.joinpath("one.inkml").read_text().replace(">1<", ">cat<"))
    files = [broken, cat, tmp_path / "nowhere.png", *example_drawings()[:1]]
    code, out, err = digits("library", "add", *files, "--library", path)
    assert (code, out) == (1, f"1 drawing added to {path}\n")
    for line, file in zip(err.splitlines(), files, strict=False):
        assert_sentence(line, file)
    assert_failed(digits("library", "add", *files, "--label", "cat"), "'cat'")


def test_the_list_is_a_table_or_json(digits: Digits, path: Path) -> None:
    code, out, err = digits("library", "--library", path, "list")
    assert (code, err) == (0, "")
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert rows[0] == f"3 drawings in {path}"
    assert any(row.startswith("2 1 7 50.0 % Bob") for row in rows)
    few = digits("library", "list", "--library", path, "--limit", 2)[1]
    assert "These are 2 of 3" in few


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--order", "oldest"], [1, 2, 3]),
        (["--order", "confidence"], [3, 2, 1]),
        (["--writer", "Bob", "--order", "oldest"], [2, 3]),
        (["--outcome", "wrong"], [2]),
        (["--outcome", "unlabelled"], [3]),
        (["--label", " 7 "], [1]),
        (["--read", "7", "--kind", "digit", "--order", "oldest"], [1, 2]),
        (["--since", "2000-01-01", "--until", "2001-01-01T10:00"], []),
        (["--since", "2000-01-01", "--order", "oldest"], [1, 2, 3]),
    ],
)
def test_filters(digits: Digits, path: Path, options: list[str], expected: list[int]) -> None:
    assert listed(digits, path, *options) == expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--limit", 0],
        ["list", "--limit", 10**30],
        ["list", "--since", "yesterday"],
        ["list", "--order", "size"],
        ["show", "one"],
        ["show", "9-1"],
        ["show", 10**30],
        ["show", "1-99999999999"],
        ["restore", "--token", "²"],
        ["restore", "--token", 2**63],
    ],
)
def test_what_is_no_number_and_no_date_is_refused(
    digits: Digits, path: Path, arguments: list[object]
) -> None:
    code, out, err = digits("library", *arguments, "--library", path)
    assert (code, out) == (2, "")
    assert "invalid" in err.splitlines()[-1]


def test_one_drawing_is_shown_with_all_that_is_known(digits: Digits, path: Path) -> None:
    code, out, err = digits("library", "show", 1, 3, "--library", path)
    assert (code, err) == (0, "")
    assert "\x1b" not in out and "9\\x1b[2J" in out  # nothing kept can steer the terminal
    assert "ink, 1 stroke, 2 points" in out
    (full,) = answer(digits("library", "show", 1, "--library", path, "--json"))["drawings"]
    assert full["strokes"] == [{"start": 0.0, "points": [[0.0, 0.0, 0.0], [10.0, 0.0, 0.25]]}]
    assert_failed(digits("library", "show", 9, "--library", path), path, "9")


def test_labels_and_writers_are_changed(digits: Digits, path: Path) -> None:
    run = ("library", "label", "--library", path)
    assert digits(*run, "1-2", "--as", "3x4")[:2] == (0, "2 drawings changed\n")
    assert digits(*run, 3, "--writer", "Cy")[0] == 0
    assert digits(*run, 1, "--unknown")[0] == 0
    with Library.open(path) as library:
        kept = [(e.label, e.writer) for e in library.get([1, 2, 3])]
    assert kept == [(None, "Ann"), ("3×4", "Bob"), (None, "Cy")]
    for refused in ([1, "--as", "cat"], [1], [1, 99, "--as", "7"]):
        assert_failed(digits(*run, *refused))
    assert digits(*run, "5-1", "--as", "7")[0] == 2
    with Library.open(path) as library:
        assert library.count() == 3 and library.entry(1).label is None


def test_deleted_drawings_come_back(digits: Digits, path: Path) -> None:
    gone = answer(digits("library", "delete", "--library", path, "--writer", "Bob", "--json"))
    assert gone["deleted"] == 2 and listed(digits, path) == [1]
    code, out, _ = digits("library", "restore", "--library", path, "--bin")
    assert code == 0 and str(gone["token"]) in out
    assert answer(digits("library", "restore", "--library", path, "--json"))["restored"] == [2, 3]
    assert_failed(digits("library", "restore", "--library", path))
    code, out, _ = digits("library", "delete", 3, "--library", path)
    token = out.split()[-1]
    assert digits("library", "delete", 1, "--library", path)[0] == 0
    assert digits("library", "restore", "--library", path, "--token", token)[0] == 0
    assert listed(digits, path, "--order", "oldest") == [2, 3]
    assert digits("library", "delete", 2, "--forever", "--library", path)[0] == 0
    with Library.open(path) as library:
        assert [n for _, _, n in library.deletions()] == [1]  # that of 1


def test_deleting_wants_to_know_what(digits: Digits, path: Path) -> None:
    for unclear in ([], [1, "--writer", "Bob"], [1, 44]):
        assert_failed(digits("library", "delete", *unclear, "--library", path))
    assert listed(digits, path, "--order", "oldest") == [1, 2, 3]


def test_backup_and_check(digits: Digits, path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    backup = ("library", "backup", copy, "--library", path)
    assert digits(*backup)[:2] == (0, f"3 drawings copied to {copy}\n")
    assert_failed(digits(*backup), copy, "exists")
    assert answer(digits(*backup, "--replace", "--json"))["drawings"] == 3
    assert digits("library", "check", "--library", copy)[:2] == (0, f"{copy} is well: 3 drawings\n")
    with Library.open(copy) as library:
        library._connection.execute("UPDATE content SET ink = x'00' WHERE id = 2")
    code, out, err = digits("library", "check", "--library", copy)
    assert (code, out) == (1, "")
    assert_sentence(err.removesuffix("\n"), "drawing 2", copy)


@pytest.mark.parametrize("action", ["list", "show", "label", "delete", "restore", "check"])
def test_a_mistyped_name_makes_no_library(digits: Digits, tmp_path: Path, action: str) -> None:
    path = tmp_path / "typo.sqlite3"
    more = {"show": [1], "label": [1, "--as", "7"], "delete": [1]}.get(action, [])
    assert_failed(digits("library", action, *more, "--library", path), path, "does not exist")
    assert not path.exists()


def test_the_users_own_library_may_be_empty(digits: Digits, home: Path) -> None:
    path = home / "data" / "digit-recognizer" / "library.sqlite3"
    assert digits("library", "list")[:2] == (0, f"0 drawings in {path}\n")
    assert digits("library", "check")[:2] == (0, f"{path} is well: 0 drawings\n")


def test_every_action_has_json_and_help(digits: Digits) -> None:
    _, out, _ = digits("library", "--help")
    for action in ("add", "list", "show", "label", "delete", "restore", "backup", "check"):
        assert action in out
        code, text, _ = digits("library", action, "--help")
        assert code == 0 and "--json" in text and "--library FILE" in text


def test_the_options_are_those_of_the_library() -> None:
    assert get_args(Outcome) == selection.OUTCOME_CHOICES
    assert get_args(Kind) == selection.KIND_CHOICES
    assert get_args(Order) == selection.ORDER_CHOICES


def test_other_commands_do_not_wait_for_the_library() -> None:
    done = run_python(
        "-c",
        "import sys, digit_recognizer.cli.main; "
        "print(sorted({'sqlite3', 'digit_recognizer.library', 'platformdirs'} & set(sys.modules)))",
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
