"""Drawing strokes into a raster with a round pen.

Purpose: the one place where ink becomes pixels: the glyph's canonical pen, an exported PNG and the
pages that evaluation draws all come through here.
Contract: pages are (H, W) uint8, 0 paper and 255 ink, anti-aliased by drawing ``SUPERSAMPLING``
times larger and averaging.
Not here: fitting and normalising (see ``glyph``), colours, Tk.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from digit_recognizer.ink.model import Ink

Polyline = NDArray[np.float64]
"""(n, 2) float64: x, y of the vertices, n >= 1."""

SUPERSAMPLING = 4


def page_from_ink(ink: Ink, *, width: int, height: int, pen_width: float) -> NDArray[np.uint8]:
    """Return ``ink`` drawn on a (height, width) page with a pen ``pen_width`` pixels wide.

    One canvas unit is one pixel; what lies outside the page is cut off.
    """
    scale = SUPERSAMPLING
    polylines = [points * scale for points in polylines_of(ink)]
    image = draw(polylines, (width * scale, height * scale), pen_width * scale)
    return np.asarray(image.reduce(scale))


def polylines_of(ink: Ink) -> list[Polyline]:
    """Return the x, y of each stroke as (n, 2) float64."""
    return [np.array([point[:2] for point in stroke.points], np.float64) for stroke in ink]


def draw(polylines: Iterable[Polyline], size: tuple[int, int], pen_width: float) -> Image.Image:
    """Return a binary ("L": 0 or 255) image of ``size`` (w, h) with the polylines drawn on it.

    Pixel (i, j) covers [i, i+1) x [j, j+1); the pen is a disc of diameter ``pen_width`` pixels.
    """
    image = Image.new("L", size)
    pen = ImageDraw.Draw(image)
    radius = (pen_width - 1) / 2  # Pillow's ellipse includes both ends
    for points in polylines:
        centres = points - 0.5  # Pillow's coordinates name pixel centres
        if len(centres) > 1:
            pen.line(centres.ravel().tolist(), fill=255, width=max(1, round(pen_width)))
        for x, y in centres.tolist():
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return image


def length(points: Polyline) -> float:
    """Return the length of the polyline."""
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def smoothed(points: Polyline, spacing: float) -> Polyline:
    """Return the polyline with a vertex every ``spacing`` units of length, its jitter averaged out.

    Pen positions are whole pixels; on a small drawing the steps between them are as large as the
    shape's own detail. A [1 2 1]/4 filter over evenly spaced vertices removes the steps and keeps
    the ends where they were.
    """
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    if along[-1] <= spacing:
        return points
    even = np.linspace(0.0, along[-1], max(3, round(along[-1] / spacing) + 1))
    path = np.stack([np.interp(even, along, points[:, axis]) for axis in (0, 1)], axis=1)
    path[1:-1] = (path[:-2] + 2 * path[1:-1] + path[2:]) / 4
    return path


def extent(polylines: Sequence[Polyline]) -> tuple[Polyline, Polyline]:
    """Return the least and the greatest (x, y) over all vertices, each of shape (2,)."""
    vertices = np.concatenate(polylines)
    return vertices.min(axis=0), vertices.max(axis=0)
