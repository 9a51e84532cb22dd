"""The file of a library: opened, changed in transactions, checked and copied.

Purpose: a connection that is set up, to a file that is certainly a library of this version; whether the
file is as it should be (``digits library check``); the sentence for each way in which SQLite fails.
Contract: raises LibraryError with one sentence for every file that is none, is newer, damaged, locked or
not there; such a file is left as it is. An older library is brought up to date in one transaction.
Checking changes nothing; each problem is one sentence.
Not here: finding and changing drawings (``store``), mending a damaged file.
"""

import os
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from digit_recognizer.errors import LibraryError
from digit_recognizer.files import make_folder, reason, require_regular
from digit_recognizer.library.row_mapping import DRAWING_COLUMNS, entry_of
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
NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
WAL_FORMAT = b"\2"  # in the file's head, where it is written by way of a log


_SENTENCES = {
    sqlite3.SQLITE_BUSY: "{path} is in use by another program: try again when that is done.",
    sqlite3.SQLITE_LOCKED: "{path} is in use by another program: try again when that is done.",
    sqlite3.SQLITE_READONLY: "{path} is write-protected, or its disk is full, so this was "
    "not changed: make it and its folder writable, and free some space.",
    sqlite3.SQLITE_FULL: "{path} cannot grow, the disk is full, so this was not changed: free some "
    "space.",
    sqlite3.SQLITE_IOERR: "{path} cannot be read or written, the disk failed or is full, so this was "
    "not changed: check the disk.",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged: go back to a backup of it.",
    sqlite3.SQLITE_NOTADB: "{path} is no library of drawings: give another file.",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened: check its folder and its permissions.",
    sqlite3.SQLITE_PERM: "{path} cannot be opened: check its folder and its permissions.",
    sqlite3.SQLITE_AUTH: "{path} cannot be opened: check its folder and its permissions.",
    sqlite3.SQLITE_TOOBIG: "a drawing is too large for {path}, so this was not changed: leave it out.",
    # The tables are as they should be when these are raised, so it is what they hold.
    sqlite3.SQLITE_CONSTRAINT: "{path} is damaged: go back to a backup of it.",
    sqlite3.SQLITE_MISMATCH: "{path} is damaged: go back to a backup of it.",
}
MAX_CELL_BYTES = 32 * 2**20
"""What a cell, or a row, may hold: no ink and no picture of this program is nearly as large."""
MAX_PROBLEMS = 100
"""Problems that are told; after these the check ends."""
COUNT_DRAWINGS = "SELECT (SELECT count(*) FROM drawing), (SELECT count(*) FROM bin)"


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Raise LibraryError for the known errors of SQLite about the file at ``path``; others stay."""
    try:
        yield
    except UnicodeDecodeError as error:  # in the text of an error
        raise LibraryError(_SENTENCES[sqlite3.SQLITE_CORRUPT].format(path=path)) from error
    except sqlite3.Error as error:
        sentence = _SENTENCES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if sentence is None:
            raise
        raise LibraryError(sentence.format(path=path)) from error


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """Return a connection; ``create``: make it where there is none. Raises LibraryError or FileError."""
    _check_file(path, create=create)
    # A log is written beside the file, so its folder has to be writable too.
    places = (path, path.absolute().parent)
    is_writable = not path.exists() or all(os.access(place, os.W_OK) for place in places)
    with in_words(path):
        if is_writable:
            try:
                return _for_writing(path, create=create)
            except sqlite3.OperationalError as error:
                # A log is wanted even to read, and a full disk has no room for it.
                if error.sqlite_errorcode & 0xFF not in NO_ROOM or not path.exists():
                    raise
        return _for_reading(path)


def _for_writing(path: Path, *, create: bool) -> sqlite3.Connection:
    with ExitStack() as on_error:
        connection = _opened(path, "mode=rwc" if create else "mode=rw")
        on_error.callback(connection.close)
        _use_wal(connection, path)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted for good is gone
        _update(connection, path)
        on_error.pop_all()
        return connection


def _for_reading(path: Path) -> sqlite3.Connection:
    with ExitStack() as on_error:
        connection = _opened(path, _way_to_read(path))
        on_error.callback(connection.close)
        if _version(connection, path) < SCHEMA_VERSION:
            raise LibraryError(
                f"{path} was made by an older version of this program and is write-protected, so it "
                "cannot be brought up to date: make it writable."
            )
        on_error.pop_all()
        return connection


def _opened(path: Path, how: str) -> sqlite3.Connection:
    """Return a connection to a file that exists or may be made; ``how``: SQLite's URI parameters."""
    place = path.absolute().as_posix()
    rooted = place if place.startswith("/") else f"/{place}"  # C:/Users is /C:/Users in a URI
    connection = sqlite3.connect(
        f"file://{quote(rooted, errors='surrogateescape')}?{how}",
        uri=True,
        timeout=LOCK_PATIENCE,
        isolation_level=None,
    )
    # A damaged text must not hide all others; what is read of it is no text (``row_mapping``).
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL_BYTES)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _way_to_read(path: Path) -> str:
    """Return how a write-protected library is opened, which must not be changed.

    With a log beside it, somebody may be writing. Without one nobody is: then it is read as it stands,
    since SQLite would otherwise leave a log of its own there, as write-protected as the library.
    """
    is_alone = _head(path)[18:19] == WAL_FORMAT and not path.with_name(f"{path.name}-wal").exists()
    return "mode=ro&immutable=1" if is_alone else "mode=ro"


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


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all that happens within, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite ends it by itself on a full disk
            connection.execute("ROLLBACK")
        raise


def _update(connection: sqlite3.Connection, path: Path) -> None:
    """Bring an empty or older file up to date, in one transaction."""
    if _version(connection, path) == SCHEMA_VERSION:
        return
    with transaction(connection):
        version = _version(connection, path)  # another program may have been quicker
        for statement in chain.from_iterable(MIGRATIONS[version:]):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


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
    if version < 1 or layout(version) != set(connection.execute(SCHEMA_QUERY)):
        # A trigger or a view of somebody else would run with the next change.
        raise LibraryError(
            f"{path} has other tables than a library of drawings, or triggers: go back to a "
            "backup of it."
        )
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


def problems(
    connection: sqlite3.Connection, path: Path, tell: Callable[[int, int], None]
) -> list[str]:
    """Return what is wrong: with the file's structure, or with single drawings.

    ``tell``: told how many drawings are checked, and how many there are.
    """
    told = [row[0] for row in connection.execute(f"PRAGMA integrity_check({MAX_PROBLEMS})")]
    if told != ["ok"]:
        lines = [line for text in told for line in text.splitlines() if not line.startswith("*")]
        return [f"{path} is damaged: {line.rstrip('.')}." for line in lines[:MAX_PROBLEMS]]
    found: list[str] = []
    total, done = sum(connection.execute(COUNT_DRAWINGS).fetchone()), 0
    for table in ("drawing", "bin"):
        query = (
            f"SELECT {', '.join(f'd.{c}' for c in DRAWING_COLUMNS.split(', '))}, ink, picture, extra "
            f"FROM {table} AS d LEFT JOIN content USING (id)"
        )
        for row in connection.execute(query):
            done += 1
            tell(done, total)
            try:
                entry = entry_of(row, path)
            except LibraryError as error:
                found.append(str(error))
                continue
            if entry.digest != row[1].hex():
                found.append(f"drawing {entry.id} in {path} does not hold what was saved.")
            if len(found) >= MAX_PROBLEMS:
                return found
    return found


def save_copy(source: sqlite3.Connection, path: Path, target: Path, *, replace: bool) -> None:
    """Copy library ``source``, file ``path``, to ``target`` as ``Library.backup``; raises FileError."""
    if target.exists():
        if not replace:
            raise LibraryError(f"{target} exists already: choose another name.")
        require_regular(target, "a backup")
        if target.samefile(path):
            raise LibraryError(f"{target} is the library itself: choose another name.")
    try:
        folder = target.absolute().parent
        with tempfile.TemporaryDirectory(dir=folder, prefix=f".{target.name}.") as beside:
            temporary = Path(beside, target.name)
            with (
                in_words(target),
                closing(sqlite3.connect(temporary, isolation_level=None)) as copy,
            ):
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
