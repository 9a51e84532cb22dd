"""Rows as text, CSV and JSON Lines, and the complete rows of an output.

Purpose: one row to one line of output, and back as far as ``--resume`` needs it: which files need not be
read again, and where in the output to go on.
Contract: lines end in a line break that stands nowhere else outside quotes, so a row that was cut off is
recognized. No CSV cell is one that a spreadsheet would calculate (``library.csv_cells``). UTF-8; what a
file's name holds that UTF-8 can't is written as ``\\udcXX``. The last file of an output is read again,
since some of its fields may be missing. An output of another kind is rejected, not damaged. A complete
row takes 8 bytes of memory.
Not here: writing, Parquet (``row_writers``).
"""

import codecs
import csv
import hashlib
import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.batch.rows import Row
from digit_recognizer.errors import FileError
from digit_recognizer.files import reason, require_regular
from digit_recognizer.library.csv_cells import csv_rows, original
from digit_recognizer.words import percent, printable

ROW_COLUMNS = (
    "file", "field", "text", "value", "confidence", "alternatives", "doubtful", "boxes", "error",
)  # fmt: skip
MAX_ROW_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class RowFormat:
    """How rows become bytes; ``header`` stands before the first one."""

    header: bytes
    encode: Callable[[Iterable[Row]], bytes]


def row_values(row: Row) -> dict[str, Any]:
    """Return a row as JSON values."""
    return {name: getattr(row, name) for name in ROW_COLUMNS} | {
        "alternatives": [{"text": text, "confidence": share} for text, share in row.alternatives],
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
            *(row.file, row.field, row.text, row.value, row.confidence),
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


@dataclass(frozen=True, slots=True, eq=False)
class CompleteRows:
    """The rows of an output that stay.

    ``size``: their bytes. ``count`` and ``errors``: how many they are, and how many tell of an error.
    """

    size: int = 0
    count: int = 0
    errors: int = 0
    _digests: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))

    def __contains__(self, file: str) -> bool:
        """Whether the rows of ``file`` are there."""
        place = int(np.searchsorted(self._digests, _digest(file)))
        return place < len(self._digests) and bool(self._digests[place] == _digest(file))


def complete_rows(path: Path, form: str) -> CompleteRows:
    """Return the rows that the output at ``path``, in the format ``form``, has; none if it is not there.

    Raises FileError if it cannot be read, or was not written by this program in this format.
    """
    digests, errors = array("Q"), 0
    last, last_start, last_errors, last_count, count = "", 0, 0, 0, 0
    try:
        if not path.exists():
            return CompleteRows()
        require_regular(path, "a file for rows")
        for start, file, error in _rows(path, form):
            if not count or file != last:
                last, last_start, last_errors, last_count = file, start, errors, count
            digests.append(_digest(file))
            errors += bool(error)
            count += 1
    except OSError as error:
        raise FileError(f"{path} cannot be read: {reason(error)}.") from error
    kept = np.unique(np.array(digests[:last_count], np.uint64))
    return CompleteRows(last_start, last_count, last_errors, kept)


def _rows(path: Path, form: str) -> Iterator[tuple[int, str, str]]:
    """Yield where each complete row begins, its file and its error."""
    with path.open("rb") as file:
        header = ROW_FORMATS[form].header
        position = len(header)
        if (begun := file.read(position)) != header:
            if header.startswith(begun):
                return  # not even that was written
            raise _other(path, form)
        row = b""
        for line in iter(lambda: file.readline(MAX_ROW_BYTES), b""):
            row += line
            if not line.endswith(b"\n") or (form == "csv" and row.count(b'"') % 2):
                if len(row) >= MAX_ROW_BYTES:
                    raise _other(path, form)
                continue  # the row goes on, or was cut off
            yield position, *_parsed(row, path, form)
            position += len(row)
            row = b""


def _parsed(row: bytes, path: Path, form: str) -> tuple[str, str]:
    try:
        if form == "jsonl":
            value = json.loads(row)
            return str(value["file"]), str(value["error"] or "")
        (cells,) = csv.reader([row.decode("utf-8")], strict=True)
        return original(cells[0]), cells[-1]
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, csv.Error):
        raise _other(path, form) from None


def _other(path: Path, form: str) -> FileError:
    return FileError(f"{path} holds no rows of digits read as {form}: name another file.")


def _digest(file: str) -> int:
    data = file.encode("utf-8", "backslashreplace")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")
