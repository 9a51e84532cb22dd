"""What was learnt of a writer's hand, as it is kept.

Purpose: :class:`StoredProfile`, a row of the library's profiles.
Contract: immutable; the content is opaque here.
Not here: what a profile does (``classifier.profile``), learning it (``learning``).
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """One profile: ``writer`` and ``alphabet`` ("digits", "arithmetic") name it.

    ``content``: its bytes. ``made``: when, in UTC. ``active``: whether it is to be used when this writer
    writes.
    """

    writer: str
    alphabet: str
    content: bytes
    made: datetime
    active: bool
