"""Numbers as they are written.

Purpose: digits, decimal points and commas, and separators of thousands, to exact values.
Contract: a point or comma is the decimal one, unless there are several equal ones with three digits
between (``1,234,567``) or a different one behind (``1.234,5``). A space is one of thousands or a fault.
Not here: whether a comma belongs to a number or to a list (``parser.py``).
"""

import re
from fractions import Fraction

from digit_recognizer.expression.faults import Impossible, Unfinished
from digit_recognizer.expression.tree import Number
from digit_recognizer.symbol_table import DIGIT_SIGNS

NUMERIC = DIGIT_SIGNS | {".", ",", " "}
"""What a number is written with."""

_DIGITS_ONLY = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"([0-9]*)[.,]([0-9]+)")
_GROUPED = re.compile(r"([0-9]{1,3}(?:([., ])[0-9]{3})(?:\2[0-9]{3})*)(?:([.,])([0-9]+))?")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


def number(text: str, *, thousands: bool = False) -> Number:
    """Return the number written as ``text``, which holds signs of :data:`NUMERIC` only.

    ``thousands``: take ``19,683`` as 19683, where it otherwise is 19.683. Raises Unfinished where digits
    are still to follow, Impossible where it is no number.

    >>> number("0,50").value, number("1.234,5").value
    (Fraction(1, 2), Fraction(2469, 2))
    """
    if _DIGITS_ONLY.fullmatch(text):
        return Number(Fraction(int(text)), text, 0)
    if thousands and _THOUSANDS.fullmatch(text):
        return Number(Fraction(int(text.replace(",", ""))), text, 0)
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
