"""Which verdicts may be told to somebody who writes.

Purpose: a check that does not hold may be a misreading, or not be finished: then it is no mistake.
Contract: a line that may go on to be right has no verdict. One that may be right if it is read
otherwise is doubtful, and the symbol to look at is doubtful too. All else stays as it is.
Not here: thresholds (``doubt``), arithmetic (``expression``), sheets of sums (``batch``).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digit_recognizer import doubt
from digit_recognizer.expression import Answer, calculate, row_from_text
from digit_recognizer.symbol_table import of_kind

if TYPE_CHECKING:  # the window is up before NumPy is loaded
    from digit_recognizer.reading import Line, Reading

UNFINISHED_ANSWER = Answer("unfinished")
UNCERTAIN_ANSWER = Answer("none", words=doubt.Reason.UNCLEAR_WRONG.value)
_OPERATION_SIGNS = of_kind("operator", "minus")
_EQUAL_NUMBERS = of_kind("digit", "point", "comma") | {"=", " "}


@dataclass(frozen=True, slots=True)
class Change:
    """Another symbol at the place ``symbol`` of a line with which it would be right, as sure as that."""

    confidence: float = 0.0
    symbol: int | None = None


def change_to_right(line: "Line", *, any_operator: bool = False) -> Change:
    """Return the likeliest other symbol with which ``line`` would be right.

    ``any_operator``: another operator is certain: in photos ÷ is often read as + or -, surely. So is
    one that is missing between two numbers: ``186=3`` is ``18÷6=3``.
    """
    if any_operator and set(line.text) <= _EQUAL_NUMBERS:
        return Change(1.0)
    found = Change()
    seen: Counter[str] = Counter()
    for number, symbol in enumerate(line.symbols):
        places = [place for place, text in enumerate(line.text) if text == symbol.text]
        count = seen[symbol.text]
        seen[symbol.text] += 1
        if count >= len(places):
            continue  # it stands for more than itself, as a fraction bar does
        others = {other.text: other.confidence for other in symbol.alternatives}
        if any_operator and symbol.text in _OPERATION_SIGNS:
            others |= dict.fromkeys(_OPERATION_SIGNS - {symbol.text}, 1.0)
        before, after = line.text[: places[count]], line.text[places[count] + 1 :]
        for text, confidence in others.items():
            is_likelier = confidence > found.confidence
            if is_likelier and calculate(row_from_text(before + text + after)).verdict:
                found = Change(confidence, number)
    return found


def told(
    reading: "Reading", *, is_written: bool, is_answered: Callable[["Line"], bool]
) -> "Reading":
    """Return ``reading`` with the verdicts that may be told.

    ``is_written``: whether somebody may write on, as on a picture nobody does. ``is_answered``: whether
    a person has said what of a line was not sure: then it is taken at its word.
    """
    lines = tuple(_told(line, is_written, is_answered(line)) for line in reading.lines)
    if lines == reading.lines:
        return reading
    reason = doubt.reading(line.doubtful for line in lines)
    words = reading.reason or (reason.value if reason else "")
    return replace(reading, lines=lines, doubtful=reason is not None, reason=words)


def _told(line: "Line", is_written: bool, is_answered: bool) -> "Line":
    if line.doubtful or line.answer.verdict is not False:
        return line
    if is_written:
        from digit_recognizer.expression.beginnings import may_become_right

        if may_become_right(line.row):
            return replace(line, answer=UNFINISHED_ANSWER)
    if is_answered:
        return line
    confidence, change = line.hypotheses[0].confidence, change_to_right(line)
    other = sum(h.confidence for h in line.hypotheses[1:] if calculate_text(h.text))
    if doubt.written_wrong(confidence, max(change.confidence, other)) is None:
        return line
    place = change.symbol if change.confidence >= other else None
    if place is None:
        place = min(range(len(line.symbols)), key=lambda n: line.symbols[n].confidence)
    symbols = tuple(
        replace(symbol, doubtful=True) if n == place else symbol
        for n, symbol in enumerate(line.symbols)
    )
    return replace(line, doubtful=True, answer=UNCERTAIN_ANSWER, symbols=symbols)


def calculate_text(text: str) -> bool:
    """Whether the check in ``text`` holds."""
    return calculate(row_from_text(text)).verdict is True
