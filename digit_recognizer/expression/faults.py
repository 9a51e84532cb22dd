"""Why an expression has no value, and how much work one may cost.

Purpose: what the parser and the arithmetic raise among themselves (``calculate`` makes an answer of it),
and a bound on time and memory that is the same on every machine, so that the same expression always gets
the same answer.
Contract: ``str(fault)`` is a short calm clause without a full stop: ``nothing can be divided by 0``.
Everything that calculates pays before or after it worked; :meth:`Effort.pay` raises :class:`TooMuch`
when nothing is left. A unit is about a microsecond.
Not here: errors of the program (``digit_recognizer.errors``): a fault is never one; limits of length and
depth (``notation``).
"""

from fractions import Fraction

BITS = 13_000
"""Length of the longest whole number that is kept, above or below a bar: 3,913 digits."""

WORK = 25_000


class Fault(Exception):
    """The expression has no value."""


class Unfinished(Fault):
    """Something is still to be written."""


class Impossible(Fault):
    """It makes no sense, or has no value, or none within the limits."""


class TooMuch(Impossible):
    """The work for one expression is used up."""


class Effort:
    """The work that is left for one expression."""

    def __init__(self) -> None:
        self.left = WORK

    def pay(self, units: int) -> None:
        """Take ``units`` of what is left; raises TooMuch when it is not enough."""
        self.left -= units
        if self.left < 0:
            raise TooMuch("this is too much to be calculated")

    def keep(self, value: Fraction) -> Fraction:
        """Pay for ``value`` by its length and return it; raises Impossible if it is too long."""
        bits = length(value)
        self.pay(2 + bits // 200)
        if bits > BITS:
            raise too_long(large=abs(value) >= 1)
        return value


def length(value: Fraction) -> int:
    """Return the bits of the longer one of numerator and denominator."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def too_long(*, large: bool) -> Impossible:
    """Return what to say of a number beyond the limit."""
    if large:
        return Impossible("this number is too large to be calculated")
    return Impossible("this number is too close to 0 to be calculated")
