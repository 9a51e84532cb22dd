"""The layout's say: how likely ink stands where it stands if it is read so.

Purpose: a row has a level (where its middle is, how high its digits are); what is read next in the row,
above it as an exponent, or below it again is scored by how far its own middle and height are off.
Contract: scores are log-likelihood ratios against ink that stands anywhere, natural logarithms. All
lengths are in the ink's own unit, y grows downwards.
Not here: which symbol it is, and the grammar.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from digit_recognizer.ink.model import Box
from digit_recognizer.symbol_table import SYMBOLS, Place


class Level(NamedTuple):
    """A row's level: ``middle`` (y of its digits' middle) and ``height`` of its digits.

    ``known``: how many symbols it rests on, at most 3; 0 before the first digit.
    """

    middle: float
    height: float
    known: int


class Placed(NamedTuple):
    """What a symbol's box says of its row: the row's ``middle``, and its digits' ``height`` or 0."""

    middle: float
    height: float


@dataclass(frozen=True, slots=True)
class Bell:
    """A normal distribution of (place, log size) in a row's digit heights."""

    place: float
    place_spread: float
    size: float
    size_spread: float


ON_LEVEL = Bell(0.0, 0.16, 0.0, 0.28)
RAISED = Bell(-0.62, 0.15, math.log(0.76), 0.36)
ANYWHERE = Bell(-0.1, 0.55, -0.15, 0.5)
FLAT_SPREAD = 0.75  # of what has no height of its own, beside that of digits
RAISING = -1.5  # log prior of an exponent after something that can have one
SAME_ROW = -1.0
OVERLAP = 2.0  # cost of a symbol's whole width inside the one before it

_PLACES: dict[str, Place] = {row.text: row.place for row in SYMBOLS}


def placed(text: str, box: Box, height: float) -> Placed:
    """Return what the symbol ``text`` in ``box`` says of its row; ``height`` is the row's guess."""
    top, bottom = box.top, box.bottom
    middle = (top + bottom) / 2
    place = _PLACES.get(text, "axis")
    if place == "full height":
        # A 1 or a 7 is never small because it is narrow; a flat 0 or 2 still has its full height.
        return Placed(middle, max(bottom - top, 0.25 * height))
    if place == "baseline dot":
        return Placed(bottom - 0.5 * height, 0.0)
    if place == "comma":
        return Placed(top - 0.38 * height, 0.0)
    return Placed(middle, 0.0)


def on_level(at: Placed, level: Level) -> float:
    """Return the score of ``at`` being on ``level``."""
    if not level.known:
        return 0.0
    return SAME_ROW + _score(at, level, ON_LEVEL)


def raised(at: Placed, level: Level) -> float:
    """Return the score of ``at`` beginning an exponent of what stands on ``level``."""
    return RAISING + _score(at, level, RAISED)


def is_higher(at: Placed, level: Level) -> bool:
    """Return whether ``at`` is high enough above ``level`` for an exponent to begin there at all."""
    return -2.0 < (at.middle - level.middle) / level.height < -0.1


def moved(level: Level, at: Placed) -> Level:
    """Return ``level`` after ``at`` was read on it: rows slope, and hands grow larger."""
    if not at.height:
        if level.known:
            return Level(0.8 * level.middle + 0.2 * at.middle, level.height, level.known)
        return Level(at.middle, level.height, 0)
    if not level.known:
        return Level(at.middle, at.height, 1)
    share = 1 / (level.known + 1)
    height = math.exp((1 - share) * math.log(level.height) + share * math.log(at.height))
    middle = (1 - max(share, 0.4)) * level.middle + max(share, 0.4) * at.middle
    return Level(middle, height, min(level.known + 1, 3))


def beside(before: Box, after: Box, height: float) -> float:
    """Return the cost of ``after`` standing right of ``before``: their boxes should not overlap much."""
    narrower = max(min(before.right - before.left, after.right - after.left), 0.15 * height)
    overlap = (before.right - after.left) / narrower
    backwards = (before.left + before.right - after.left - after.right) / (2 * height)
    cost = 0.0
    if overlap > 0.2:
        cost -= OVERLAP * min(overlap - 0.2, 1.5)
    if backwards > 0:
        cost -= 3.0 * backwards
    return cost


def _score(at: Placed, level: Level, bell: Bell) -> float:
    place = (at.middle - level.middle) / level.height
    if not at.height:
        return _density(place, bell.place, FLAT_SPREAD * bell.place_spread) - _density(
            place, ANYWHERE.place, ANYWHERE.place_spread
        )
    size = math.log(at.height / level.height)
    return (
        _density(place, bell.place, bell.place_spread)
        + _density(size, bell.size, bell.size_spread)
        - _density(place, ANYWHERE.place, ANYWHERE.place_spread)
        - _density(size, ANYWHERE.size, ANYWHERE.size_spread)
    )


def _density(value: float, mean: float, spread: float) -> float:
    """Return the log of a heavy-tailed bell (Student's t, 4 degrees) up to a constant: hands slip."""
    off = (value - mean) / spread
    return -math.log(spread) - 2.5 * math.log1p(off * off / 4)
