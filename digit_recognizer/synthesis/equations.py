"""Equations: rows with what they come to behind them, or with a slip.

Purpose: what pupils write, for rows in which it counts whether they add up.
Contract: rows that ``expression.notation`` can write as text; all chance comes from the generator.
Not here: how it is written (``compose``), rows that are no equations (``random_expressions``).
"""

import re
from collections.abc import Sequence

import numpy as np

from digit_recognizer.expression import Item, Row, Sign, calculate, row_from_text
from digit_recognizer.synthesis.random_expressions import random_notation

SIDE_SHARES = {"linear": 0.7, "fraction": 0.2, "power": 0.1}
WRONG_SHARE = 0.25
EXERCISE_TERM_SHARES = [0.4, 0.2, 0.18, 0.16, 0.06]  # whole, decimal, fraction, 3/4, per cent
EXERCISE_SIGNS = [0.34, 0.26, 0.22, 0.1, 0.08]  # shares of + - × ÷ ·
MAX_ANSWER_LENGTH = 9  # of the text of an answer that people write
_COMPARISONS = frozenset("=<>")
_DECIMAL_ANSWER = re.compile(r"[-−]?[0-9]+(\.[0-9]+)?")
_FRACTION_ANSWER = re.compile(r"([0-9]+)/([0-9]+)")


def random_equation(random: np.random.Generator) -> Row:
    """Return a row, ``=`` and what it comes to; of some, one digit of that is another one."""
    kinds, shares = list(SIDE_SHARES), list(SIDE_SHARES.values())
    while True:
        side = _side(random_notation(random, str(random.choice(kinds, p=shares))))
        answer = _answer(side)
        if len(side.items) < 3 or answer is None:
            continue
        if random.random() < WRONG_SHARE:
            place = int(random.choice([n for n, sign in enumerate(answer) if sign.isdigit()]))
            answer = f"{answer[:place]}{random.integers(10)}{answer[place + 1 :]}"
        return Row((*side.items, Sign("="), *row_from_text(answer).items))


def random_exercise(random: np.random.Generator) -> Row:
    """Return a short sum of whole numbers, decimals, fractions or per cents, mostly with an ``=``."""
    make = _EXERCISE_TERMS[int(random.choice(len(_EXERCISE_TERMS), p=EXERCISE_TERM_SHARES))]
    items: list[Item] = []
    for place in range(2 if random.random() < 0.8 else 3):
        sign = str(random.choice(list("+-×÷·"), p=EXERCISE_SIGNS))
        items += [Sign(sign), *make(random)] if place else make(random)
    return Row((*items, *[Sign("=")] * (random.random() < 0.75)))


def _whole(random: np.random.Generator) -> Sequence[Item]:
    return row_from_text(str(random.integers(1, 10 ** int(random.integers(1, 4))))).items


def _with_point(random: np.random.Generator) -> Sequence[Item]:
    if random.random() < 0.3:
        return _whole(random)
    point = "." if random.random() < 0.8 else ","
    after = "".join(map(str, random.integers(0, 10, int(random.integers(1, 3)))))
    return row_from_text(f"{random.integers(10 ** int(random.integers(1, 3)))}{point}{after}").items


def _in_parts(random: np.random.Generator) -> Sequence[Item]:
    above, below = random.integers(1, 13, 2)
    whole = str(random.integers(1, 10)) if random.random() < 0.15 else ""
    return row_from_text(f"{whole}({above})/({below})").items


def _in_line(random: np.random.Generator) -> Sequence[Item]:
    above, below = random.integers(1, 13, 2)
    return row_from_text(f"{above}/{below}").items


def _per_cent(random: np.random.Generator) -> Sequence[Item]:
    return (*_whole(random), Sign("%")) if random.random() < 0.6 else _whole(random)


_EXERCISE_TERMS = (_whole, _with_point, _in_parts, _in_line, _per_cent)


def _side(row: Row) -> Row:
    """Return what stands before the first sign of comparison."""
    texts = [item.text if isinstance(item, Sign) else "" for item in row.items]
    ends = [place for place, text in enumerate(texts) if text in _COMPARISONS]
    return Row(row.items[: min(ends, default=len(texts))])


def _answer(row: Row) -> str | None:
    """Return what ``row`` comes to as a person writes it; None where nobody would."""
    answer = calculate(row)
    for text in (answer.decimal, answer.exact):
        if len(text) > MAX_ANSWER_LENGTH:
            continue
        if _DECIMAL_ANSWER.fullmatch(text):
            return text.replace("−", "-")
        if fraction := _FRACTION_ANSWER.fullmatch(text):
            return "({})/({})".format(*fraction.groups())
    return None
