"""Tables as CSV that no spreadsheet takes for formulas.

Purpose: the one way in which the library writes CSV, and what reading it back needs.
Contract: text that a spreadsheet would calculate (it begins with = + - @, wide ones too, a tab or a line
break), or that begins with an apostrophe, gets an apostrophe before it; :func:`original` takes that away
again, so nothing is lost (OWASP, "CSV Injection"). Texts are in quotes, or a spreadsheet that parts
cells at semicolons would find a formula behind one. Numbers stay numbers.
Not here: which tables there are.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

_RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")


def harmless(text: str) -> str:
    """Return ``text`` as a spreadsheet may show it.

    >>> harmless("=1+1"), harmless("12+3=")
    ("'=1+1", '12+3=')
    """
    return f"'{text}" if text.startswith(_RISKY) else text


def original(cell: str) -> str:
    """Return the text that :func:`harmless` made ``cell`` of; other people's cells stay as they are.

    >>> original("'=1+1"), original("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV (RFC 4180) in UTF-8, with the mark by which spreadsheets know that.

    None is an empty cell.
    """
    return codecs.BOM_UTF8 + csv_rows([header, *rows]).encode("utf-8", "replace")


def csv_rows(rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows of a table as CSV, to be written as they are: each ends in CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()
