"""The grammar: how likely one kind of symbol follows another in arithmetic, and what a field holds.

Purpose: log-scores for what stands beside what in one row, so that of two readings of the same ink the
one that is arithmetic wins, and half-written input still has one. Who knows that a form's field holds a
whole number, or a number, has nothing else weighed.
Contract: scores are natural logarithms up to a constant; 0 is usual, -6 nearly never. Nothing is ruled
out: people write nonsense, and it must be read as it stands. In a field only its symbols are read, in
one row without exponents; the probabilities of what is left keep their proportion to "no symbol at all".
Not here: the exact grammar that decides whether something can be calculated (``expression``).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.symbol_scores import SymbolScores
from digit_recognizer.symbol_table import DIGIT_SIGNS, SYMBOLS, Kind, of_kind

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


@dataclass(frozen=True, slots=True)
class FieldGrammar:
    """The symbols a field may hold.

    ``first``, ``last``: those that stand only at its beginning, and only at its end. ``ignored``: those
    that are written but mean nothing: the dashes after an amount, points between thousands. ``read_as``:
    other signs with what they mean there: a raised point is a decimal point. ``zero``: the logarithm of
    how much more common a 0 is there than another digit.
    """

    symbols: frozenset[str]
    first: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    read_as: tuple[tuple[str, str], ...] = ()
    zero: float = 0.0

    def restricted(self, scores: Sequence[SymbolScores]) -> list[SymbolScores]:
        """Return ``scores`` with nothing but these symbols, by Bayes' rule; no fraction bars."""
        return [self._shared(each) for each in scores]

    def may_stand(self, text: str, own: Sequence[int], members: Sequence[int]) -> bool:
        """Whether ``text``, of the primitives ``own``, may stand there among ``members`` of a row."""
        is_early = text not in self.first or members[0] in own
        return is_early and (text not in self.last or members[-1] in own)

    def meaning(self, text: str) -> str:
        """Return the field's symbol that ``text`` is read as."""
        return dict(self.read_as).get(text, text)

    def holds(self, text: str) -> bool:
        """Whether ``text``, a character a symbol, may be what a field holds."""
        return not self.first & set(text[1:]) and not self.last & set(text[:-1])

    def _shared(self, scores: SymbolScores) -> SymbolScores:
        symbols = scores.symbols.items()
        kept = {text: value for text, value in symbols if self.meaning(text) in self.symbols}
        if "0" in kept:
            kept["0"] += self.zero
        total = math.exp(scores.not_symbol) + sum(map(math.exp, kept.values()))
        off = math.log(max(total, 1e-300))
        kept = {text: value - off for text, value in kept.items()}
        not_symbol = scores.not_symbol - off
        return replace(scores, symbols=kept, bar=-math.inf, not_symbol=not_symbol, is_given=True)


_SEPARATORS = of_kind("point", "comma")
_SIGNS = frozenset("+-")
_DASHES = frozenset("-=")

INTEGER_FIELD = FieldGrammar(
    DIGIT_SIGNS | _SEPARATORS | _DASHES, ignored=_SEPARATORS | _DASHES, zero=_GRAMMAR.integer_zero
)
"""Digits; dashes, ``=`` and points between thousands are left out. Amounts are often round."""

LINEAR_ROW = FieldGrammar(frozenset(SYMBOL_KINDS) - of_kind("root"))
"""Any symbols side by side; a root has something under it."""

NUMBER_FIELD = FieldGrammar(
    DIGIT_SIGNS | _SEPARATORS | _SIGNS | {"%"},
    first=_SIGNS,
    last=frozenset("%"),
    read_as=(("·", "."),),
)
"""A sign, digits with a point or comma, ``%``; in some countries the point is raised."""
