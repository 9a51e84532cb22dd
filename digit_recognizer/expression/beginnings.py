"""Whether what stands behind ``=`` may be the beginning of a right answer.

Purpose: nobody is told that ``8×9=7`` is wrong before the 2 is written.
Contract: asked of a row whose check does not hold. Generous: what may go on is no mistake yet. Within
the bounds of :func:`~.answer.calculate`, which is called at most :data:`MAX_TRIALS` times.
Not here: how long one waits before a verdict.

An answer goes on with more digits, a point, the lower half of a fraction, a power, or more terms:
``4=1`` of ``4=1+1+1+1``, ``9/3=1`` of ``18/6``, ``1000=10`` of ``10^{3}``.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from digit_recognizer.expression.answer import calculate
from digit_recognizer.expression.approximate import Approximate
from digit_recognizer.expression.arithmetic import Real
from digit_recognizer.expression.notation import Item, Over, Radical, Raised, Row, Sign
from digit_recognizer.symbol_table import DIGIT_SIGNS, of_kind

MAX_TRIALS = 150
MAX_FACTOR = 12  # by which a fraction that somebody writes may be reduced
MAX_PLACES = 30  # of a decimal that are compared
RELATED = of_kind("relation")
_DIGIT_TEXTS = sorted(DIGIT_SIGNS)
_ADDITIONS = (
    [(digit,) for digit in _DIGIT_TEXTS]
    + list(product(_DIGIT_TEXTS, _DIGIT_TEXTS))
    + [(".", digit) for digit in _DIGIT_TEXTS]
)
_GROWING = frozenset("+×·")


def may_become_right(row: Row) -> bool:
    """Whether more signs at the end of ``row`` may make its check hold."""
    places = [
        n for n, item in enumerate(row.items) if isinstance(item, Sign) and item.text in RELATED
    ]
    if not places or row.items[places[-1]] != Sign("="):
        return False
    before, written = row.items[: places[-1]], row.items[places[-1] + 1 :]
    if calculate(Row(before)).verdict is False:
        return False  # an earlier relation is wrong already
    # Behind a number alone one calculates: another number is not all of it.
    is_bare = calculate(Row(before)).kind == "number" and _number_in(written) is not None
    first = Row(before[places[-2] + 1 :] if len(places) > 1 else before)
    return (
        is_bare
        or _may_go_on(written, first)
        or any(calculate(each).verdict for each in _longer(row))
    )


def _may_go_on(written: tuple[Item, ...], first: Row) -> bool:
    """Whether what is ``written`` may be the beginning of what the side ``first`` comes to."""
    asked = calculate(first)
    if not written or len(asked.values) != 1:
        return True
    text = _number_in(written)
    if text is None:
        return _falls_short(written, asked.values[0])
    return _begins(text, asked.values[0], first)


def _number_in(items: tuple[Item, ...]) -> str | None:
    """Return the number that ``items`` are, with its sign; None where they are anything else."""
    if not all(isinstance(item, Sign) for item in items):
        return None
    text = "".join(item.text for item in items if isinstance(item, Sign))
    digits = text.removeprefix("-").removeprefix("+").replace(",", ".", 1).replace(".", "", 1)
    return text.replace(",", ".") if digits and set(digits) <= DIGIT_SIGNS else None


def _begins(text: str, value: Real, of: Row) -> bool:
    """Whether an answer that says ``value``, of the row ``of``, may begin with the number ``text``."""
    exact = None if isinstance(value, Approximate) else value.rational
    if exact is None:
        return True  # who writes a root as a decimal is not judged while writing
    if text.startswith("-") != (exact < 0):
        return False
    text, exact = text.lstrip("+-"), abs(exact)
    whole = exact.numerator // exact.denominator
    begun = [_decimal(exact), *_powers(exact)]
    factors = range(1, MAX_FACTOR + 1) if exact.denominator > 1 else _denominators(of)
    begun += [str(factor * exact.numerator) for factor in factors]  # of a fraction
    if exact.denominator > 1:
        begun.append(str(whole))  # of a mixed number
    return any(each.startswith(text) for each in begun)


def _decimal(value: Fraction) -> str:
    whole, rest = divmod(value.numerator, value.denominator)
    places = str(rest * 10**MAX_PLACES // value.denominator).zfill(MAX_PLACES)
    return f"{whole}.{places}"


def _powers(value: Fraction) -> Iterator[str]:
    """Yield the whole numbers of which ``value`` is a power."""
    if value.denominator > 1 or value.numerator < 4:
        return
    for exponent in range(2, value.numerator.bit_length()):
        base = round(value.numerator ** (1 / exponent))
        if base > 1 and base**exponent == value.numerator:
            yield str(base)


def _denominators(row: Row) -> list[int]:
    """Return the whole numbers under the bars of ``row``: answers are often written above them."""
    texts = [_number_in(item.denominator.items) for item in row.items if isinstance(item, Over)]
    return [int(text) for text in texts if text and text.isdecimal()]


def _falls_short(items: tuple[Item, ...], value: Real) -> bool:
    """Whether sums and products of ``items`` are less than ``value``: more terms may follow."""
    signs = {item.text for item in items if isinstance(item, Sign)} - DIGIT_SIGNS
    if not signs or not signs <= _GROWING:
        return False
    told = calculate(Row(items)).values
    exacts = [each.rational for each in (*told, value) if not isinstance(each, Approximate)]
    if len(exacts) != 2 or exacts[0] is None or exacts[1] is None:
        return True
    return abs(exacts[0]) < abs(exacts[1])


def _longer(row: Row) -> Iterator[Row]:
    """Yield ``row`` with one or two more digits at its end, or at the end of what is innermost there."""
    for signs in _ADDITIONS[:MAX_TRIALS]:
        yield _with(row, signs)


def _with(row: Row, signs: tuple[str, ...]) -> Row:
    last = row.items[-1]
    inner: Item
    match last:
        case Over(above, below) if below:
            inner = Over(above, _with(below, signs))
        case Raised(exponent) if exponent:
            inner = Raised(_with(exponent, signs))
        case Radical(radicand) if radicand:
            inner = Radical(_with(radicand, signs))
        case _:
            return Row((*row.items, *map(Sign, signs)))
    return Row((*row.items[:-1], inner))
