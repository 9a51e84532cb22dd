"""What is known about a drawing, as names with texts: the form that all formats share.

Purpose: :func:`notes_of` and :func:`entry_from` turn an entry's fields into texts and back.
Contract: ``entry_from(notes_of(entry), ...)`` has the same fields. Notes from outside are untrusted:
they have limits, and a value that a field cannot take is kept under its name in ``extra``, so nothing is
lost.
Not here: ink and pictures; how a format writes the notes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from digit_recognizer.datasets.ink_lines import Fault
from digit_recognizer.ink import Ink
from digit_recognizer.library.entry import Entry
from digit_recognizer.library.errors import LibraryError
from digit_recognizer.library.labels import checked_label, checked_writer

FIELDS = ("label", "writer", "reading", "confidence", "doubtful", "model", "made", "source")
"""The notes that are fields of an entry, in the order in which a table has them."""

MAX_NOTES = 100
MAX_CHARACTERS = 20_000  # as JSON in a cell of a table they stay below what a reader of CSV takes
LONGEST = 10_000  # characters of a field

_ESCAPE = "extra:"
RESERVED = frozenset({*FIELDS, "truth", "strokes", "starts", "file", "extra", "page_sha256"})
"""Names that mean something in one of the formats."""

_TRUE, _FALSE = frozenset({"yes", "true", "1"}), frozenset({"", "no", "false", "0"})


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that could not be brought in: its ``name`` and the ``sentence`` that says why."""

    name: str
    sentence: str


def notes_of(entry: Entry) -> dict[str, str]:
    """Return all that is known about ``entry`` but its content; what is empty is left out.

    Names in ``extra`` that are also a field's, or a format's, get the prefix ``extra:``.
    """
    notes = {
        "label": entry.label or "",
        "writer": entry.writer,
        "reading": entry.text,
        "confidence": "" if entry.confidence is None else repr(entry.confidence),
        "doubtful": "yes" if entry.doubtful else "",
        "model": entry.model,
        "made": entry.made.astimezone(UTC).isoformat(),
        "source": entry.source,
    }
    extra = {_escaped(name): text for name, text in entry.extra.items()}
    return {**{name: text for name, text in notes.items() if text}, **extra}


def entry_from(
    notes: Mapping[str, str],
    *,
    ink: Ink | None = None,
    picture: bytes | None = None,
    made: datetime,
    source: str,
) -> Entry:
    """Return an entry of this content with these notes.

    ``made`` and ``source`` are used where the notes have none. A label outside the alphabet of
    arithmetic is no label: it is kept as ``extra["label"]``. Raises Fault where there are far too
    many notes.
    """
    if len(notes) > MAX_NOTES or sum(map(len, notes.values())) > MAX_CHARACTERS:
        raise Fault(f"with more than {MAX_NOTES} notes or {MAX_CHARACTERS:,} characters of them")
    extra = {_unescaped(name): text for name, text in notes.items() if name not in FIELDS}

    def value(name: str) -> str:
        text = notes.get(name, "")
        if len(text) <= LONGEST:
            return text
        extra.setdefault(name, text)
        return ""

    def unusable(name: str) -> None:
        extra.setdefault(name, notes[name])

    label: str | None = None
    if value("label").strip():
        try:
            label = checked_label(notes["label"])
        except LibraryError:
            unusable("label")
    writer = ""
    try:
        writer = checked_writer(value("writer"))
    except LibraryError:
        unusable("writer")
    confidence = _share(value("confidence"))
    if confidence is None and value("confidence"):
        unusable("confidence")
    doubtful = value("doubtful").lower()
    if doubtful not in _TRUE | _FALSE:
        unusable("doubtful")
    time = _time(value("made"))
    if time is None and value("made"):
        unusable("made")
    return Entry(
        ink,
        picture,
        label,
        value("reading"),
        confidence,
        doubtful in _TRUE,
        value("model"),
        writer,
        time or made,
        value("source") or source,
        extra,
    )


def unknown_label(entry: Entry) -> str | None:
    """Return the label that :func:`entry_from` could not take, or None."""
    return entry.extra.get("label") if entry.label is None else None


def _escaped(name: str) -> str:
    return f"{_ESCAPE}{name}" if name in RESERVED or name.startswith(_ESCAPE) else name


def _unescaped(name: str) -> str:
    return name.removeprefix(_ESCAPE)


def _share(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 <= number <= 1 else None


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
