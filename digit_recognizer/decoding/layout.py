"""The layout's say: how likely ink stands where it stands if it is read so.

Purpose: a row has a level (where its middle is, how high its digits are); what is read next in the row,
above it as an exponent, or below it again is scored by how far its own middle and height are off.
Contract: scores are log-likelihood ratios against ink that stands anywhere, natural logarithms. All
lengths are in the ink's own unit, y grows downwards.
Not here: which symbol it is, and the grammar.
"""

import math
from typing import NamedTuple

from digit_recognizer.decoding.parameters import PARAMETERS, Gaussian
from digit_recognizer.ink.model import Box
from digit_recognizer.symbol_table import SYMBOLS, Place


class Level(NamedTuple):
    """A row's level: ``middle`` (y of its digits' middle) and ``height`` of its digits.

    ``known``: how many symbols it rests on, at most ``max_support``; 0 before the first digit.
    """

    middle: float
    height: float
    known: int


class Placed(NamedTuple):
    """What a symbol's box says of its row: the row's ``middle``, and its digits' ``height`` or 0."""

    middle: float
    height: float


_LAYOUT = PARAMETERS.layout
_PLACES: dict[str, Place] = {row.text: row.place for row in SYMBOLS}


def placed(text: str, box: Box, height: float) -> Placed:
    """Return what the symbol ``text`` in ``box`` says of its row; ``height`` is the row's guess."""
    top, bottom = box.top, box.bottom
    middle = (top + bottom) / 2
    place = _PLACES.get(text, "axis")
    if place == "full height":
        # A 1 or a 7 is never small because it is narrow; a flat 0 or 2 still has its full height.
        return Placed(middle, max(bottom - top, _LAYOUT.min_digit_height * height))
    if place == "baseline dot":
        return Placed(bottom - _LAYOUT.dot_middle * height, 0.0)
    if place == "comma":
        return Placed(top - _LAYOUT.comma_middle * height, 0.0)
    return Placed(middle, 0.0)


def on_level(at: Placed, level: Level) -> float:
    """Return the score of ``at`` being on ``level``."""
    if not level.known:
        return 0.0
    return _LAYOUT.same_row_prior + _score(at, level, _LAYOUT.on_baseline)


def raised(at: Placed, level: Level) -> float:
    """Return the score of ``at`` beginning an exponent of what stands on ``level``."""
    return _LAYOUT.superscript_prior + _score(at, level, _LAYOUT.superscript)


def is_higher(at: Placed, level: Level) -> bool:
    """Return whether ``at`` is high enough above ``level`` for an exponent to begin there at all."""
    lowest, highest = _LAYOUT.superscript_range
    return lowest < (at.middle - level.middle) / level.height < highest


def moved(level: Level, at: Placed) -> Level:
    """Return ``level`` after ``at`` was read on it: rows slope, and hands grow larger."""
    if not at.height:
        if level.known:
            share = _LAYOUT.flat_follow
            middle = (1 - share) * level.middle + share * at.middle
            return Level(middle, level.height, level.known)
        return Level(at.middle, level.height, 0)
    if not level.known:
        return Level(at.middle, at.height, 1)
    share = 1 / (level.known + 1)
    height = math.exp((1 - share) * math.log(level.height) + share * math.log(at.height))
    share = max(share, _LAYOUT.min_follow)
    middle = (1 - share) * level.middle + share * at.middle
    return Level(middle, height, min(level.known + 1, _LAYOUT.max_support))


def beside(before: Box, after: Box, height: float) -> float:
    """Return the cost of ``after`` standing right of ``before``: their boxes should not overlap much."""
    narrower = max(
        min(before.right - before.left, after.right - after.left), _LAYOUT.min_width * height
    )
    overlap = (before.right - after.left) / narrower
    backwards = (before.left + before.right - after.left - after.right) / (2 * height)
    cost = 0.0
    if overlap > _LAYOUT.overlap:
        cost -= _LAYOUT.overlap_cost * min(overlap - _LAYOUT.overlap, _LAYOUT.max_overlap)
    if backwards > 0:
        cost -= _LAYOUT.backward_cost * backwards
    return cost


def _score(at: Placed, level: Level, bell: Gaussian) -> float:
    place = (at.middle - level.middle) / level.height
    if not at.height:
        return _density(place, bell.place, _LAYOUT.flat_spread * bell.place_spread) - _density(
            place, _LAYOUT.anywhere.place, _LAYOUT.anywhere.place_spread
        )
    size = math.log(at.height / level.height)
    return (
        _density(place, bell.place, bell.place_spread)
        + _density(size, bell.size, bell.size_spread)
        - _density(place, _LAYOUT.anywhere.place, _LAYOUT.anywhere.place_spread)
        - _density(size, _LAYOUT.anywhere.size, _LAYOUT.anywhere.size_spread)
    )


def _density(value: float, mean: float, spread: float) -> float:
    """Return the log of a heavy-tailed bell (Student's t, 4 degrees) up to a constant: hands slip."""
    off = (value - mean) / spread
    return -math.log(spread) - 2.5 * math.log1p(off * off / 4)
