"""Which drawings are meant, and in which order.

Purpose: the words in which lists, the gallery and statistics ask for drawings.
Contract: immutable; the default filter means all of them.
Not here: SQL (``queries``).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Outcome = Literal["right", "wrong", "doubtful", "unlabelled"]
Kind = Literal["digit", "expression"]
Order = Literal["newest", "oldest", "confidence", "label", "writer"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What all drawings meant have in common; None stands for any.

    ``label``, ``text``, ``writer``, ``model``: exactly this; ``writer`` "" is nobody in particular.
    ``outcome``: "right" and "wrong" compare the reading with the label, so both want one; "doubtful":
    the reading was doubtful; "unlabelled": no label. ``since``, ``until``: made at or after, and before;
    with a time zone. ``kind``: whether the label, or else the reading, is one digit or something longer.
    """

    label: str | None = None
    text: str | None = None
    writer: str | None = None
    model: str | None = None
    outcome: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None
    kind: Kind | None = None
