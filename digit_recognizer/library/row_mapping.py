"""Entries as rows of the library's tables, and back.

Purpose: the one place that knows in which column each field is.
Contract: a row made here gives the same entry again, but for characters that are no Unicode text, which
become escapes. Rows are untrusted: a content that is none raises LibraryError.
Not here: SQL.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from digit_recognizer.errors import LibraryError
from digit_recognizer.library.codec import from_microseconds, microseconds, packed, unpacked
from digit_recognizer.library.entry import Entry, Summary
from digit_recognizer.library.labels import checked_label, checked_writer

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
        digest, made = digest.hex(), from_microseconds(made)
        has_ink, doubtful = bool(has_ink), bool(doubtful)
        return Summary(
            number, digest, has_ink, label, text, confidence, doubtful, model, writer, made, source
        )
    except (ValueError, AttributeError) as error:
        raise _damaged(number, path) from error


def entry_of(row: Sequence[Any], path: Path) -> Entry:
    """Return the entry in a row of :data:`DRAWING_COLUMNS`, ink, picture and extra.

    Raises LibraryError, naming the library at ``path``, if the content is damaged.
    """
    summary = summary_of(row[:-3], path)
    ink, picture, extra = row[-3:]
    try:
        return Entry(
            None if ink is None else unpacked(ink),
            picture,
            extra={} if extra is None else json.loads(extra),
            **{name: getattr(summary, name) for name in _SHARED_FIELDS},
        )
    except (ValueError, RecursionError) as error:
        raise _damaged(summary.id, path) from error


def _damaged(number: int, path: Path) -> LibraryError:
    return LibraryError(
        f"drawing {number} in {path} is damaged: go back to a backup, or delete it."
    )


def plain(text: str) -> str:
    """Return ``text`` as SQLite can hold it: names of files may hold bytes that are no text."""
    return text.encode("utf-8", "backslashreplace").decode()
