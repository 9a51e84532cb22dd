"""Charts that several pictures share: axes of shares, intervals, calibration.

Purpose: one look for accuracies and calibration, in the report and in the analysis of a library.
Contract: functions draw on a ``Sheet``, at the place they are told.
Not here: figures, whole pictures.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from digit_recognizer.charts.surface import Point, Sheet
from digit_recognizer.metrics import Bin

TELLING = 20  # answers of about the same confidence: fewer say little


class Axis(NamedTuple):
    """Shares from ``start`` to 1 along x from ``left`` to ``right``."""

    start: float
    left: float
    right: float

    def at(self, share: float) -> float:
        """Return the x of ``share``; smaller ones than the first are at the left."""
        along = (max(share, self.start) - self.start) / (1 - self.start) if self.start < 1 else 1.0
        return self.left + along * (self.right - self.left)


def heading(sheet: Sheet, x: float, y: float, words: str) -> None:
    """Write the title of a chart."""
    sheet.text(x, y, words, 17)


def interval(
    sheet: Sheet, axis: Axis, y: float, share: float, ends: Sequence[float], *, colour: str
) -> None:
    """Draw a share as a dot with its interval as a line, in the row at ``y``."""
    low, high = (axis.at(end) for end in ends)
    sheet.line([(low, y), (high, y)], colour, 3)
    sheet.dot(axis.at(share), y, 5, colour)


def shares_grid(sheet: Sheet, axis: Axis, top: float, bottom: float) -> None:
    """Draw the lines of whole per cents, from ``top`` to ``bottom``, with their figures below."""
    for percent in ticks(100 * axis.start, 100, max(2, int((axis.right - axis.left) / 45))):
        x = axis.at(percent / 100)
        sheet.line([(x, top), (x, bottom)], sheet.colours.grid, 1)
        sheet.text(x, bottom + 14, f"{percent:g} %", 12, sheet.colours.soft, at="mm")


def calibration(sheet: Sheet, bins: Sequence[Bin], corner: Point, size: Point) -> None:
    """Draw accuracy over confidence: on the diagonal, 90 % means nine times in ten.

    ``bins``: as :func:`metrics.reliability` returns them; none leaves the axes empty. ``corner``: the
    top left of the field; ``size``: its width and height, without the words around it.
    """
    colours = sheet.colours
    (left, top), (width, height) = corner, size
    bottom = top + height
    sheet.line([(left, bottom), (left + width, top)], colours.soft, 1)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = left + share * width, bottom - height * share
        sheet.line([(left, y), (left + width, y)], colours.grid, 1)
        sheet.line([(x, top), (x, bottom)], colours.grid, 1)
        sheet.text(left - 6, y, f"{share:.0%}", 11, colours.soft, at="rm")
        sheet.text(x, bottom + 12, f"{share:.0%}", 11, colours.soft, at="mm")
    sheet.text(left + width / 2, bottom + 32, "confidence", 13, colours.soft, at="mm")
    sheet.text(left + 8, top + 12, "share that is right", 13, colours.soft)
    points = [
        (left + confidence * width, bottom - height * accuracy, n)
        for n, confidence, accuracy in bins
    ]
    telling = [(x, y) for x, y, n in points if n >= TELLING]
    if len(telling) > 1:
        sheet.line(telling, colours.accent, 2)
    most = max((n for _, _, n in points), default=1)
    for x, y, n in points:
        radius = 2.5 + 6 * (np.log1p(n) / np.log1p(most)) ** 2
        sheet.dot(x, y, float(radius), colours.accent if n >= TELLING else colours.soft)
    note = f"large dots: many answers; grey: fewer than {TELLING}"
    sheet.text(left + width - 8, bottom - 14, note, 12, colours.soft, at="rm")


def ticks(first: float, last: float, most: int) -> list[float]:
    """Return round values from ``first`` to ``last``, about ``most`` of them at most."""
    steps = (0.5, 1, 2, 5, 10, 20, 50, 100)
    step = next(step for step in steps if (last - first) / step <= min(8, most))
    values = np.arange(np.ceil(first / step) * step, last + step / 2, step)
    return [float(value) for value in values]
