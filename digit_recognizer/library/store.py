"""The library: drawings in one SQLite file.

Purpose: save, find, change, delete and bring back drawings.
Contract: what a call has changed when it returns survives a power cut, and what a call could not change
completely it did not change at all. Several programs may use one file at once. A Library belongs to the
thread that opened it; others open their own. Any method raises LibraryError, with one sentence, where
the file is locked, full, write-protected or damaged.
Not here: the file's tables (``schema``), other formats (``importing``, ``exporting``).
"""

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from digit_recognizer.errors import LibraryError
from digit_recognizer.library.codec import from_microseconds, microseconds
from digit_recognizer.library.connection import connect, in_words, problems, save_copy, transaction
from digit_recognizer.library.entry import Entry, StoredProfile, Summary
from digit_recognizer.library.filter import ORDER_CLAUSES, Filter, Order, where
from digit_recognizer.library.labels import checked_label, checked_writer
from digit_recognizer.library.row_mapping import (
    DRAWING_COLUMNS,
    DRAWING_FIELDS,
    content_row,
    drawing_row,
    entry_of,
    plain,
    profile_of,
    summary_of,
)

Value = TypeVar("Value")

LAST_TOKEN = microseconds(datetime.max.replace(tzinfo=UTC))
BIN_DAYS = 30
"""How long deleted drawings can be brought back."""

_IDS_PER_STATEMENT = 500  # ids in one statement; SQLite takes 999 parameters everywhere
_ALL = Filter()


def default_path() -> Path:
    """Return where the user's library is: in the folder for the user's data."""
    from platformdirs import user_data_path  # here: every command imports this module's words

    return user_data_path("digit-recognizer", appauthor=False) / "library.sqlite3"


class Library(AbstractContextManager["Library"]):
    """An open library; make one with :meth:`open`, best in a ``with`` statement."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: str | Path | None = None, *, create: bool = True) -> "Library":
        """Return the library at ``path``, or the user's own for None.

        ``create``: make it, and its folder, where there is none. Raises LibraryError with one sentence
        where the file is no library, of a newer version, damaged, locked or missing.
        """
        path = default_path() if path is None else Path(path)
        library = cls(path, connect(path, create=create))
        with suppress(LibraryError):  # who only reads may do so where nothing can be removed
            library._forget_old()
        return library

    def close(self) -> None:
        """Close the file; the library can't be used any more. Closing twice does no harm."""
        self._connection.close()

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- keeping and finding ---------------------------------------------------------------------

    def add(self, entries: Iterable[Entry]) -> list[int]:
        """Keep ``entries``, all or none, and return their numbers; they are on the disk then.

        Labels are brought into their usual form. Raises LibraryError, too, for a label that is none.
        """
        rows = [(drawing_row(entry), content_row(entry)) for entry in entries]
        with self._changing() as db:
            return [_insert(db, drawing, content) for drawing, content in rows]

    def add_new(self, entries: Mapping[str, Entry]) -> dict[str, set[str | None]]:
        """Keep those of ``entries``, by digest, that are not saved yet: all or none, as :meth:`add`.

        Returns what :meth:`known` gives for the others. No other program adds them meanwhile.
        """
        rows = {d: (drawing_row(entry), content_row(entry)) for d, entry in entries.items()}
        with self._changing() as db:
            known = self.known(rows)
            for digest, (drawing, content) in rows.items():
                if digest not in known:
                    _insert(db, drawing, content)
        return known

    def get(self, ids: Iterable[int]) -> list[Entry]:
        """Return the drawings with these numbers, in this order, without those that are not there."""
        columns = f"{DRAWING_COLUMNS}, ink, picture, extra"
        return self._found(f"SELECT {columns} FROM drawing JOIN content USING (id)", ids, entry_of)

    def readable(self, ids: Sequence[int]) -> dict[int, Entry]:
        """Return these drawings by number, without those that are gone or damaged."""
        try:
            return {entry.id: entry for entry in self.get(ids) if entry.id is not None}
        except LibraryError:
            if len(ids) == 1:
                return {}
            middle = len(ids) // 2
            return self.readable(ids[:middle]) | self.readable(ids[middle:])

    def entry(self, number: int) -> Entry:
        """Return the drawing with this number; raises LibraryError if there is none."""
        for entry in self.get([number]):
            return entry
        raise LibraryError(f"{self.path} has no drawing {number}: see digits library list.")

    def summaries(
        self, wanted: Filter = _ALL, order: Order = "newest", offset: int = 0, limit: int = 100
    ) -> list[Summary]:
        """Return what is known of the drawings wanted, ``limit`` of them from ``offset`` on."""
        return self.summaries_of(self.ids(wanted, order, offset, limit))

    def summaries_of(self, ids: Iterable[int]) -> list[Summary]:
        """Return what is known of these drawings, in this order, without those not there."""
        return self._found(f"SELECT {DRAWING_COLUMNS} FROM drawing", ids, summary_of)

    def ids(
        self, wanted: Filter = _ALL, order: Order = "newest", offset: int = 0, limit: int = -1
    ) -> Sequence[int]:
        """Return the numbers of the drawings wanted, in this order; ``limit`` below 0: all of them."""
        clause, values = where(wanted)
        query = f"SELECT id FROM drawing{clause} ORDER BY {ORDER_CLAUSES[order]} LIMIT ? OFFSET ?"
        return array("q", [number for (number,) in self._rows(query, [*values, limit, offset])])

    def present(self, ids: Iterable[int]) -> set[int]:
        """Return those of ``ids`` that are drawings, damaged or not."""
        found: set[int] = set()
        for marks, some in _chunks(list(ids)):
            found |= {
                n for (n,) in self._rows(f"SELECT id FROM drawing WHERE id IN ({marks})", some)
            }
        return found

    def count(self, wanted: Filter = _ALL) -> int:
        """Return how many drawings are wanted."""
        clause, values = where(wanted)
        return int(self._rows(f"SELECT count(*) FROM drawing{clause}", values)[0][0])

    def known(self, digests: Iterable[str]) -> dict[str, set[str | None]]:
        """Return those of ``digests`` whose drawing is saved already, with its label, or its labels."""
        found: dict[str, set[str | None]] = {}
        for marks, some in _chunks([bytes.fromhex(digest) for digest in digests]):
            query = f"SELECT digest, label FROM drawing WHERE digest IN ({marks})"
            for digest, label in self._rows(query, some):
                found.setdefault(digest.hex(), set()).add(label)
        return found

    def writers(self) -> list[tuple[str, int]]:
        """Return the writers with the number of their drawings, by name; "" is nobody."""
        return self._tally("writer")

    def labels(self) -> list[tuple[str, int]]:
        """Return the labels with the number of their drawings, in order."""
        return self._tally("label")

    def models(self) -> list[tuple[str, int]]:
        """Return the models with the number of drawings they read, by name; "" is none."""
        return self._tally("model")

    # -- changing --------------------------------------------------------------------------------

    def relabel(self, ids: Iterable[int], label: str | None) -> None:
        """Say what these drawings really are; None: unknown. Raises LibraryError for no label."""
        checked = None if label is None else checked_label(label)
        with self._changing() as db:
            db.executemany("UPDATE drawing SET label = ? WHERE id = ?", ((checked, i) for i in ids))

    def set_writer(self, ids: Iterable[int], writer: str) -> None:
        """Say who drew these; "": nobody in particular. Raises LibraryError for too long a name."""
        name = plain(checked_writer(writer))
        with self._changing() as db:
            db.executemany("UPDATE drawing SET writer = ? WHERE id = ?", ((name, i) for i in ids))

    def reread(self, rows: Iterable[tuple[int, str, float | None, bool, str]]) -> None:
        """Replace readings: rows of number, text, confidence, doubtful and model."""
        changed = [(plain(text), p, d, plain(model), i) for i, text, p, d, model in rows]
        with self._changing() as db:
            db.executemany(
                "UPDATE drawing SET text = ?, confidence = ?, doubtful = ?, model = ? WHERE id = ?",
                changed,
            )

    def delete(self, ids: Iterable[int]) -> int:
        """Put these drawings into the bin and return the token that brings them back.

        What was there for more than :data:`BIN_DAYS` days goes for good when the library is opened, if
        something was saved or deleted later than that, before today: a clock that is wrong says nothing.
        """
        gone = list(ids)
        with self._changing() as db:
            now = microseconds(datetime.now(UTC))
            (last,) = db.execute(
                "SELECT coalesce(max(token), 0) FROM bin WHERE token < ?", [LAST_TOKEN]
            ).fetchone()
            token = max(now, int(last) + 1)
            for marks, some in _chunks(gone):
                db.execute(
                    f"INSERT INTO bin SELECT {DRAWING_COLUMNS}, ? FROM drawing WHERE id IN ({marks})",
                    [token, *some],
                )
                db.execute(f"DELETE FROM drawing WHERE id IN ({marks})", some)
        return token

    def restore(self, token: int) -> list[int]:
        """Bring back what was deleted under ``token`` and return its numbers, which stay the same.

        Raises LibraryError if nothing of it is in the bin.
        """
        with self._changing() as db:
            ids = [row[0] for row in db.execute("SELECT id FROM bin WHERE token = ?", [token])]
            if not ids:
                raise LibraryError(
                    "these drawings cannot be brought back: they are there already, or were deleted "
                    f"more than {BIN_DAYS} days ago."
                )
            db.execute(
                f"INSERT INTO drawing SELECT {DRAWING_COLUMNS} FROM bin WHERE token = ?", [token]
            )
            db.execute("DELETE FROM bin WHERE token = ?", [token])
        return ids

    def deletions(self) -> list[tuple[int, datetime, int]]:
        """Return what is in the bin, newest first: token, time, number of drawings."""
        rows = self._rows(
            "SELECT token, count(*) FROM bin WHERE token BETWEEN 0 AND ? "
            "GROUP BY token ORDER BY token DESC",
            [LAST_TOKEN],
        )
        return [(token, from_microseconds(token), number) for token, number in rows]

    def empty_bin(self, token: int | None = None) -> int:
        """Remove for good what was deleted under ``token``, or all; return how many drawings it was."""
        with self._changing() as db:
            return _remove(db, "" if token is None else " WHERE token = ?", token)

    # -- profiles --------------------------------------------------------------------------------

    def save_profile(
        self, writer: str, alphabet: str, content: bytes, *, active: bool = True
    ) -> None:
        """Keep what was learnt of a writer's hand, in place of what was known before."""
        row = (checked_writer(writer), alphabet, microseconds(datetime.now(UTC)), content, active)
        with self._changing() as db:
            db.execute("INSERT OR REPLACE INTO profile VALUES (?, ?, ?, ?, ?)", row)

    def load_profile(self, writer: str, alphabet: str) -> StoredProfile | None:
        """Return the profile of a writer for an alphabet, active or not; None where there is none."""
        named = (p for p in self.profiles() if (p.writer, p.alphabet) == (writer, alphabet))
        return next(named, None)

    def profiles(self) -> list[StoredProfile]:
        """Return all profiles, by writer and alphabet."""
        rows = self._rows(
            "SELECT writer, alphabet, content, made, active FROM profile ORDER BY writer, alphabet"
        )
        return [profile_of(row, self.path) for row in rows]

    def use_profile(self, writer: str, alphabet: str, *, active: bool) -> None:
        """Say whether a profile is to be used when its writer writes."""
        with self._changing() as db:
            db.execute(
                "UPDATE profile SET active = ? WHERE writer = ? AND alphabet = ?",
                (active, writer, alphabet),
            )

    def delete_profile(self, writer: str, alphabet: str) -> None:
        """Forget what was learnt of a writer's hand; does nothing where there is nothing."""
        with self._changing() as db:
            db.execute("DELETE FROM profile WHERE writer = ? AND alphabet = ?", (writer, alphabet))

    # -- the file --------------------------------------------------------------------------------

    def backup(self, path: str | Path, *, replace: bool = False) -> None:
        """Copy the library, as it is now, to ``path``, which then is a library of its own.

        Others may go on writing meanwhile. The copy is complete and checked before it gets its name.
        Raises LibraryError if ``path`` exists, unless ``replace``, or cannot be written.
        """
        with in_words(self.path):
            save_copy(self._connection, self.path, Path(path), replace=replace)

    def check(self, tell: Callable[[int, int], None] = lambda done, total: None) -> list[str]:
        """Return what is wrong with the file and its contents, one sentence each; [] is well.

        ``tell``: told how many drawings are checked, and how many there are.
        """
        with in_words(self.path):
            return problems(self._connection, self.path, tell)

    # -- within ----------------------------------------------------------------------------------

    def _forget_old(self) -> None:
        yesterday = microseconds(datetime.now(UTC) - timedelta(days=1))
        [(latest,)] = self._rows(
            "SELECT max(time) FROM (SELECT max(made) AS time FROM drawing WHERE made <= ? "
            "UNION ALL SELECT max(token) FROM bin WHERE token <= ?)",
            [yesterday, yesterday],
        )
        oldest = (latest or 0) - timedelta(days=BIN_DAYS) // timedelta(microseconds=1)
        if self._rows("SELECT 1 FROM bin WHERE token < ? LIMIT 1", [oldest]):
            with self._changing() as db:
                _remove(db, " WHERE token < ?", oldest)

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with in_words(self.path):
            return self._connection.execute(query, values).fetchall()

    def _found(
        self, query: str, ids: Iterable[int], made_of: Callable[[Sequence[Any], Path], Value]
    ) -> list[Value]:
        """Return what ``made_of`` makes of each row of ``query``, in the order of ``ids``."""
        wanted = list(ids)
        found: dict[int, Value] = {}
        for marks, some in _chunks(wanted):
            for row in self._rows(f"{query} WHERE id IN ({marks})", some):
                found[row[0]] = made_of(row, self.path)
        return [found[number] for number in wanted if number in found]

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection within one transaction: all of it is done, or none."""
        with in_words(self.path), transaction(self._connection):
            yield self._connection

    def _tally(self, column: str) -> list[tuple[str, int]]:
        return self._rows(
            f"SELECT {column}, count(*) FROM drawing WHERE typeof({column}) = 'text' "
            f"GROUP BY {column} ORDER BY {column}"
        )


def _insert(db: sqlite3.Connection, drawing: Sequence[Any], content: Sequence[Any]) -> int:
    """Add a drawing's rows, and return its number."""
    marks = ", ".join("?" * len(DRAWING_FIELDS))
    query = f"INSERT INTO drawing ({', '.join(DRAWING_FIELDS)}) VALUES ({marks})"
    number = int(db.execute(query, drawing).lastrowid or 0)
    db.execute("INSERT INTO content VALUES (?, ?, ?, ?)", (number, *content))
    return number


def _remove(db: sqlite3.Connection, clause: str, token: int | None) -> int:
    """Remove for good the part of the bin that ``clause`` says; return how many drawings it was."""
    values = [] if token is None else [token]
    db.execute(f"DELETE FROM content WHERE id IN (SELECT id FROM bin{clause})", values)
    return db.execute(f"DELETE FROM bin{clause}", values).rowcount


def _chunks(values: Sequence[Value]) -> Iterator[tuple[str, Sequence[Value]]]:
    """Yield ``values`` in chunks for one statement each, with as many question marks."""
    for start in range(0, len(values), _IDS_PER_STATEMENT):
        some = values[start : start + _IDS_PER_STATEMENT]
        yield ", ".join("?" * len(some)), some
