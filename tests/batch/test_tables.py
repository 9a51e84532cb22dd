"""Photos of tables to tables: CSV as they stand, rows a cell, sentences for a teacher."""

import csv
import io
import json
from pathlib import Path

import pytest
from composed_drawings import MARK_VALUES, sheet_of_marks
from PIL import Image
from support import Digits, assert_failed, assert_sentence

from digit_recognizer.batch import Row
from digit_recognizer.batch.table_rows import TABLE_FORMATS, tables_of
from digit_recognizer.ink import Drawing
from digit_recognizer.tables import cell_name


@pytest.fixture
def sheet(tmp_path: Path, examples: dict[str, Drawing]) -> Path:
    """A ruled table of three rows and columns with a digit in each cell but one."""
    path = tmp_path / "marks.png"
    sheet_of_marks(examples).save(path)
    return path


def table_in(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_a_photo_of_a_table_becomes_that_table(digits: Digits, sheet: Path, tmp_path: Path) -> None:
    out = tmp_path / "marks.csv"
    code, said, _ = digits("read", sheet, "--table", "-o", out)
    assert (code, said) == (0, "")
    assert table_in(out) == [*MARK_VALUES, []]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_sheet_that_lies_wrong_is_turned_and_that_is_said(
    digits: Digits, sheet: Path, tmp_path: Path, turn: int
) -> None:
    turned, out = tmp_path / "turned.png", tmp_path / "marks.csv"
    Image.open(sheet).rotate(turn, expand=True).save(turned)
    code, _, err = digits("read", turned, "--table", "--expect", "integer", "-o", out)
    assert code == 0
    assert table_in(out) == [*MARK_VALUES, []]
    assert "was turned" in err


def test_rows_of_cells_say_where_each_cell_is(digits: Digits, sheet: Path) -> None:
    code, said, _ = digits("read", sheet, "--table", "--json")
    rows = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert [row["field"] for row in rows] == [cell_name(r, c) for r in range(3) for c in range(3)]
    assert [row["text"] for row in rows] == [text for line in MARK_VALUES for text in line]
    x, y, w, h = rows[4]["boxes"][0]
    assert (x, y, w, h) == pytest.approx((181, 161, 130, 110), abs=4)
    assert not rows[4]["doubtful"]


def test_what_a_table_cannot_hold_is_doubtful_and_reviewed(
    digits: Digits, sheet: Path, tmp_path: Path
) -> None:
    page = tmp_path / "check.html"
    code, _, err = digits(
        "read", sheet, "--table", "--max", "5", "--total-column", "LAST", "--review", page
    )
    assert code == 0
    assert f"{sheet}, A3: 6 is doubtful, it is more than 5" in err
    assert 'data-field="A3"' in page.read_text("utf-8")
    assert err.count("does not add up") == 0


def test_a_page_without_a_table_is_a_sentence_and_the_others_are_read(
    digits: Digits, sheet: Path, tmp_path: Path
) -> None:
    blank, out = tmp_path / "blank.png", tmp_path / "marks.csv"
    Image.new("L", (300, 300), 255).save(blank)
    gone = tmp_path / "gone.png"
    code, _, err = digits("read", blank, gone, sheet, "--table", "-o", out)
    assert code == 1
    assert table_in(out) == [*MARK_VALUES, []]
    for line in err.splitlines()[:2]:
        assert_sentence(line)
    assert str(blank) in err and str(gone) in err


@pytest.mark.parametrize(
    "options",
    [
        ("--table", "--lines"), ("--table", "--boxes", "b.csv"), ("--max", "5"),
        ("--total-column", "LAST"), ("--table", "--total-column", "first"),
        ("--table", "--total-column", "9"),
    ],
)  # fmt: skip
def test_options_that_do_not_fit_are_refused(
    digits: Digits, sheet: Path, options: tuple[str, ...]
) -> None:
    result = digits("read", sheet, *options)
    assert_failed(result)


def test_tables_are_put_together_from_the_names_of_their_cells() -> None:
    rows = [
        Row("a", "A1", "1", 1, 0.9, (), False), Row("a", "AB2", "=2", None, 0.9),
        Row("a", "table 2 B1", "", None, 0.1, error="not a number"), Row("b", error="broken"),
    ]  # fmt: skip
    first, second = tables_of(rows)
    assert (len(first), len(first[0])) == (2, 28)
    assert len(second[0]) == 2
    lines = TABLE_FORMATS["csv"].encode(rows).decode().split("\r\n")
    assert lines[0].startswith("1,") and lines[1].endswith('"\'=2"')
    assert lines[2] == "" and lines[3] == '"","not a number"'


BOX_SHIFTS = {"on": 0, "out": -3, "in": 3}


@pytest.mark.parametrize("shift", BOX_SHIFTS.values(), ids=BOX_SHIFTS.keys())
@pytest.mark.parametrize("expect", ["digit", "integer", "number"])
def test_boxes_on_the_rules_are_read_as_those_between_them(
    digits: Digits, sheet: Path, tmp_path: Path, shift: int, expect: str
) -> None:
    boxes = tmp_path / "boxes.csv"
    lines = [
        f"{cell_name(row, column)},{50 + 130 * column + shift},{50 + 110 * row + shift},"
        f"{130 - 2 * shift},{110 - 2 * shift}"
        for row in range(3)
        for column in range(3)
    ]
    boxes.write_text("\n".join(["field,x,y,w,h", *lines]), "utf-8")
    code, said, _ = digits("read", sheet, "--boxes", boxes, "--expect", expect, "--json")
    rows = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert [row["text"] for row in rows] == [text for line in MARK_VALUES for text in line]
    for place, row in enumerate(rows):
        x, y = 50 + 130 * (place % 3), 50 + 110 * (place // 3)
        for left, top, width, height in row["boxes"]:
            assert x + 20 < left and left + width < x + 110
            assert y + 15 < top and top + height < y + 100
