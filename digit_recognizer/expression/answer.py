"""What an expression comes to, in the words a person gets.

Purpose: :func:`calculate`: from a row to a value, a verdict, or a calm word why there is neither.
Contract: any row gets an answer, within bounds of time and memory that do not depend on the machine.
Exact where it can be, and marked where it is rounded; what can be read in two ways is said in ``words``.
Not here: where on the paper an answer is shown.
"""

from dataclasses import dataclass, replace
from typing import Literal

from digit_recognizer.expression.approximate import Approximate
from digit_recognizer.expression.arithmetic import Real
from digit_recognizer.expression.checking import Check, Side, check, is_plain
from digit_recognizer.expression.faults import Effort, Fault, Impossible, Unfinished
from digit_recognizer.expression.notation import Row
from digit_recognizer.expression.numerals import (
    MAX_EXACT_LENGTH,
    both_forms,
    decimal_form,
    exact_form,
    joined,
    marked,
)
from digit_recognizer.expression.parser import parse
from digit_recognizer.expression.text import row_from_text
from digit_recognizer.expression.tree import Listed, Node, Statement, values_of

Kind = Literal["number", "value", "check", "unfinished", "impossible", "none"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expression comes to.

    ``kind``: ``number``, there is nothing to calculate; ``value``, it has one; ``check``, something
    stands on both sides; ``unfinished``, half written; ``impossible``, it has no value or makes no
    sense; ``none``, nothing is written.
    ``values``: all of them (± gives several), of a list those of its items in turn, of a check those of
    its first side. ``exact``: their exact form as expression text (``" or "`` between several), empty
    where there is none. ``decimal``: the decimal form, with ``≈`` where rounded; empty where ``exact``
    says it already.
    ``verdict``: whether a check holds, else None. ``rounded``: it holds for rounded decimals only.
    ``instead``: what should stand where a check does not hold, such as ``4``, or ``7 ≠ 8`` where both
    sides are calculated; empty where there is no such value.
    ``words``: a short clause where something is to be said, else empty. ``shown``: what belongs behind
    the last ``=``, such as ``3/2 = 1.5``, ``✓``, ``✗ 4``. ``is_asked``: the writer asks for it, with an
    ``=`` at the end or something to check.
    """

    kind: Kind
    values: tuple[Real, ...] = ()
    exact: str = ""
    decimal: str = ""
    verdict: bool | None = None
    rounded: bool = False
    instead: str = ""
    words: str = ""
    shown: str = ""
    is_asked: bool = False

    @property
    def makes_sense(self) -> bool:
        """Whether it is a number, has a value, or compares what has one."""
        return self.kind not in {"unfinished", "impossible", "none"}

    def agrees_with(self, other: "Answer") -> bool:
        """Whether both have a value or verdict, and the same one."""
        has_one = bool(self.values) and bool(other.values)
        same_check = (self.verdict is None) == (other.verdict is None)
        if not has_one or not same_check:
            return False
        if self.verdict is not None:
            return self.verdict == other.verdict
        return (self.exact, self.decimal) == (other.exact, other.decimal)


def calculate(row: Row) -> Answer:
    """Return what ``row`` comes to; never raises.

    >>> from digit_recognizer.expression.text import row_from_text
    >>> calculate(row_from_text("(1)/(2)+1=")).shown
    '3/2 = 1.5'
    """
    if not row.items:
        return Answer("none")
    try:
        statement = parse(row)
        answer = _answer(statement)
        more = _with_thousands(row, statement, answer)
        return replace(answer, words="; ".join(filter(None, [answer.words, more])))
    except Unfinished as fault:
        return Answer("unfinished", words=str(fault))
    except Fault as fault:
        return Answer("impossible", words=str(fault))


def _with_thousands(row: Row, statement: Statement, answer: Answer) -> str:
    """Return what is to be said where commas or points may be signs of thousands; empty for nothing.

    A sum that is wrong as it stands may be right so; one that has a value with a comma has another so.
    """
    is_wrong = answer.verdict is False
    if not is_wrong and not (
        statement.comma and not statement.relations and answer.kind == "value"
    ):
        return ""
    try:
        otherwise = parse(row, thousands=True)
        found = answer if otherwise == statement else _answer(otherwise)
    except Fault:
        return ""
    mark = "comma" if statement.comma else "point"
    if is_wrong:
        return f"with the {mark} as a sign of thousands it would be right" if found.verdict else ""
    if found is answer or not found.shown:
        return ""
    return f"with the {mark} as a sign of thousands it would be {found.shown}"


def _answer(statement: Statement) -> Answer:
    effort = Effort()
    sides = tuple(_side(written, effort) for written in statement.sides)
    shown_side = sides[-1] if statement.asked else sides[0]
    values = tuple(value for item in shown_side.items for value in item)
    exact, decimal = _forms(shown_side, statement, effort)
    words = "; ".join(statement.notes)
    if not statement.relations:
        kind: Kind = "value"
        if not statement.asked and _is_only_written(shown_side.written):
            kind = "number"
        shown = "" if kind == "number" else _news(statement, exact, decimal)
        return Answer(
            kind, values, exact, decimal, words=words, shown=shown, is_asked=statement.asked
        )
    found = check(sides, statement.relations, effort)
    instead = " ≠ ".join(_briefly(side, statement, effort) for side in found.instead)
    shown, more = _verdict(found, instead, statement, effort)
    if statement.asked:
        shown = f"{_news(statement, exact, decimal)}  {shown}"
    return Answer(
        "value" if statement.asked else "check",
        values,
        exact,
        decimal,
        verdict=found.holds,
        rounded=bool(found.rounded),
        instead=instead,
        words="; ".join(filter(None, [words, more])),
        shown=shown,
        is_asked=True,
    )


def _news(statement: Statement, exact: str, decimal: str) -> str:
    """Return both forms, without an exact one that is what has been written: ``√{2}=``."""
    try:
        is_written = bool(exact) and parse(row_from_text(exact)).sides == statement.sides[-1:]
    except Fault:  # several values are no expression
        is_written = False
    return decimal if is_written and decimal else both_forms(exact, decimal)


def _side(written: Node | Listed, effort: Effort) -> Side:
    nodes = written.items if isinstance(written, Listed) else (written,)
    items = tuple(values_of(node, effort) for node in nodes)
    for value in (value for item in items for value in item):
        if isinstance(value, Approximate) and not value.is_known:
            raise Impossible("this cannot be calculated precisely enough")
    return Side(written, items)


def _is_only_written(written: Node | Listed) -> bool:
    nodes = written.items if isinstance(written, Listed) else (written,)
    return all(is_plain(node) for node in nodes)


def _verdict(found: Check, instead: str, statement: Statement, effort: Effort) -> tuple[str, str]:
    """Return what is shown behind a check, and what is to be said about it."""
    if found.holds:
        if not found.rounded:
            return "✓", ""
        more = [both_forms(*_forms(side, statement, effort)) for side in found.rounded]
        return "✓ rounded", f"more exactly it is {', '.join(more)}"
    if found.partly:
        return "✗", "it is right for one of the values only"
    return f"✗ {instead}".rstrip(), ""


def _briefly(side: Side, statement: Statement, effort: Effort) -> str:
    """Return one form only: the decimal one where decimals are written or the exact one is long."""
    exact, decimal = _forms(side, statement, effort)
    return decimal if decimal and (statement.decimals or len(exact) > MAX_EXACT_LENGTH) else exact


def _forms(side: Side, statement: Statement, effort: Effort) -> tuple[str, str]:
    """Return the exact and the decimal form of a side, its numbers as ``statement`` has them."""
    exact, decimal, has_decimals = [], [], False
    for values in side.items:
        forms = [
            exact_form(value, decimals=statement.decimals, comma=statement.comma)
            for value in values
        ]
        rounded = [
            decimal_form(value, effort, exact=form, comma=statement.comma)
            for value, form in zip(values, forms, strict=True)
        ]
        exact.append(joined(forms) if all(forms) else "")
        decimal.append(joined([r or form for r, form in zip(rounded, forms, strict=True)]))
        has_decimals |= any(rounded)
    if isinstance(side.written, Listed):
        opening, closing = side.written.brackets[:1], side.written.brackets[1:]
        separator = "; " if statement.comma else ", "
        whole = f"{opening}{separator.join(exact)}{closing}" if all(exact) else ""
        return whole, marked(f"{opening}{separator.join(decimal)}{closing}") if has_decimals else ""
    return exact[0], marked(decimal[0]) if has_decimals else ""
