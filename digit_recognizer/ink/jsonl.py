"""Ink data sets as JSON Lines, gzipped or not: one drawing a line.

Purpose: stream ``{"label": "7", "writer": "w12", "strokes": [[[x, y], ...], ...]}`` lines from files of
any size (https://jsonlines.org).
Contract: y grows downwards, any unit; a bad line raises FileError with the file and line number.
Not here: InkML, and what the labels mean.
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from digit_recognizer.errors import FileError
from digit_recognizer.files import reason, require_regular
from digit_recognizer.ink.model import Drawing, Ink

MAX_LINE = 8 * 2**20


def iter_jsonl(path: str | Path) -> Iterator[Drawing]:
    """Yield the drawings of the JSON Lines file at ``path`` in order.

    Raises FileError where the file can't be read, is a truncated gzip, or a line is not a drawing.
    """
    path = Path(path)
    number = 0
    try:
        with _open(path) as file:
            while line := file.readline(MAX_LINE):
                number += 1
                if not line.strip():
                    continue
                try:
                    yield _drawing(line)
                except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
                    raise FileError(f"{path}, line {number} is not a drawing: {error}.") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileError(
            f"{path} is a damaged gzip file after line {number}: get it again."
        ) from error
    except FileNotFoundError:
        raise FileError(f"{path} does not exist: check the name.") from None
    except OSError as error:
        raise FileError(f"{path} cannot be read: {reason(error)}.") from error


def _open(path: Path) -> IO[bytes]:
    require_regular(path, "a data set")
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _drawing(line: bytes) -> Drawing:
    row = json.loads(line)
    if not isinstance(row, dict) or not isinstance(row.get("strokes"), list):
        raise ValueError('it has no "strokes"')
    ink = Ink.from_xy(row["strokes"])
    label, writer = row.get("label"), row.get("writer")
    return Drawing(
        ink, None if label is None else str(label), None if writer is None else str(writer)
    )
