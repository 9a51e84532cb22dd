"""Opening the file of a library.

Purpose: a connection that is set up, to a file that is certainly a library of this version.
Contract: raises LibraryError with one sentence for every file that is none, is newer, damaged, locked or
not there; such a file is left as it is. An older library is brought up to date in one transaction.
Not here: what is in it.
"""

import os
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from digit_recognizer.files import make_folder, reason, require_regular
from digit_recognizer.library.faults import LibraryError, in_words
from digit_recognizer.library.schema import APPLICATION_ID, MIGRATIONS, VERSION

PATIENCE = 10.0
"""Seconds to wait for another program that is writing."""


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """Return a connection to the library at ``path``; ``create``: make it where there is none."""
    _check_file(path, create=create)
    writable = not path.exists() or os.access(path, os.W_OK)
    mode = "ro" if not writable else "rwc" if create else "rw"
    with in_words(path):
        connection = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?mode={mode}",
            uri=True,
            timeout=PATIENCE,
            isolation_level=None,
        )
        try:
            _prepare(connection, path, writable=writable)
        except BaseException:
            connection.close()
            raise
    return connection


def _check_file(path: Path, *, create: bool) -> None:
    try:
        require_regular(path, "a library of drawings")
    except FileNotFoundError:
        if not create:
            raise LibraryError(f"{path} does not exist: check the name.") from None
        make_folder(path.absolute().parent, "choose another folder")
    except OSError as error:
        raise LibraryError(f"{path} cannot be opened: {reason(error)}.") from error


def _prepare(connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
    version = _version(connection, path)
    if version == VERSION and not writable:
        return
    if not writable:
        raise LibraryError(
            f"{path} was made by an older version of this program and is write-protected, so it "
            "cannot be brought up to date: make it writable."
        )
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    if version < VERSION:
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = _version(connection, path)  # another program may have been quicker
            for migration in MIGRATIONS[version:]:
                for statement in migration:
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of the library, 0 for an empty file; raises LibraryError if it is another's."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if (application, version, tables) == (0, 0, 0):
        return 0
    if application != APPLICATION_ID:
        raise LibraryError(
            f"{path} is a database of another program, not a library of drawings: give another file."
        )
    if version > VERSION:
        raise LibraryError(
            f"{path} was made by a newer version of this program: update digits to open it."
        )
    return int(version)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to write-ahead logging: for that SQLite does not wait for others by itself."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.01)


def save_copy(source: sqlite3.Connection, path: Path, target: Path, *, replace: bool) -> None:
    """Copy the library ``source``, the file ``path``, to ``target``; see ``Library.backup``."""
    if target.exists():
        if not replace:
            raise LibraryError(f"{target} exists already: choose another name.")
        require_regular(target, "a backup")
        if target.samefile(path):
            raise LibraryError(f"{target} is the library itself: choose another name.")
    try:
        handle, name = tempfile.mkstemp(dir=target.absolute().parent, prefix=f".{target.name}.")
        os.close(handle)
    except OSError as error:
        raise LibraryError(f"{target} cannot be saved: {reason(error)}.") from error
    temporary = Path(name)
    try:
        with in_words(target), closing(sqlite3.connect(temporary, isolation_level=None)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise LibraryError(f"{path} is damaged, so there is no backup of it: {verdict}.")
        temporary.replace(target)
    except OSError as error:
        raise LibraryError(f"{target} cannot be saved: {reason(error)}.") from error
    finally:
        temporary.unlink(missing_ok=True)
