"""What a table cannot hold: too high marks, totals that do not add up."""

from fractions import Fraction

import numpy as np
import pytest
from support import assert_sentence

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.tables import Cell, Grid, Span, Table, column_of, with_maximum, with_total

PICTURE = np.zeros((1, 1), np.uint8)


def table(*rows: str) -> Table:
    """A table of texts parted by blanks; - is an empty cell."""
    texts = [row.split() for row in rows]
    cells = tuple(
        Cell(Span(r, c, 1, 1), text.replace("-", ""), 0.99, "", (), (0, 0, 1, 1), PICTURE)
        for r, row in enumerate(texts)
        for c, text in enumerate(row)
    )  # fmt: skip
    return Table(Grid(np.zeros((len(texts) + 1, len(texts[0]) + 1, 2))), cells)


def doubted(found: Table) -> dict[str, str]:
    return {cell.name: cell.reason for cell in found.cells if cell.reason}


def test_marks_above_the_highest_are_doubtful_but_no_totals() -> None:
    marks = table("100 101 201", "- 7,5 100.5", "x 1000 1000")
    assert set(doubted(with_maximum(marks, Fraction(100)))) == {"B1", "C1", "C2", "B3", "C3"}
    assert set(doubted(with_maximum(marks, Fraction(100), 2))) == {"B1", "B3"}


def test_a_total_that_does_not_add_up_is_doubtful_and_says_what_it_would_be() -> None:
    found, remark = with_total(table("1 2 3", "4 5 8", "0.5 0,25 0.75", "7 - 7"), 2)
    assert doubted(found) == {"C2": "the numbers before it add up to 9"}
    assert remark == ""


def test_numbers_of_pupils_before_the_marks_are_not_added() -> None:
    found, _ = with_total(table("1 10 20 30", "2 11 20 31", "3 12 20 33"), 3)
    assert set(doubted(found)) == {"D3"}


def test_where_no_total_adds_up_none_is_doubted() -> None:
    found, remark = with_total(table("1 2 9", "4 5 7"), 2)
    assert doubted(found) == {} and "no total adds up" in remark


@pytest.mark.parametrize(
    ("text", "column"), [("LAST", 4), ("last", 4), ("2", 1), ("B", 1), ("c", 2)]
)
def test_columns_have_names_and_numbers(text: str, column: int) -> None:
    assert column_of(text, 5) == column


@pytest.mark.parametrize("text", ["", "first", "-1", "²"])
def test_other_columns_are_refused(text: str) -> None:
    with pytest.raises(DigitRecognizerError) as error:
        column_of(text, 5)
    assert_sentence(error.value, text)


@pytest.mark.parametrize("column", [0, 3, 9, -1])
def test_a_column_that_is_not_there_is_refused(column: int) -> None:
    with pytest.raises(DigitRecognizerError) as error:
        with_total(table("1 2 3"), column)
    assert_sentence(error.value, "3 columns")
