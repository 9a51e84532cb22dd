"""Tables of a picture without a window: where cells are, corrections, text for spreadsheets."""

import csv
import io

import pytest

from digit_recognizer.app.picture.table import UNREAD_SIGN, PictureTables, TableCell


def cell(row: int, column: int, text: str, *, table: int = 0, reason: str = "") -> TableCell:
    left, top = 10.0 * column, 10.0 * row + 3 * column  # skewed
    corners = ((left, top), (left + 10, top + 3), (left + 10, top + 13), (left, top + 10))
    return TableCell(table, row, column, text, 0.9, reason, (("8", 0.1),), corners)


TABLES = PictureTables(
    (
        cell(0, 0, "1"), cell(0, 1, "", reason="not a number"),
        cell(1, 0, "007"), cell(1, 1, "-3"),
        cell(5, 0, "4", table=1), cell(5, 1, "5", table=1, reason="it is not clear enough"),
    )
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(TABLES.cells)))
def test_the_middle_of_a_cell_is_in_it_alone(number: int) -> None:
    x, y = (sum(values) / 4 for values in zip(*TABLES.cells[number].corners, strict=True))
    assert [each.holds(x, y) for each in TABLES.cells].count(True) == 1
    assert TABLES.at(x, y) == number
    assert TABLES.at(-1, 0) is None


def test_what_is_shown_says_what_is_doubtful_and_what_was_said() -> None:
    labels = [each.label for each in TABLES.cells[:2]]
    assert labels == ["1", f"{UNREAD_SIGN} ?"] and TABLES.cells[5].label == "5 ?"
    assert TABLES.doubtful == (1, 5)
    said = TABLES.corrected(5, "6").corrected(1, "")
    assert said.doubtful == () and said.cells[5].label == "6 ✎"
    assert TABLES.doubtful == (1, 5), "undo keeps the tables as they were"


def test_spreadsheets_get_rows_a_blank_line_between_tables_and_no_formula() -> None:
    assert TABLES.corrected(0, "=1+1").pasted().split("\n")[:3] == [
        "'=1+1\tnot a number", "007\t-3", ""
    ]  # fmt: skip
    rows = list(csv.reader(io.StringIO(TABLES.csv(), newline="")))
    assert rows[:3] == [["1", "not a number"], ["007", "-3"], []]
    assert rows[-1] == ["4", "5"]


@pytest.mark.parametrize(
    ("text", "is_number"),
    [("0", True), ("-3", True), ("20.5", True), ("007", False), ("1.50", False), ("12/4", False),
     ("", False), ("--3", False), ("9" * 5000, False), ("nan", False), (".", False), ("٣", False)],
)  # fmt: skip
def test_only_numbers_that_stay_as_they_are_written_are_numbers(text: str, is_number: bool) -> None:
    written = TABLES.corrected(4, text).csv().splitlines()[-1]
    assert written.startswith('"') != is_number
