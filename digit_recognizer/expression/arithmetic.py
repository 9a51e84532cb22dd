"""Arithmetic of real numbers: exact where it can be, else with a bound on the error.

Purpose: the operations of the evaluator.
Contract: each returns a number or raises :class:`~.faults.Impossible`; each pays for its work.
``0^{0}`` is 1, as in Python and SymPy; odd roots of negative numbers are real: ``(-8)^{(1)/(3)}`` is -2.
Not here: trees, several values (``tree.py``).
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from digit_recognizer.expression import approximate as nearly
from digit_recognizer.expression import exact
from digit_recognizer.expression.approximate import Approximate
from digit_recognizer.expression.exact import Exact
from digit_recognizer.expression.faults import BITS, Effort, Impossible, TooMuch, length

Real = Exact | Approximate

ZERO = Exact.of(0)
ONE = Exact.of(1)

MOST_FACTORS = 1_000
"""The largest whole power that is multiplied out."""

MOST_DIGITS = 16_000
"""How precisely two exact numbers are compared before it is given up."""


def add(a: Real, b: Real, effort: Effort) -> Real:
    """Return a + b."""
    found = _exactly(exact.add, a, b, effort)
    return found or nearly.add(inexact(a, effort), inexact(b, effort), effort)


def multiply(a: Real, b: Real, effort: Effort) -> Real:
    """Return a × b."""
    if ZERO in (a, b):
        return ZERO
    found = _exactly(exact.multiply, a, b, effort)
    return found or nearly.multiply(inexact(a, effort), inexact(b, effort), effort)


def divide(a: Real, b: Real, effort: Effort) -> Real:
    """Return a ÷ b."""
    return multiply(a, _inverse(b, effort), effort)


def _inverse(a: Real, effort: Effort) -> Real:
    if a == ZERO:
        raise Impossible("nothing can be divided by 0")
    found = _exactly(lambda number, _, work: exact.inverse(number, work), a, ONE, effort)
    return found or nearly.inverse(inexact(a, effort), effort)


def _exactly(
    operation: Callable[[Exact, Exact, Effort], Exact | None], a: Real, b: Real, effort: Effort
) -> Exact | None:
    """Return the exact result; None where there is none, or its digits are too many to be kept.

    A number of many digits need not be large: 1.000001^{3000000} is about 20.
    """
    if not isinstance(a, Exact) or not isinstance(b, Exact):
        return None
    try:
        return operation(a, b, effort)
    except TooMuch:
        raise
    except Impossible:
        return None


def square_root(a: Real, effort: Effort) -> Real:
    """Return √a; raises Impossible for a negative number or one beyond the limits."""
    if sign(a, effort) < 0:
        raise Impossible("a negative number has no real square root")
    if isinstance(a, Exact):
        found = exact.square_root(a, effort)
        if found is not None:
            return found
    return nearly.square_root(inexact(a, effort), effort)


def power(base: Real, exponent: Real, effort: Effort) -> Real:
    """Return base^exponent; raises Impossible where it is no real number or beyond the limits."""
    rational = exponent.rational if isinstance(exponent, Exact) else None
    if rational is not None and rational.denominator == 1:
        return _whole_power(base, rational.numerator, effort)
    direction = sign(base, effort)
    if direction == 0:
        if sign(exponent, effort) > 0:
            return ZERO
        raise Impossible("nothing can be divided by 0")
    if rational is None:
        if direction < 0:
            raise Impossible("a negative number has no such power")
        return nearly.power(inexact(base, effort), inexact(exponent, effort), effort)
    if direction > 0:
        return _fractional_power(base, rational, effort)
    if rational.denominator % 2 == 0:
        raise Impossible("a negative number has no real even root")
    found = _fractional_power(-base, rational, effort)
    return -found if rational.numerator % 2 else found


def _whole_power(base: Real, exponent: int, effort: Effort) -> Real:
    if exponent < 0:
        return _whole_power(_inverse(base, effort), -exponent, effort)
    if exponent == 0:
        return ONE
    if base in (ONE, -ONE, ZERO):
        return base if exponent % 2 else multiply(base, base, effort)
    value = base.rational if isinstance(base, Exact) else None
    if value is not None and length(value) * exponent <= BITS:
        return Exact.of(effort.keep(value**exponent))
    if value is None and exponent <= MOST_FACTORS:
        return _repeatedly(base, exponent, effort)
    direction = sign(base, effort)
    if direction == 0:
        raise Impossible("this cannot be calculated precisely enough")
    size = inexact(base if direction > 0 else -base, effort)
    found = nearly.power(size, inexact(Exact.of(exponent), effort), effort)
    return -found if direction < 0 and exponent % 2 else found


def _repeatedly(base: Real, exponent: int, effort: Effort) -> Real:
    """Return the power by squaring."""
    result: Real = ONE
    while exponent:
        if exponent % 2:
            result = multiply(result, base, effort)
        exponent //= 2
        if exponent:
            base = multiply(base, base, effort)
    return result


def _fractional_power(base: Real, exponent: Fraction, effort: Effort) -> Real:
    """Return the power of a positive base; the root is taken first, so that numbers stay short."""
    root = _exact_root(base, exponent.denominator, effort)
    if root is not None:
        return _whole_power(root, exponent.numerator, effort)
    return nearly.power(inexact(base, effort), inexact(Exact.of(exponent), effort), effort)


def _exact_root(base: Real, degree: int, effort: Effort) -> Exact | None:
    if not isinstance(base, Exact):
        return None
    value = base.rational
    if value is None:
        return exact.square_root(base, effort) if degree == 2 else None
    if degree % 2:
        root = exact.root_of_fraction(value, degree, effort)
        return None if root is None else Exact.of(root)
    half = exact.root_of_fraction(value, degree // 2, effort)
    return None if half is None else exact.square_root(Exact.of(half), effort)


def sign(a: Real, effort: Effort) -> int:
    """Return 1, 0 or -1, 0 for an approximate number that may be 0; raises TooMuch beyond the limits."""
    if isinstance(a, Approximate):
        return 0 if a.may_be_zero else _direction(a.middle)
    if len(a.terms) < 2:
        return (a.terms[0][1] > 0) - (a.terms[0][1] < 0) if a.terms else 0
    digits = 50
    while digits <= MOST_DIGITS:
        effort.pay(digits // 10)
        found = nearly.approximate(a, effort, digits)
        if not found.may_be_zero:
            return _direction(found.middle)
        digits *= 4
    raise TooMuch("this cannot be calculated precisely enough")


def _direction(value: Decimal) -> int:
    return -1 if value < 0 else 1


def compare(a: Real, b: Real, effort: Effort) -> int:
    """Return the sign of a - b; 0 where they are equal, or as equal as can be told."""
    return sign(add(a, -b, effort), effort)


def inexact(a: Real, effort: Effort) -> Approximate:
    """Return ``a`` as an approximate number."""
    return nearly.approximate(a, effort) if isinstance(a, Exact) else a
