"""Filters and orders as SQL.

Purpose: the one place that turns :class:`~.filter.Filter` and an order into conditions.
Contract: values are always parameters, never part of the SQL. An order is read from its own index, which
also holds what filters ask for (``schema``); the plus before a column keeps SQLite from choosing an
index by a filter instead, and then sorting.
Not here: running it.
"""

from digit_recognizer.library.codec import microseconds
from digit_recognizer.library.filter import Filter, Kind, Order, Outcome
from digit_recognizer.library.row_mapping import plain

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
