"""Lines on which strokes that belong together are tried, by people whom no network has seen.

Purpose: usual lines, digits that were gone over again, and fractions whose lower half is to come.
Contract: composed of held-out training writers' symbols; the same drawings and number give the same
lines. Usual lines are those that a wrong rule harms, the others those that it is for.
Not here: reading them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from benchmarks.composed.sets import composed_set
from digit_recognizer.alphabet import DIGITS
from digit_recognizer.expression import Over, Row, text_of
from digit_recognizer.ink import Ink
from digit_recognizer.raster.pen import polyline_of
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.marks import gone_over
from digit_recognizer.synthesis.random_expressions import random_number
from digit_recognizer.synthesis.writers import Writers

TOGETHER_SEED = 61
USUAL = ("numbers-touching", "linear", "fraction", "power", "radical")
MAX_DIGITS = 4


@dataclass(frozen=True, slots=True)
class TriedLine:
    """``ink`` and what may be read in it, as expression text."""

    ink: Ink
    labels: tuple[str, ...]


def tried_lines(writers: Writers, count: int) -> dict[str, list[TriedLine]]:
    """Return ``count`` lines of each kind, by its name."""
    found = {
        name: [TriedLine(each.ink, (each.label,)) for each in composed_set(name, writers, count)]
        for name in USUAL
    }
    makers: dict[str, Callable[[Writers, np.random.Generator], Iterator[TriedLine]]] = {
        "gone over": _gone_over,
        "waiting": _waiting,
    }
    for number, (name, make) in enumerate(makers.items()):
        random = np.random.default_rng([TOGETHER_SEED, number])
        found[name] = list(islice(make(writers, random), count))
    return found


def _gone_over(writers: Writers, random: np.random.Generator) -> Iterator[TriedLine]:
    """Yield numbers, and digits alone, a stroke of which was drawn twice."""
    while True:
        row = random_number(random, int(random.integers(1, MAX_DIGITS + 1)))
        sample = compose(row, writers, random)
        digits = [own for text, own in sample.symbols if text in DIGITS]
        number = int(random.choice(digits[int(random.integers(len(digits)))]))
        heights = [sample.ink.strokes[i].box for own in digits for i in own]
        height = max(box.height for box in heights)
        path = gone_over(polyline_of(sample.ink.strokes[number]), height, random)
        (again,) = Ink.from_xy([path.tolist()])
        strokes = list(sample.ink.strokes)
        strokes.insert(number + 1 if random.random() < 0.5 else len(strokes), again)
        yield TriedLine(Ink(tuple(strokes)), (sample.label,))


def _waiting(writers: Writers, random: np.random.Generator) -> Iterator[TriedLine]:
    """Yield fractions that end with their bar: what is below it is yet to be written."""
    while True:
        digits = int(random.integers(1, MAX_DIGITS))
        above, below = random_number(random, digits), random_number(random, digits)
        sample = compose(Row((Over(above, below),)), writers, random)
        under = {i for _, own in sample.symbols[digits + 1 :] for i in own}
        kept = tuple(each for i, each in enumerate(sample.ink.strokes) if i not in under)
        # As long as nothing is below it, it may be an underline, and never half of an =.
        yield TriedLine(Ink(kept), (text_of(Row((Over(above, Row()),))), text_of(above)))
