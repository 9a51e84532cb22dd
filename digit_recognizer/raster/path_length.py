"""How long the pen's path is: what rubbing and scribbling show, and a glyph hides.

Purpose: a sign that ink is no single symbol, beside what the network sees: lines drawn over lines are
one blot in a picture, but a long path for a pen.
Contract: lengths in sizes of the drawing (the longer side of its box): neither size nor pen matter.
Not here: what follows from it (the reader).
"""

from digit_recognizer.arrays import Polyline
from digit_recognizer.doubt import MAX_PATH_LENGTH
from digit_recognizer.ink.model import Ink
from digit_recognizer.raster.pen import (
    MAX_VERTICES,
    VERTICES_PER_SIZE,
    extent,
    lengths,
    polylines_of,
    smoothed,
)


def path_length(ink: Ink) -> float:
    """Return the pen's way on the paper in sizes of the drawing; 0 where it has no size."""
    return path_length_of(polylines_of(ink))


def path_length_of(polylines: list[Polyline]) -> float:
    """Return :func:`path_length` of the ink with these paths."""
    if not polylines:
        return 0.0
    alongs = [lengths(points) for points in polylines]
    way, size = sum(float(along[-1]) for along in alongs), _size(polylines)
    if size <= 0:
        return 0.0
    if way <= MAX_PATH_LENGTH * size:  # taking jitter out would only make it shorter
        return way / size
    spacing = max(size / VERTICES_PER_SIZE, way / MAX_VERTICES)
    polylines = [smoothed(*path, spacing) for path in zip(polylines, alongs, strict=True)]
    way, size = sum(float(lengths(points)[-1]) for points in polylines), _size(polylines)
    return way / size if size > 0 else 0.0


def _size(polylines: list[Polyline]) -> float:
    least, greatest = extent(polylines)
    return float((greatest - least).max())
