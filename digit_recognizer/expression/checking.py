"""Whether what is written on both sides of ``=``, ``<``, ``>``, ``≤``, ``≥`` and ``≠`` is true.

Purpose: the verdict over a chain of relations, each between neighbours.
Contract: ``=`` holds where both sides have the same values. It also holds, as rounded, where one side is
a decimal as written (perhaps times a power of ten), the other one is calculated with more than + and -,
and rounds to it: ``(71÷78)×99=90.12``. ``<`` and its like hold for all values of both sides.
Not here: what is shown and said of it (``answer.py``).
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from digit_recognizer.expression.arithmetic import Real, add, compare
from digit_recognizer.expression.exact import Exact
from digit_recognizer.expression.faults import Effort, Impossible
from digit_recognizer.expression.tree import (
    Both,
    Listed,
    Negated,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Values,
)

MAX_POWER_OF_TEN = 3_000
ORDERS = {
    "<": frozenset({-1}), ">": frozenset({1}), "≤": frozenset({-1, 0}), "≥": frozenset({0, 1}),
}  # fmt: skip
"""What comparing the left side with the right one may give."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is written on one side, and the values of each of its items (one, if it is no list)."""

    written: Node | Listed
    items: tuple[Values, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict over a chain.

    ``rounded``: the sides whose value is written rounded beside them. Where the chain does not hold, of
    its first wrong relation: ``partly``, it is true for some of the values; ``instead``, the sides whose
    value is to be shown: the calculated one beside a written number, both where both are calculated.
    """

    holds: bool
    rounded: tuple[Side, ...] = ()
    partly: bool = False
    instead: tuple[Side, ...] = ()


def check(sides: tuple[Side, ...], relations: tuple[str, ...], effort: Effort) -> Check:
    """Return the verdict over ``sides`` with ``relations`` between them."""
    rounded: list[Side] = []
    for left, relation, right in zip(sides, relations, sides[1:], strict=False):
        if relation != "=":
            if not _holds(left, relation, right, effort):
                return Check(holds=False)
        elif not _is_same(left, right, effort):
            calculated = _rounded_side(left, right, effort)
            if calculated is None:
                return _wrong(left, right, effort)
            rounded.append(calculated)
    return Check(holds=True, rounded=tuple(rounded))


def is_plain(node: Node) -> bool:
    """Whether ``node`` is a number, perhaps with a sign: nothing to calculate."""
    return isinstance(node.inner if isinstance(node, Negated | Both) else node, Number)


def _wrong(left: Side, right: Side, effort: Effort) -> Check:
    pairs = product(left.items[0], right.items[0])
    if len(left.items) == len(right.items) == 1 and any(compare(*p, effort) == 0 for p in pairs):
        return Check(holds=False, partly=True)
    if _is_number(left):
        return Check(holds=False, instead=() if _is_number(right) else (right,))
    if _is_written(right):
        return Check(holds=False, instead=(left,))
    if _is_written(left):
        return Check(holds=False, instead=(right,))
    return Check(holds=False, instead=(left, right))


def _is_number(side: Side) -> bool:
    return not isinstance(side.written, Listed) and is_plain(side.written)


def _is_written(side: Side) -> bool:
    """Whether a side is no more than a number, or a fraction of two."""
    node = side.written
    if isinstance(node, Product) and len(node.rest) == 1 and node.rest[0][0] == "÷":
        return is_plain(node.first) and is_plain(node.rest[0][1])
    return _is_number(side)


def _is_same(left: Side, right: Side, effort: Effort) -> bool:
    if len(left.items) != len(right.items):
        return False
    pairs = zip(left.items, right.items, strict=True)
    return all(_has_all(a, b, effort) and _has_all(b, a, effort) for a, b in pairs)


def _has_all(some: Values, those: Values, effort: Effort) -> bool:
    return all(v in some or any(compare(v, w, effort) == 0 for w in some) for v in those)


def _holds(left: Side, relation: str, right: Side, effort: Effort) -> bool:
    if relation == "≠":
        return not _is_same(left, right, effort)
    return _is_ordered(left, right, ORDERS[relation], effort)


def _is_ordered(left: Side, right: Side, orders: frozenset[int], effort: Effort) -> bool:
    if isinstance(left.written, Listed) or isinstance(right.written, Listed):
        raise Impossible("a list is neither smaller nor larger")
    return all(compare(a, b, effort) in orders for a in left.items[0] for b in right.items[0])


def _rounded_side(left: Side, right: Side, effort: Effort) -> Side | None:
    """Return the side of which the other one is the rounded decimal, if there is such a side."""
    for written, calculated in ((right, left), (left, right)):
        nodes = written.written, calculated.written
        if isinstance(nodes[0], Listed) or isinstance(nodes[1], Listed):
            return None
        half = _half_of_last_place(nodes[0])
        if half is None or _is_simple(nodes[1]):
            continue
        values = written.items[0], calculated.items[0]
        is_single = len(values[0]) == len(values[1]) == 1
        if is_single and _is_within(values[0][0], values[1][0], half, effort):
            return calculated
    return None


def _is_within(a: Real, b: Real, distance: Fraction, effort: Effort) -> bool:
    """Whether ``a`` and ``b`` differ by no more than ``distance``."""
    lowest, highest = Exact.of(-distance), Exact.of(distance)
    difference = add(a, -b, effort)
    return compare(difference, lowest, effort) >= 0 >= compare(difference, highest, effort)


def _half_of_last_place(node: Node) -> Fraction | None:
    """Return half a unit of the last place of a decimal as written; None for any other expression."""
    if isinstance(node, Negated):
        return _half_of_last_place(node.inner)
    if isinstance(node, Number):
        return Fraction(1, 2 * 10**node.places) if node.places else None
    if isinstance(node, Product) and len(node.rest) == 1:
        (sign, factor) = node.rest[0]
        half = _half_of_last_place(node.first)
        power = _power_of_ten(factor)
        if sign == "×" and half is not None and power is not None:
            return half * power
    return None


def _power_of_ten(node: Node) -> Fraction | None:
    if not isinstance(node, Power) or not isinstance(node.base, Number) or node.base.value != 10:
        return None
    inner = node.exponent.inner if isinstance(node.exponent, Negated) else node.exponent
    if not isinstance(inner, Number) or inner.places or inner.value > MAX_POWER_OF_TEN:
        return None
    exponent = int(inner.value)
    return Fraction(10) ** (-exponent if isinstance(node.exponent, Negated) else exponent)


def _is_simple(node: Node) -> bool:
    """Whether ``node`` is made of numbers, + and - only, which nobody rounds."""
    match node:
        case Number():
            return True
        case Negated(inner) | Both(inner):
            return _is_simple(inner)
        case Sum(first, rest):
            return _is_simple(first) and all(_is_simple(term) for _, term in rest)
        case _:
            return False
