"""Field grammars: what a field is known to hold constrains what its ink may be.

Purpose: who knows that a form's field holds a whole number, or a number, has nothing else weighed.
Contract: only these symbols are read, in one row without exponents; ``ignored`` ones are read and left
out of the result. The probabilities of what is left keep their proportion to "no symbol at all".
Not here: how likely one symbol follows another (``grammar``).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.symbol_scores import SymbolScores
from digit_recognizer.symbol_table import DIGIT_SIGNS, of_kind


@dataclass(frozen=True, slots=True)
class FieldGrammar:
    """The symbols a field may hold.

    ``first``, ``last``: those that stand only at its beginning, and only at its end. ``ignored``: those
    that are written but mean nothing: the dashes after an amount, points between thousands. ``zero``:
    the logarithm of how much more common a 0 is there than another digit.
    """

    symbols: frozenset[str]
    first: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    zero: float = 0.0

    def restricted(self, scores: Sequence[SymbolScores]) -> list[SymbolScores]:
        """Return ``scores`` with nothing but these symbols, by Bayes' rule; no fraction bars."""
        return [self._shared(each) for each in scores]

    def may_stand(self, text: str, own: Sequence[int], members: Sequence[int]) -> bool:
        """Whether ``text``, of the primitives ``own``, may stand there among ``members`` of a row."""
        is_early = text not in self.first or members[0] in own
        return is_early and (text not in self.last or members[-1] in own)

    def _shared(self, scores: SymbolScores) -> SymbolScores:
        kept = {text: value for text, value in scores.symbols.items() if text in self.symbols}
        if "0" in kept:
            kept["0"] += self.zero
        total = math.exp(scores.not_symbol) + sum(map(math.exp, kept.values()))
        off = math.log(max(total, 1e-300))
        symbols = {text: value - off for text, value in kept.items()}
        not_symbol = scores.not_symbol - off
        return replace(scores, symbols=symbols, bar=-math.inf, not_symbol=not_symbol, is_given=True)


_SEPARATORS = of_kind("point", "comma")
_SIGNS = frozenset("+-")
_DASHES = frozenset("-=")

INTEGER_FIELD = FieldGrammar(
    DIGIT_SIGNS | _SEPARATORS | _DASHES,
    ignored=_SEPARATORS | _DASHES,
    zero=PARAMETERS.grammar.integer_zero,
)
"""Digits; dashes, ``=`` and points between thousands are left out. Amounts are often round."""

NUMBER_FIELD = FieldGrammar(
    DIGIT_SIGNS | _SEPARATORS | _SIGNS | {"%"}, first=_SIGNS, last=frozenset("%")
)
"""A sign, digits with a point or comma, ``%``."""
