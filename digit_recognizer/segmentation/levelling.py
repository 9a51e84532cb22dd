"""How far a line of writing rises or falls from level.

Purpose: a photographed line that rises would be read as a row of exponents; it is made level first.
Contract: deterministic; 0 where nothing says that one straight line slopes: there are few primitives,
or their middles are not on one line (exponents, fractions, several lines).
Not here: lines that bend, pictures on their side, turning the picture.
"""

import math
from collections.abc import Sequence

import numpy as np

from digit_recognizer.arrays import Page
from digit_recognizer.segmentation.parameters import LEVELLING
from digit_recognizer.segmentation.primitives import Primitive, typical_height


def levelled(page: Page, slope: float) -> Page:
    """Return a (H, W) page with its one line of writing, which fell to the right by ``slope``, level.

    Each column is moved up or down as a whole, by that slope (pixels a pixel) times how far it is
    from the middle one. The page itself where the slope is 0.
    """
    if slope == 0.0:
        return page
    height, width = page.shape
    down = np.rint(slope * (np.arange(width) - width / 2)).astype(np.intp)
    margin = int(np.abs(down).max())
    rows = np.arange(height + 2 * margin)[:, None] - margin + down[None]
    taller = page[np.clip(rows, 0, height - 1), np.arange(width)[None]]
    return np.where((rows >= 0) & (rows < height), taller, 0).astype(np.uint8)


def slope_of(primitives: Sequence[Primitive]) -> float:
    """Return by how much the line of ``primitives`` falls to the right, in units a unit, or 0."""
    if not primitives:
        return 0.0
    height = typical_height(primitives)
    least, most = (share * height for share in LEVELLING.digit_heights)
    tall = [primitive for primitive in primitives if least < primitive.height < most]
    if len(tall) < LEVELLING.min_primitives:
        return 0.0
    x = np.array([primitive.middle for primitive in tall])
    y = np.array([(primitive.box.top + primitive.box.bottom) / 2 for primitive in tall])
    if np.ptp(x) < LEVELLING.min_length * height:
        return 0.0
    slope, start = (float(value) for value in np.polyfit(x, y, 1))
    off = (y - slope * x - start) / height
    is_line = math.sqrt(float((off**2).mean())) < LEVELLING.max_deviation
    return slope if is_line and LEVELLING.min_slope < abs(slope) < LEVELLING.max_slope else 0.0
