"""The grammar: how likely one kind of symbol follows another in arithmetic.

Purpose: log-scores for what stands beside what in one row, so that of two readings of the same ink the
one that is arithmetic wins, and half-written input still has one.
Contract: scores are natural logarithms up to a constant; 0 is usual, -6 nearly never. Nothing is ruled
out: people write nonsense, and it must be read as it stands.
Not here: the exact grammar that decides whether something can be calculated (``expression``).
"""

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.symbol_table import SYMBOLS, Kind

SYMBOL_KINDS: dict[str, Kind] = {row.text: row.kind for row in SYMBOLS}
"""The kind of each symbol; compounds (fractions, radicals with what is under them) are "operand"."""

SYMBOL_PRIORS = {row.text: row.prior for row in SYMBOLS}
"""How common a symbol is in what people write, beside a digit."""

_GRAMMAR = PARAMETERS.grammar
_CLOSES = {row.text: row.closes for row in SYMBOLS if row.closes}


def follows(before: Kind, after: Kind, open_ones: str = "") -> float:
    """Return how likely ``after`` stands right of ``before``, within the brackets ``open_ones``."""
    return (_GRAMMAR.in_brackets if open_ones else _GRAMMAR.follows)[before][after]


def bracket(open_ones: str, text: str) -> tuple[str, float]:
    """Return the brackets open after the symbol ``text``, and what its bracket costs."""
    if SYMBOL_KINDS.get(text) == "open":
        return open_ones + text, 0.0
    if text in _CLOSES:
        if not open_ones:
            return open_ones, _GRAMMAR.wrong_bracket
        is_pair = open_ones[-1] == _CLOSES[text]
        return open_ones[:-1], 0.0 if is_pair else _GRAMMAR.wrong_bracket
    return open_ones, 0.0


def compared(*, is_inside: bool, open_ones: str) -> float:
    """Return what a relation costs in an exponent or a fraction, or with the brackets ``open_ones``."""
    if is_inside:
        return _GRAMMAR.relation_inside
    return _GRAMMAR.relation_in_bracket if open_ones else 0.0


def ends(last: Kind, open_ones: str) -> float:
    """Return how likely a row ends after ``last`` with the brackets ``open_ones`` still open."""
    return _GRAMMAR.ends[last] + _GRAMMAR.unbalanced * len(open_ones)
