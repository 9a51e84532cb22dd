"""Styles: how other countries and habits write the same digit, drawn over plain ink.

Purpose: slashed zeros, crossed sevens, ones with a flag or a foot, eights of two rings: styles that are
common where other people learnt to write and rare in the training sets.
Contract: polylines (n, 2) float64, any unit, y downwards, in and out; a digit that has the
style already, or has none here, comes back as it is. The same generator state gives the same result.
Not here: variation that keeps the style (``ink``).
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Polyline
from digit_recognizer.raster.pen import extent

STYLE_SHARES = {"0": 0.10, "1": 0.20, "7": 0.25, "8": 0.06}
"""How often a drawing of a digit is drawn in another style."""


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
