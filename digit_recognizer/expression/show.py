"""Numbers as people write them.

Purpose: the exact form of a result and its decimal form, marked where it is rounded.
Contract: exact forms are expression text again, of the same number. A decimal form is rounded to ten
digits and begins with ``≈`` then.
Not here: what is calculated.
"""

import math
from decimal import Context, Decimal
from fractions import Fraction

from digit_recognizer.expression.approximate import Approximate
from digit_recognizer.expression.arithmetic import Real, inexact
from digit_recognizer.expression.exact import Exact
from digit_recognizer.expression.faults import Effort

ROUNDED_TO = 10
MAX_EXACT_LENGTH = 24
"""Signs of the longest exact form that is shown by itself."""


def exact_form(value: Real, *, decimals: bool, comma: bool) -> str:
    """Return the exact form: ``46``, ``3/2``, ``√{2}/2``, ``(1+√{5})/2``; empty where there is none.

    ``decimals``: prefer ``1.5`` to ``3/2``, where it ends soon. ``comma``: with a decimal comma.
    """
    if isinstance(value, Approximate):
        return ""
    rational = value.rational
    if rational is None:
        return _roots(value)
    if decimals and (ended := _ended(rational)) and len(ended) <= MAX_EXACT_LENGTH:
        return _with_mark(ended, comma)
    return str(rational)


def decimal_form(value: Real, effort: Effort, *, exact: str, comma: bool) -> str:
    """Return the decimal form: ``1.5``, ``≈ 0.3333333333``; empty where ``exact`` says it already."""
    rational = value.rational if isinstance(value, Exact) else None
    if rational is not None:
        ended = _ended(rational)
        if ended and len(ended) <= MAX_EXACT_LENGTH:
            ended = _with_mark(ended, comma)
            return "" if ended == exact else ended
    rounded = Context(prec=ROUNDED_TO).plus(inexact(value, effort).middle)
    text = _with_mark(_plain(rounded), comma)
    return text if rational is not None and Fraction(rounded) == rational else f"≈ {text}"


def both_forms(exact: str, decimal: str) -> str:
    """Return what is shown behind ``=``: ``3/2 = 1.5``, ``1/3 ≈ 0.3333333333``, ``46``."""
    if not exact or (decimal and len(exact) > MAX_EXACT_LENGTH):
        return decimal
    if not decimal:
        return exact
    return f"{exact} {decimal}" if decimal.startswith("≈") else f"{exact} = {decimal}"


def marked(text: str) -> str:
    """Return ``text`` with one ``≈`` in front of it instead of several within."""
    return f"≈ {text.replace('≈ ', '')}" if "≈" in text else text


def joined(texts: list[str]) -> str:
    """Return several values as one text: ``±2`` or ``28 or -2``."""
    if len(texts) == 2 and texts[1] == f"-{texts[0]}" and not set("+- ") & set(texts[0]):
        return f"±{texts[0]}"
    return " or ".join(texts)


def _ended(value: Fraction) -> str:
    """Return ``value`` as a decimal with all its digits; empty if it has no end or a far one."""
    rest, twos, fives = value.denominator, 0, 0
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    while rest % 5 == 0 and fives < MAX_EXACT_LENGTH:
        rest //= 5
        fives += 1
    places = max(twos, fives)
    if rest != 1 or places > MAX_EXACT_LENGTH:
        return ""
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if value < 0 else "") + whole + (f".{part}" if part else "")


def _plain(value: Decimal) -> str:
    """Return all digits of ``value``; very large and very small ones with a power of ten."""
    if not value:
        return "0"
    power = value.adjusted()
    if not -7 < power < 13:
        return f"{_plain(value.scaleb(-power))}×10^{{{power}}}"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _with_mark(text: str, comma: bool) -> str:
    return text.replace(".", ",") if comma else text


def _roots(value: Exact) -> str:
    """Return a sum with roots over one denominator."""
    below = math.lcm(*(coefficient.denominator for _, coefficient in value.terms))
    parts = [_root(radicand, int(c * below)) for radicand, c in value.terms]
    above = "+".join(parts).replace("+-", "-")
    if below == 1:
        return above
    return f"({above})/{below}" if len(parts) > 1 else f"{above}/{below}"


def _root(radicand: int, coefficient: int) -> str:
    if radicand == 1:
        return str(coefficient)
    factor = {1: "", -1: "-"}.get(coefficient, str(coefficient))
    return f"{factor}√{{{radicand}}}"
