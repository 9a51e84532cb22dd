"""Writer consistency: one person writes one symbol in one way.

Purpose: of two readings of a line, the one in which like signs are read alike is the likelier. A plain
stroke is a 1 in many hands, but not in a line whose other 1s all have an upstroke.
Contract: needs no habit to be known before; symbols are compared with the others of the same line only,
by the features of the network. Pictures have a hand as well as ink.
Not here: what a symbol looks like by itself (``symbol_scores``), in how many strokes people write it
(``stroke_priors``).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.symbol_table import texts

_CONSISTENCY = PARAMETERS.consistency
COMPARED = frozenset(texts(lambda row: row.is_compared))


def cosines_of(features: NDArray[np.float32]) -> NDArray[np.float32]:
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
    nearest = -np.sort(-np.where(same, cosines, -1.0), axis=1)[:, : _CONSISTENCY.neighbours]
    kept = np.arange(nearest.shape[1])[None] < count[:, None]
    mean = np.where(kept, nearest, 0.0).sum(axis=1) / np.maximum(kept.sum(axis=1), 1)
    c = _CONSISTENCY
    says = np.clip(c.same_slope * (mean - c.same_zero), -c.same_limit, c.same_limit)
    against = np.clip(c.other_slope * (differs - c.other_zero), 0.0, c.other_limit)
    return float(np.where(count > 0, says, 0.0).sum() - against.sum())
