"""Rows as text, CSV and JSON Lines, and the complete rows of an output.

Purpose: one row to one line of output, and back as far as ``--resume`` needs it: which files need not be
read again, and where in the output to go on.
Contract: lines end in a line break that stands nowhere else outside quotes, so a row that was cut off is
recognized. No CSV cell is one that a spreadsheet would calculate (``library.csv_cells``). UTF-8; what a
file's name holds that UTF-8 can't is written as ``\\udcXX``. The last file of an output is read again,
since some of its fields may be missing. An output of another kind is rejected, not damaged. A complete
row takes 8 bytes of memory. Verdicts have columns of their own, behind all others, in an output that
checks; one that does not check has none, and neither is continued as the other.
Not here: writing, Parquet (``row_writers``).
"""

import codecs
import csv
import hashlib
import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
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
CHECK_COLUMNS = ("verdict", "should_be")
_NULLABLE = frozenset({"error", *CHECK_COLUMNS})
MAX_ROW_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class RowFormat:
    """How rows become bytes; ``header`` stands before the first one.

    ``name``: "text", "csv" or "jsonl". ``columns``: what a row holds, in this order.
    """

    name: str
    header: bytes
    encode: Callable[[Iterable[Row]], bytes]
    columns: tuple[str, ...]


def row_values(row: Row, columns: Sequence[str] = ROW_COLUMNS) -> dict[str, Any]:
    """Return the ``columns`` of a row as JSON values."""
    values = {name: getattr(row, name) for name in columns}
    values["alternatives"] = [{"text": text, "confidence": c} for text, c in row.alternatives]
    values["boxes"] = [list(box) for box in row.boxes]
    return values | {name: values[name] or None for name in columns if name in _NULLABLE}


def row_sentence(row: Row, *, check: bool = False) -> str:
    """Return a row as a line for people; ``check``: with its verdict."""
    place = " ".join(filter(None, [printable(row.file), printable(row.field)]))
    if row.error:
        error = printable(row.error)
        return error if error.startswith(place) else f"{place}: {error}"
    if not row.text:
        return f"{place}: nothing to read"
    others = ", ".join(f"{printable(text)} {percent(share)}" for text, share in row.alternatives)
    text = printable(row.text)
    if check and row.verdict:
        text += " ✓" if row.verdict == "right" else f" ✗ {row.should_be}".rstrip()
    said = f"{text}  {percent(row.confidence)}" + (f"  ({others})" if others else "")
    doubtful = "doubtful: " if row.doubtful else ""
    unjudged = "to look at: " if check and not row.verdict else ""
    return f"{place}: {doubtful or unjudged}{said}"


def _text(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    check = "verdict" in columns
    said = "".join(f"{row_sentence(row, check=check)}\n" for row in rows)
    return said.encode("utf-8", "backslashreplace")


def _json_lines(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    return "".join(f"{json.dumps(row_values(row, columns))}\n" for row in rows).encode("ascii")


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    return csv_rows(
        (
            *(row.file, row.field, row.text, row.value, row.confidence),
            json.dumps(dict(row.alternatives), ensure_ascii=False) if row.alternatives else None,
            "yes" if row.doubtful else "no",
            json.dumps([list(box) for box in row.boxes]) if row.boxes else None,
            *(getattr(row, name) or None for name in columns if name in _NULLABLE),
        )
        for row in rows
    ).encode("utf-8", "backslashreplace")


def _formats(columns: tuple[str, ...]) -> dict[str, RowFormat]:
    csv_header = codecs.BOM_UTF8 + csv_rows([columns]).encode()
    return {
        "text": RowFormat("text", b"", partial(_text, columns), columns),
        "csv": RowFormat("csv", csv_header, partial(_csv, columns), columns),
        "jsonl": RowFormat("jsonl", b"", partial(_json_lines, columns), columns),
    }


ROW_FORMATS = _formats(ROW_COLUMNS)
CHECK_FORMATS = _formats(ROW_COLUMNS + CHECK_COLUMNS)


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


def complete_rows(path: Path, form: RowFormat) -> CompleteRows:
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


def _rows(path: Path, form: RowFormat) -> Iterator[tuple[int, str, str]]:
    """Yield where each complete row begins, its file and its error."""
    with path.open("rb") as file:
        position = len(form.header)
        if (begun := file.read(position)) != form.header:
            if form.header.startswith(begun):
                return  # not even that was written
            twin = (CHECK_FORMATS if form.columns == ROW_COLUMNS else ROW_FORMATS)[form.name].header
            is_twin = begun.startswith(twin) or twin.startswith(begun)
            raise (_of_twin if is_twin else _other)(path, form)
        row = b""
        for line in iter(lambda: file.readline(MAX_ROW_BYTES), b""):
            row += line
            if not line.endswith(b"\n") or (form.name == "csv" and row.count(b'"') % 2):
                if len(row) >= MAX_ROW_BYTES:
                    raise _other(path, form)
                continue  # the row goes on, or was cut off
            yield position, *_parsed(row, path, form)
            position += len(row)
            row = b""


def _parsed(row: bytes, path: Path, form: RowFormat) -> tuple[str, str]:
    try:
        if form.name == "csv":
            (cells,) = csv.reader([row.decode("utf-8")], strict=True)
            return original(cells[0]), cells[form.columns.index("error")]
        value = json.loads(row)
        file, error = str(value["file"]), str(value["error"] or "")
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, csv.Error):
        raise _other(path, form) from None
    if value.keys() >= set(CHECK_COLUMNS) and form.columns == ROW_COLUMNS:
        raise _of_twin(path, form)
    if not value.keys() >= set(form.columns):
        raise _of_twin(path, form)
    return file, error


def _other(path: Path, form: RowFormat) -> FileError:
    return FileError(f"{path} holds no rows of digits read as {form.name}: name another file.")


def _of_twin(path: Path, form: RowFormat) -> FileError:
    """Return what is said of rows with verdicts where there are none in ``form``, or the other way."""
    if form.columns == ROW_COLUMNS:
        return FileError(f"{path} was written with --check: go on with it, or name another file.")
    return FileError(f"{path} was written without --check: leave it out, or name another file.")


def _digest(file: str) -> int:
    data = file.encode("utf-8", "backslashreplace")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")
