"""Numbers in a line that can be made larger or smaller, and what the line comes to then.

Purpose: what a drag of a number in the panel does.
Contract: pure. The line as it was written stays; a changed one is text only.
Not here: the pointer (``gui.panel.number_drag``), calculating (``expression``).
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from digit_recognizer.expression import row_from_text
from digit_recognizer.symbol_table import DIGIT_SIGNS

if TYPE_CHECKING:
    from digit_recognizer.reading import Line

MAX_DRAGGED_DIGITS = 12
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a line: its characters from ``start`` to ``end``, and its ``text``.

    ``first``, ``last``: which of all digits of the line its digits are, counted from 0.
    """

    start: int
    end: int
    text: str
    first: int
    last: int


def numbers_in(text: str) -> tuple[Number, ...]:
    """Return the numbers of a line in its usual form, in reading order."""
    found, seen, place = [], 0, 0
    for match in _NUMBER.finditer(text):
        seen += _digits(text[place : match.start()])
        count = _digits(match[0])
        if count <= MAX_DRAGGED_DIGITS:
            found.append(Number(match.start(), match.end(), match[0], seen, seen + count - 1))
        seen, place = seen + count, match.end()
    return tuple(found)


def number_of_digit(text: str, digit: int) -> Number | None:
    """Return the number that the digit counted ``digit`` of a line belongs to."""
    return next((n for n in numbers_in(text) if n.first <= digit <= n.last), None)


def stepped(text: str, number: Number, steps: int) -> str:
    """Return the line with ``number`` larger by ``steps`` of its last place, at least 0."""
    comma = "," in number.text
    try:
        value = Decimal(number.text.replace(",", "."))
    except InvalidOperation:
        return text
    unit = Decimal(1).scaleb(int(value.as_tuple().exponent))
    changed = f"{max(Decimal(0), value + steps * unit):f}"
    said = changed.replace(".", ",") if comma else changed
    return f"{text[: number.start]}{said}{text[number.end :]}"


def with_text(line: "Line", text: str) -> "Line":
    """Return ``line`` as if it said ``text``, calculated: without symbols, doubt and other readings."""
    from digit_recognizer.expression import calculate

    row = row_from_text(text)
    said = replace(line.hypotheses[0], text=text)
    return replace(line, hypotheses=(said,), row=row, answer=calculate(row))


def _digits(text: str) -> int:
    return sum(sign in DIGIT_SIGNS for sign in text)
