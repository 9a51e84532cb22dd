"""THE preprocessing: ink or a page to the 28x28 glyph that every network here is trained on.

Purpose: one recipe, used by training, evaluation, the window and the command line, so that a glyph
means the same everywhere. It follows MNIST's own (LeCun et al., "Gradient-based learning applied to
document recognition", Proc. IEEE 86(11), 1998, and yann.lecun.com/exdb/mnist): the ink's box is
fitted into 20x20 keeping its aspect ratio, anti-aliased, and its centre of mass is put in the centre
of a 28x28 frame. To that it adds what makes the result independent of the pen: the stroke width is
normalised to ``STROKE_WIDTH``.
Contract: glyphs are (28, 28) float32 in [0, 1], paper 0, ink up to 1. The same shape gives the same
glyph at any size, at any place and with any pen, up to the sampling of the input. Nothing is raised
for odd ink; input without ink gives None.
Not here: reading image files (``image``), deciding what belongs to one symbol (segmentation).
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.arrays import Glyph, Page, Polyline
from digit_recognizer.ink.model import Box, Ink
from digit_recognizer.raster.pen import (
    MAX_VERTICES,
    SUPERSAMPLING,
    VERTICES_PER_SIZE,
    draw_inside,
    extent,
    lengths,
    polylines_of,
    smoothed,
)

GLYPH_RECIPE = 1
"""Version of this recipe. A bundle records the one it was trained with."""

GLYPH_SIDE, GLYPH_BOX = 28, 20  # pixels of the frame, and of the ink in it: MNIST's
STROKE_WIDTH = 2.5  # glyph pixels; measured, "How wide should the glyph's pen be?"
MAX_THINNING = 0.35  # of a page's stroke width; measured, "How far may a page be thinned?"
MIN_SHAPE_SIZE = 1e-6  # canvas units: ink no larger than this has no shape
INK_LEVEL = 96  # of 255: a pixel of a page at least this bright is ink; judged


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One candidate symbol.

    ``box``: where it is, in canvas units for ink and in pixels for an image.
    ``glyph``: (28, 28) float32 in [0, 1], ink bright.
    ``strokes``: indices of the strokes it came from; empty for an image.
    ``path_length``: of the pen, in sizes of the ink (``pen.path_length``); 0 for an image.
    """

    box: Box
    glyph: Glyph
    strokes: tuple[int, ...] = ()
    path_length: float = 0.0


def glyph_from_ink(ink: Ink) -> Glyph | None:
    """Return the glyph of ``ink``, or None if it has no strokes.

    The path itself is scaled, then drawn with the canonical pen, so the glyph does not depend on
    the width, the size or the place the ink was drawn with.
    """
    polylines = polylines_of(ink)
    return glyph_from_polylines(polylines) if polylines else None


def glyph_from_polylines(polylines: list[Polyline], *, pen_width: float = STROKE_WIDTH) -> Glyph:
    """Return the glyph of the paths, at least one; training also draws them with other pens."""
    least, greatest = extent(polylines)
    size = float((greatest - least).max())
    alongs = [lengths(points) for points in polylines]
    total = float(sum(along[-1] for along in alongs))
    spacing = max(max(size, MIN_SHAPE_SIZE) / VERTICES_PER_SIZE, total / MAX_VERTICES)
    polylines = [smoothed(*path, spacing) for path in zip(polylines, alongs, strict=True)]
    least, greatest = extent(polylines)
    size = float((greatest - least).max())
    # A tap has no size to fit; it stays a dot of the pen's width.
    scale = SUPERSAMPLING * ((GLYPH_BOX - pen_width) / size if size > MIN_SHAPE_SIZE else 1.0)
    middle = (least + greatest) / 2
    side = GLYPH_SIDE * SUPERSAMPLING
    fitted = [(points - middle) * scale + side / 2 for points in polylines]
    return _centred(draw_inside(fitted, side, round(pen_width * SUPERSAMPLING)))


def glyph_from_page(page: Page) -> Glyph | None:
    """Return the glyph of all the ink on a (H, W) uint8 page, ink bright, or None if it has none."""
    box = ink_box(page)
    if box is None:
        return None
    left, top, right, bottom = box
    crop = np.pad(page[top:bottom, left:right], 1)
    size = max(bottom - top, right - left)
    # The path, that is the box less one stroke width, is what fills the box of the recipe.
    path = max(size - stroke_width(crop), 1.0)
    scale = min((GLYPH_BOX - STROKE_WIDTH) / path, 2 * GLYPH_BOX / size) * SUPERSAMPLING
    image = _resized(Image.fromarray(crop), scale)
    width = stroke_width(np.asarray(image))
    # Strokes are uneven: a bold digit thinned all the way would lose its thinner parts.
    surplus = max(STROKE_WIDTH * SUPERSAMPLING - width, -MAX_THINNING * width)
    return _centred(_fitted(np.asarray(_thickened(image, round(surplus / 2)))))


def levels(glyphs: Glyph) -> NDArray[np.uint8]:
    """Return float32 glyphs of any shape, in [0, 1], as uint8 levels from 0 to 255 of that shape."""
    return np.asarray(np.rint(glyphs * 255), np.uint8)


def ink_box(page: Page, level: int = INK_LEVEL) -> tuple[int, int, int, int] | None:
    """Return (left, top, right, bottom) of the ink in pixels, right and bottom exclusive, or None.

    A pixel is ink from ``level`` on.
    """
    rows = np.flatnonzero((page >= level).any(axis=1))
    columns = np.flatnonzero((page >= level).any(axis=0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def stroke_width(page: Page) -> float:
    """Estimate the width in pixels of the strokes on a page that has ink.

    A stroke of width w and length L covers an area A = wL and has an outline P = 2L + 2w, so
    2w^2 - Pw + 2A = 0. Both are measured on the grey page: A as its sum, P as its total variation
    (the co-area formula), which needs neither a threshold nor a skeleton. Both differences are taken
    at the corner between four pixels, else "/" would measure a fifth narrower than "\\".
    """
    padded = np.zeros((page.shape[0] + 2, page.shape[1] + 2), np.float32)
    np.divide(page, np.float32(255), out=padded[1:-1, 1:-1])
    area = float(padded.sum())
    down, across = padded[1:] - padded[:-1], padded[:, 1:] - padded[:, :-1]
    corners = np.hypot(down[:, 1:] + down[:, :-1], across[1:] + across[:-1]) / 2
    outline = float(corners.sum())
    return (outline - math.sqrt(max(outline**2 - 16 * area, 0.0))) / 4


def _resized(image: Image.Image, scale: float) -> Image.Image:
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if scale >= 1:
        return image.resize(size, Image.Resampling.BICUBIC)
    # A line thinner than a pixel of the result would fade away: let it be one pixel there.
    image = _thickened(image, max(0, round((1 / scale - stroke_width(np.asarray(image))) / 2)))
    return image.resize(size, Image.Resampling.BOX)


def _thickened(image: Image.Image, radius: int) -> Image.Image:
    """Grow (or, for a negative ``radius``, shrink) the ink by ``radius`` pixels on every side.

    Shrinking stops before nothing is left.
    """
    if radius == 0:
        return image
    pick = np.maximum if radius > 0 else np.minimum
    margin = max(radius, 0) + 1  # what is outermost stays paper at every step
    height, width = image.height + 2 * margin, image.width + 2 * margin
    grown = np.zeros((height, width), np.uint8)
    grown[margin : height - margin, margin : width - margin] = np.asarray(image)
    for _ in range(abs(radius)):
        # 3x3, column by column and then row by row: a tenth of the time of Pillow's rank filters.
        down = pick(pick(grown[:-2], grown[1:-1]), grown[2:])
        step = np.zeros_like(grown)
        step[1:-1, 1:-1] = pick(pick(down[:, :-2], down[:, 1:-1]), down[:, 2:])
        if not step.any():
            break
        grown = step
    return Image.fromarray(grown)


def _fitted(large: Page) -> Page:
    """Place what is inked into the middle of a supersampled frame, its longer side fitting GLYPH_BOX."""
    side = GLYPH_SIDE * SUPERSAMPLING
    frame = np.zeros((side, side), np.uint8)
    box = ink_box(large, max(1, min(INK_LEVEL, int(large.max()))))  # faint ink is still ink
    if box is None:
        return frame
    left, top, right, bottom = box
    image = Image.fromarray(large[top:bottom, left:right])
    if max(image.size) > GLYPH_BOX * SUPERSAMPLING:
        image.thumbnail(
            (GLYPH_BOX * SUPERSAMPLING, GLYPH_BOX * SUPERSAMPLING), Image.Resampling.BOX
        )
    x, y = (side - image.width) // 2, (side - image.height) // 2
    frame[y : y + image.height, x : x + image.width] = np.asarray(image)
    return frame


def _centred(large: Page) -> Glyph:
    """Move the centre of mass to the centre of the frame and average down to 28x28.

    The shift is a whole number of supersampled pixels, and stops where ink would leave the frame.
    """
    levels = large.astype(np.float32)
    side = len(large)
    ones = np.ones(side, np.float32)
    y, x = _shift(levels @ ones), _shift(ones @ levels)
    pooling = _pooling(side)
    down, across = (pooling[:, side + shift : 2 * side + shift] for shift in (y, x))
    # Sums of whole numbers below 2**24 are exact in float32.
    return np.asarray(down @ levels @ across.T / (255 * SUPERSAMPLING**2), np.float32)


@cache
def _pooling(side: int) -> NDArray[np.float32]:
    """Return (28, 3 side) float32: columns side + s to 2 side + s sum what is moved by s into cells."""
    pooling = np.zeros((GLYPH_SIDE, 3 * side), np.float32)
    for cell in range(GLYPH_SIDE):
        start = side + cell * SUPERSAMPLING
        pooling[cell, start : start + SUPERSAMPLING] = 1
    return pooling


def _shift(profile: NDArray[np.float32]) -> int:
    """Return how far ink with this profile must move for its centre of mass to be in the middle."""
    (inked,) = profile.nonzero()
    if not len(inked):
        return 0
    side = len(profile)
    # Sums of whole and half numbers below 2**53 are exact in float64, in whatever order.
    total, moment = profile.astype(np.float64) @ _moments(side)
    centre = float(moment) / float(total)
    return max(-int(inked[0]), min(round(side / 2 - centre), side - 1 - int(inked[-1])))


@cache
def _moments(side: int) -> NDArray[np.float64]:
    """Return (side, 2) float64: ones, and the middles of the pixels."""
    return np.stack([np.ones(side), np.arange(side) + 0.5], axis=1)
