"""Long level bars in a piece of a picture, which writing touches: of fractions, of roots.

Purpose: part a bar from what stands on it, hangs from it or ends at it.
Contract: masks are (H, W) bool. Deterministic.
Not here: whether such a line is a bar, or a part of a digit (``decoding``).
"""

import numpy as np

from digit_recognizer.arrays import Mask
from digit_recognizer.raster.connected_components import connected_components, run_lengths
from digit_recognizer.raster.running import spread
from digit_recognizer.segmentation.parameters import LEVEL_BARS


def parted_by_bars(shape: Mask, height: float, stroke: float) -> list[Mask]:
    """Return the bars of one piece and what they part; the piece itself where there are none.

    ``height``: of a digit; ``stroke``: how wide strokes are, both in pixels.
    """
    bars = _bars(shape, height, stroke) if shape.shape[1] >= LEVEL_BARS.length * height else []
    rest = connected_components(shape & ~np.any([np.zeros_like(shape), *bars], axis=0))
    sizes = (rest.boxes[:, 2:] - rest.boxes[:, :2]).max(axis=1, initial=0) / height
    if not bars or sizes.max(initial=0) < LEVEL_BARS.rest:
        return [shape]
    names = np.arange(len(sizes), dtype=np.int32)
    labels, is_crumb = rest.labels(shape.shape, names), np.append(sizes < LEVEL_BARS.crumb, False)
    for bar in bars:  # its edges are uneven
        beside = np.unique(labels[spread(bar, 3)])
        np.logical_or(bar, np.isin(labels, beside[is_crumb[beside]]), out=bar)
        labels[bar] = -1
    return bars + [labels == name for name in names if (labels == name).any()]


def _bars(shape: Mask, height: float, stroke: float) -> list[Mask]:
    """Return the bars, those first of which the most is free."""
    thin = connected_components(shape & (LEVEL_BARS.thickness * stroke >= run_lengths(shape.T).T))
    labels = thin.labels(shape.shape, np.arange(len(thin.areas), dtype=np.int32))
    rows, columns = np.arange(shape.shape[0])[:, None], np.arange(shape.shape[1])
    widths = thin.boxes[:, 2] - thin.boxes[:, 0]
    bars, left = [], shape.copy()
    for name in np.argsort(-widths, kind="stable").tolist():
        y, x = np.nonzero((labels == name) & left)
        if not len(x) or np.ptp(x) < LEVEL_BARS.seed * height:
            continue
        slope, start = np.polyfit(x, y, 1)
        near = left & (np.abs(rows - slope * columns - start) <= LEVEL_BARS.reach * stroke)
        breaks = np.cumsum(~near.any(axis=0))
        near &= breaks == breaks[int(np.median(x))]
        if abs(slope) <= LEVEL_BARS.slope and near.any(axis=0).sum() >= LEVEL_BARS.length * height:
            bars.append(near)
            left &= ~near
    return bars
