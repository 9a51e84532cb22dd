"""The hand's say: one person writes one symbol in one way.

Purpose: of two readings of a line, the one in which like signs are read alike is the likelier. A plain
stroke is a 1 in many hands, but not in a line whose other 1s all have an upstroke.
Contract: needs no habit to be known before; symbols are compared with the others of the same line only,
by the features of the network. Pictures have a hand as well as ink.
Not here: what a symbol looks like by itself (``appearance``), in how many strokes people write it
(``habits``).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.symbol_table import texts

COMPARED = frozenset(texts(lambda row: row.is_compared))
# Fitted on composed sums of held-out training writers; see docs/experiments.md.
NEAREST = 3  # others of the same symbol, by how alike they are
SAME, SAME_AT, SAME_MOST = 8.0, 0.88, 2.1  # slope, where it is 0, and the most it may say
OTHER, OTHER_AT, OTHER_MOST = 15.0, 0.89, 2.3


def alike(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the (N, N) cosines between (N, F) ``features`` of length one."""
    return features @ features.T


def consistency(cosines: NDArray[np.float32], texts: Sequence[str]) -> float:
    """Return the score of reading N symbols as ``texts``, with the (N, N) ``cosines`` between them.

    Each one gains by being like its nearest of the same text, or loses by being unlike them, and loses
    by being the image of one that is read otherwise. Without features all cosines are 0, and so is this.
    """
    if len(texts) < 2 or not cosines.any():
        return 0.0
    names = np.array(list(texts))
    same = names[:, None] == names[None]
    differs = np.where(same, -1.0, cosines).max(axis=1)
    np.fill_diagonal(same, False)
    count = same.sum(axis=1)
    nearest = -np.sort(-np.where(same, cosines, -1.0), axis=1)[:, :NEAREST]
    kept = np.arange(nearest.shape[1])[None] < count[:, None]
    mean = np.where(kept, nearest, 0.0).sum(axis=1) / np.maximum(kept.sum(axis=1), 1)
    says = np.clip(SAME * (mean - SAME_AT), -SAME_MOST, SAME_MOST)
    against = np.clip(OTHER * (differs - OTHER_AT), 0.0, OTHER_MOST)
    return float(np.where(count > 0, says, 0.0).sum() - against.sum())
