"""What an output holds already, so that reading can go on where it stopped.

Purpose: which files need not be read again, and where in the output to go on.
Contract: only complete rows count; those of the last file are read again, since some of its fields may
be missing. Memory: 8 bytes a row. An output of another kind is refused, not damaged.
Not here: writing (``output``).
"""

import csv
import hashlib
import json
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.batch.formats import FORMATS
from digit_recognizer.errors import FileError
from digit_recognizer.files import reason, require_regular
from digit_recognizer.library.csv_cells import original

LONGEST_ROW = 64 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The rows of an output that are kept.

    ``size``: their bytes. ``count`` and ``errors``: how many they are, and how many tell of an error.
    """

    size: int
    count: int
    errors: int
    _digests: NDArray[np.uint64]

    def __contains__(self, file: str) -> bool:
        """Whether the rows of ``file`` are there."""
        place = int(np.searchsorted(self._digests, _digest(file)))
        return place < len(self._digests) and bool(self._digests[place] == _digest(file))


def held_in(path: Path, form: str) -> Held:
    """Return what the output at ``path``, in the format ``form``, holds; nothing if there is none.

    Raises FileError if it cannot be read, or was not written by this program in this format.
    """
    digests, errors = array("Q"), 0
    last, last_start, last_errors, last_count, count = "", 0, 0, 0, 0
    size = 0
    try:
        if not path.exists():
            return Held(0, 0, 0, np.zeros(0, np.uint64))
        require_regular(path, "a file for rows")
        for start, end, file, error in _rows(path, form):
            if not count or file != last:
                last, last_start, last_errors, last_count = file, start, errors, count
            digests.append(_digest(file))
            errors += bool(error)
            count += 1
            size = end
    except OSError as error:
        raise FileError(f"{path} cannot be read: {reason(error)}.") from error
    if size:
        size = last_start
    kept = np.unique(np.array(digests[:last_count], np.uint64))
    return Held(size, last_count, last_errors, kept)


def _rows(path: Path, form: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield where each complete row begins and ends, its file and its error."""
    with path.open("rb") as file:
        header = FORMATS[form].header
        position = len(header)
        if (begun := file.read(position)) != header:
            if header.startswith(begun):
                return  # not even that was written
            raise _other(path, form)
        row = b""
        for line in iter(lambda: file.readline(LONGEST_ROW), b""):
            row += line
            if not line.endswith(b"\n") or (form == "csv" and row.count(b'"') % 2):
                if len(row) >= LONGEST_ROW:
                    raise _other(path, form)
                continue  # the row goes on, or was cut off
            yield position, position + len(row), *_parsed(row, path, form)
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
