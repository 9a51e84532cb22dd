"""Exact numbers: sums of rational multiples of square roots.

Purpose: ``1/3`` stays a third, ``√2×√2`` is 2, ``(1+√2)^{2}`` is ``3+2√2``.
Contract: an :class:`Exact` is in one form only, so two are the same number exactly when they are equal.
Each operation returns None where its result is no such number, or one beyond :data:`TERMS` and
:data:`RADICAND_BITS`; then it has to be calculated approximately.
Not here: the choice between exact and approximate (``arithmetic.py``).

The form: square roots of different square-free whole numbers are linearly independent over the rational
numbers (Besicovitch 1940), so their coefficients are unique. Whether a number is square-free is found by
trial division up to :data:`TRIALS`, which decides it for numbers up to its cube.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from digit_recognizer.expression.faults import Effort

TERMS = 8
RADICAND_BITS = 128
TRIALS = 2_000


@dataclass(frozen=True, slots=True)
class Exact:
    """The sum of ``coefficient × √radicand`` over ``terms``.

    ``terms``: pairs of a square-free radicand of 1 and more and a coefficient other than 0, by ascending
    radicand; none for 0.
    """

    terms: tuple[tuple[int, Fraction], ...]

    @classmethod
    def of(cls, value: Fraction | int) -> "Exact":
        """Return the rational number ``value``."""
        return cls(((1, Fraction(value)),) if value else ())

    @property
    def rational(self) -> Fraction | None:
        """This number as a fraction; None where it is irrational."""
        if not self.terms:
            return Fraction(0)
        return self.terms[0][1] if len(self.terms) == 1 and self.terms[0][0] == 1 else None

    def __neg__(self) -> "Exact":
        return Exact(tuple((radicand, -coefficient) for radicand, coefficient in self.terms))


def add(a: Exact, b: Exact, effort: Effort) -> Exact | None:
    """Return a + b."""
    found = dict(a.terms)
    for radicand, coefficient in b.terms:
        found[radicand] = effort.keep(found.get(radicand, Fraction(0)) + coefficient)
    return _exact(found)


def multiply(a: Exact, b: Exact, effort: Effort) -> Exact | None:
    """Return a × b: √m × √n is g √(mn/g²), with g their greatest common divisor."""
    found: dict[int, Fraction] = {}
    for m, x in a.terms:
        for n, y in b.terms:
            common = math.gcd(m, n)
            radicand = (m // common) * (n // common)
            product = effort.keep(x * y * common)
            found[radicand] = effort.keep(found.get(radicand, Fraction(0)) + product)
    return _exact(found)


def inverse(a: Exact, effort: Effort) -> Exact | None:
    """Return 1 / a for ``a`` other than 0.

    Multiplying by conjugates removes one root after the other from below: where ``b`` divides some
    radicands and has nothing in common with the rest, changing the sign of those that it divides is a
    conjugation.
    """
    above: Exact | None = Exact.of(1)
    below: Exact | None = a
    while above is not None and below is not None:
        value = below.rational
        if value is not None:
            return multiply(above, Exact.of(1 / value), effort)
        b = below.terms[-1][0]
        for radicand, _ in below.terms:
            common = math.gcd(b, radicand)
            b = common if common > 1 else b
        conjugate = Exact(tuple((r, -c if r % b == 0 else c) for r, c in below.terms))
        above = multiply(above, conjugate, effort)
        below = multiply(below, conjugate, effort)
    return None


def square_root(a: Exact, effort: Effort) -> Exact | None:
    """Return the square root of ``a``, which is 0 or more.

    Of ``x + y√n`` it is known where ``x² - y²n`` is the square of a rational s: with u = (x+s)/2 and
    v = (x-s)/2 it is √u ± √v.
    """
    value = a.rational
    if value is not None:
        return _root_of_rational(value, effort)
    if len(a.terms) != 2 or a.terms[0][0] != 1:
        return None
    x, (n, y) = a.terms[0][1], a.terms[1]
    s = root_of_fraction(effort.keep(x * x - y * y * n), 2, effort)
    if s is None:
        return None
    larger = _root_of_rational((x + s) / 2, effort)
    smaller = _root_of_rational((x - s) / 2, effort)
    if larger is None or smaller is None:
        return None
    return add(larger, smaller if y > 0 else -smaller, effort)


def root_of_fraction(value: Fraction, degree: int, effort: Effort) -> Fraction | None:
    """Return the root of ``value`` of this degree if it is a fraction; None for a negative value."""
    above = _whole_root(value.numerator, degree, effort)
    below = _whole_root(value.denominator, degree, effort)
    return None if above is None or below is None else Fraction(above, below)


def _whole_root(value: int, degree: int, effort: Effort) -> int | None:
    """Return the whole number whose power of ``degree`` is ``value``, or None."""
    if value < 0 or (value > 1 and degree >= value.bit_length()):
        return None
    if value <= 1 or degree == 1:
        return value
    bits = value.bit_length()
    effort.pay(5 + bits // 50)
    root = math.isqrt(value) if degree == 2 else _newton(value, degree, effort)
    return root if root**degree == value else None


def _newton(value: int, degree: int, effort: Effort) -> int:
    """Return the whole part of the root of ``value``, from above (Newton's method)."""
    root: int = 1 << -(-value.bit_length() // degree)
    while True:
        effort.pay(5 + value.bit_length() // 50)
        smaller = ((degree - 1) * root + value // root ** (degree - 1)) // degree
        if smaller >= root:
            return root
        root = smaller


def _root_of_rational(value: Fraction, effort: Effort) -> Exact | None:
    """Return √value as a coefficient and a square-free radicand: √(p/q) is √(pq)/q."""
    if value <= 0:
        return Exact(()) if value == 0 else None
    above = _square_and_rest(value.numerator, effort)
    below = _square_and_rest(value.denominator, effort)
    if above is None or below is None:
        return None
    coefficient = effort.keep(Fraction(above[0], below[0] * below[1]))
    return Exact(((above[1] * below[1], coefficient),))


def _square_and_rest(value: int, effort: Effort) -> tuple[int, int] | None:
    """Return (s, r) with value = s² r and r square-free; None if that is not found by trial."""
    square, rest = 1, 1
    divisor = 2
    while divisor <= TRIALS and divisor**3 <= value:
        if value % divisor == 0:
            value //= divisor
            if value % divisor == 0:
                value //= divisor
                square *= divisor
            else:
                rest *= divisor
            continue
        divisor += 1 + (divisor > 2)
    effort.pay(5 + min(divisor, TRIALS) // 20 * (1 + value.bit_length() // 1_000))
    whole = math.isqrt(value)
    if whole * whole == value:
        return square * whole, rest
    # What is left has no divisor up to ``divisor``, so at most two, and they differ.
    return (square, rest * value) if value < divisor**3 else None


def _exact(found: dict[int, Fraction]) -> Exact | None:
    terms = tuple(sorted((r, c) for r, c in found.items() if c))
    is_short = len(terms) <= TERMS and (not terms or terms[-1][0].bit_length() <= RADICAND_BITS)
    return Exact(terms) if is_short else None
