"""How far the writing on a page is from level, for making a picture straight.

Purpose: one angle for any number of lines, form lines too.
Contract: deterministic; 0 where no direction stands out. The profile of the ink along a direction is
sharpest along the lines of writing (W. Postl, "Detection of linear oblique structures and skew scan in
digitized documents", ICPR 1986).
Not here: turning the picture; ``level`` makes single lines level without being asked.
"""

import math

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.raster.glyph import INK_LEVEL

STEEPEST = 20  # degrees
STEP, FINE = 1.0, 0.1
MOST = 20_000  # pixels that are looked at
LEAST = 0.3  # degrees worth turning by
GAIN = 1.03  # the profile has to be so much sharper


def skew_of(page: NDArray[np.uint8]) -> float:
    """Return by how much the writing on a (H, W) page falls to the right, in pixels a pixel."""
    rows, columns = np.nonzero(page >= INK_LEVEL)
    if len(rows) < 2:
        return 0.0
    kept = np.linspace(0, len(rows) - 1, min(len(rows), MOST)).astype(np.intp)
    x, y = columns[kept].astype(np.float64), rows[kept].astype(np.float64)
    coarse = np.arange(-STEEPEST, STEEPEST + STEP / 2, STEP)
    best = max(coarse, key=lambda degrees: _sharpness(x, y, float(degrees)))
    fine = np.arange(best - STEP, best + STEP + FINE / 2, FINE)
    degrees = float(max(fine, key=lambda degrees: _sharpness(x, y, float(degrees))))
    is_clear = _sharpness(x, y, degrees) > GAIN * _sharpness(x, y, 0.0)
    return math.tan(math.radians(degrees)) if is_clear and abs(degrees) >= LEAST else 0.0


def _sharpness(x: NDArray[np.float64], y: NDArray[np.float64], degrees: float) -> float:
    """Return the sum of squares of the profile along lines that fall by so many degrees."""
    along = y - math.tan(math.radians(degrees)) * x
    counts = np.bincount((along - along.min()).astype(np.intp))
    return float((counts.astype(np.float64) ** 2).sum())
