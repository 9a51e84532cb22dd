"""How an expression is written: signs in a row, fraction bars, raised powers, roots.

Purpose: the currency between reading ink, showing an expression and calculating it. A row says only what
stands where; what it means is the parser's business.
Contract: immutable and comparable. Any row may be made, also one that makes no sense: ``1++`` is a row.
Not here: text, LaTeX and MathML (``text.py``, ``markup.py``), meaning (``parser.py``).
"""

from dataclasses import dataclass

MAX_DEPTH = 40
"""Rows within rows that are still told apart; what is nested deeper is neither shown nor calculated."""

MAX_ITEMS = 4_000
"""Signs that are taken from a text, and items of a row that are looked at when it is calculated."""


TYPED_RELATIONS = frozenset("≤≥≠")
"""Signs of comparison that are typed, and never read in ink."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One symbol, such as ``7``, ``+`` or ``)``."""

    text: str


@dataclass(frozen=True, slots=True)
class Over:
    """A fraction bar with what stands above and below it; either may still be empty."""

    numerator: "Row"
    denominator: "Row"


@dataclass(frozen=True, slots=True)
class Raised:
    """A raised row: the power of what stands directly before it in its row."""

    exponent: "Row"


@dataclass(frozen=True, slots=True)
class Radical:
    """A root sign with what stands under it."""

    radicand: "Row"


Item = Sign | Over | Raised | Radical


@dataclass(frozen=True, slots=True)
class Row:
    """Items from left to right; empty where nothing is written (yet)."""

    items: tuple[Item, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items)
