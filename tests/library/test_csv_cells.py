"""CSV that spreadsheets don't calculate, and that loses nothing."""

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from digit_recognizer.library.csv_cells import csv_bytes, harmless, original

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
@example("=HYPERLINK(1)")
@example("-")
@example("'=1")
@example("''")
@example("\r=1")
def test_no_cell_is_a_formula_and_none_is_lost(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"))
    assert original(cell) == text


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=4))
def test_a_table_comes_back(rows: list[list[str]]) -> None:
    data = csv_bytes(["label", "=name"], rows)
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert found[0] == ["label", "'=name"]
    assert [[original(cell) for cell in row] for row in found[1:]] == rows


def test_numbers_stay_numbers() -> None:
    assert csv_bytes(["a", "b", "c"], [(-1, -0.5, None)]).endswith(b'\r\n-1,-0.5,""\r\n')


def test_a_semicolon_opens_no_cell() -> None:
    """Where numbers have a comma, spreadsheets part cells at semicolons, but not within quotes."""
    assert b'"7;=1+1"' in csv_bytes(["a"], [("7;=1+1",)])
