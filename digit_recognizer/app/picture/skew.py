"""Which way the writing of a whole picture slopes, for who asks to have it straightened.

Purpose: any number of lines, form lines too; one sloping line the reader makes level by itself.
Contract: deterministic; pages as in ``raster``: (H, W) uint8, ink bright.
Not here: turning the picture (``picture``), levelling one line (``segmentation.levelling``).
"""

import math

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.app.parameters import SKEW
from digit_recognizer.arrays import Page
from digit_recognizer.raster.glyph import INK_LEVEL


def skew_of(page: Page) -> float:
    """Return by how much the writing on a (H, W) page falls to the right, in pixels a pixel, or 0.

    The profile of the ink along a direction is sharpest along the lines of writing (W. Postl, "Detection
    of linear oblique structures and skew scan in digitized documents", ICPR 1986).
    """
    rows, columns = np.nonzero(page >= INK_LEVEL)
    if len(rows) < 2:
        return 0.0
    kept = np.linspace(0, len(rows) - 1, min(len(rows), SKEW.max_pixels)).astype(np.intp)
    x, y = columns[kept].astype(np.float64), rows[kept].astype(np.float64)
    coarse = np.arange(-SKEW.max_angle, SKEW.max_angle + SKEW.coarse_step / 2, SKEW.coarse_step)
    best = max(coarse, key=lambda degrees: _sharpness(x, y, float(degrees)))
    fine = np.arange(
        best - SKEW.coarse_step, best + SKEW.coarse_step + SKEW.fine_step / 2, SKEW.fine_step
    )
    degrees = float(max(fine, key=lambda degrees: _sharpness(x, y, float(degrees))))
    is_clear = _sharpness(x, y, degrees) > SKEW.min_gain * _sharpness(x, y, 0.0)
    return math.tan(math.radians(degrees)) if is_clear and abs(degrees) >= SKEW.min_angle else 0.0


def _sharpness(x: NDArray[np.float64], y: NDArray[np.float64], degrees: float) -> float:
    """Return the sum of squares of the profile along lines that fall by so many degrees."""
    along = y - math.tan(math.radians(degrees)) * x
    counts = np.bincount((along - along.min()).astype(np.intp))
    return float((counts.astype(np.float64) ** 2).sum())
