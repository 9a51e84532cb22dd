"""Charts that several pictures share: axes, bars, lines, intervals, calibration.

Purpose: accuracies and calibration drawn alike in the report and in the analysis of a library.
Contract: functions draw on a surface, at the place they are told.
Not here: figures, whole pictures.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from digit_recognizer.charts.surface import ChartSurface, Point
from digit_recognizer.metrics import Bin

MIN_BIN_ANSWERS = 20  # answers of about the same confidence: fewer say little


class Axis(NamedTuple):
    """A linear axis: the values of ``scale``, from and to, lie in the points of ``span``."""

    scale: Point
    span: Point

    def at(self, value: float) -> float:
        """Return where ``value`` lies; below the scale is the beginning, an empty one has a middle."""
        (low, high), (begin, end) = self.scale, self.span
        along = (max(value, low) - low) / (high - low) if high > low else 0.5
        return begin + along * (end - begin)


def heading(surface: ChartSurface, x: float, y: float, words: str) -> None:
    """Write the title of a chart."""
    surface.text(x, y, words, 17)


def bars(
    surface: ChartSurface, across: Axis, up: Axis, values: Iterable[Point], width: float
) -> None:
    """Draw a bar from the beginning of ``up`` to each (x, y) of ``values``, at least 1.5 points high."""
    for x, y in values:
        left, bottom = across.at(x) - width / 2, up.span[0]
        top = min(up.at(y), bottom - 1.5)
        surface.box((left, top), (left + width, bottom), surface.colours.grid)


def line(
    surface: ChartSurface, across: Axis, up: Axis, values: Iterable[Point], colour: str
) -> None:
    """Draw a line through the (x, y) of ``values``, with a dot at each."""
    points = [(across.at(x), up.at(y)) for x, y in values]
    if len(points) > 1:
        surface.line(points, colour, 2)
    for x, y in points:
        surface.dot(x, y, 3, colour)


def share_lines(surface: ChartSurface, across: Axis, up: Axis, shares: Iterable[float]) -> None:
    """Draw a level line at each of ``shares``, with its per cent at the left."""
    left, right = across.span
    for share in shares:
        y = up.at(share)
        surface.line([(left, y), (right, y)], surface.colours.grid, 1)
        surface.text(left - 6, y, f"{100 * share:.0f} %", 11, surface.colours.soft, at="rm")


def interval(
    surface: ChartSurface, across: Axis, y: float, share: float, ends: Point, *, colour: str
) -> None:
    """Draw a share as a dot with its interval as a line, in the row at ``y``."""
    low, high = (across.at(end) for end in ends)
    surface.line([(low, y), (high, y)], colour, 3)
    surface.dot(across.at(share), y, 5, colour)


def shares_grid(surface: ChartSurface, across: Axis, top: float, bottom: float) -> None:
    """Draw the lines of whole per cents, from ``top`` to ``bottom``, with their figures below."""
    (start, _), (left, right) = across
    for percent in ticks(100 * start, 100, max(2, int((right - left) / 45))):
        x = across.at(percent / 100)
        surface.line([(x, top), (x, bottom)], surface.colours.grid, 1)
        surface.text(x, bottom + 14, f"{percent:g} %", 12, surface.colours.soft, at="mm")


def calibration(surface: ChartSurface, bins: Sequence[Bin], corner: Point, size: Point) -> None:
    """Draw accuracy over confidence: on the diagonal, 90 % means nine times in ten.

    ``bins``: as :func:`metrics.reliability` returns them; none leaves the axes empty. ``corner``: the
    top left of the field; ``size``: its width and height, without the words around it.
    """
    colours = surface.colours
    (left, top), (width, height) = corner, size
    right, bottom = left + width, top + height
    across, up = Axis((0, 1), (left, right)), Axis((0, 1), (bottom, top))
    surface.line([(left, bottom), (right, top)], colours.soft, 1)
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    share_lines(surface, across, up, shares)
    for share in shares:
        x = across.at(share)
        surface.line([(x, top), (x, bottom)], colours.grid, 1)
        surface.text(x, bottom + 12, f"{100 * share:.0f} %", 11, colours.soft, at="mm")
    surface.text(left + width / 2, bottom + 32, "confidence", 13, colours.soft, at="mm")
    surface.text(left + 8, top + 12, "share that is right", 13, colours.soft)
    points = [(across.at(confidence), up.at(share), n) for n, confidence, share in bins]
    telling = [(x, y) for x, y, n in points if n >= MIN_BIN_ANSWERS]
    if len(telling) > 1:
        surface.line(telling, colours.accent, 2)
    most = max((n for _, _, n in points), default=1)
    for x, y, n in points:
        radius = 2.5 + 6 * (np.log1p(n) / np.log1p(most)) ** 2
        surface.dot(x, y, float(radius), colours.accent if n >= MIN_BIN_ANSWERS else colours.soft)
    note = f"large dots: many answers; grey: fewer than {MIN_BIN_ANSWERS}"
    surface.text(right - 8, bottom - 14, note, 12, colours.soft, at="rm")


def ticks(first: float, last: float, most: int) -> list[float]:
    """Return round values from ``first`` to ``last``, about ``most`` of them at most."""
    steps = (0.5, 1, 2, 5, 10, 20, 50, 100)
    step = next(step for step in steps if (last - first) / step <= min(8, most))
    return [float(tick) for tick in np.arange(np.ceil(first / step) * step, last + step / 2, step)]
