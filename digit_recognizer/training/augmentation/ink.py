"""Variation of ink: each drawing as other writers and pens would have drawn it.

Purpose: vector augmentation, before ink becomes a glyph: slant, aspect, rotation, bending, strokes that
sit and scale differently, corners rounded in haste, wobble that grows with speed, ends cut short, joins
left open, strokes run together, pens of another width. Other styles of the digit, common where other
people learnt to write and rare in the training sets: slashed zeros, crossed sevens, ones with a flag or
a foot, eights of two rings.
Contract: polylines (n, 2) float64 in and out, any unit, y downwards; the same generator state gives the
same result. A digit that has the style already, or has none here, comes back as it is.
Not here: augmentation of the raster (``glyphs``).
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Polyline
from digit_recognizer.ink.model import Ink
from digit_recognizer.raster.glyph import STROKE_WIDTH, glyph_from_polylines
from digit_recognizer.raster.pen import extent, polylines_of, rotation

# Standard deviations: shear, log ratio, radians.
INK_SLANT, INK_ASPECT, INK_ROTATION = 0.18, 0.16, 0.10
INK_BEND = 0.035  # of the size, per wave
STROKE_SHIFT, STROKE_SIZE = 0.02, 0.05
INK_WOBBLE = 0.006  # of the size, where the pen moves at its mean speed
ROUNDED_STROKE_SHARE = 0.25  # share of strokes whose corners are rounded
GAP_SHARE, JOINED_SHARE = 0.04, 0.06  # of strokes with a gap, of drawings without a lift
SMALL_SHARE, SMALL_SIDES = 0.15, (18, 60)  # of drawings made small, and how many pixels large
MAX_END_CUT = 0.08  # of a stroke's vertices, at either end
PEN_WIDTH_SPREAD = 0.22  # standard deviation of the log of the pen's width
MIN_PEN_WIDTH, MAX_PEN_WIDTH = 1.6, 4.2  # glyph pixels
STYLE_SHARES = {"0": 0.10, "1": 0.20, "7": 0.25, "8": 0.06}
"""How often a drawing of a digit is drawn in another style."""


def varied_glyphs(
    ink: Ink, count: int, random: np.random.Generator, label: str = ""
) -> list[NDArray[np.float32]]:
    """Return ``count`` (28, 28) float32 glyphs in [0, 1]: first ``ink`` as it is, then it varied.

    ``label``: the digit it shows, whose other styles it may get. Ink without strokes gives none.
    """
    polylines = polylines_of(ink)
    if not polylines:
        return []
    glyphs = [glyph_from_polylines(polylines)]
    for _ in range(count - 1):
        width = STROKE_WIDTH * np.exp(random.normal(0, PEN_WIDTH_SPREAD))
        pen = float(np.clip(width, MIN_PEN_WIDTH, MAX_PEN_WIDTH))
        other = varied(restyled(label, polylines, random), random)
        glyphs.append(glyph_from_polylines(other, pen_width=pen))
    return glyphs


def varied(polylines: list[Polyline], random: np.random.Generator) -> list[Polyline]:
    """Return the drawing as another writer might have drawn it, about one unit large."""
    least, greatest = extent(polylines)
    size = float((greatest - least).max()) or 1.0
    unit = [(points - (least + greatest) / 2) / size for points in polylines]
    angle, slant, aspect = random.normal(0, (INK_ROTATION, INK_SLANT, INK_ASPECT))
    shear = np.array([[1.0, -slant], [0.0, 1.0]])
    matrix = rotation(angle) @ shear @ np.diag([np.exp(aspect / 2), np.exp(-aspect / 2)])
    waves = random.normal(0, 1, (2, 2, 2))  # axis of the shift, axis along, sine and cosine
    frequency = random.uniform(2, 6, (2, 2))
    drawn = [_redrawn(points, matrix, waves * INK_BEND, frequency, random) for points in unit]
    if random.random() < SMALL_SHARE:  # pen positions are whole pixels
        pixels = random.uniform(*SMALL_SIDES)
        drawn = [np.rint(points * pixels) / pixels for points in drawn]
    if len(drawn) > 1 and random.random() < JOINED_SHARE:
        return [np.concatenate(drawn)]
    return [part for points in drawn for part in _skipped(points, random)]


def _redrawn(
    points: Polyline,
    matrix: NDArray[np.float64],
    waves: NDArray[np.float64],
    frequency: NDArray[np.float64],
    random: np.random.Generator,
) -> Polyline:
    if len(points) > 12:  # the pen starts late or lifts early
        cut = (random.uniform(0, MAX_END_CUT, 2) * len(points)).astype(int)
        points = points[cut[0] : len(points) - cut[1]]
    phase = points[:, None, :] * frequency  # (n, 2 shifted axes, 2 axes along)
    bent = points + (waves[..., 0] * np.sin(phase) + waves[..., 1] * np.cos(phase)).sum(axis=2)
    middle = bent.mean(axis=0)
    resized = middle + (bent - middle) * np.exp(random.normal(0, STROKE_SIZE))
    shifted = resized + random.normal(0, STROKE_SHIFT, 2)
    if len(shifted) > 4:
        if random.random() < ROUNDED_STROKE_SHARE:
            shifted = _rounded(shifted, int(random.integers(1, 4)))
        noise = random.normal(0, INK_WOBBLE, shifted.shape)
        noise[1:-1] = (noise[:-2] + noise[1:-1] + noise[2:]) / 2
        shifted = shifted + noise * _relative_speed(shifted)
    return np.asarray(shifted @ matrix.T, np.float64)


def _rounded(points: Polyline, times: int) -> Polyline:
    """Return the line with its corners smoothed, its ends in place."""
    for _ in range(times):
        inner = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
        points = np.concatenate([points[:1], inner, points[-1:]])
    return points


def _relative_speed(points: Polyline) -> NDArray[np.float64]:
    """Return (n, 1) how far the pen moves between points, by its mean: pens report at a steady rate."""
    steps = np.hypot(*np.gradient(points, axis=0).T)
    return np.asarray(np.clip(steps / (steps.mean() or 1.0), 0.3, 2.5)[:, None])


def _skipped(points: Polyline, random: np.random.Generator) -> list[Polyline]:
    """Return the stroke, now and then in two parts: the pen left no ink between them."""
    if len(points) < 24 or random.random() >= GAP_SHARE:
        return [points]
    gap = max(1, int(len(points) * random.uniform(0.03, 0.10)))
    start = int(random.integers(6, len(points) - 6 - gap))
    return [points[:start], points[start + gap :]]


def restyled(label: str, polylines: list[Polyline], random: np.random.Generator) -> list[Polyline]:
    """Return the drawing of ``label``, now and then in a style of that digit."""
    # Ink of several strokes may hold a slash or a bar already.
    if len(polylines) != 1 or random.random() >= STYLE_SHARES.get(label, 0.0):
        return polylines
    style = {"0": _slashed, "1": _flagged, "7": _crossed, "8": _two_rings}[label]
    return style(polylines[0], random)


def _slashed(ring: Polyline, random: np.random.Generator) -> list[Polyline]:
    """A zero with a line from its lower left to its upper right, inside or just beyond it."""
    least, greatest = extent([ring])
    middle, half = (least + greatest) / 2, (greatest - least) / 2
    reach = random.uniform(0.55, 1.15)
    start = middle + half * reach * (-random.uniform(0.6, 1.0), random.uniform(0.7, 1.0))
    end = middle + half * reach * (random.uniform(0.6, 1.0), -random.uniform(0.7, 1.0))
    return [ring, _line(start, end)]


def _crossed(seven: Polyline, random: np.random.Generator) -> list[Polyline]:
    """A seven with a short bar across its stem."""
    least, greatest = extent([seven])
    width, height = greatest - least
    level = least[1] + random.uniform(0.4, 0.65) * height
    below = np.flatnonzero(seven[:, 1] >= level)
    if len(below) == 0:
        return [seven]
    middle = np.array([seven[below[0], 0], level])
    half = random.uniform(0.15, 0.35) * max(width, 0.5 * height)
    tilt = random.uniform(-0.25, 0.15) * half
    bar = np.array([half, -tilt])
    return [seven, _line(middle - bar, middle + bar)]


def _flagged(bar: Polyline, random: np.random.Generator) -> list[Polyline]:
    """A plain one with an upstroke before it, short or as long as itself, perhaps with a foot."""
    least, greatest = extent([bar])
    width, height = greatest - least
    if width > 0.45 * height:  # it has a flag already
        return [bar]
    downwards = bar if bar[0, 1] < bar[-1, 1] else bar[::-1]
    top, bottom = downwards[0], downwards[-1]
    strokes = [bar]
    if random.random() < 0.8:
        length = random.uniform(0.2, 0.75) * height
        angle = random.uniform(0.35, 1.0)  # from the vertical
        start = top + length * np.array([-np.sin(angle), np.cos(angle)])
        strokes = [np.concatenate([_line(start, top), downwards])]
    if random.random() < 0.25:
        half = random.uniform(0.15, 0.3) * height
        left, right = np.array([-half, 0.0]), np.array([half, random.normal(0, 0.03) * height])
        strokes.append(_line(bottom + left, bottom + right))
    return strokes


def _two_rings(eight: Polyline, random: np.random.Generator) -> list[Polyline]:
    """An eight drawn as one ring upon another, of the size of ``eight``."""
    least, greatest = extent([eight])
    (x, _), (width, height) = (least + greatest) / 2, greatest - least
    share = random.uniform(0.4, 0.52)  # of the upper ring
    overlap = random.normal(0, 0.03) * height
    upper, lower = share * height / 2, (1 - share) * height / 2
    wide = max(width, 0.4 * height) / 2
    return [
        _ring((x, least[1] + upper), (wide * random.uniform(0.75, 1.0), upper + overlap), random),
        _ring((x, greatest[1] - lower), (wide, lower + overlap), random),
    ]


def _ring(
    centre: tuple[float, float], radii: tuple[float, float], random: np.random.Generator
) -> Polyline:
    """A circle by hand: it begins anywhere, and ends a little before or beyond its beginning."""
    begin, turn = random.uniform(0, 2 * np.pi), random.normal(2 * np.pi, 0.25)
    angle = begin + np.linspace(0, turn, 40) * random.choice((-1, 1))
    radius = 1 + random.normal(0, 0.06) * np.sin(angle) + random.normal(0, 0.06) * np.cos(angle)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None]
    return np.asarray(centre + circle * radii, np.float64)


def _line(start: NDArray[np.float64], end: NDArray[np.float64]) -> Polyline:
    return np.linspace(start, end, 12)
