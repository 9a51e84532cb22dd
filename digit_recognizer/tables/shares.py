"""Shares along rows: how much of a stretch is drawn.

Purpose: tell a line, however broken, from strokes of writing that lie in a row.
Contract: stretches are centred; at the sides they are shorter, since nothing is beyond.
Not here: what counts as drawn (``rules``).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Levels


def shares(drawn: NDArray[Any], length: int) -> Levels:
    """Return the mean of each pixel of an (H, W) array and its neighbours in a row.

    ``length`` (odd): how many pixels together.
    """
    sums = np.cumsum(np.pad(drawn, ((0, 0), (1, 0))), axis=1, dtype=np.float32)
    middle = np.arange(drawn.shape[1])
    begin = np.maximum(middle - length // 2, 0)
    end = np.minimum(middle + length // 2 + 1, drawn.shape[1])
    return np.asarray((sums[:, end] - sums[:, begin]) / (end - begin), np.float32)
