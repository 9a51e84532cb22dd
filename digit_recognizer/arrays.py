"""The arrays that pass from one package to the next, by name.

Purpose: a signature says ``Glyphs``, and what shape, type and range that has is written once, here.
Contract: aliases, and what channels mean; NumPy checks none of them. Pages and glyphs have bright
ink: paper is 0.
Not here: classes of data (``ink``, ``datasets``).
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class PixelClass(IntEnum):
    """What a pixel of a page shows: the channels of :data:`PixelShares`."""

    PAPER = 0
    HANDWRITING = 1
    RULE = 2
    PRINT = 3


Page = NDArray[np.uint8]
"""(H, W) uint8: grey levels of a picture, 0 paper to 255 ink."""

Levels = NDArray[np.float32]
"""(H, W) float32: grey levels between steps, from 0 to 255 or to 1 as the function says."""

Picture = NDArray[np.uint8]
"""(H, W, 3) uint8: red, green and blue as a camera saw them."""

PixelShares = NDArray[np.float32]
"""(H, W, 4) float32 in [0, 1] that sum to 1: how much of a pixel each :class:`PixelClass` covers."""

Mask = NDArray[np.bool_]
"""(H, W) bool: the pixels that have something, as a rule ink."""

PixelLabels = NDArray[np.int32]
"""(H, W) int32: for each pixel the index of the piece that it belongs to, -1 for none."""

Glyph = NDArray[np.float32]
"""(28, 28) float32 in [0, 1], 0 paper: what a network sees of a symbol."""

Glyphs = NDArray[np.float32]
"""(N, 28, 28) float32 in [0, 1]: a batch of :data:`Glyph`."""

Trajectory = NDArray[np.float32]
"""(48, 5) float32: points along the way of a pen (``raster.trajectory``)."""

Polyline = NDArray[np.float64]
"""(n, 2) float64, n >= 1: x and y of vertices, y downwards."""

Probabilities = NDArray[np.float32]
"""(N, symbols) float32 in [0, 1]: a row for each glyph, a column for each symbol of an alphabet."""

LogProbs = NDArray[np.float32]
"""(N, symbols) float32, at most 0: natural logarithms of :data:`Probabilities`."""

Features = NDArray[np.float32]
"""(N, F) float32: the last hidden layer of a network."""

Columns = NDArray[np.int64]
"""(N,) int64: columns of an alphabet, one for each glyph."""

Flags = NDArray[np.bool_]
"""(N,) bool: one answer to yes or no for each row."""
