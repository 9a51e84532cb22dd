"""Rules: the long lines of one direction in a map of evidence, straight or bent.

Purpose: fit the warp that makes them level, and give the pixels that are on them.
Contract: written for rules from left to right; for the others the map is transposed. Deterministic.
Not here: which rules are a table's (``grid``).

A line stands out against what is above or below it over its whole length: that tells it from writing,
whose strokes are as dark, and from the noise around dense writing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Levels, Mask
from digit_recognizer.raster.connected_components import connected_components
from digit_recognizer.raster.running import dilated
from digit_recognizer.tables.parameters import RULES
from digit_recognizer.tables.warp import Floats, Warp, fitted, no_slope, skew, warp_of


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The lines of one direction.

    ``warp``: makes them level. ``t``, ``x``, ``y``: (n,) the pixels on long lines: heights in the
    straightened picture, and places in the map. ``straight``: (T, W) float32, that picture;
    ``strength``: (T, W) float32, by how much a piece of a line stands out there, however short it is.
    """

    warp: Warp
    t: NDArray[np.intp]
    x: NDArray[np.intp]
    y: Floats
    straight: Levels
    strength: Levels


def rules_of(evidence: Levels) -> Rules:
    """Return the rules from left to right in a (H, W) map of evidence in [0, 1]."""
    small = _halved(evidence)
    coefficients = no_slope(skew(evidence))
    for tolerance in RULES.tilt_tolerances:
        straight, y = warp_of(coefficients, small.shape).straightened(small)
        lines, _ = _lines(straight, tolerance)
        coefficients = _refined(coefficients, lines, y, small.shape)
    warp = warp_of(coefficients, evidence.shape)
    straight, y = warp.straightened(evidence)
    lines, strength = _lines(straight, 1)
    t, x = np.nonzero(lines)
    return Rules(warp, t, x, y[t, x].astype(np.float64), straight, strength)


def _halved(evidence: Levels) -> Levels:
    """Return a copy half as large where that is enough to measure slopes."""
    if max(evidence.shape) < RULES.halved_side:
        return evidence
    height, width = (side // 2 * 2 for side in evidence.shape)
    blocks = evidence[:height, :width].reshape(height // 2, 2, width // 2, 2)
    return np.asarray(blocks.max(axis=(1, 3)))


def _lines(straight: Levels, tolerance: int) -> tuple[Mask, Levels]:
    """Return the pixels in the middle of long lines, and how pieces of lines stand out, (T, W).

    Lines may be off a row of ``straight`` by ``tolerance`` pixels.
    """
    length = max(RULES.min_length, round(RULES.length * max(straight.shape))) | 1
    wide = dilated(straight, 2 * tolerance + 1, 0)
    away = 2 * tolerance + RULES.thickness
    short = _standing_out(wide, RULES.piece, away)
    dense = _standing_out(wide, length, away) >= RULES.contrast
    ridge = (straight >= dilated(straight, 2 * tolerance + 3, 0)) & (straight > 0)
    is_piece = short >= RULES.contrast
    return np.asarray(dilated(dense, length, 1) & is_piece & ridge), short


def _standing_out(wide: Levels, length: int, away: int) -> Levels:
    """Return by how much ``wide``, averaged over ``length`` pixels, is above that ``away`` beside.

    Both sides count half: a double line has a line on one side, writing has ink on both.
    """
    means = shares(wide, length)
    beside = np.pad(means, ((away, away), (0, 0)))
    return np.asarray(means - (beside[: -2 * away] + beside[2 * away :]) / 2)


def _refined(
    coefficients: Floats, lines: Mask, places_y: NDArray[np.float32], shape: tuple[int, int]
) -> Floats:
    """Return the field fitted to the slopes of ``lines``, measured over chunks of their length."""
    t, x = np.nonzero(lines)
    pieces = connected_components(dilated(dilated(lines, 3, 0), 5, 1))
    if not len(pieces.areas):
        return coefficients
    chunk = max(2 * RULES.min_length, round(RULES.chunk * max(shape)))
    labels = pieces.labels(lines.shape, np.arange(len(pieces.areas), dtype=np.int32))
    chunks = shape[1] // chunk + 1
    _, group = np.unique(labels[t, x] * chunks + x // chunk, return_inverse=True)
    places = places_y[t, x].astype(np.float64)
    n = np.bincount(group)
    mean_x, mean_y = np.bincount(group, x) / n, np.bincount(group, places) / n
    dx, dy = x - mean_x[group], places - mean_y[group]
    spread = np.bincount(group, dx * dx) / n
    covariance = np.bincount(group, dx * dy) / n
    is_long = spread > (RULES.full_chunk * chunk) ** 2 / 12
    if not is_long.any():
        return coefficients
    found = covariance[is_long] / spread[is_long]
    weights = np.sqrt(12 * spread[is_long]) / chunk
    at = mean_x[is_long], mean_y[is_long]
    return fitted(coefficients, *at, found=found, weights=weights, shape=shape)


def shares(drawn: NDArray[Any], length: int) -> Levels:
    """Return the mean of each pixel of an (H, W) array and its neighbours in a row.

    ``length`` (odd): how many pixels together.
    """
    sums = np.cumsum(np.pad(drawn, ((0, 0), (1, 0))), axis=1, dtype=np.float32)
    middle = np.arange(drawn.shape[1])
    begin = np.maximum(middle - length // 2, 0)
    end = np.minimum(middle + length // 2 + 1, drawn.shape[1])
    return np.asarray((sums[:, end] - sums[:, begin]) / (end - begin), np.float32)
