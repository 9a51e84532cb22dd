"""Rows as text, CSV and JSON Lines.

Purpose: one row to one line of output, and back as far as ``--resume`` needs it.
Contract: lines end in a line break that stands nowhere else outside quotes, so a row that was cut off is
recognized. No CSV cell is one that a spreadsheet would calculate (``library.csv_cells``). UTF-8; what a
file's name holds that UTF-8 can't is written as ``\\udcXX``.
Not here: files (``row_file``), Parquet.
"""

import codecs
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from digit_recognizer.batch.field import Row
from digit_recognizer.library.csv_cells import csv_rows
from digit_recognizer.words import percent, printable

ROW_COLUMNS = (
    "file", "field", "text", "value", "confidence", "alternatives", "doubtful", "boxes", "error",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowFormat:
    """How rows become bytes; ``header`` stands before the first one."""

    header: bytes
    encode: Callable[[Iterable[Row]], bytes]


def row_values(row: Row) -> dict[str, Any]:
    """Return a row as JSON values."""
    return {
        "file": row.file,
        "field": row.field,
        "text": row.text,
        "value": row.value,
        "confidence": row.confidence,
        "alternatives": [{"text": text, "confidence": share} for text, share in row.alternatives],
        "doubtful": row.doubtful,
        "boxes": [list(box) for box in row.boxes],
        "error": row.error or None,
    }


def row_sentence(row: Row) -> str:
    """Return a row as a line for people."""
    place = " ".join(filter(None, [printable(row.file), row.field]))
    if row.error:
        error = printable(row.error)
        return error if error.startswith(place) else f"{place}: {error}"
    if not row.text:
        return f"{place}: nothing to read"
    others = ", ".join(f"{printable(text)} {percent(share)}" for text, share in row.alternatives)
    said = f"{printable(row.text)}  {percent(row.confidence)}" + (f"  ({others})" if others else "")
    return f"{place}: {'doubtful: ' if row.doubtful else ''}{said}"


def _text(rows: Iterable[Row]) -> bytes:
    return "".join(f"{row_sentence(row)}\n" for row in rows).encode("utf-8", "backslashreplace")


def _json_lines(rows: Iterable[Row]) -> bytes:
    return "".join(f"{json.dumps(row_values(row))}\n" for row in rows).encode("ascii")


def _csv(rows: Iterable[Row]) -> bytes:
    return csv_rows(
        (
            row.file,
            row.field,
            row.text,
            row.value,
            row.confidence,
            json.dumps(dict(row.alternatives), ensure_ascii=False) if row.alternatives else None,
            "yes" if row.doubtful else "no",
            json.dumps([list(box) for box in row.boxes]) if row.boxes else None,
            row.error or None,
        )
        for row in rows
    ).encode("utf-8", "backslashreplace")


ROW_FORMATS = {
    "text": RowFormat(b"", _text),
    "csv": RowFormat(codecs.BOM_UTF8 + csv_rows([ROW_COLUMNS]).encode(), _csv),
    "jsonl": RowFormat(b"", _json_lines),
}
