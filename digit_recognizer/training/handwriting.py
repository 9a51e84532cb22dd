"""Variation of ink: each drawing as other hands and pens would have drawn it.

Purpose: vector augmentation, before ink becomes a glyph: slant, aspect, rotation, bending, strokes that
sit and scale differently, wobble, ends that are cut short, pens of another width.
Contract: polylines (n, 2) float64 in and out, any unit; the same generator state gives the same result.
Not here: augmentation of the raster (``augment``).
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.ink.model import Ink
from digit_recognizer.raster.glyph import STROKE_WIDTH, glyph_from_polylines
from digit_recognizer.raster.pen import Polyline, extent, polylines_of

SLANT, ASPECT, ROTATION = 0.18, 0.16, 0.10  # standard deviations: shear, log ratio, radians
BEND = 0.035  # of the size, per wave
STROKE_SHIFT, STROKE_SIZE = 0.02, 0.05
WOBBLE = 0.006
LONGEST_CUT = 0.08  # of a stroke's vertices, at either end
PEN = 0.22  # standard deviation of the log of the pen's width
THINNEST, THICKEST = 1.6, 4.2  # glyph pixels


def varied_glyphs(ink: Ink, count: int, random: np.random.Generator) -> list[NDArray[np.float32]]:
    """Return ``count`` glyphs of ``ink``: the first as it is, the others varied.

    Ink without strokes gives none.
    """
    polylines = polylines_of(ink)
    if not polylines:
        return []
    glyphs = [glyph_from_polylines(polylines)]
    for _ in range(count - 1):
        width = STROKE_WIDTH * np.exp(random.normal(0, PEN))
        pen = float(np.clip(width, THINNEST, THICKEST))
        glyphs.append(glyph_from_polylines(varied(polylines, random), pen_width=pen))
    return glyphs


def varied(polylines: list[Polyline], random: np.random.Generator) -> list[Polyline]:
    """Return the drawing as another hand might have drawn it, about one unit large."""
    least, greatest = extent(polylines)
    size = float((greatest - least).max()) or 1.0
    unit = [(points - (least + greatest) / 2) / size for points in polylines]
    matrix = _matrix(random)
    waves = random.normal(0, 1, (2, 2, 2))  # axis of the shift, axis along, sine and cosine
    frequency = random.uniform(2, 6, (2, 2))
    return [_redrawn(points, matrix, waves * BEND, frequency, random) for points in unit]


def _matrix(random: np.random.Generator) -> NDArray[np.float64]:
    angle, slant, aspect = random.normal(0, (ROTATION, SLANT, ASPECT))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shear = np.array([[1.0, -slant], [0.0, 1.0]])
    stretch = np.diag([np.exp(aspect / 2), np.exp(-aspect / 2)])
    return np.asarray(turn @ shear @ stretch)


def _redrawn(
    points: Polyline,
    matrix: NDArray[np.float64],
    waves: NDArray[np.float64],
    frequency: NDArray[np.float64],
    random: np.random.Generator,
) -> Polyline:
    if len(points) > 12:  # the hand starts late or lifts early
        cut = (random.uniform(0, LONGEST_CUT, 2) * len(points)).astype(int)
        points = points[cut[0] : len(points) - cut[1]]
    phase = points[:, None, :] * frequency  # (n, 2 shifted axes, 2 axes along)
    bent = points + (waves[..., 0] * np.sin(phase) + waves[..., 1] * np.cos(phase)).sum(axis=2)
    middle = bent.mean(axis=0)
    resized = middle + (bent - middle) * np.exp(random.normal(0, STROKE_SIZE))
    shifted = resized + random.normal(0, STROKE_SHIFT, 2)
    if len(shifted) > 4:
        noise = random.normal(0, WOBBLE, shifted.shape)
        noise[1:-1] = (noise[:-2] + noise[1:-1] + noise[2:]) / 2
        shifted = shifted + noise
    return np.asarray(shifted @ matrix.T, np.float64)
