"""Layout style: one person's habits at one expression, drawn at random as wide as people's.

Purpose: say how large the gaps are, how straight the line, how small and high the powers.
Contract: immutable; lengths are heights of the writer's digits. Nothing here was fitted to a data set:
the ranges are wide guesses, looked at in pictures.
Not here: using it (``layout``).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.symbol_table import texts

Spacing = Literal["wide", "tight", "touching", "any"]
"""How close digits stand: apart; close, boxes overlap where a slant lets them; strokes that meet."""

OPERATORS = frozenset(texts(lambda row: row.spacing and not row.is_dot))


@dataclass(frozen=True, slots=True)
class Gaps:
    """The room between neighbours: mean and spread between digits, more around operators.

    ``along``: 0 if boxes are kept apart, 1 if only the ink is; ``meet``: how often digits touch.
    """

    mean: float
    spread: float
    operator: float
    along: float
    meet: float
    operator_overlap: float

    def between(self, before: str, after: str, random: np.random.Generator) -> tuple[float, float]:
        """Return the (gap, along) between the signs ``before`` and ``after``, "" for anything else."""
        gap = self.mean + random.normal(0, self.spread)
        if before in OPERATORS or after in OPERATORS:
            return max(0.04, gap + self.operator * random.uniform(0.5, 1.6)), self.along
        if self.meet and random.random() < self.meet:
            if random.random() < 0.5:  # the boxes overlap a little ...
                return -float(random.uniform(0.0, 0.12)), 0.0
            return -float(random.uniform(0.0, 0.06)), 1.0  # ... or the strokes meet
        if before in (".", ",") or after in (".", ","):
            gap *= 0.7
        return max(0.03, gap), self.along


@dataclass(frozen=True, slots=True)
class LayoutStyle:
    """Habits. ``matrix``: (2, 2) float64, the slant and shape given to every symbol; ``slope``: of the
    line, radians; ``wobble``: how far symbols stray from it; ``unit``: height of a digit in the units of
    the ink; ``late``: the share of dots and bars drawn when all else is written; ``point_raise``: of
    decimal points above the line."""

    gaps: Gaps
    matrix: NDArray[np.float64]
    slope: float
    wobble: float
    size_jitter: float
    operator_axis: float
    power_size: float
    power_raise: float
    fraction_size: float
    bar_overhang: float
    bar_gap: float
    bar_order: Literal["between", "first", "last"]
    small_brackets: float
    line_gap: float
    late: float
    unit: float
    point_raise: float = 0.0


Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FractionChances:
    """How one fraction varies within a style; judged in pictures, as all of a style.

    Ranges are drawn evenly, spreads are standard deviations. Lengths are by the size of what stands
    above and below the bar. ``size``, ``overhang`` and ``gap`` are factors of the style's own.
    """

    size: Range = (0.93, 1.07)
    overhang: Range = (0.5, 1.5)
    min_bar: float = 0.45
    min_bar_by_width: float = 0.8  # of the wider of numerator and denominator
    axis_spread: float = 0.05  # of the bar's height, by the size of the line
    centred: float = 0.85  # share of the fractions
    off_centre: Range = (-0.5, 0.5)  # of the room beside what is narrower than the bar
    centre_spread: float = 0.06
    gap: Range = (0.6, 1.5)


@dataclass(frozen=True, slots=True)
class RadicalChances:
    """How one root varies; lengths are by the size of the line. See :class:`FractionChances`."""

    size: Range = (0.85, 1.0)  # of what stands under it
    above: Range = (0.06, 0.3)
    below: Range = (-0.1, 0.15)
    room: Range = (0.03, 0.2)  # before what stands under it
    overhang: Range = (-0.1, 0.35)  # of the line
    min_line: float = 0.3
    late_line: float = 0.4  # share of lines, drawn alone, that come when all is written


FRACTION_CHANCES, RADICAL_CHANCES = FractionChances(), RadicalChances()


def gaps(spacing: Spacing, random: np.random.Generator) -> Gaps:
    """Return the gaps of one expression."""
    if spacing == "any":
        chosen = int(random.choice(3, p=[0.45, 0.4, 0.15]))
        spacing = ("wide", "tight", "touching")[chosen]
    operator = float(random.uniform(0.0, 0.4))
    if spacing == "wide":
        mean, along = random.uniform(0.22, 0.6), random.uniform(0, 0.5)
        return Gaps(mean, 0.06, operator, along, 0.0, 0.0)
    mean, along = random.uniform(0.05, 0.2), random.uniform(0.2, 1.0)
    if spacing == "tight":
        return Gaps(mean, 0.03, operator, along, 0.0, 0.0)
    return Gaps(mean, 0.03, 0.5 * operator, along, random.uniform(0.7, 1.0), 0.05)


def draw_layout_style(random: np.random.Generator, spacing: Spacing = "any") -> LayoutStyle:
    """Return the habits of one expression."""
    slant, aspect = random.normal(0, 0.08), random.normal(0, 0.08)
    matrix = np.array([[np.exp(aspect), -slant], [0.0, 1.0]])
    orders: tuple[Literal["between", "first", "last"], ...] = ("between", "first", "last")
    return LayoutStyle(
        gaps=gaps(spacing, random),
        matrix=matrix,
        slope=float(np.clip(random.normal(0, 0.035), -0.12, 0.12)),
        wobble=float(random.uniform(0.005, 0.05)),
        size_jitter=float(random.uniform(0.02, 0.1)),
        operator_axis=float(np.clip(random.normal(-0.45, 0.07), -0.6, -0.3)),
        power_size=float(random.uniform(0.45, 1.0)),
        power_raise=float(random.uniform(0.45, 1.0)),
        fraction_size=float(random.uniform(0.6, 1.0)),
        bar_overhang=float(random.uniform(-0.15, 0.6)),
        bar_gap=float(random.uniform(0.08, 0.4)),
        bar_order=orders[int(random.choice(3, p=[0.8, 0.13, 0.07]))],
        small_brackets=0.15,
        line_gap=float(random.uniform(0.3, 1.3)),
        late=float(random.choice([0.0, 0.1, 0.6], p=[0.8, 0.12, 0.08])),
        unit=float(np.exp(random.uniform(np.log(25), np.log(160)))),
    )
