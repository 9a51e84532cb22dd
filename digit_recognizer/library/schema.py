"""The tables of a library, version by version.

Purpose: how a new library is made and an older one brought up to date.
Contract: ``MIGRATIONS[n]`` leads from version n to n + 1; version 0 is an empty file. A library's
version is its ``user_version``, and its ``application_id`` says that it is one.
Not here: opening files (``opening``).
"""

APPLICATION_ID = 0x44494754
"""``DIGT``: what the file is, in SQLite's header."""

_VERSION_1 = (
    """CREATE TABLE drawing (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        digest TEXT NOT NULL,
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

_DRAWING = """
        id INTEGER PRIMARY KEY{autoincrement},
        digest TEXT NOT NULL,
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
    f"CREATE TABLE drawing ({_DRAWING.format(autoincrement=' AUTOINCREMENT')})",
    """CREATE TABLE content (
        id INTEGER PRIMARY KEY,
        ink BLOB,
        picture BLOB,
        extra TEXT
    )""",
    f"""CREATE TABLE bin ({_DRAWING.format(autoincrement="")},
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
    "CREATE INDEX drawing_made ON drawing (made)",
    "CREATE INDEX drawing_confidence ON drawing (confidence)",
    "CREATE INDEX drawing_label ON drawing (label, made)",
    "CREATE INDEX drawing_text ON drawing (text, made)",
    "CREATE INDEX drawing_writer ON drawing (writer, made)",
    "CREATE INDEX drawing_model ON drawing (model, made)",
    "CREATE INDEX drawing_digest ON drawing (digest)",
    "CREATE INDEX bin_token ON bin (token)",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_VERSION_1, _VERSION_2)

VERSION = len(MIGRATIONS)
"""The version that this program reads and writes."""
