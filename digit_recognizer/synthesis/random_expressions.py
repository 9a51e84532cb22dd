"""Random notation: what people might write, made up by a grammar.

Purpose: contents for composed expressions: numbers, decimals, sums, checks, fractions, powers, roots.
Contract: rows that ``expression.notation`` can write as text; all chance comes from the generator.
Not here: how it is written (``compose``). Nothing here was counted in a data set.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from digit_recognizer.expression import Item, Over, Radical, Raised, Row, Sign
from digit_recognizer.expression.structure import count

Items = list[Item]

MAX_NESTING = 3  # fractions, powers and roots within each other
MAX_ROW_SYMBOLS = (12, 20, 35, 60)  # symbols in one row; what grows longer is drawn again


def random_notation(random: np.random.Generator, kind: str) -> Row:
    """Return a row of ``kind``: one of ``RANDOM_KINDS``; raises ValueError for another."""
    make = _MAKERS.get(kind)
    if make is None:
        kinds = ", ".join(RANDOM_KINDS)
        raise ValueError(f"{kind} is no kind of expression: choose from {kinds}")
    longest = int(random.choice(MAX_ROW_SYMBOLS, p=[0.4, 0.35, 0.2, 0.05]))
    while True:
        row = Row(tuple(make(random)))
        if count(row) <= longest:
            return row


def random_number(random: np.random.Generator, digits: int) -> Row:
    """Return a row of ``digits`` digits, each of them as likely as the others."""
    return Row(tuple(_digits(random, digits)))


def random_lines(random: np.random.Generator) -> list[Row]:
    """Return two to five rows to write below each other."""
    kinds = random.choice(["linear", "number", "power", "fraction"], int(random.integers(2, 6)))
    return [random_notation(random, str(kind)) for kind in kinds]


def _digits(random: np.random.Generator, count: int) -> Items:
    return [Sign(str(digit)) for digit in random.integers(0, 10, count)]


def _natural(random: np.random.Generator, longest: int = 4) -> Items:
    """Return a whole number as people write it: short ones more often, no 0 in front."""
    length = min(1 + int(random.geometric(0.55) - 1), longest)
    if length == 1:
        return _digits(random, 1)
    return [Sign(str(random.integers(1, 10))), *_digits(random, length - 1)]


def _decimal(random: np.random.Generator) -> Items:
    point = Sign("." if random.random() < 0.7 else ",")
    return [*_natural(random, 3), point, *_digits(random, int(random.integers(1, 4)))]


def _value(random: np.random.Generator) -> Items:
    chance = random.random()
    if chance < 0.12:
        return _decimal(random)
    if chance < 0.15:
        return [*_natural(random, 2), Sign("%")]
    return _natural(random)


def _bracketed(random: np.random.Generator, inside: Items) -> Items:
    opening, closing = "()" if random.random() < 0.85 else "[]"
    return [Sign(opening), *inside, Sign(closing)]


def _chain(
    random: np.random.Generator, term: Callable[[], Items], terms: int, deep: int = 0
) -> Items:
    """Return ``terms`` terms with operators between them, some in brackets; ``deep`` brackets so far."""
    items: Items = []
    for place in range(terms):
        inside = random.random()
        if place and inside < 0.08:
            items += _bracketed(random, _chain(random, term, 2, deep + 1))  # implied multiplication
            continue
        if place:
            items.append(Sign(str(random.choice(list("+-×÷·/±"), p=_OPERATOR_SHARES))))
        if deep < 2 and inside > 0.86:
            items += _bracketed(random, _chain(random, term, int(random.integers(2, 4)), deep + 1))
        elif place and inside > 0.83:
            items += _bracketed(random, [Sign("-"), *term()])
        else:
            items += term()
    return items


_OPERATOR_SHARES = [0.3, 0.22, 0.18, 0.1, 0.06, 0.08, 0.06]


def _ended(random: np.random.Generator, items: Items, term: Callable[[], Items]) -> Items:
    """Return ``items``, often with a sign of comparison and something behind it."""
    chance = random.random()
    if chance < 0.3:
        return items
    if chance < 0.5:
        return [*items, Sign("=")]
    sign = Sign(str(random.choice(list("=<>"), p=[0.8, 0.1, 0.1])))
    if chance < 0.9:
        return [*items, sign, *term()]
    return [*items, sign, *_chain(random, term, 2), Sign("="), *term()]


def _linear(random: np.random.Generator) -> Items:
    term = partial(_value, random)
    if random.random() < 0.05:  # a point: two numbers in brackets
        return _bracketed(random, [*term(), Sign(","), *term()])
    terms = int(min(1 + random.geometric(0.4), 9))
    sign: Items = [Sign("-")] if random.random() < 0.07 else []
    return _ended(random, sign + _chain(random, term, terms), term)


def _number(random: np.random.Generator) -> Items:
    longest = 6 if random.random() < 0.9 else 12
    return _digits(random, int(random.integers(2, longest + 1)))


def _part(random: np.random.Generator, deep: int) -> Row:
    """Return what stands above or below a fraction bar, or under a root."""
    chance = random.random()
    if deep < MAX_NESTING and chance < 0.12:
        return Row(tuple(_structured(random, deep + 1)))
    if chance < 0.7:
        return Row(tuple(_natural(random, 3)))
    return Row(tuple(_chain(random, lambda: _natural(random, 3), 2, 2)))


def _fraction(random: np.random.Generator, deep: int = 1) -> Items:
    return [Over(_part(random, deep), _part(random, deep))]


def _root(random: np.random.Generator, deep: int = 1) -> Items:
    return [Radical(_part(random, deep))]


def _power(random: np.random.Generator, deep: int = 1) -> Items:
    """Return something raised: a number, or a bracket; the power may be negative, broken, a power."""
    base = _natural(random, 2)
    if random.random() < 0.15:
        base = _bracketed(random, _chain(random, lambda: _natural(random, 2), 2, 2))
    chance = random.random()
    exponent: Items = _natural(random, 2)
    if chance < 0.15:
        exponent = [Sign("-"), *exponent]
    elif chance < 0.25 and deep < MAX_NESTING:
        exponent = _power(random, deep + 1)
    elif chance < 0.33 and deep < MAX_NESTING:
        exponent = [Over(Row(tuple(_natural(random, 1))), Row(tuple(_natural(random, 1))))]
    elif chance < 0.42:
        exponent = _chain(random, lambda: _natural(random, 1), 2, 2)
    return [*base, Raised(Row(tuple(exponent)))]


def _structured(random: np.random.Generator, deep: int) -> Items:
    chance = random.random()
    if chance < 0.4:
        return _power(random, deep)
    return _fraction(random, deep) if chance < 0.75 else _root(random, deep)


def _with(make: Callable[[np.random.Generator], Items]) -> Callable[[np.random.Generator], Items]:
    """Return a maker of sums at least one term of which is made by ``make``."""

    def whole(random: np.random.Generator) -> Items:
        def term() -> Items:
            return make(random) if random.random() < 0.6 else _natural(random)

        rest = int(random.integers(0, 4))
        items = make(random)
        if rest:
            sign = Sign(str(random.choice(list("+-×÷="), p=[0.4, 0.25, 0.15, 0.05, 0.15])))
            items = [*items, sign, *_chain(random, term, rest)]
        return _ended(random, items, term) if random.random() < 0.6 else items

    return whole


_MAKERS: dict[str, Callable[[np.random.Generator], Items]] = {
    "number": _number, "decimal": _decimal, "linear": _linear, "fraction": _with(_fraction),
    "power": _with(_power), "radical": _with(_root),
}  # fmt: skip
RANDOM_KINDS = tuple(_MAKERS)
