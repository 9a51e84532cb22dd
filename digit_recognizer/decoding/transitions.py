"""Transitions: how likely one kind of symbol follows another in arithmetic, and ends a row.

Purpose: the tables of the grammar, log-scores up to a constant; 0 is usual, -6 nearly never.
Contract: numbers only, fitted on expressions composed of held-out training writers' symbols.
Not here: brackets and relations (``grammar``).
"""

from digit_recognizer.symbol_table import Kind

_BEGIN: dict[Kind, float] = {
    "digit": 0.0, "point": -3.0, "comma": -3.0, "minus": -1.5, "operator": -5.0, "relation": -3.0,
    "open": 0.0, "close": -6.0, "percent": -6.0, "operand": 0.0, "root": 0.0,
}  # fmt: skip
_AFTER_OPERATOR: dict[Kind, float] = {**_BEGIN, "minus": -2.5, "relation": -5.0}
_AFTER_OPERAND: dict[Kind, float] = {
    "digit": -3.0, "point": -4.0, "comma": -4.0, "minus": 0.0, "operator": 0.0, "relation": 0.0,
    "open": -1.5, "close": 0.0, "percent": -2.5, "operand": -2.0, "root": -1.5,
}  # fmt: skip
_AFTER_POINT: dict[Kind, float] = {**dict.fromkeys(_BEGIN, -5.0), "digit": 0.0}
FOLLOWS: dict[Kind, dict[Kind, float]] = {
    "start": _BEGIN,
    "open": {**_BEGIN, "close": -5.0},
    "relation": {**_BEGIN, "minus": -1.5, "relation": -5.0},
    "minus": _AFTER_OPERATOR,
    "operator": _AFTER_OPERATOR,
    "digit": {
        **_AFTER_OPERAND,
        "digit": 0.0,
        "point": 0.0,
        "comma": 0.0,
    },
    "point": _AFTER_POINT,
    "comma": _AFTER_POINT,
    "close": _AFTER_OPERAND,
    "percent": {**_AFTER_OPERAND, "open": -3.0},
    "operand": _AFTER_OPERAND,
    "root": {**_BEGIN, "minus": -3.0, "close": -5.0},
}
_LISTABLE: tuple[Kind, ...] = ("digit", "close", "percent", "operand")
# In brackets a comma may be one of a list: (2,-1,1).
FOLLOWS_IN_BRACKETS: dict[Kind, dict[Kind, float]] = {
    **FOLLOWS,
    **{kind: {**FOLLOWS[kind], "comma": 0.0} for kind in _LISTABLE},
    "comma": {**_BEGIN, "minus": -0.5},
}
ENDS: dict[Kind, float] = {
    "start": -3.0, "digit": 0.0, "point": -2.5, "comma": -2.5, "minus": -1.5, "operator": -1.5,
    "relation": 0.0, "open": -2.5, "close": 0.0, "percent": 0.0, "operand": 0.0,
    "root": -2.0,
}  # fmt: skip
