"""One number of a rule about strokes that belong together, at several values.

Purpose: how many lines are read exactly with each value, so that the number can be chosen.
Contract: only lines are read again in which the rule finds something; all others read the same with any
value. Nothing is changed for longer than a reading.
Not here: the lines.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any
from unittest.mock import patch

from benchmarks.together.lines import TriedLine
from digit_recognizer.decoding import annotations, lattice
from digit_recognizer.decoding.sources import InkSource
from digit_recognizer.ink import Ink
from digit_recognizer.reader import Reader
from digit_recognizer.segmentation import strokes_together

Look = Callable[[Reader, Ink], object]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: where the object with its numbers is, and the function whose answer is empty without it.

    ``look``: what calls that function for some ink.
    """

    numbers: tuple[ModuleType, str]
    function: tuple[Any, str]
    look: Look

    @contextmanager
    def having(self, name: str, value: float) -> Iterator[None]:
        """Read with the number ``name`` at ``value``."""
        module, attribute = self.numbers
        with patch.object(module, attribute, replace(getattr(module, attribute), **{name: value})):
            yield

    def applies_to(self, read: Callable[[], object]) -> bool:
        """Whether the rule finds anything while ``read`` runs."""
        owner, attribute = self.function
        whole, found = getattr(owner, attribute), []

        def watched(*given: Any, **named: Any) -> Any:
            answer = whole(*given, **named)
            found.append(bool(answer))
            return answer

        with patch.object(owner, attribute, watched):
            read()
        return any(found)


def _read(reader: Reader, ink: Ink) -> str:
    return reader.read_ink(ink, "expression").text


def _look_for_marks(_: Reader, ink: Ink) -> object:
    return annotations.annotations_of(InkSource(ink).primitives)


_RETRACING = Rule((strokes_together, "TOGETHER"), (annotations, "retraced"), _look_for_marks)
RULES = {
    "retrace_reach": _RETRACING,
    "level_reach": _RETRACING,
    "min_retraced": _RETRACING,
    "min_retrace": _RETRACING,
    "straight_reach": _RETRACING,
    "crossing_cost": Rule((lattice, "_LATTICE"), (lattice, "crossing"), _read),
    "waiting_prior": Rule((lattice, "_LATTICE"), (lattice.Lattice, "_waiting"), _read),
}
"""The rules by the names of their numbers."""


def touched(
    reader: Reader, name: str, values: Sequence[float], lines: Iterable[TriedLine]
) -> list[TriedLine]:
    """Return those of ``lines`` in which the rule with the number ``name`` finds anything."""
    rule = RULES[name]

    def is_touched(line: TriedLine) -> bool:
        ends = (min(values), max(values)) if rule is _RETRACING else values[:1]
        for value in ends:
            with rule.having(name, value):
                if rule.applies_to(lambda: rule.look(reader, line.ink)):
                    return True
        return False

    return list(filter(is_touched, lines))


def exact(reader: Reader, name: str, value: float, lines: Iterable[TriedLine]) -> int:
    """Return how many of ``lines`` are read exactly with the number ``name`` at ``value``."""
    with RULES[name].having(name, value):
        return sum(_read(reader, line.ink) in line.labels for line in lines)
