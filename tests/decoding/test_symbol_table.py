"""The symbol table: a new symbol is a new row, and every table that derives from the rows has it."""

import subprocess
import sys
from pathlib import Path

import pytest

from digit_recognizer.alphabet import ARITHMETIC
from digit_recognizer.symbol_table import NON_SYMBOL, SYMBOLS, of_kind, spellings, texts

ROOT = Path(__file__).parents[2]


def test_rows_are_in_the_order_of_the_output_columns() -> None:
    assert [row.text for row in (*SYMBOLS, NON_SYMBOL)] == list(ARITHMETIC)
    assert str(ARITHMETIC) == "0 1 2 3 4 5 6 7 8 9 + - × ÷ · / ( ) [ ] = ± < > . , √ % ∅"


def test_a_made_up_symbol_reaches_every_table() -> None:
    """Tables derive from the rows when their modules are imported: so in a process of its own."""
    script = Path(__file__).with_name("made_up_symbol.py")
    done = subprocess.run(
        [sys.executable, script], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("row", [*SYMBOLS, NON_SYMBOL], ids=lambda row: row.text)
def test_shares_of_a_row_are_shares(row: object) -> None:
    assert isinstance(row, type(NON_SYMBOL))
    assert 95 < sum(row.strokes) < 101 and 0 < row.specks < 1 and 0 < row.tails < 1
    assert row.closes == "" or row.closes in of_kind("open")


def test_derived_tables() -> None:
    assert texts(lambda row: row.place == "full height") == "0123456789%"
    assert of_kind("relation") == {"=", "<", ">"}
    assert (spellings()["x"], spellings()[":"], spellings()["−"]) == ("×", "÷", "-")
    assert len({row.key for row in SYMBOLS}) == len(SYMBOLS), "two symbols on one key"
