"""Symbols cut out of composed lines, and groups of strokes there that are no symbol.

Purpose: show the network what the decoder will ask it about: of lines composed of real drawings, the
groups of strokes that segmentation proposes, each with its symbol or "not a symbol". One bar of "="
looks like a minus and is none there: how often that is so makes the probability of "not a symbol" right.
Contract: the same hands and generator state give the same examples. Sizes are given in the typical
height of the line's digits, as segmentation sees it.
Not here: the lines themselves (``evaluation.composed``), segmentation, variation of the glyphs.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from digit_recognizer.alphabet import DIGITS, FRACTION_BAR, NOT_A_SYMBOL
from digit_recognizer.datasets.expression_sample import ExpressionSample
from digit_recognizer.ink import Ink
from digit_recognizer.segmentation import Primitive, candidates_of, typical_height
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.random_expressions import random_notation
from digit_recognizer.synthesis.writers import Hands

KINDS = {
    "linear": 0.35,
    "fraction": 0.2,
    "radical": 0.15,
    "number": 0.1,
    "decimal": 0.1,
    "power": 0.1,
}
"""How often a line is of each kind."""

DIGITS_KEPT = 0.25  # share of a line's digits that are cut out: other sources have many
JOINED = 1.0  # groups of several strokes that are no symbol, by the symbols of a line
# Of the single strokes that are none. With all of them every other dash is no minus, which is true of
# dashes and no help: the decoder finds "=" by what both its bars look like together.
SINGLES_KEPT = 0.25
POINTS = frozenset(".,·")
TRIES = 20  # lines in a row that may fail, since nobody has drawn some symbol


class Cut(NamedTuple):
    """Strokes of a line: the ``symbol`` they are, their ``height`` and ``width`` by the line's."""

    ink: Ink
    symbol: str
    height: float
    width: float


def cuts(
    hands: Hands,
    wanted: int,
    random: np.random.Generator,
    tell: Callable[[int], None] = lambda _: None,
) -> Iterator[Cut]:
    """Yield examples from composed lines until ``wanted`` of them are no symbol.

    ``tell`` is given how many these are, after every line. Ends early if ``hands`` can't write most of
    what is asked.
    """
    names, chances = list(KINDS), list(KINDS.values())
    found = failed = 0
    while found < wanted and failed < TRIES:
        try:
            notation = random_notation(random, str(random.choice(names, p=chances)))
            written = compose(notation, hands, random)
        except ValueError:  # nobody has drawn one of its symbols
            failed += 1
            continue
        failed = 0
        for cut in cut_out(written, random):
            found += cut.symbol == NOT_A_SYMBOL
            yield cut
        tell(found)


def cut_out(written: ExpressionSample, random: np.random.Generator) -> Iterator[Cut]:
    """Yield symbols of ``written``, and groups of its strokes that segmentation proposes wrongly.

    All symbols but some digits; some of the single strokes that are no symbol, and of the groups of
    several. All of a point with another stroke: beside a digit it is so small that this looks like the
    digit still.
    """
    strokes = written.ink.strokes
    parts = [Primitive.of_stroke(stroke, order) for order, stroke in enumerate(strokes)]
    height = typical_height(parts)
    true: dict[int, str] = {}
    for symbol, indices in written.symbols:
        true[sum(1 << index for index in indices)] = "-" if symbol == FRACTION_BAR else symbol

    def cut(mask: int, symbol: str) -> Cut:
        high, wide = _box_of(parts, mask)
        ink = Ink(tuple(stroke for index, stroke in enumerate(strokes) if mask >> index & 1))
        return Cut(ink, symbol, high / height, wide / height)

    for mask, symbol in true.items():
        if symbol not in DIGITS or random.random() < DIGITS_KEPT:
            yield cut(mask, symbol)
    wrong = [g for g in candidates_of(parts, height, Primitive.distance_to) if g.mask not in true]
    for group in wrong:
        if len(group.members) == 1 and random.random() < SINGLES_KEPT:
            yield cut(group.mask, NOT_A_SYMBOL)
    points = sum(mask for mask, symbol in true.items() if symbol in POINTS)
    for group in wrong:
        if len(group.members) == 2 and group.mask & points:
            yield cut(group.mask, NOT_A_SYMBOL)
    joined = [group for group in wrong if len(group.members) > 1 and not group.mask & points]
    chosen = min(len(joined), round(JOINED * len(written.symbols)))
    for place in sorted(random.choice(len(joined), chosen, replace=False)) if chosen else ():
        yield cut(joined[place].mask, NOT_A_SYMBOL)


def _box_of(parts: list[Primitive], mask: int) -> tuple[float, float]:
    """Return the height and the width of the box around the parts in ``mask``."""
    boxes = [part.box for index, part in enumerate(parts) if mask >> index & 1]
    high = max(box.bottom for box in boxes) - min(box.top for box in boxes)
    return high, max(box.right for box in boxes) - min(box.left for box in boxes)
