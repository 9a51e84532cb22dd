"""Tasks of a class: made ones, and whether what was written solves one.

Purpose: "addition to 100, 20 of them", and the check while somebody writes.
Contract: exact arithmetic. A task is solved by its equation (``47+8=55``, also by steps) or by the
result alone, a number or a fraction. What is doubtful solves nothing. Standard library only.
Not here: who has which task (``classroom``).
"""

import random
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from digit_recognizer.expression import calculate, row_from_text, text_of
from digit_recognizer.web.kinds import MadeKind

if TYPE_CHECKING:
    from digit_recognizer.reading import Reading

MAX_DENOMINATOR = 12
_RESULT_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
_PLAIN_FRACTION = re.compile(r"(?<![0-9])\(([0-9]+)\)/\(([0-9]+)\)", re.ASCII)
_FRACTION = rf"\({_RESULT_NUMBER}\)/\({_RESULT_NUMBER}\)|[0-9]+/[0-9]+"
_RESULT = re.compile(rf"-?(?:{_RESULT_NUMBER}|(?:[0-9]+)?(?:{_FRACTION}))", re.ASCII)
_MAX_DRAWS = 40  # for each task: small numbers make few different ones


def made_tasks(kind: MadeKind, to: int, count: int, chance: random.Random) -> tuple[str, ...]:
    """Return ``count`` tasks with numbers up to ``to``; none twice where there are enough."""
    make = _TASK_MAKERS[kind]
    found: dict[str, None] = {}
    for _ in range(_MAX_DRAWS * count):
        if len(found) == count:
            break
        found[make(max(to, 1), chance)] = None
    tasks = list(found)
    while len(tasks) < count:
        tasks.append(chance.choice(list(found)))
    return tuple(tasks)


def is_solved(task: str, reading: "Reading") -> bool:
    """Whether a line of ``reading`` solves ``task``."""
    return any(
        not line.doubtful and not line.struck_out and solves(task, line.text)
        for line in reading.lines
    ) or (not reading.lines and not reading.doubtful and solves(task, reading.text))


def solves(task: str, line: str) -> bool:
    """Whether ``line``, as expression text, solves ``task``.

    >>> solves("47+8=", "47+8=55"), solves("47+8=", "55"), solves("47+8=", "47+8")
    (True, True, False)
    """
    asked, (*sides, last) = _usual(task.rstrip("= ")), line.split("=")
    result = _usual(last)
    if not _RESULT.fullmatch(result) or _is_left(result, asked):
        return False
    if not sides:
        return _holds(f"{asked}={result}")
    return _usual(sides[0]) == asked and _holds(line)


def _usual(text: str) -> str:
    """Return ``text`` in its usual form, fractions of plain numbers with a slash."""
    return _PLAIN_FRACTION.sub(r"\1/\2", text_of(row_from_text(text)))


def _is_left(result: str, asked: str) -> bool:
    """Whether ``result`` leaves the work to be done: a fraction that is whole, or the task's own."""
    exact = _usual(calculate(row_from_text(result)).exact)
    is_own = result == asked.replace("÷", "/") != asked
    return "/" in result and result != exact and (is_own or exact.removeprefix("-").isdigit())


def _holds(equation: str) -> bool:
    answer = calculate(row_from_text(equation))
    return answer.verdict is True and not answer.rounded


def _addition(to: int, chance: random.Random) -> str:
    total = chance.randint(min(2, to), to)
    first = chance.randint(min(1, total), total)
    return f"{first}+{total - first}="


def _subtraction(to: int, chance: random.Random) -> str:
    first = chance.randint(1, to)
    return f"{first}-{chance.randint(1, first)}="


def _multiplication(to: int, chance: random.Random) -> str:
    first = chance.randint(1, max(1, int(to**0.5)))
    pair = [first, chance.randint(1, max(1, to // first))]
    chance.shuffle(pair)
    return f"{pair[0]}×{pair[1]}="


def _division(to: int, chance: random.Random) -> str:
    divisor = chance.randint(1, max(1, int(to**0.5)))
    return f"{divisor * chance.randint(1, max(1, to // divisor))}÷{divisor}="


def _fractions(to: int, chance: random.Random) -> str:
    below = [chance.randint(2, max(2, min(to, MAX_DENOMINATOR))) for _ in range(2)]
    above = [chance.randint(1, each - 1) for each in below]
    return f"({above[0]})/({below[0]})+({above[1]})/({below[1]})="


def _numbers(to: int, chance: random.Random) -> str:
    return str(chance.randint(0, to))


_TASK_MAKERS: dict[MadeKind, Callable[[int, random.Random], str]] = {
    "addition": _addition, "subtraction": _subtraction, "multiplication": _multiplication,
    "division": _division, "fractions": _fractions, "numbers": _numbers,
}  # fmt: skip
