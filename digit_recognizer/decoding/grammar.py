"""The grammar's say: how likely one kind of symbol follows another in arithmetic.

Purpose: log-scores for what stands beside what in one row, so that of two readings of the same ink the
one that is arithmetic wins, and half-written input still has one.
Contract: scores are natural logarithms up to a constant; 0 is usual, -6 nearly never. Nothing is ruled
out: people write nonsense, and it must be read as it stands.
Not here: the exact grammar that decides whether something can be calculated (``expression``).
"""

from digit_recognizer.symbol_table import SYMBOLS, Kind

KINDS: dict[str, Kind] = {row.text: row.kind for row in SYMBOLS}
"""The kind of each symbol; compounds (fractions, radicals with what is under them) are "operand"."""

PRIORS = {row.text: row.prior for row in SYMBOLS}
"""How common a symbol is in what people write, beside a digit."""

_USUAL = 0.0
_BEGIN: dict[Kind, float] = {
    "digit": _USUAL, "point": -3.0, "comma": -3.0, "minus": -1.5, "operator": -5.0, "relation": -3.0,
    "open": _USUAL, "close": -6.0, "percent": -6.0, "operand": _USUAL, "root": _USUAL,
}  # fmt: skip
_AFTER_OPERATOR: dict[Kind, float] = {**_BEGIN, "minus": -2.5, "relation": -5.0}
_AFTER_OPERAND: dict[Kind, float] = {
    "digit": -3.0, "point": -4.0, "comma": -4.0, "minus": _USUAL, "operator": _USUAL, "relation": _USUAL,
    "open": -1.5, "close": _USUAL, "percent": -2.5, "operand": -2.0, "root": -1.5,
}  # fmt: skip
_LISTABLE = ("digit", "close", "percent", "operand")
_FOLLOWS: dict[Kind, dict[Kind, float]] = {
    "start": _BEGIN,
    "open": {**_BEGIN, "close": -5.0},
    "relation": {**_BEGIN, "minus": -1.5, "relation": -5.0},
    "minus": _AFTER_OPERATOR,
    "operator": _AFTER_OPERATOR,
    "digit": {**_AFTER_OPERAND, "digit": _USUAL, "point": _USUAL, "comma": _USUAL},
    "point": {**dict.fromkeys(_BEGIN, -5.0), "digit": _USUAL},
    "comma": {**dict.fromkeys(_BEGIN, -5.0), "digit": _USUAL},
    "close": _AFTER_OPERAND,
    "percent": {**_AFTER_OPERAND, "open": -3.0},
    "operand": _AFTER_OPERAND,
    "root": {**_BEGIN, "minus": -3.0, "close": -5.0},
}
# In brackets a comma may be one of a list: (2,-1,1).
_LISTED: dict[Kind, dict[Kind, float]] = {
    **_FOLLOWS,
    **{kind: {**_FOLLOWS[kind], "comma": _USUAL} for kind in _FOLLOWS if kind in _LISTABLE},
    "comma": {**_BEGIN, "minus": -0.5},
}
_END: dict[Kind, float] = {
    "start": -3.0, "digit": _USUAL, "point": -2.5, "comma": -2.5, "minus": -1.5, "operator": -1.5,
    "relation": _USUAL, "open": -2.5, "close": _USUAL, "percent": _USUAL, "operand": _USUAL,
    "root": -2.0,
}  # fmt: skip
_UNBALANCED = -1.2  # a bracket is open while the rest is not yet written
_COMPARED_INSIDE = -5.0
_COMPARED_OPEN = -1.5  # with a bracket still open: it was forgotten
_CLOSES = {row.text: row.closes for row in SYMBOLS if row.closes}


def follows(before: Kind, after: Kind, open_ones: str = "") -> float:
    """Return how likely ``after`` stands right of ``before``, within the brackets ``open_ones``."""
    return (_LISTED if open_ones else _FOLLOWS)[before][after]


def bracket(open_ones: str, text: str) -> tuple[str, float]:
    """Return the brackets open after the symbol ``text``, and what its bracket costs."""
    if KINDS.get(text) == "open":
        return open_ones + text, 0.0
    if text in _CLOSES:
        if not open_ones:
            return open_ones, -3.0
        return open_ones[:-1], 0.0 if open_ones[-1] == _CLOSES[text] else -3.0
    return open_ones, 0.0


def compared(*, is_inside: bool, open_ones: str) -> float:
    """Return what a relation costs in an exponent or a fraction, or with the brackets ``open_ones``."""
    if is_inside:
        return _COMPARED_INSIDE
    return _COMPARED_OPEN if open_ones else 0.0


def ends(last: Kind, open_ones: str) -> float:
    """Return how likely a row ends after ``last`` with the brackets ``open_ones`` still open."""
    return _END[last] + _UNBALANCED * len(open_ones)
