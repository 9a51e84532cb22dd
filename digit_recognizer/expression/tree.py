"""What an expression means: numbers and what is done with them.

Purpose: what the parser makes of a row and the arithmetic works on.
Contract: immutable. Sums and products are flat however long they are, so a tree is never deeper than
brackets, bars, powers and roots are nested.
Not here: how it was written (``notation.py``), apart from how a number was.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: its exact value, its text, and its digits behind the point."""

    value: Fraction
    text: str
    places: int


@dataclass(frozen=True, slots=True)
class Negated:
    """The opposite of ``inner``."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class Both:
    """``inner`` and its opposite: a ± with nothing before it."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class Percent:
    """Hundredths of ``inner``."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class Sum:
    """``first``, then what is added (``+``), taken away (``-``) or both in turn (``±``)."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """``first``, then factors (``×``) and divisors (``÷``), from left to right."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Power:
    """``base`` to the power of ``exponent``."""

    base: "Node"
    exponent: "Node"


@dataclass(frozen=True, slots=True)
class Root:
    """The square root of ``inner``."""

    inner: "Node"


Node = Number | Negated | Both | Percent | Sum | Product | Power | Root


@dataclass(frozen=True, slots=True)
class Listed:
    """Several expressions with commas between, such as the point ``(4/3, 2/3)``."""

    items: tuple[Node, ...]
    brackets: str  # "()", "[]", or "" where there are none


@dataclass(frozen=True, slots=True)
class Statement:
    """Sides with ``=``, ``<`` and ``>`` between them.

    ``asked``: it ends with ``=``, and the last side's value belongs behind it. ``comma``: a decimal
    comma was written. ``decimals``: a number with a point or comma was. ``notes``: how what can be read
    in two ways was read.
    """

    sides: tuple[Node | Listed, ...]
    relations: tuple[str, ...]
    asked: bool
    comma: bool
    decimals: bool
    notes: tuple[str, ...]
