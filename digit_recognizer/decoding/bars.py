"""Fraction bars: which ink may be one, and what stands above and below it.

Purpose: a bar is a level line, one that was lengthened when the numerator grew, or a slanted line with
something clearly above and clearly below it. What stands where is judged beside the line, not its box.
Contract: immutable; lengths in the primitives' unit, y grows downwards. Log-probabilities are natural.
Not here: the readings of what is above and below (``lattice``).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.symbol_scores import SymbolScores
from digit_recognizer.ink.model import Box, around
from digit_recognizer.raster.glyph import MIN_SHAPE_SIZE
from digit_recognizer.segmentation import Primitive, SymbolCandidate, is_lengthened
from digit_recognizer.segmentation.parameters import CANDIDATES

_BARS = PARAMETERS.bars


class Split(NamedTuple):
    """The masks of the primitives above and below a bar."""

    above: int
    below: int


@dataclass(frozen=True, slots=True)
class Bar:
    """What may be a fraction bar: its ``candidate``, how likely it looks like one, its ``slope``.

    ``primitives``: all of the page; ``members`` are indices of these.
    """

    candidate: SymbolCandidate
    log_prob: float
    slope: float
    primitives: Sequence[Primitive]

    @property
    def is_slanted(self) -> bool:
        """Whether it is too steep to be taken for a level line."""
        box = self.candidate.box
        return box.bottom - box.top >= CANDIDATES.flat * (box.right - box.left)

    def line(self) -> Box:
        """Return its box with the slope taken out of it."""
        left, top, right, bottom = self.candidate.box
        middle = (top + bottom) / 2
        half = max(0.0, (bottom - top - abs(self.slope) * (right - left)) / 2)
        return Box(left, middle - half, right, middle + half)

    def level(self, box: Box) -> Box:
        """Return ``box`` where it would be if the bar were level."""
        own = self.candidate.box
        off = ((box.left + box.right) - (own.left + own.right)) / 2
        return Box(box.left, box.top - self.slope * off, box.right, box.bottom - self.slope * off)

    def sides(self, members: Sequence[int], margin: float) -> Split:
        """Return which of ``members`` are above and below, up to ``margin`` beyond its ends."""
        left, _, right, _ = self.candidate.box
        return self._between(members, left - margin, right + margin)

    def free_sides(self, members: Sequence[int], margin: float) -> Split:
        """Return the same, but no further than to what stands on the bar's own level beside it."""
        box = self.candidate.box
        left, right = box.left - margin, box.right + margin
        line = self.line()
        for index in members:
            other = self.level(self.primitives[index].box)
            if self.candidate.mask >> index & 1 or _gap(line, other) > 0:
                continue
            if other.left > box.right:
                right = min(right, other.left)
            elif other.right < box.left:
                left = max(left, other.right)
        return self._between(members, left, right)

    def gap(self, box: Box) -> float:
        """Return how far ``box`` is above or below it; negative where it crosses it."""
        return _gap(self.line(), self.level(box))

    def _between(self, members: Sequence[int], left: float, right: float) -> Split:
        box = self.candidate.box
        above = below = 0
        for index in members:
            primitive = self.primitives[index]
            at = primitive.middle
            if self.candidate.mask >> index & 1 or not left <= at <= right:
                continue
            line = (box.top + box.bottom) / 2 + self.slope * (at - (box.left + box.right) / 2)
            if (primitive.box.top + primitive.box.bottom) / 2 < line:
                above |= 1 << index
            else:
                below |= 1 << index
        return Split(above, below)

    def boxes(self, split: Split, height: float) -> tuple[Box, Box] | None:
        """Return the boxes of what is above and below, as beside a level bar.

        None where a slanted line has them beside each other, as a stroke that divides has: 8/2.
        """
        sides = [
            [each.box for index, each in enumerate(self.primitives) if mask >> index & 1]
            for mask in split
        ]
        if not all(sides):
            return None
        if self.is_slanted:
            above, below = (around(boxes) for boxes in sides)
            if above.bottom > below.top + _BARS.side_overlap * height:
                return None
        over, under = (around(map(self.level, boxes)) for boxes in sides)
        return over, under


def bar_of(
    scores: SymbolScores,
    primitives: Sequence[Primitive],
    by_mask: Mapping[int, SymbolScores],
    height: float,
) -> Bar | None:
    """Return the fraction bar that ``scores`` may be, or None.

    ``by_mask``: the scores of all candidates by their masks; ``height``: of a digit.
    """
    if scores.bar > -math.inf:
        slope = _slope(scores.candidate, primitives)
        return Bar(scores.candidate, scores.bar, slope, primitives)
    if scores.is_given:
        return None
    if len(scores.candidate.members) > 1:
        return _lengthened(scores.candidate, primitives, by_mask, height)
    return _slanted(scores, primitives, height)


def _lengthened(
    candidate: SymbolCandidate,
    primitives: Sequence[Primitive],
    by_mask: Mapping[int, SymbolScores],
    height: float,
) -> Bar | None:
    single = [by_mask[1 << index].bar for index in candidate.members if 1 << index in by_mask]
    if min(single, default=-math.inf) == -math.inf:
        return None
    if not is_lengthened([primitives[index] for index in candidate.members], height):
        return None
    log_prob = _BARS.lengthened_prior + sum(single) / len(single)
    return Bar(candidate, log_prob, _slope(candidate, primitives), primitives)


def _slanted(scores: SymbolScores, primitives: Sequence[Primitive], height: float) -> Bar | None:
    likely = [scores.symbols[text] for text in "/-1" if text in scores.symbols]
    if not likely or not _is_straight(primitives[scores.candidate.members[0]], height):
        return None
    slope = _slope(scores.candidate, primitives)
    if not _BARS.min_slope < abs(slope) < _BARS.max_slope:
        return None
    log_prob = _BARS.slanted_prior + min(float(np.logaddexp.reduce(likely)), 0.0)
    return Bar(scores.candidate, log_prob, slope, primitives)


def _slope(candidate: SymbolCandidate, primitives: Sequence[Primitive]) -> float:
    """Return how much lower the right end of a candidate of flat primitives is, a unit of its width."""
    points = np.concatenate([primitives[index].points for index in candidate.members])
    first, last = points[points[:, 0].argmin()], points[points[:, 0].argmax()]
    width = last[0] - first[0]
    return float((last[1] - first[1]) / width) if width > MIN_SHAPE_SIZE else 0.0


def _is_straight(primitive: Primitive, height: float) -> bool:
    """Whether ``primitive`` is a straight line that is long enough to be a bar."""
    if primitive.box.size < _BARS.min_length * height:
        return False
    points = primitive.points
    ends = points[-1] - points[0]
    length = math.hypot(*ends)
    if length < _BARS.min_chord * math.hypot(primitive.width, primitive.height):
        return False
    off = (points - points[0]) @ np.array([-ends[1], ends[0]]) / length
    return bool(np.abs(off).max() < _BARS.max_bend * length)


def _gap(line: Box, box: Box) -> float:
    return max(line.top - box.bottom, box.top - line.bottom)
