"""Equations with answers, right ones and near misses, by people whom no network has seen.

Purpose: what is replayed: composed of held-out training writers' symbols, or of an expression set.
Contract: the same drawings and number give the same equations.
Not here: replaying them.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from digit_recognizer.datasets.expression_set import ExpressionSample, read_expression_set
from digit_recognizer.expression import Row, calculate, row_from_text, text_of
from digit_recognizer.expression.approximate import Approximate
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.random_expressions import random_notation
from digit_recognizer.synthesis.writers import Writers

EQUATION_SEED = 47
SLIPS = (-10, -2, -1, 1, 2, 10)
CALCULATED = ("linear", "fraction", "power", "radical")
MAX_ANSWER, MAX_DENOMINATOR = 9999, 99


def composed_equations(writers: Writers, count: int, *, are_right: bool) -> list[ExpressionSample]:
    """Return ``count`` equations by ``writers``, right ones or near misses."""
    random = np.random.default_rng([EQUATION_SEED, are_right])
    rows = (random_equation(random, is_right=are_right) for _ in range(count))
    return [compose(row, writers, random) for row in rows]


def right_equations(path: Path, count: int) -> Iterator[ExpressionSample]:
    """Yield the first ``count`` expressions in the set ``path`` that are one line and hold."""
    for sample in read_expression_set(path).samples:
        if count and calculate(row_from_text(sample.label)).verdict:
            count -= 1
            yield sample


def random_equation(random: np.random.Generator, *, is_right: bool) -> Row:
    """Return an equation with its answer or a near miss: half are of school, half of any notation."""
    slip = 0 if is_right else int(random.choice(SLIPS))
    return (_of_school if random.random() < 0.5 else _of_any_notation)(random, slip)


def _of_any_notation(random: np.random.Generator, slip: int) -> Row:
    """Return what ``random_notation`` makes up, where it comes to a number that people would write."""
    while True:
        row = random_notation(random, str(random.choice(CALCULATED)))
        found = calculate(row)
        is_plain = found.kind == "value" and not found.is_asked and len(found.values) == 1
        value = found.values[0] if is_plain else None
        if value is None or isinstance(value, Approximate) or value.rational is None:
            continue
        exact = value.rational + slip
        if abs(exact) <= MAX_ANSWER and exact.denominator <= MAX_DENOMINATOR:
            return row_from_text(f"{text_of(row)}={_written(exact)}")


def _written(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value)
    return f"{'-' * (value < 0)}({abs(value.numerator)})/({value.denominator})"


def _of_school(random: np.random.Generator, slip: int) -> Row:
    """Return a sum, a difference, a product, a chain, or two fractions."""
    kind = int(random.integers(6))
    a, b, c = (int(n) for n in random.integers(1, 30, 3))
    if kind == 0:
        text, value = f"{a}+{b}", a + b
    elif kind == 1:
        text, value = f"{max(a, b)}-{min(a, b)}", abs(a - b)
    elif kind == 2:
        text, value = f"{a}×{c}", a * c
    elif kind == 3:
        text, value = f"{a}+{b}×{c}", a + b * c
    elif kind == 4:
        text, value = f"({a}+{b})×{c}", (a + b) * c
    else:
        total = Fraction(a, b) + Fraction(c, b) + slip
        return row_from_text(f"({a})/({b})+({c})/({b})={_written(total)}")
    return row_from_text(f"{text}={value + slip}")
