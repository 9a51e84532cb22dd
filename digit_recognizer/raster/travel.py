"""How far the pen travelled for its drawing: what rubbing and scribbling show, and a glyph hides.

Purpose: a sign that ink is no single symbol, beside what the network sees: lines drawn over lines are
one blot in a picture, but a long way for a pen.
Contract: a way in sizes of the drawing (the longer side of its box): neither size nor pen matter.
Not here: what follows from it (the reader).
"""

from digit_recognizer.ink.model import Ink
from digit_recognizer.raster.pen import Polyline, extent, lengths, polylines_of, smoothed

JITTER = 1 / 40  # of the size: the spacing that takes the steps of whole pixels out, as in a glyph
MOST_TRAVEL = 5.5
"""No digit takes as long a way: of 19,272 drawn by training writers one in a thousand takes more than
4.6, and two of them more than this (docs/experiments.md)."""


def travel(ink: Ink) -> float:
    """Return how far the pen travelled on the paper, in sizes of the drawing; 0 where it has no size."""
    return travel_along(polylines_of(ink))


def travel_along(polylines: list[Polyline]) -> float:
    """Return :func:`travel` of the ink with these paths."""
    if not polylines:
        return 0.0
    alongs = [lengths(points) for points in polylines]
    way, size = sum(float(along[-1]) for along in alongs), _size(polylines)
    if size <= 0:
        return 0.0
    if way <= MOST_TRAVEL * size:  # taking jitter out would only make it shorter
        return way / size
    spacing = max(size * JITTER, way / 10_000)
    polylines = [smoothed(*path, spacing) for path in zip(polylines, alongs, strict=True)]
    way, size = sum(float(lengths(points)[-1]) for points in polylines), _size(polylines)
    return way / size if size > 0 else 0.0


def _size(polylines: list[Polyline]) -> float:
    least, greatest = extent(polylines)
    return float((greatest - least).max())
