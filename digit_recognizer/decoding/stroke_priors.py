"""Stroke priors: how likely people write a symbol in so many strokes, this far apart.

Purpose: what a glyph does not show. A 2 with a dash beside it looks much like a 2, but nobody writes a 2
in two strokes that are a fifth of its height apart.
Contract: pure functions of rows of the symbol table. Gaps are about exponentially distributed.
Not here: pictures. Their primitives are no strokes.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.segmentation import SymbolCandidate
from digit_recognizer.symbol_table import SymbolRow

_SCORES = PARAMETERS.scores


class StrokePriors:
    """p(strokes, gap, smallest stroke | symbol) for the symbols of ``rows``, in their order."""

    def __init__(self, rows: Sequence[SymbolRow]) -> None:
        percents = np.maximum([row.strokes for row in rows], _SCORES.min_stroke_percent)
        self._shares = np.log(percents / 100).T
        self._gaps = np.array([row.gap for row in rows])
        self._specks = np.array([row.specks for row in rows])
        self._tails = np.array([row.tails for row in rows])

    def log_likelihoods(
        self, groups: Sequence[SymbolCandidate], count_weight: float, speck_weight: float
    ) -> NDArray[np.float64]:
        """Return (N, symbols) float64 log-likelihoods of how the ``groups`` are written.

        ``count_weight``: of how many strokes there are and how far apart. ``speck_weight``: of whether
        the smallest of several is a speck, and whether it hangs below the others as a comma does.
        """
        counts = np.minimum([len(group.members) for group in groups], len(self._shares)) - 1
        gaps = np.array([group.gap for group in groups])[:, None]
        between = -np.log(self._gaps) - np.minimum(gaps / self._gaps, _SCORES.max_gap_ratio)
        is_speck = np.array([group.smallest <= _SCORES.speck_size for group in groups])[:, None]
        speck = np.where(is_speck, np.log(self._specks), np.log1p(-self._specks))
        has_tail = np.array([group.is_comma_like for group in groups])[:, None]
        tail = np.where(has_tail, np.log(self._tails), np.log1p(-self._tails))
        several = count_weight * between + speck_weight * (speck + tail)
        found = count_weight * self._shares[counts] + np.where(counts[:, None] > 0, several, 0.0)
        return np.asarray(found)
