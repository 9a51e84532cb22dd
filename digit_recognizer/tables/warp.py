"""How the rules of one direction run across a photo: a field of slopes, and the curves that follow it.

Purpose: straighten perspective, skew and curl: every rule becomes a level line of a warped picture.
Contract: written for rules that run from left to right; for the others pictures are transposed. A rule
has the height ``t`` where it crosses the middle of the picture. Deterministic.
Not here: finding rules in the straightened picture (``rules``).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Levels
from digit_recognizer.tables.parameters import RULES

Floats = NDArray[np.float64]

TERM_ORDERS = (0.0, 1.0, 1.0, 2.0, 2.0, 2.0, 4.0, 4.0, 4.0)
"""How reluctantly each of the terms of a field is taken, see :func:`_terms`."""


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """Curves y(x) that follow a field of slopes over a picture of ``shape``.

    ``heights``: (T, X) float64, y of the curve ``first`` + i * step where x is j * step.
    """

    shape: tuple[int, int]
    coefficients: Floats
    first: float
    heights: Floats

    def y(self, t: Floats, x: Floats) -> Floats:
        """Return where the curves ``t`` are at ``x``; arrays of one shape."""
        step = RULES.map_step
        row = np.clip((t - self.first) / step, 0, len(self.heights) - 1.001)
        column = np.clip(x / step, 0, self.heights.shape[1] - 1.001)
        top, left = row.astype(np.intp), column.astype(np.intp)
        down, across = row - top, column - left
        upper = self.heights[top, left] * (1 - across) + self.heights[top, left + 1] * across
        lower = (
            self.heights[top + 1, left] * (1 - across) + self.heights[top + 1, left + 1] * across
        )
        return np.asarray(upper * (1 - down) + lower * down)

    def straightened(self, picture: Levels) -> tuple[Levels, NDArray[np.float32]]:
        """Return ``picture`` with rules level, (T, W), and the y of each of its pixels."""
        height, width = self.shape
        count = int((len(self.heights) - 1) * RULES.map_step)
        rows = np.arange(count) / RULES.map_step
        columns = np.arange(width) / RULES.map_step
        y = _between(_between(self.heights.T, columns).T, rows).astype(np.float32)
        top = np.floor(y).astype(np.int32)
        share = y - top
        x = np.arange(width)[None]
        padded = np.pad(picture, ((1, 2), (0, 0)))
        upper = padded[np.clip(top + 1, 0, height + 1), x]
        lower = padded[np.clip(top + 2, 0, height + 1), x]
        return upper * (1 - share) + lower * share, y


def warp_of(coefficients: Floats, shape: tuple[int, int]) -> Warp:
    """Return the warp of the field with ``coefficients`` over a picture of ``shape``.

    The curves are integrated from the middle of the picture to its sides (Heun's method).
    """
    height, width = shape
    step = RULES.map_step
    margin = step * int(np.ceil((abs(coefficients[0]) + 0.1) * width / 2 / step))
    starts = np.arange(-margin, height + margin + step, step, dtype=np.float64)
    columns = np.arange(0, width + step, step, dtype=np.float64)
    middle = int(np.argmin(np.abs(columns - width / 2)))
    heights = np.empty((len(starts), len(columns)))
    heights[:, middle] = starts
    for order, sign in ((range(middle, len(columns) - 1), 1), (range(middle, 0, -1), -1)):
        for column in order:
            x, y = columns[column], heights[:, column]
            begin = slopes(coefficients, np.full_like(y, x), y, shape)
            ahead = np.full_like(y, columns[column + sign])
            end = slopes(coefficients, ahead, y + sign * step * begin, shape)
            heights[:, column + sign] = y + sign * step * (begin + end) / 2
    return Warp(shape, coefficients, float(starts[0]), heights)


def slopes(coefficients: Floats, x: Floats, y: Floats, shape: tuple[int, int]) -> Floats:
    """Return (n,) slopes of the field at (x, y); beyond the picture those of its border."""
    return np.asarray(_terms(x, y, shape) @ coefficients)


def fitted(
    coefficients: Floats,
    x: Floats,
    y: Floats,
    *,
    found: Floats,
    weights: Floats,
    shape: tuple[int, int],
) -> Floats:
    """Return the coefficients of the field nearest to ``found`` slopes (n,) at (x, y).

    ``coefficients``: the field so far, from which slopes must not be far. ``weights``: in chunks.
    The sum of the errors is least, not of their squares, since strokes of writing have any slope
    (iteratively reweighted least squares, P. J. Huber, "Robust statistics", 1981). Terms that little
    evidence speaks for stay small (ridge).
    """
    terms = _terms(x, y, shape)
    ridge = np.diag(RULES.ridge * np.array(TERM_ORDERS) + 1e-6)
    for near, far in RULES.fit_rounds:
        off = np.abs(found - terms @ coefficients)
        trust = weights * (off < far) / np.maximum(off, near)
        if not trust.any():
            return coefficients
        trust *= weights.sum() / trust.sum()
        left = (terms * trust[:, None]).T @ terms + ridge
        coefficients = np.asarray(
            np.linalg.solve(left, (terms * trust[:, None]).T @ found), np.float64
        )
    return coefficients


def no_slope(slope: float = 0.0) -> Floats:
    """Return the coefficients of a field with one slope everywhere."""
    return np.array([slope, *(0.0 for _ in TERM_ORDERS[1:])])


def _terms(x: Floats, y: Floats, shape: tuple[int, int]) -> Floats:
    """Return (n, 9): what the coefficients belong to."""
    height, width = shape
    a, b = np.clip(2 * x / width - 1, -1, 1), np.clip(2 * y / height - 1, -1.2, 1.2)
    return np.stack([np.ones_like(a), a, b, a * b, a**2, b**2, a**2 * b, a**3, a**4], axis=-1)


def skew(evidence: Levels) -> float:
    """Return the slope at which the most of ``evidence`` lies on few level lines."""
    factor = max(1, round(max(evidence.shape) / RULES.skew_side))
    height, width = (side // factor * factor for side in evidence.shape)
    blocks = evidence[:height, :width].reshape(height // factor, factor, width // factor, factor)
    small = blocks.max(axis=1).mean(axis=2)
    y, x = np.nonzero(small > 0.3)
    if not len(y):
        return 0.0
    weights = small[y, x]
    x = x - small.shape[1] / 2
    reach = int(np.ceil(RULES.max_slope * small.shape[1] / 2)) + 1
    best, found = -1.0, 0.0
    for slope in np.arange(-RULES.max_slope, RULES.max_slope + 1e-9, RULES.slope_step).tolist():
        rows = np.rint(y - slope * x).astype(np.intp) + reach
        energy = float((np.bincount(rows, weights) ** 2).sum())
        if energy > best:
            best, found = energy, slope
    return found


def _between(values: Floats, places: Floats) -> Floats:
    """Return the rows of ``values`` at ``places`` between them."""
    first = np.clip(places.astype(np.intp), 0, len(values) - 2)
    share = (places - first)[:, None]
    return np.asarray(values[first] * (1 - share) + values[first + 1] * share)
