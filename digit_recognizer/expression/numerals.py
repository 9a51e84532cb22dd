"""Numbers as text: read as they are written, and written as people do.

Purpose: digits, decimal points and commas, and separators of thousands, to exact values; the exact form
of a result and its decimal form, marked where it is rounded.
Contract: a point or comma is the decimal one, unless there are several equal ones with three digits
between (``1,234,567``) or a different one behind (``1.234,5``). A space is one of thousands or a fault.
Exact forms are expression text again, of the same number. A decimal form is rounded to ten digits and
begins with ``≈`` then.
Not here: whether a comma belongs to a number or to a list (``parser.py``); what is calculated.
"""

import math
import re
from decimal import Context, Decimal
from fractions import Fraction

from digit_recognizer.expression.approximate import Approximate
from digit_recognizer.expression.arithmetic import Real, inexact
from digit_recognizer.expression.exact import Exact
from digit_recognizer.expression.faults import Effort, Impossible, Unfinished
from digit_recognizer.expression.tree import Number
from digit_recognizer.symbol_table import DIGIT_SIGNS

NUMERIC = DIGIT_SIGNS | {".", ",", " "}
"""What a number is written with."""

_DIGITS_ONLY = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"([0-9]*)[.,]([0-9]+)")
_GROUPED = re.compile(r"([0-9]{1,3}(?:([., ])[0-9]{3})(?:\2[0-9]{3})*)(?:([.,])([0-9]+))?")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[,.][0-9]{3}")

ROUNDED_TO = 10
MAX_EXACT_LENGTH = 24
"""Signs of the longest exact form that is shown by itself."""


def number(text: str, *, thousands: bool = False) -> Number:
    """Return the number written as ``text``, which holds signs of :data:`NUMERIC` only.

    ``thousands``: take ``19,683`` and ``19.683`` as 19683, where they otherwise are
    decimals. Raises Unfinished where digits are still to follow, Impossible where it is no number.

    >>> number("0,50").value, number("1.234,5").value
    (Fraction(1, 2), Fraction(2469, 2))
    """
    if _DIGITS_ONLY.fullmatch(text):
        return Number(Fraction(int(text)), text, 0)
    if thousands and _THOUSANDS.fullmatch(text):
        return Number(Fraction(int(re.sub("[,.]", "", text))), text, 0)
    if match := _DECIMAL.fullmatch(text):
        return _decimal(match[1], match[2], text)
    match = _GROUPED.fullmatch(text)
    if match and match[3] != match[2]:
        return _decimal(re.sub("[., ]", "", match[1]), match[4] or "", text)
    if re.search("[.,]{2}", text):
        raise Impossible("two points stand side by side")
    if text[-1] in ".," and (len(text) == 1 or is_begun_number(text[:-1])):
        raise Unfinished("a digit is missing after the point")
    raise Impossible(f"{quoted(text)} is not one number")


def is_begun_number(text: str) -> bool:
    """Whether ``text`` is a number, or becomes one when digits follow."""
    try:
        number(text)
    except Unfinished:
        return True
    except Impossible:
        return False
    return True


def quoted(text: str) -> str:
    """Return ``text`` as it fits into a sentence."""
    return text if len(text) <= 20 else f"{text[:18]}…"


def _decimal(whole: str, places: str, text: str) -> Number:
    return Number(Fraction(int(whole + places), 10 ** len(places)), text, len(places))


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
    text = _with_mark(_spelled(rounded), comma)
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


def _spelled(value: Decimal) -> str:
    """Return all digits of ``value``; very large and very small ones with a power of ten."""
    if not value:
        return "0"
    power = value.adjusted()
    if not -7 < power < 13:
        return f"{_spelled(value.scaleb(-power))}×10^{{{power}}}"
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
