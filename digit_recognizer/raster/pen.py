"""The pen: drawing strokes into a raster with a round one, and how long its path is.

Purpose: the one place where ink becomes pixels: the glyph's canonical pen, an exported PNG and the
pages that evaluation draws all come through here. A long path is a sign that ink is no single symbol:
lines drawn over lines, by rubbing and scribbling, are one blot in a glyph.
Contract: pages are (H, W) uint8, 0 paper and 255 ink, anti-aliased by drawing ``SUPERSAMPLING``
times larger and averaging.
Not here: fitting and normalising (see ``glyph``), colours, Tk.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from digit_recognizer.arrays import Page, Polyline
from digit_recognizer.doubt import MAX_PATH_LENGTH
from digit_recognizer.ink.model import Ink, Stroke

SUPERSAMPLING = 4
VERTICES_PER_SIZE = 40  # vertices along the longer side, fine enough for a digit
MAX_VERTICES = 2_000  # of all paths together: a blot drawn over and over must not cost seconds


def page_from_ink(ink: Ink, *, width: int, height: int, pen_width: float) -> Page:
    """Return ``ink`` drawn on a (height, width) page with a pen ``pen_width`` pixels wide.

    One canvas unit is one pixel; what lies outside the page is cut off.
    """
    scale = SUPERSAMPLING
    polylines = [points * scale for points in polylines_of(ink)]
    image = draw(polylines, (width * scale, height * scale), pen_width * scale)
    return np.asarray(image.reduce(scale))


def polylines_of(ink: Ink) -> list[Polyline]:
    """Return the x, y of each stroke as (n, 2) float64."""
    return [polyline_of(stroke) for stroke in ink]


def polyline_of(stroke: Stroke) -> Polyline:
    """Return the x, y of the stroke as (n, 2) float64."""
    points = stroke.points
    values = np.fromiter(chain.from_iterable(points), np.float64, 3 * len(points))
    return values.reshape(-1, 3)[:, :2]


def draw(polylines: Iterable[Polyline], size: tuple[int, int], pen_width: float) -> Image.Image:
    """Return a binary ("L": 0 or 255) image of ``size`` (w, h) with the polylines drawn on it.

    Pixel (i, j) covers [i, i+1) x [j, j+1); the pen is a disc of diameter ``pen_width`` pixels.
    """
    image = Image.new("L", size)
    pen = ImageDraw.Draw(image)
    radius = (pen_width - 1) / 2  # Pillow's ellipse includes both ends
    for points in polylines:
        centres = points - 0.5  # Pillow's coordinates name pixel centres
        _line(pen, centres, pen_width)
        for x, y in centres.tolist():
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return image


def draw_inside(polylines: Sequence[Polyline], side: int, pen_width: int) -> Page:
    """Return what :func:`draw` draws on a square of ``side``, as (side, side) uint8, 0 or 255.

    The pen must stay inside. The discs of all vertices are set at once, in half the time.
    """
    image = Image.new("L", (side, side))
    pen = ImageDraw.Draw(image)
    for points in polylines:
        _line(pen, points - 0.5, pen_width)
    corners = (np.concatenate(polylines) - pen_width / 2).astype(np.intp)
    touched = np.zeros(side * side, np.bool_)  # a point drawn a million times is one disc
    touched[corners[:, 1] * side + corners[:, 0]] = True
    page = np.array(image).ravel()
    page[np.flatnonzero(touched)[:, None] + _disc(side, pen_width)] = 255
    return page.reshape(side, side)


def _line(pen: ImageDraw.ImageDraw, centres: Polyline, pen_width: float) -> None:
    if len(centres) > 1:
        pen.line(centres.ravel().tolist(), fill=255, width=max(1, round(pen_width)))


@cache
def _disc(side: int, diameter: int) -> NDArray[np.intp]:
    """Return where the pixels of a disc are in a flat page of ``side``, from its box's corner on."""
    image = Image.new("L", (side, diameter))
    ImageDraw.Draw(image).ellipse((0, 0, diameter - 1, diameter - 1), fill=255)
    return np.flatnonzero(np.asarray(image))


def lengths(points: Polyline) -> NDArray[np.float64]:
    """Return (n,) float64: how long the polyline is up to each vertex."""
    along = np.zeros(len(points))
    steps = points[1:] - points[:-1]
    np.cumsum(np.hypot(steps[:, 0], steps[:, 1]), out=along[1:])
    return along


def smoothed(points: Polyline, along: NDArray[np.float64], spacing: float) -> Polyline:
    """Return an (m, 2) polyline with a vertex every ``spacing`` units of length, jitter averaged out.

    ``along``: its (n,) :func:`lengths`. Pen positions are whole pixels; on a small drawing the steps
    between them are as large as the shape's own detail. A [1 2 1]/4 filter over evenly spaced
    vertices removes the steps and keeps the ends where they were.
    """
    total = float(along[-1])
    if total <= spacing:
        return points
    pieces = max(2, round(total / spacing))
    even = np.arange(pieces + 1) * (total / pieces)
    path = np.empty((pieces + 1, 2))
    for axis in (0, 1):
        path[:, axis] = np.interp(even, along, points[:, axis])
    path[1:-1] = (path[:-2] + 2 * path[1:-1] + path[2:]) / 4
    return path


def rotation(angle: float) -> NDArray[np.float64]:
    """Return the (2, 2) float64 matrix of a turn by ``angle`` radians, for ``matrix @ point``."""
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def extent(polylines: Sequence[Polyline]) -> tuple[Polyline, Polyline]:
    """Return the least and the greatest (x, y) over all vertices, each of shape (2,)."""
    vertices = np.concatenate(polylines)
    return np.minimum.reduce(vertices), np.maximum.reduce(vertices)


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
