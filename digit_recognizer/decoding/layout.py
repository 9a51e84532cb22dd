"""Layout: how likely ink stands where it stands if it is read so.

Purpose: a row has a baseline (its digits' middle and height); what is read next in the row,
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


class Baseline(NamedTuple):
    """Where a row is: ``middle`` (y of its digits' middle) and ``height`` of its digits.

    ``support``: how many symbols it rests on, at most ``max_support``; 0 before the first digit.
    """

    middle: float
    height: float
    support: int


class Position(NamedTuple):
    """What a symbol's box says of its row: the row's ``middle``, and its digits' ``height`` or 0."""

    middle: float
    height: float


_LAYOUT = PARAMETERS.layout
_PLACES: dict[str, Place] = {row.text: row.place for row in SYMBOLS}


def position_of(text: str, box: Box, height: float) -> Position:
    """Return what the symbol ``text`` in ``box`` says of its row; ``height`` is the row's guess."""
    top, bottom = box.top, box.bottom
    middle = (top + bottom) / 2
    place = _PLACES.get(text, "axis")
    if place == "full height":
        # A 1 or a 7 is never small because it is narrow; a flat 0 or 2 still has its full height.
        return Position(middle, max(bottom - top, _LAYOUT.min_digit_height * height))
    if place == "baseline dot":
        return Position(bottom - _LAYOUT.dot_middle * height, 0.0)
    if place == "comma":
        return Position(top - _LAYOUT.comma_middle * height, 0.0)
    return Position(middle, 0.0)


def on_baseline(at: Position, baseline: Baseline) -> float:
    """Return the score of ``at`` being on ``baseline``."""
    if not baseline.support:
        return 0.0
    return _LAYOUT.same_row_prior + _score(at, baseline, _LAYOUT.on_baseline)


def superscript(at: Position, baseline: Baseline) -> float:
    """Return the score of ``at`` beginning an exponent of what stands on ``baseline``."""
    return _LAYOUT.superscript_prior + _score(at, baseline, _LAYOUT.superscript)


def may_be_superscript(at: Position, baseline: Baseline) -> bool:
    """Return whether ``at`` is high enough above ``baseline`` for an exponent to begin there at all."""
    lowest, highest = _LAYOUT.superscript_range
    return lowest < (at.middle - baseline.middle) / baseline.height < highest


def followed(baseline: Baseline, at: Position) -> Baseline:
    """Return ``baseline`` after ``at`` was read on it: rows slope, and writing grows larger."""
    if not at.height:
        if baseline.support:
            share = _LAYOUT.flat_follow
            middle = (1 - share) * baseline.middle + share * at.middle
            return Baseline(middle, baseline.height, baseline.support)
        return Baseline(at.middle, baseline.height, 0)
    if not baseline.support:
        return Baseline(at.middle, at.height, 1)
    share = 1 / (baseline.support + 1)
    height = math.exp((1 - share) * math.log(baseline.height) + share * math.log(at.height))
    share = max(share, _LAYOUT.min_follow)
    middle = (1 - share) * baseline.middle + share * at.middle
    return Baseline(middle, height, min(baseline.support + 1, _LAYOUT.max_support))


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


def _score(at: Position, baseline: Baseline, near: Gaussian) -> float:
    anywhere = _LAYOUT.anywhere
    place = (at.middle - baseline.middle) / baseline.height
    spread = near.place_spread if at.height else _LAYOUT.flat_spread * near.place_spread
    score = _log_ratio(place, near.place, spread, anywhere.place, anywhere.place_spread)
    if at.height:
        size = math.log(at.height / baseline.height)
        score += _log_ratio(size, near.size, near.size_spread, anywhere.size, anywhere.size_spread)
    return score


def _log_ratio(
    value: float, mean: float, spread: float, other: float, other_spread: float
) -> float:
    """Return the log of how much likelier ``value`` is about ``mean`` than about ``other``.

    By heavy-tailed bells (Student's t, 4 degrees): writers slip.
    """
    off, other_off = (value - mean) / spread, (value - other) / other_spread
    ratio = (4 + other_off * other_off) / (4 + off * off)
    return math.log(other_spread / spread) + 2.5 * math.log(ratio)
