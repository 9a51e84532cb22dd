"""What is expected of a field: a grammar that constrains what its ink may be.

Purpose: who knows that a form's field holds a whole number, or a number, has nothing else weighed.
Contract: only these symbols are read, in one row without exponents; ``ignored`` ones are read and left
out of the result. The probabilities of what is left keep their proportion to "no symbol at all".
Not here: how likely one symbol follows another (``grammar``).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.symbol_scores import Look


@dataclass(frozen=True, slots=True)
class Expected:
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

    def restricted(self, looks: Sequence[Look]) -> list[Look]:
        """Return ``looks`` with nothing but these symbols, by Bayes' rule; no fraction bars."""
        return [self._shared(look) for look in looks]

    def _shared(self, look: Look) -> Look:
        kept = {text: value for text, value in look.symbols.items() if text in self.symbols}
        if "0" in kept:
            kept["0"] += self.zero
        total = math.exp(look.nothing) + sum(map(math.exp, kept.values()))
        off = math.log(max(total, 1e-300))
        symbols = {text: value - off for text, value in kept.items()}
        return replace(
            look, symbols=symbols, bar=-math.inf, nothing=look.nothing - off, is_settled=True
        )


_DIGITS = frozenset(DIGITS)
_SEPARATORS = frozenset(".,")
_SIGNS = frozenset("+-")
_DASHES = frozenset("-=")

INTEGER = Expected(
    _DIGITS | _SEPARATORS | _DASHES,
    ignored=_SEPARATORS | _DASHES,
    zero=PARAMETERS.grammar.integer_zero,
)
"""Digits; dashes, ``=`` and points between thousands are left out. Amounts are often round."""

NUMBER = Expected(_DIGITS | _SEPARATORS | _SIGNS | {"%"}, first=_SIGNS, last=frozenset("%"))
"""A sign, digits with a point or comma, ``%``."""
