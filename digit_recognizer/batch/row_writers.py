"""Where rows go: the terminal, or a file that holds complete rows at any moment.

Purpose: one writer for each format and place, chosen by :func:`row_writer`.
Contract: a file is written as rows come, so what was read stays whatever happens. Where writing stops,
by a full disk or Ctrl-C, the file is cut to its last complete rows. A file that is there already is
continued, or left alone; no other run of the program writes it meanwhile. A Parquet file has columns
with types, for other programs. It is none before its end is written, so rows wait as JSON Lines in a
file beside it, which ``--resume`` continues. It needs pyarrow (the extra ``parquet``), imported here
only; without it there is one sentence.
Not here: the form of rows, what a file has already (``formats``).
"""

import errno
import json
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeAlias

from digit_recognizer.batch.formats import (
    CHECK_FORMATS,
    ROW_COLUMNS,
    ROW_FORMATS,
    CompleteRows,
    RowFormat,
    complete_rows,
)
from digit_recognizer.batch.rows import Row
from digit_recognizer.errors import DigitRecognizerError, FileError, MissingDependencyError
from digit_recognizer.files import lock, reason, require_regular, writing_atomically

PARQUET_ROWS_PER_GROUP = 5_000  # in memory at a time


RowWriter: TypeAlias = "RowPrinter | RowFile"
"""Takes rows in their order, and is complete when its block ends."""


def row_writer(
    form: str,
    path: Path | None = None,
    *,
    resume: bool = False,
    check: bool = False,
    formats: Mapping[str, RowFormat] | None = None,
) -> RowWriter:
    """Return what writes rows in the format ``form`` to ``path``, or to stdout if that is None.

    ``form``: "text", "csv", "jsonl" or "parquet". ``resume``: whether a file that is there is continued.
    ``check``: whether rows have a verdict. ``formats``: how rows become bytes, if as in neither case.
    Raises FileError if the file cannot be written or continued, DigitRecognizerError for a format that
    cannot be printed, MissingDependencyError for Parquet without pyarrow.
    """
    formats = formats or (CHECK_FORMATS if check else ROW_FORMATS)
    if path is None:
        if form == "parquet":
            raise DigitRecognizerError("Parquet cannot be printed: name a file with -o.")
        return RowPrinter(formats[form])
    if form == "parquet":
        return ParquetFile(path, formats["jsonl"], resume=resume)
    return RowFile(path, formats[form], resume=resume)


class RowPrinter:
    """Prints rows as bytes, whatever the encoding of the terminal is. None are ``complete`` before."""

    def __init__(self, form: RowFormat) -> None:
        self.complete = CompleteRows()
        self._form = form

    def write(self, rows: Sequence[Row]) -> None:
        """Print ``rows``."""
        self._print(self._form.encode(rows))

    def __enter__(self) -> Self:
        self._print(self._form.header.removeprefix(b"\xef\xbb\xbf"))
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def _print(self, data: bytes) -> None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()


class RowFile:
    """A file of rows, open until its block ends. ``complete``: the rows that were there before."""

    def __init__(self, path: Path, form: RowFormat, *, resume: bool = False) -> None:
        """Open ``path``: a new or empty file, or, to ``resume``, one that continues behind its rows.

        Nobody else writes it meanwhile. Raises FileError.
        """
        self._path, self._form = path, form
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise self._error(error) from error
        try:
            require_regular(path, "a file for rows")
            if not lock(self._file):
                raise FileError(
                    f"{path} is being written by another run: wait for its end, or name another file."
                )
            # Only now does nobody else add rows.
            self.complete = complete_rows(path, form) if resume else CompleteRows()
            self._good = self.complete.size
            if not resume and os.fstat(self._file).st_size:
                raise FileError(
                    f"{path} is there already: go on with it by --resume, or name another file."
                )
            os.ftruncate(self._file, self._good)
            os.lseek(self._file, 0, os.SEEK_END)
            if not self._good:
                self._append(form.header)
        except OSError as error:
            os.close(self._file)
            raise self._error(error) from error
        except BaseException:
            os.close(self._file)
            raise

    def write(self, rows: Sequence[Row]) -> None:
        """Append ``rows``, all of them or none. Raises FileError."""
        self._append(self._form.encode(rows))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        try:
            os.fsync(self._file)
        except OSError as fault:
            raise self._error(fault) from fault
        finally:
            os.close(self._file)

    def _append(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except BaseException as error:
            os.ftruncate(self._file, self._good)
            if isinstance(error, OSError):
                raise self._error(error) from error
            raise
        self._good += len(data)

    def _error(self, error: OSError) -> FileError:
        is_full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
        advice = (
            "the rows in it are complete, so make room and go on with --resume, or name another file"
            if is_full
            else "name another file"
        )
        return FileError(f"{self._path} cannot be written: {reason(error)}; {advice}.")


class ParquetFile(RowFile):
    """A Parquet file: its rows are JSON Lines in a file beside it until the block ends."""

    def __init__(self, path: Path, form: RowFormat, *, resume: bool = False) -> None:
        """Open the file of rows, in the JSON Lines ``form``, beside ``path``.

        Raises FileError, MissingDependencyError.
        """
        if find_spec("pyarrow") is None:
            raise MissingDependencyError(
                "Parquet needs pyarrow, which is not installed: run pip install '.[parquet]' in the "
                "program's folder, or choose CSV or JSON Lines."
            )
        self._target, rows = path, path.with_name(f"{path.name}.rows.jsonl")
        if path.exists() and not rows.exists():
            raise FileError(f"{path} is there already and complete: name another file.")
        super().__init__(rows, form, resume=resume)

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        super().__exit__(kind, *rest)
        if kind is None:
            _write_parquet(self._path, self._target, self._form.columns)
            self._path.unlink()


def _write_parquet(rows: Path, path: Path, columns: Sequence[str]) -> None:
    """Write the ``columns`` of the JSON Lines in ``rows`` to the Parquet file ``path``.

    Raises FileError.
    """
    import pyarrow
    from pyarrow import parquet

    text, number = pyarrow.string(), pyarrow.float64()
    alternative = pyarrow.struct([("text", text), ("confidence", number)])
    types = (
        text, text, text, number, number, pyarrow.list_(alternative), pyarrow.bool_(),
        pyarrow.list_(pyarrow.list_(number)), text, *[text] * (len(columns) - len(ROW_COLUMNS)),
    )  # fmt: skip
    schema = pyarrow.schema(list(zip(columns, types, strict=True)))
    with (
        writing_atomically(path) as file,
        rows.open("rb") as lines,
        parquet.ParquetWriter(file, schema) as writer,
    ):
        while group := [json.loads(line) for line in islice(lines, PARQUET_ROWS_PER_GROUP)]:
            for row in group:
                row["file"] = row["file"].encode("utf-8", "backslashreplace").decode()
                row["error"] = row["error"] and row["error"].encode("utf-8", "replace").decode()
            writer.write_table(pyarrow.Table.from_pylist(group, schema))
