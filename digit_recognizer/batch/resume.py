"""The rows that an output has already, so that reading can continue where it stopped.

Purpose: which files need not be read again, and where in the output to go on.
Contract: only complete rows count. The last file is read again, since some of its fields may be missing.
Memory: 8 bytes a row. An output of another kind is rejected, not damaged.
Not here: writing (``row_file``).
"""

import csv
import hashlib
import json
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.batch.formats import ROW_FORMATS
from digit_recognizer.errors import FileError
from digit_recognizer.files import reason, require_regular
from digit_recognizer.library.csv_cells import original

MAX_ROW_BYTES = 64 * 2**20


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
