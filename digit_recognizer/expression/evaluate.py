"""From a tree to its values.

Purpose: walks the tree and calculates; a ± gives both values, each ± by itself.
Contract: values in the order in which a person would write them, + before -; equal ones once. At most
:data:`MOST_VALUES` of them. Raises :class:`~.faults.Impossible`.
Not here: the operations (``arithmetic.py``), relations and words (``answer.py``).
"""

from collections.abc import Callable
from fractions import Fraction

from digit_recognizer.expression.arithmetic import Real, add, divide, multiply, power, square_root
from digit_recognizer.expression.exact import Exact
from digit_recognizer.expression.faults import Effort, Impossible
from digit_recognizer.expression.tree import (
    Both,
    Negated,
    Node,
    Number,
    Percent,
    Power,
    Product,
    Root,
    Sum,
)

MOST_VALUES = 16

Values = tuple[Real, ...]
_Operation = Callable[[Real, Real, Effort], Real]


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
