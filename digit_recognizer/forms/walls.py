"""The walls of a box, painted over in the picture of the box.

Purpose: an aligned form tells where walls are, so no rule has to be told from a stroke.
Contract: a stroke that crosses a wall goes on behind it; one that ends at a wall ends there; one that
runs along a wall stays where it makes the wall wider or darker. Levels are (h, w) uint8, paper bright.
A side without a wall stays as it is.
Not here: rules that nobody has told the place of (``tables.field_picture``).
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.forms.parameters import WALLS
from digit_recognizer.raster.connected_components import run_lengths
from digit_recognizer.raster.running import closed
from digit_recognizer.tables import Cut


def without_walls(cut: Cut) -> Cut:
    """Return ``cut`` with paper, or the strokes that cross, where the sides of the field are drawn."""
    levels = cut.levels.astype(np.float32)
    height = cut.inner[0].stop - cut.inner[0].start
    for axis, (own, across) in enumerate((cut.inner, cut.inner[::-1])):
        upright = levels if axis == 0 else levels.T  # a view: what is painted is painted in levels
        _paint(upright, own.start, across, height, is_first=True)
        _paint(upright, own.stop, across, height, is_first=False)
    return replace(cut, levels=np.clip(np.rint(levels), 0, 255).astype(np.uint8))


def _paint(
    levels: NDArray[np.float32], place: int, across: slice, height: int, *, is_first: bool
) -> None:
    """Paint the wall near the row ``place`` of ``levels`` over, from what is above and below it.

    ``is_first``: whether the box is below it.
    """
    reach = max(2, round(WALLS.reach * height))
    first, last = max(1, place - reach), min(len(levels) - 2, place + reach)
    if first >= last:
        return
    # A wall is dark all along: strokes that cross it do not count.
    dark = np.median(levels) - np.quantile(levels[first : last + 1, across], WALLS.along, axis=1)
    peak = int(dark.argmax())
    if dark[peak] < WALLS.darkness:
        return
    is_wall = dark >= WALLS.edge * dark[peak]
    begin = end = peak
    while begin > 0 and is_wall[begin - 1]:
        begin -= 1
    while end < len(dark) - 1 and is_wall[end + 1]:
        end += 1
    begin = max(0, first + begin - 1 - WALLS.margin)
    end = min(len(levels) - 1, first + end + 1 + WALLS.margin)
    inner = slice(first + peak, end + 1) if is_first else slice(begin, first + peak + 1)
    kept = _along(levels[inner], across, height)
    ink = levels[inner, kept].copy()
    share = ((np.arange(begin, end + 1) - begin) / (end - begin))[:, None]
    levels[begin : end + 1] = levels[begin] * (1 - share) + levels[end] * share
    levels[inner, kept] = np.minimum(levels[inner, kept], ink)


def _along(band: NDArray[np.float32], across: slice, height: int) -> NDArray[np.intp]:
    """Return the columns of the inner half of a wall along which a stroke runs: it is darker there."""
    own = band[:, across]
    darkness = np.quantile(own, 0.9) - own.mean(axis=0)
    usual = max(float(np.quantile(darkness, WALLS.usual)), 1.0)
    is_more = darkness >= (1 + WALLS.excess) * usual
    lengths = run_lengths(closed(is_more[None], 3, 1))[0]
    return np.asarray(across.start + np.flatnonzero(lengths >= WALLS.parallel * height))
