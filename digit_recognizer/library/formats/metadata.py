"""What is known about a drawing, as names with texts: the form that all formats share.

Purpose: :func:`metadata_of` and :func:`entry_from` turn an entry's fields into texts and back.
Contract: ``entry_from(metadata_of(entry), ...)`` has the same fields. Notes from outside are untrusted:
they have limits, and a value that a field cannot take is kept under its name in ``extra``, so nothing is
lost.
Not here: ink and pictures; how a format writes the notes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import TypeGuard, TypeVar

from digit_recognizer.datasets.ink_lines import SampleError
from digit_recognizer.errors import LibraryError
from digit_recognizer.ink import Ink
from digit_recognizer.library.entry import Entry
from digit_recognizer.library.labels import checked_label, checked_writer

Value = TypeVar("Value")

METADATA_FIELDS = (
    "label", "writer", "reading", "confidence", "doubtful", "model", "made", "source",
)  # fmt: skip
"""The notes that are fields of an entry, in the order in which a table has them."""

MAX_NOTES = 100
MAX_NOTE_LENGTH = 20_000  # as JSON in a cell of a table they stay below what a reader of CSV takes
MAX_FIELD_LENGTH = 10_000  # characters of a field

_ESCAPE = "extra:"
RESERVED_NAMES = frozenset(
    {*METADATA_FIELDS, "truth", "strokes", "starts", "file", "extra", "page_sha256"}
)
"""Names that mean something in one of the formats."""

_TRUE, _FALSE = frozenset({"yes", "true", "1"}), frozenset({"", "no", "false", "0"})


@dataclass(frozen=True, slots=True)
class ImportFailure:
    """Something that could not be brought in: its ``name`` and the ``sentence`` that says why."""

    name: str
    sentence: str


def metadata_of(entry: Entry) -> dict[str, str]:
    """Return all that is known about ``entry`` but its content; what is empty is left out.

    Names in ``extra`` that are also a field's, or a format's, get the prefix ``extra:``. A source
    that is a whole path is cut down to the file's name: its writer's folders concern nobody.
    """
    notes = {
        "label": entry.label or "",
        "writer": entry.writer,
        "reading": entry.text,
        "confidence": "" if entry.confidence is None else repr(entry.confidence),
        "doubtful": "yes" if entry.doubtful else "",
        "model": entry.model,
        "made": entry.made.astimezone(UTC).isoformat(),
        "source": _file_name(entry.source),
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
    arithmetic is no label: it is kept as ``extra["label"]``. Raises SampleError where there are far too
    many notes.
    """
    if len(notes) > MAX_NOTES or sum(map(len, notes.values())) > MAX_NOTE_LENGTH:
        raise SampleError(
            f"with more than {MAX_NOTES} notes or {MAX_NOTE_LENGTH:,} characters of them"
        )
    others = ((name, text) for name, text in notes.items() if name not in METADATA_FIELDS)
    extra = {name.removeprefix(_ESCAPE): text for name, text in others}

    def field(name: str, parse: Callable[[str], Value], unusable: Value) -> Value:
        text = notes.get(name, "")
        try:
            if len(text) > MAX_FIELD_LENGTH:
                raise ValueError
            return parse(text) if text else unusable
        except (ValueError, OverflowError, LibraryError):
            extra.setdefault(name, text)
            return unusable

    return Entry(
        ink,
        picture,
        field("label", lambda text: checked_label(text) if text.strip() else None, None),
        field("reading", str, ""),
        field("confidence", _share, None),
        field("doubtful", _flag, unusable=False),
        field("model", str, ""),
        field("writer", checked_writer, ""),
        field("made", _time, None) or made,
        field("source", str, "") or source,
        extra,
    )


def unknown_label(entry: Entry) -> str | None:
    """Return the label that :func:`entry_from` could not take, or None."""
    return entry.extra.get("label") if entry.label is None else None


def is_texts(row: object) -> TypeGuard[dict[str, str]]:
    """Whether ``row`` is a dictionary whose values are texts, as notes are."""
    return isinstance(row, dict) and all(isinstance(text, str) for text in row.values())


def _escaped(name: str) -> str:
    return f"{_ESCAPE}{name}" if name in RESERVED_NAMES or name.startswith(_ESCAPE) else name


def _file_name(source: str) -> str:
    """Return ``source``, of an absolute path on any system its last part alone."""
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(source).is_absolute():
            return kind(source).name
    return source


def _share(text: str) -> float | None:
    number = float(text)
    if not 0 <= number <= 1:  # false for NaN, too
        raise ValueError
    return number


def _flag(text: str) -> bool:
    if text.lower() not in _TRUE | _FALSE:
        raise ValueError
    return text.lower() in _TRUE


def _time(text: str) -> datetime | None:
    time = datetime.fromisoformat(text)
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
