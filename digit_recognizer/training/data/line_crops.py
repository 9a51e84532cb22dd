"""Symbols cut out of composed lines, and groups of strokes there that are no symbol.

Purpose: show the network what the decoder will ask it about: of lines composed of real drawings, the
groups of strokes that segmentation proposes, each with its symbol or "not a symbol". One bar of "="
looks like a minus and is none there: how often that is so makes the probability of "not a symbol" right.
Contract: the same writers and generator state give the same examples. Sizes are given in the typical
height of the line's digits, as segmentation sees it.
Not here: the lines themselves (``synthesis.compose``), segmentation, variation of the glyphs.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from digit_recognizer.alphabet import DIGITS, FRACTION_BAR, NOT_A_SYMBOL
from digit_recognizer.datasets.expression_set import ExpressionSample
from digit_recognizer.ink import Ink
from digit_recognizer.segmentation import Primitive, SymbolCandidate, candidates_of, typical_height
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.random_expressions import random_notation
from digit_recognizer.synthesis.writers import Writers

LINE_KIND_SHARES = {
    "linear": 0.35, "fraction": 0.2, "radical": 0.15, "number": 0.1, "decimal": 0.1, "power": 0.1,
}  # fmt: skip
"""How often a line is of each kind."""

DIGIT_CROP_SHARE = 0.25  # share of a line's digits that are cut out: other sources have many
GROUPS_PER_SYMBOL = 1.0  # groups of several strokes that are no symbol, by the symbols of a line
# Of the single strokes that are none. With all of them every other dash is no minus, which is true of
# dashes and no help: the decoder finds "=" by what both its bars look like together.
SINGLE_STROKE_SHARE = 0.25
POINT_SYMBOLS = frozenset(".,·")
MAX_COMPOSE_FAILURES = 20  # lines in a row that may fail, since nobody has drawn some symbol


class Crop(NamedTuple):
    """Strokes of a line, the ``symbol`` they are, their ``height`` and ``width``.

    Both are by the typical height of the line's digits.
    """

    ink: Ink
    symbol: str
    height: float
    width: float


def line_crops(writers: Writers, wanted: int, random: np.random.Generator) -> Iterator[Crop]:
    """Yield examples from composed lines until ``wanted`` of them are no symbol.

    Ends early if ``writers`` can't write most of what is asked.
    """
    names, chances = list(LINE_KIND_SHARES), list(LINE_KIND_SHARES.values())
    found = failed = 0
    while found < wanted and failed < MAX_COMPOSE_FAILURES:
        try:
            notation = random_notation(random, str(random.choice(names, p=chances)))
            written = compose(notation, writers, random)
        except ValueError:  # nobody has drawn one of its symbols
            failed += 1
            continue
        failed = 0
        for cut in crops_of(written, random):
            found += cut.symbol == NOT_A_SYMBOL
            yield cut


def crops_of(written: ExpressionSample, random: np.random.Generator) -> Iterator[Crop]:
    """Yield symbols of ``written``, and groups of its strokes that segmentation proposes wrongly.

    All symbols but some digits; some of the single strokes that are no symbol, and of the groups of
    several. All of a point with another stroke: beside a digit it is so small that this looks like the
    digit still.
    """
    strokes = written.ink.strokes
    primitives = [Primitive.of_stroke(stroke, order) for order, stroke in enumerate(strokes)]
    height = typical_height(primitives)
    true = {
        sum(1 << index for index in indices): "-" if symbol == FRACTION_BAR else symbol
        for symbol, indices in written.symbols
    }

    def crop(mask: int, symbol: str) -> Crop:
        ink = Ink(tuple(stroke for index, stroke in enumerate(strokes) if mask >> index & 1))
        box = ink.box
        return Crop(ink, symbol, box.height / height, box.width / height)

    for mask, symbol in true.items():
        if symbol not in DIGITS or random.random() < DIGIT_CROP_SHARE:
            yield crop(mask, symbol)
    points = sum(mask for mask, symbol in true.items() if symbol in POINT_SYMBOLS)
    candidates = candidates_of(primitives, height)
    wrong = [candidate for candidate in candidates if candidate.mask not in true]
    for mask in _chosen(wrong, points, round(GROUPS_PER_SYMBOL * len(written.symbols)), random):
        yield crop(mask, NOT_A_SYMBOL)


def _chosen(
    wrong: list[SymbolCandidate], points: int, count: int, random: np.random.Generator
) -> Iterator[int]:
    """Yield the masks of the groups to show, ``count`` of them of several strokes at most."""
    for group in wrong:
        if len(group.members) == 1 and random.random() < SINGLE_STROKE_SHARE:
            yield group.mask
    for group in wrong:
        if len(group.members) == 2 and group.mask & points:
            yield group.mask
    several = [group.mask for group in wrong if len(group.members) > 1 and not group.mask & points]
    count = min(len(several), count)
    for place in sorted(random.choice(len(several), count, replace=False)) if count else ():
        yield several[place]
