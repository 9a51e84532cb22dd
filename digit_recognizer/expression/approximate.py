"""Numbers known to about a hundred digits, with a bound on the error.

Purpose: what cannot be kept exactly, such as ``2^{(1)/(3)}`` or ``2^{√{2}}``.
Contract: the true number lies within ``error`` of ``middle``; each operation widens the error by what it
adds itself (ball arithmetic, with first-order bounds doubled). Results beyond the limits raise
:class:`~.faults.Impossible`. The decimal context of the caller is left alone.
Not here: exact numbers (``exact.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal, Overflow, localcontext

from digit_recognizer.expression.exact import Exact
from digit_recognizer.expression.faults import Effort, Impossible, too_long

PRECISION = 110
MAX_DECIMAL_EXPONENT = 3_900
"""Powers of ten up to which an approximate number is kept, like the exact ones."""


@dataclass(frozen=True, slots=True)
class Approximate:
    """A number within ``error`` (0 and more) of ``middle``."""

    middle: Decimal
    error: Decimal

    def __neg__(self) -> "Approximate":
        return Approximate(self.middle.copy_negate(), self.error)

    @property
    def may_be_zero(self) -> bool:
        """Whether it cannot be told from 0."""
        return self.middle.copy_abs() <= self.error

    @property
    def is_known(self) -> bool:
        """Whether enough digits are left to show: 15, or it cannot be told from a 0 of 50 digits."""
        if self.may_be_zero:
            return self.error < Decimal("1e-50")
        return self.error < self.middle.copy_abs().scaleb(-15)


def approximate(a: Exact, effort: Effort, digits: int = PRECISION) -> Approximate:
    """Return ``a`` to about this many digits."""
    effort.pay(len(a.terms) * (5 + digits // 20))

    def total() -> tuple[Decimal, Decimal]:
        middle = size = Decimal(0)
        for radicand, coefficient in a.terms:
            root = Decimal(radicand).sqrt() if radicand > 1 else Decimal(1)
            term = root * coefficient.numerator / coefficient.denominator
            middle += term
            size += abs(term)
        return middle, 4 * size.scaleb(-digits) * (1 + len(a.terms))

    return _within_limits(total, digits)


def add(a: Approximate, b: Approximate, effort: Effort) -> Approximate:
    """Return a + b."""
    effort.pay(5)
    return _within_limits(lambda: (a.middle + b.middle, a.error + b.error))


def multiply(a: Approximate, b: Approximate, effort: Effort) -> Approximate:
    """Return a × b."""
    effort.pay(5)

    def product() -> tuple[Decimal, Decimal]:
        error = abs(a.middle) * b.error + abs(b.middle) * a.error + a.error * b.error
        return a.middle * b.middle, error

    return _within_limits(product)


def inverse(a: Approximate, effort: Effort) -> Approximate:
    """Return 1 / a; raises Impossible where ``a`` may be 0."""
    effort.pay(5)
    if a.may_be_zero:
        raise Impossible("nothing can be divided by 0")
    return _within_limits(
        lambda: (1 / a.middle, a.error / (abs(a.middle) * (abs(a.middle) - a.error)))
    )


def square_root(a: Approximate, effort: Effort) -> Approximate:
    """Return √a for ``a`` that is not certainly negative."""
    effort.pay(10)

    def root() -> tuple[Decimal, Decimal]:
        if a.may_be_zero:
            return Decimal(0), (2 * a.error).sqrt()
        return a.middle.sqrt(), a.error / (a.middle - a.error).sqrt()

    return _within_limits(root)


def power(base: Approximate, exponent: Approximate, effort: Effort) -> Approximate:
    """Return e to exponent × ln base, base certainly positive; raises Impossible beyond the limits."""
    effort.pay(400)

    def raised() -> tuple[Decimal, Decimal]:
        logarithm = base.middle.ln()
        error = 2 * base.error / (base.middle - base.error)
        error += 10 * abs(logarithm).scaleb(-PRECISION)
        height = exponent.middle * logarithm
        if abs(height) > 3 * MAX_DECIMAL_EXPONENT:
            raise too_long(large=height > 0)
        error = abs(exponent.middle) * error + exponent.error * (abs(logarithm) + error)
        error += 10 * abs(height).scaleb(-PRECISION)
        if error > Decimal("0.1"):
            raise Impossible("this cannot be calculated precisely enough")
        middle = height.exp()
        return middle, 2 * middle * error

    return _within_limits(raised)


def _within_limits(
    calculate: Callable[[], tuple[Decimal, Decimal]], digits: int = PRECISION
) -> Approximate:
    """Return middle and error of ``calculate``, done with ``digits`` digits, rounding included."""
    context = Context(prec=digits, Emax=50_000, Emin=-50_000, traps=[Overflow])
    with localcontext(context):
        try:
            middle, error = calculate()
        except Overflow:
            raise too_long(large=True) from None
        error += 10 * abs(middle).scaleb(-digits)
        if middle and abs(middle.adjusted()) > MAX_DECIMAL_EXPONENT and error < abs(middle):
            raise too_long(large=middle.adjusted() > 0)
        return Approximate(middle, error)
