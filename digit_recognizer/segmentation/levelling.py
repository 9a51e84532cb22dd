"""How far a line of writing rises or falls from level.

Purpose: a photographed line that rises would be read as a row of exponents; it is made level first.
Contract: deterministic; 0 where nothing says that one straight line slopes: a few parts, or parts whose
middles are not on one line (exponents, fractions, several lines).
Not here: lines that bend, pictures on their side.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.ink.model import Box
from digit_recognizer.segmentation.primitives import Part, typical_height

FEWEST = 4  # parts, of at least half the typical height
SHORTEST = 2.5  # typical heights from the first to the last
STRAIGHT = 0.12  # typical heights by which the middles are off the line, root mean square
STEEPEST = 0.21
LEAST = 0.07  # a line that slopes less is read as it is


def levelled(page: NDArray[np.uint8], slope: float) -> NDArray[np.uint8]:
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


def unlevelled(box: Box, slope: float, width: int) -> Box:
    """Return where ``box`` of a page that was levelled by ``slope`` was; that page is ``width`` wide."""
    if slope == 0.0:
        return box
    columns = np.rint(slope * (np.array([0.0, width - 1.0]) - width / 2))
    margin = float(np.abs(columns).max())
    down = slope * ((box.left + box.right) / 2 - width / 2) - margin
    return Box(box.left, box.top + down, box.right, box.bottom + down)


def slope_of(parts: Sequence[Part]) -> float:
    """Return by how much the line of ``parts`` falls to the right, in units a unit, or 0."""
    if not parts:
        return 0.0
    height = typical_height(parts)
    tall = [part for part in parts if 0.5 * height < part.height < 1.6 * height]
    if len(tall) < FEWEST:
        return 0.0
    x = np.array([part.middle for part in tall])
    y = np.array([(part.box.top + part.box.bottom) / 2 for part in tall])
    if np.ptp(x) < SHORTEST * height:
        return 0.0
    slope, start = (float(value) for value in np.polyfit(x, y, 1))
    off = (y - slope * x - start) / height
    is_line = math.sqrt(float((off**2).mean())) < STRAIGHT
    return slope if is_line and LEAST < abs(slope) < STEEPEST else 0.0
