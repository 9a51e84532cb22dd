"""Entries as rows of the library's tables, and back.

Purpose: the one place that knows in which column each field is.
Contract: a row made here gives the same entry again, but for characters that are no Unicode text, which
become escapes. Rows are untrusted: a content that is none raises LibraryError.
Not here: SQL.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from digit_recognizer.errors import LibraryError
from digit_recognizer.library.codec import from_microseconds, microseconds, packed, unpacked
from digit_recognizer.library.entry import Entry, StoredProfile, Summary
from digit_recognizer.library.labels import checked_label, checked_writer

Value = TypeVar("Value")

MAX_TEXT_LENGTH = 100_000  # of a reading, say, of a page
DRAWING_FIELDS = (
    "digest", "has_ink", "label", "text", "confidence", "doubtful", "model", "writer", "made", "source",
)  # fmt: skip
"""The columns of a drawing but its number, in the order of :func:`drawing_row`."""

_SHARED_FIELDS = ("id", *DRAWING_FIELDS[2:])
"""The fields that an entry and its summary have in common."""

DRAWING_COLUMNS = ", ".join(("id", *DRAWING_FIELDS))
"""The columns that :func:`summary_of` takes, for SQL."""


def drawing_row(entry: Entry) -> tuple[object, ...]:
    """Return the values of :data:`DRAWING_FIELDS`; raises LibraryError for a wrong label or writer."""
    return (
        bytes.fromhex(entry.digest),
        bool(entry.ink),
        None if entry.label is None else checked_label(entry.label),
        plain(entry.text),
        entry.confidence,
        entry.doubtful,
        plain(entry.model),
        plain(checked_writer(entry.writer)),
        microseconds(entry.made),
        plain(entry.source),
    )


def content_row(entry: Entry) -> tuple[bytes | None, bytes | None, str | None]:
    """Return ink, picture and extra as they are saved."""
    return (
        packed(entry.ink) if entry.ink else None,
        entry.picture,
        json.dumps(dict(entry.extra)) if entry.extra else None,
    )


def summary_of(row: Sequence[Any], path: Path) -> Summary:
    """Return the summary in a row of :data:`DRAWING_COLUMNS`.

    Raises LibraryError, naming the library at ``path``, if it is damaged.
    """
    number, digest, has_ink, label, text, confidence, doubtful, model, writer, made, source = row
    try:
        return Summary(
            number,
            _of(bytes, digest).hex(),
            bool(has_ink),
            None if label is None else _line(label),
            _line(text),
            None if confidence is None else _share(confidence),
            bool(doubtful),
            _line(model),
            _line(writer),
            from_microseconds(_of(int, made)),
            _line(source),
        )
    except ValueError as error:
        raise _damaged(number, path) from error


def entry_of(row: Sequence[Any], path: Path) -> Entry:
    """Return the entry in a row of :data:`DRAWING_COLUMNS`, ink, picture and extra.

    Raises LibraryError, naming the library at ``path``, if the content is damaged.
    """
    summary = summary_of(row[:-3], path)
    ink, picture, extra = row[-3:]
    try:
        return Entry(
            None if ink is None else unpacked(_of(bytes, ink)),
            None if picture is None else _of(bytes, picture),
            extra={} if extra is None else _notes(extra),
            **{name: getattr(summary, name) for name in _SHARED_FIELDS},
        )
    except (ValueError, RecursionError) as error:
        raise _damaged(summary.id, path) from error


def profile_of(row: Sequence[Any], path: Path) -> StoredProfile:
    """Return the profile in a row of writer, alphabet, content, made and active; raises LibraryError."""
    writer, alphabet, content, made, active = row
    try:
        return StoredProfile(
            _text(writer),
            _text(alphabet),
            _of(bytes, content),
            from_microseconds(_of(int, made)),
            bool(active),
        )
    except ValueError as error:
        raise LibraryError(
            f"a profile in {path} is damaged: go back to a backup, or learn it again."
        ) from error


def _of(kind: type[Value], value: object) -> Value:
    """Return ``value``; raises ValueError if it is of another type: SQLite holds any type anywhere."""
    if not isinstance(value, kind):
        raise ValueError(f"{type(value).__name__} instead of {kind.__name__}")
    return value


def _text(value: object) -> str:
    """Return a text; raises ValueError for one that is no UTF-8 in the file."""
    text = _of(str, value)
    text.encode()
    return text


def _line(value: object) -> str:
    """Return a text of a drawing's metadata; raises ValueError for one that nobody could read."""
    text = _text(value)
    if len(text) > MAX_TEXT_LENGTH:
        raise ValueError(f"a text of {len(text):,} signs")
    return text


def _share(value: object) -> float:
    share = _of(float, value)
    if not 0 <= share <= 1:  # false for NaN, too
        raise ValueError(f"{share} is no share")
    return share


def _notes(extra: object) -> dict[str, str]:
    notes = json.loads(_text(extra))
    if not isinstance(notes, dict) or not all(isinstance(text, str) for text in notes.values()):
        raise ValueError("notes are texts with names")
    return notes


def _damaged(number: int, path: Path) -> LibraryError:
    return LibraryError(
        f"drawing {number} in {path} is damaged: go back to a backup, or delete it."
    )


def plain(text: str) -> str:
    """Return ``text`` as SQLite can hold it: names of files may hold bytes that are no text."""
    return text.encode("utf-8", "backslashreplace").decode()
