"""The tables of a library, version by version.

Purpose: how a new library is made and an older one brought up to date.
Contract: ``MIGRATIONS[n]`` leads from version n to n + 1; version 0 is an empty file. A library's
version is its ``user_version``, and its ``application_id`` says that it is one.
Not here: opening files (``connection``).
"""

import sqlite3
from contextlib import closing
from itertools import chain

APPLICATION_ID = 0x44494754
"""``DIGT``: what the file is, in SQLite's header."""

_VERSION_1 = (
    """CREATE TABLE drawing (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        digest BLOB NOT NULL,
        ink BLOB,
        picture BLOB,
        label TEXT,
        text TEXT NOT NULL,
        confidence REAL,
        doubtful INTEGER NOT NULL,
        model TEXT NOT NULL,
        writer TEXT NOT NULL,
        made INTEGER NOT NULL,
        source TEXT NOT NULL
    )""",
    "CREATE INDEX drawing_made ON drawing (made)",
)

_DRAWING_TABLE = """
        id INTEGER PRIMARY KEY{autoincrement},
        digest BLOB NOT NULL,
        has_ink INTEGER NOT NULL,
        label TEXT,
        text TEXT NOT NULL,
        confidence REAL,
        doubtful INTEGER NOT NULL,
        model TEXT NOT NULL,
        writer TEXT NOT NULL,
        made INTEGER NOT NULL,
        source TEXT NOT NULL"""

_VERSION_2 = (
    # Contents in a table of their own: lists and counts then read a tenth of the file.
    "ALTER TABLE drawing RENAME TO drawing_1",
    "DROP INDEX drawing_made",
    f"CREATE TABLE drawing ({_DRAWING_TABLE.format(autoincrement=' AUTOINCREMENT')})",
    """CREATE TABLE content (
        id INTEGER PRIMARY KEY,
        ink BLOB,
        picture BLOB,
        extra TEXT
    )""",
    f"""CREATE TABLE bin ({_DRAWING_TABLE.format(autoincrement="")},
        token INTEGER NOT NULL
    )""",
    """CREATE TABLE profile (
        writer TEXT NOT NULL,
        alphabet TEXT NOT NULL,
        made INTEGER NOT NULL,
        content BLOB NOT NULL,
        active INTEGER NOT NULL,
        PRIMARY KEY (writer, alphabet)
    )""",
    """INSERT INTO drawing SELECT id, digest, ink IS NOT NULL, label, text, confidence, doubtful,
        model, writer, made, source FROM drawing_1""",
    "INSERT INTO content SELECT id, ink, picture, NULL FROM drawing_1",
    "DROP TABLE drawing_1",
    # One index an order, each with all that filters ask for: whatever is asked, one of them is read from
    # its one end, and the table itself only for the rows that are shown.
    """CREATE INDEX by_made ON drawing
        (made, id, label, text, confidence, doubtful, writer, model)""",
    """CREATE INDEX by_confidence ON drawing
        (confidence, id, label, text, doubtful, writer, model, made)""",
    """CREATE INDEX by_label ON drawing
        (label, made, id, text, confidence, doubtful, writer, model)""",
    """CREATE INDEX by_writer ON drawing
        (writer, made, id, label, text, confidence, doubtful, model)""",
    "CREATE INDEX by_digest ON drawing (digest)",
    "CREATE INDEX bin_by_token ON bin (token)",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_VERSION_1, _VERSION_2)

SCHEMA_VERSION = len(MIGRATIONS)
"""The version that this program reads and writes."""

SCHEMA_QUERY = (
    "SELECT type, name, sql FROM sqlite_master "
    "WHERE type NOT IN ('table', 'index') OR substr(name, 1, 7) <> 'sqlite_'"
)
"""What tells all that a file has beside SQLite's own tables, for :func:`layout`."""


def layout(version: int = SCHEMA_VERSION) -> set[tuple[str, str, str]]:
    """Return what :data:`SCHEMA_QUERY` gives for a library of this version, from 1 on."""
    with closing(sqlite3.connect(":memory:")) as empty:
        for statement in chain.from_iterable(MIGRATIONS[:version]):
            empty.execute(statement)
        return set(empty.execute(SCHEMA_QUERY))
