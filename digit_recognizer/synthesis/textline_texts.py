"""Texts of rows that people write: numbers, amounts, measures and sums, for the line network.

Purpose: say what stands in a row; who writes it, and on what, is chosen elsewhere.
Contract: rows of single symbols, without fractions, exponents and roots. All chance comes from the
generator. Kinds and their shares are judged; none was counted in a data set.
Not here: composing (``compose``), paper (``paper``).
"""

import numpy as np

from digit_recognizer.expression import Row, Sign
from digit_recognizer.synthesis.random_expressions import random_notation

MAX_TEXTLINE_DIGITS = 8
TEXTLINE_KIND_SHARES = {"whole": 0.45, "amount": 0.12, "measure": 0.15, "linear": 0.28}


def random_textline(random: np.random.Generator) -> Row:
    """Return a row of one of the kinds in ``TEXTLINE_KIND_SHARES``."""
    names, shares = list(TEXTLINE_KIND_SHARES), list(TEXTLINE_KIND_SHARES.values())
    kind = str(random.choice(names, p=shares))
    if kind == "whole":
        return _row(_digits(random, _length(random, MAX_TEXTLINE_DIGITS)))
    if kind == "amount":
        return _row(_amount(random))
    if kind == "measure":
        return _row(_measure(random))
    while True:
        row = random_notation(random, "linear")
        if all(isinstance(item, Sign) for item in row.items):
            return row


def _row(text: str) -> Row:
    return Row(tuple(map(Sign, text)))


def _length(random: np.random.Generator, most: int) -> int:
    return int(min(random.geometric(0.3), most))


def _digits(random: np.random.Generator, count: int) -> str:
    """Return digits; often some at the end are 0, as in what is counted in tens and hundreds."""
    digits = random.integers(0, 10, count)
    if random.random() < 0.15:
        digits[-int(random.integers(1, 4)) :] = 0
    return "".join(map(str, digits))


def _amount(random: np.random.Generator) -> str:
    """Return an amount of money as on a cheque: points between thousands, dashes behind it."""
    digits = _digits(random, int(random.integers(2, 8))).lstrip("0") or "10"
    point = str(random.choice([".", ","]))
    if random.random() < 0.75:
        digits = f"{int(digits):,}".replace(",", point)
    tail = [
        "",
        "-",
        "--",
        "=",
        f"{',' if point == '.' else '.'}{random.integers(0, 100):02d}",
        ".-",
    ]
    return digits + str(random.choice(tail, p=[0.35, 0.2, 0.05, 0.15, 0.2, 0.05]))


def _measure(random: np.random.Generator) -> str:
    """Return a number with a sign in front, a point in it or a % behind it."""
    sign = str(random.choice(["", "-", "+"], p=[0.5, 0.35, 0.15]))
    whole = _digits(random, _length(random, 4))
    chance = random.random()
    if chance < 0.7:
        point = str(random.choice([".", ",", "·"], p=[0.7, 0.25, 0.05]))
        return sign + whole + point + _digits(random, int(random.integers(1, 4)))
    return sign + whole + ("%" if chance < 0.8 else "")
