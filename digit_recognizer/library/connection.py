"""Opening the file of a library.

Purpose: a connection that is set up, to a file that is certainly a library of this version.
Contract: raises LibraryError with one sentence for every file that is none, is newer, damaged, locked or
not there; such a file is left as it is. An older library is brought up to date in one transaction.
Not here: what is in it.
"""

import os
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from digit_recognizer.files import make_folder, reason, require_regular
from digit_recognizer.library.errors import LibraryError, in_words
from digit_recognizer.library.schema import (
    APPLICATION_ID,
    MIGRATIONS,
    SCHEMA_QUERY,
    SCHEMA_VERSION,
    layout,
)

LOCK_PATIENCE = 10.0
"""Seconds to wait for another program that is writing."""

_VERSION_QUERY = (  # one statement, so that another program can't change one of them meanwhile
    "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master) "
    "FROM pragma_application_id, pragma_user_version"
)
WAL_FORMAT = b"\2"  # in the file's head, where it is written by way of a log


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """Return a connection to the library at ``path``; ``create``: make it where there is none."""
    _check_file(path, create=create)
    with in_words(path):
        # A log is written beside the file, so its folder has to be writable too.
        if path.exists() and not all(os.access(p, os.W_OK) for p in (path, path.absolute().parent)):
            return _opened_to_read(path)
        connection = _opened(path, "mode=rwc" if create else "mode=rw")
        with _closing_on_error(connection):
            _use_wal(connection, path)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA secure_delete = ON")  # what is deleted for good is gone
            _update(connection, path)
        return connection


def _opened(path: Path, how: str) -> sqlite3.Connection:
    """Return a connection to a file that exists or may be made; ``how``: SQLite's URI parameters."""
    place = path.absolute().as_posix()
    rooted = place if place.startswith("/") else f"/{place}"  # C:/Users is /C:/Users in a URI
    return sqlite3.connect(
        f"file://{quote(rooted, errors='surrogateescape')}?{how}",
        uri=True,
        timeout=LOCK_PATIENCE,
        isolation_level=None,
    )


def _opened_to_read(path: Path) -> sqlite3.Connection:
    """Return a connection to a write-protected library, which it must not change.

    With a log beside it, somebody may be writing. Without one nobody is: then it is read as it stands,
    since SQLite would otherwise leave a log of its own there, as write-protected as the library.
    """
    is_alone = _head(path)[18:19] == WAL_FORMAT and not path.with_name(f"{path.name}-wal").exists()
    connection = _opened(path, "mode=ro&immutable=1" if is_alone else "mode=ro")
    with _closing_on_error(connection):
        if _version(connection, path) < SCHEMA_VERSION:
            raise LibraryError(
                f"{path} was made by an older version of this program and is write-protected, so it "
                "cannot be brought up to date: make it writable."
            )
    return connection


@contextmanager
def _closing_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _check_file(path: Path, *, create: bool) -> None:
    try:
        require_regular(path, "a library of drawings")
    except FileNotFoundError:
        if not create:
            raise LibraryError(f"{path} does not exist: check the name.") from None
        make_folder(path.absolute().parent, "choose another folder")
        return
    except OSError as error:
        raise LibraryError(f"{path} cannot be opened: {reason(error)}.") from error
    if _is_cut(path):
        raise LibraryError(f"{path} is cut short: go back to a backup of it.")


def _is_cut(path: Path) -> bool:
    """Whether the end of the file is missing, by less than SQLite itself notices when it opens it.

    Files of SQLite are whole pages, also while somebody writes.
    """
    head = _head(path)
    page = int.from_bytes(head[16:18], "big")
    return head.startswith(b"SQLite format 3\0") and path.stat().st_size % max(page, 512) != 0


def _head(path: Path) -> bytes:
    """Return the first bytes of a file; none where it can't be read: SQLite says what is the matter."""
    try:
        with path.open("rb") as file:
            return file.read(20)
    except OSError:
        return b""


def _update(connection: sqlite3.Connection, path: Path) -> None:
    """Bring an empty or older file up to date, in one transaction."""
    if _version(connection, path) == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection, path)  # another program may have been quicker
        for migration in MIGRATIONS[version:]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of the library, 0 for an empty file; raises LibraryError if it is another's."""
    application, version, tables = connection.execute(_VERSION_QUERY).fetchone()
    if (application, version, tables) == (0, 0, 0):
        return 0
    if application != APPLICATION_ID:
        raise LibraryError(
            f"{path} is a database of another program, not a library of drawings: give another file."
        )
    if version > SCHEMA_VERSION:
        raise LibraryError(
            f"{path} was made by a newer version of this program: update digits to open it."
        )
    if version == SCHEMA_VERSION and not layout() <= set(connection.execute(SCHEMA_QUERY)):
        raise LibraryError(f"{path} lacks tables of a library: go back to a backup of it.")
    return int(version)


def _use_wal(connection: sqlite3.Connection, path: Path) -> None:
    """Switch a library to write-ahead logging: for that SQLite does not wait for others by itself."""
    _version(connection, path)  # nothing of another program's file is changed
    until = time.monotonic() + LOCK_PATIENCE
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
            raise LibraryError(
                f"{path} is damaged, so it is not copied: digits library check says more."
            )
        temporary.chmod(stat.S_IMODE(path.stat().st_mode) | stat.S_IRUSR | stat.S_IWUSR)
        temporary.replace(target)
    except OSError as error:
        raise LibraryError(f"{target} cannot be saved: {reason(error)}.") from error
    finally:
        temporary.unlink(missing_ok=True)
