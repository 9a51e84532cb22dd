"""Rows as text, CSV and JSON Lines.

Purpose: one row to one line of output, and back as far as going on needs it.
Contract: lines end in a line break that stands nowhere else outside quotes, so what was cut off is seen.
CSV cells are none that a spreadsheet would calculate (``library.csv_cells``). UTF-8; what a file's name
holds that UTF-8 can't is written as ``\\udcXX``.
Not here: files (``output``), Parquet.
"""

import codecs
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from digit_recognizer.batch.field import Row
from digit_recognizer.library.csv_cells import csv_rows
from digit_recognizer.words import percent, printable

COLUMNS = (
    "file", "field", "text", "value", "confidence", "alternatives", "doubtful", "boxes", "error",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """How rows become bytes; ``header`` stands before the first one."""

    header: bytes
    bytes_of: Callable[[Iterable[Row]], bytes]


def as_dict(row: Row) -> dict[str, Any]:
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


def sentence(row: Row) -> str:
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
    return "".join(f"{sentence(row)}\n" for row in rows).encode("utf-8", "backslashreplace")


def _json_lines(rows: Iterable[Row]) -> bytes:
    return "".join(f"{json.dumps(as_dict(row))}\n" for row in rows).encode("ascii")


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


FORMATS = {
    "text": Format(b"", _text),
    "csv": Format(codecs.BOM_UTF8 + csv_rows([COLUMNS]).encode(), _csv),
    "jsonl": Format(b"", _json_lines),
}
