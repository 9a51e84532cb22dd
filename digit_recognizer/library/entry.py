"""What is saved of one drawing, and of what was learnt of a writer.

Purpose: :class:`Entry`, a drawing with all that is known about it; :class:`Summary`, the same without
its content, which lists need; :class:`StoredProfile`, a row of the library's profiles.
Contract: immutable; times are aware and in UTC. An entry has ink or a picture, at least one of them.
Not here: where it is saved (``store``), which labels are allowed (``labels``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from digit_recognizer.files import sha256
from digit_recognizer.ink import Ink
from digit_recognizer.library.codec import ink_bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One saved drawing.

    ``ink``: points and times; None where it is a picture. ``picture``: a PNG, ink bright, of what came
    from an image. ``label``: what it really is (``7``, ``12+3=``); None where unknown. ``text``: what
    was read when it was saved, "" for nothing; ``confidence`` of that in [0, 1], None for nothing;
    ``doubtful``: whether it was too unsure to be shown. ``model``: name and first 12 digits of the
    SHA-256 of the network that read it. ``writer``: "" for nobody in particular. ``source``: "window",
    or the file it came from. ``extra``: what that file held and no other field says. ``id``: its number
    in the library, None before it is saved.

    Raises ValueError where there is neither ink nor a picture, or ``made`` has no time zone.
    """

    ink: Ink | None
    picture: bytes | None = None
    label: str | None = None
    text: str = ""
    confidence: float | None = None
    doubtful: bool = False
    model: str = ""
    writer: str = ""
    made: datetime = field(default_factory=lambda: datetime.now(UTC))
    source: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    id: int | None = None

    def __post_init__(self) -> None:
        if not self.ink and self.picture is None:
            raise ValueError("an entry has ink or a picture")
        if self.made.tzinfo is None:
            raise ValueError("an entry's time has a time zone")

    @property
    def digest(self) -> str:
        """The SHA-256 of the content, 64 hex digits: equal for equal ink, or the same picture."""
        return sha256(ink_bytes(self.ink) if self.ink else self.picture or b"")


@dataclass(frozen=True, slots=True)
class Summary:
    """An entry without its content: the fields as in :class:`Entry`, ``has_ink`` instead of the ink."""

    id: int
    digest: str
    has_ink: bool
    label: str | None
    text: str
    confidence: float | None
    doubtful: bool
    model: str
    writer: str
    made: datetime
    source: str


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """One profile: ``writer`` and ``alphabet`` ("digits", "arithmetic") name it.

    ``content``: its bytes, opaque here. ``made``: when, in UTC. ``active``: whether it is used when this
    writer writes.
    """

    writer: str
    alphabet: str
    content: bytes
    made: datetime
    active: bool
