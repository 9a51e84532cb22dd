"""Where rows go: a file that holds complete rows at any moment.

Purpose: write rows as they come, so that what was read is there whatever happens.
Contract: where writing stops, by a full disk or Ctrl-C, the file is cut back to its last complete rows.
A file that is there already is gone on with, or left alone.
Not here: the form of rows (``formats``), what a file holds already (``held``).
"""

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from digit_recognizer.batch.field import Row
from digit_recognizer.batch.formats import Format
from digit_recognizer.errors import FileError
from digit_recognizer.files import reason, require_regular


class RowFile:
    """A file of rows, open until its block ends."""

    def __init__(self, path: Path, form: Format, keep: int | None = None) -> None:
        """Open ``path``: a new or empty file, or one of which the first ``keep`` bytes are gone on with.

        Raises FileError.
        """
        self._path, self._form = path, form
        self._good = keep or 0
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise self._error(error) from error
        try:
            require_regular(path, "a file for rows")
            if keep is None and os.fstat(self._file).st_size:
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
        self._append(self._form.bytes_of(rows))

    def __enter__(self) -> "RowFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
        return FileError(
            f"{self._path} cannot be written: {reason(error)}; the rows in it are complete, so make "
            "room and go on with --resume, or name another file."
        )
