"""What can be wrong with a library, in words.

Purpose: :class:`LibraryError`, and the sentence for each way in which SQLite fails.
Contract: within :func:`in_words` an error of SQLite that is not a bug becomes a LibraryError that names
the file and says what to do.
Not here: checking a library's contents.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digit_recognizer.errors import FileError


class LibraryError(FileError):
    """A library can't be opened or changed, or what it was given cannot be saved."""


_SENTENCES = {
    sqlite3.SQLITE_BUSY: "{path} is in use by another program: try again when that is done.",
    sqlite3.SQLITE_LOCKED: "{path} is in use by another program: try again when that is done.",
    sqlite3.SQLITE_READONLY: "{path} is write-protected, so nothing was changed: make it and its "
    "folder writable.",
    sqlite3.SQLITE_FULL: "{path} cannot grow, the disk is full: nothing was changed; free some space.",
    sqlite3.SQLITE_IOERR: "{path} cannot be read or written, the disk failed or is full: "
    "nothing was changed; check the disk.",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged: go back to a backup of it.",
    sqlite3.SQLITE_NOTADB: "{path} is no library of drawings: give another file.",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened: check its folder and its permissions.",
    sqlite3.SQLITE_PERM: "{path} cannot be opened: check its folder and its permissions.",
    sqlite3.SQLITE_AUTH: "{path} cannot be opened: check its folder and its permissions.",
    sqlite3.SQLITE_TOOBIG: "a drawing is too large for {path}: nothing was changed.",
}


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file at ``path`` into LibraryErrors."""
    try:
        yield
    except sqlite3.Error as error:
        sentence = _SENTENCES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if sentence is None:
            raise
        raise LibraryError(sentence.format(path=path)) from error
