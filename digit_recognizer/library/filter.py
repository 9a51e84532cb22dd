"""Which drawings are meant, and in which order: in words, and as SQL.

Purpose: the words in which lists, the gallery and statistics ask for drawings, and the one place that
turns them into conditions.
Contract: immutable; the default filter means all of them. Values are always parameters, never part of
the SQL. An order is read from its own index, which also holds what filters ask for (``schema``); the
plus before a column keeps SQLite from choosing an index by a filter instead, and then sorting.
Not here: running a query.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from digit_recognizer.library.codec import microseconds
from digit_recognizer.library.row_mapping import plain

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


ORDER_CLAUSES: dict[Order, str] = {
    "newest": "made DESC, id DESC",
    "oldest": "made, id",
    "confidence": "confidence, id",
    "label": "label, made, id",
    "writer": "writer, made, id",
}
"""Least sure first; what has no confidence, label or writer comes before what has."""

_OUTCOME_CONDITIONS: dict[Outcome, str] = {
    "right": "+label = text",
    "wrong": "+label <> text",
    "doubtful": "+doubtful = 1",
    "unlabelled": "+label IS NULL",
}
_TRUTH = "coalesce(label, text)"
_IS_DIGIT = f"(length({_TRUTH}) = 1 AND {_TRUTH} BETWEEN '0' AND '9')"
_KIND_CONDITIONS: dict[Kind, str] = {
    "digit": _IS_DIGIT,
    "expression": f"{_TRUTH} <> '' AND NOT {_IS_DIGIT}",
}


def where(wanted: Filter) -> tuple[str, list[str | int]]:
    """Return ``wanted`` as a WHERE clause ("" for all) and its parameters."""
    conditions: list[str] = []
    values: list[str | int] = []
    for column in ("label", "text", "writer", "model"):
        value = getattr(wanted, column)
        if value is not None:
            conditions.append(f"+{column} = ?")
            values.append(plain(value))
    for comparison, time in (("+made >= ?", wanted.since), ("+made < ?", wanted.until)):
        if time is not None:
            conditions.append(comparison)
            values.append(microseconds(time))
    if wanted.outcome is not None:
        conditions.append(_OUTCOME_CONDITIONS[wanted.outcome])
    if wanted.kind is not None:
        conditions.append(_KIND_CONDITIONS[wanted.kind])
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), values
