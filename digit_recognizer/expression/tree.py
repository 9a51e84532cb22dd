"""What an expression means: numbers and what is done with them, and its values.

Purpose: what the parser makes of a row; :func:`values_of` walks such a tree and calculates.
Contract: immutable. Sums and products are flat however long they are, so a tree is never deeper than
brackets, bars, powers and roots are nested. A ± gives both values, each ± by itself. Values come in the
order in which a person would write them, + before -; equal ones once. At most :data:`MOST_VALUES` of
them, else :class:`~.faults.Impossible`.
Not here: how it was written (``notation.py``), apart from how a number was; the operations
(``arithmetic.py``), relations and words (``answer.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from digit_recognizer.expression.arithmetic import Real, add, divide, multiply, power, square_root
from digit_recognizer.expression.exact import Exact
from digit_recognizer.expression.faults import Effort, Impossible

MOST_VALUES = 16

Values = tuple[Real, ...]
_Operation = Callable[[Real, Real, Effort], Real]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: its exact value, its text, and its digits behind the point."""

    value: Fraction
    text: str
    places: int


@dataclass(frozen=True)
class _Single:
    inner: "Node"


class Negated(_Single):
    """The opposite of ``inner``."""


class Both(_Single):
    """``inner`` and its opposite: a ± with nothing before it."""


class Percent(_Single):
    """Hundredths of ``inner``."""


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


class Root(_Single):
    """The square root of ``inner``."""


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


def values_of(node: Node, effort: Effort) -> Values:
    """Return every value of ``node``, at least one."""
    match node:
        case Number(value):
            found: Values = (Exact.of(effort.keep(value)),)
        case Negated(inner):
            found = tuple(-value for value in values_of(inner, effort))
        case Both(inner):
            found = _signed("±", values_of(inner, effort))
        case Percent(inner):
            hundredth = (Exact.of(Fraction(1, 100)),)
            found = _combined(multiply, values_of(inner, effort), hundredth, effort)
        case Root(inner):
            found = _distinct([square_root(value, effort) for value in values_of(inner, effort)])
        case Power(base, exponent):
            found = _combined(power, values_of(base, effort), values_of(exponent, effort), effort)
        case Product(first, rest):
            found = values_of(first, effort)
            for sign, factor in rest:
                operation = multiply if sign == "×" else divide
                found = _combined(operation, found, values_of(factor, effort), effort)
        case Sum(first, rest):
            found = values_of(first, effort)
            for sign, term in rest:
                found = _combined(add, found, _signed(sign, values_of(term, effort)), effort)
    return found


def _signed(sign: str, values: Values) -> Values:
    negated = tuple(-value for value in values)
    if sign == "±":
        return _distinct([*values, *negated])
    return values if sign == "+" else negated


def _combined(operation: _Operation, left: Values, right: Values, effort: Effort) -> Values:
    return _distinct([operation(a, b, effort) for a in left for b in right])


def _distinct(values: list[Real]) -> Values:
    found = tuple(dict.fromkeys(values))
    if len(found) > MOST_VALUES:
        raise Impossible("there are too many ± in it")
    return found
