"""Opinion pools: what several networks say of one symbol candidate, made into one answer.

Purpose: one network sees the glyph, one only digits' glyphs, one the pen's way. Each errs otherwise.
Contract: (N, symbols) float32 log-probabilities in and out; rows sum to one and are independent.
Logarithmic opinion pools (Genest and Zidek, "Combining probability distributions", Statistical
Science 1, 1986): weighed sums of logarithms, made to sum to one.
Not here: asking the networks (``networks``).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.decoding.parameters import PARAMETERS

_SCORES = PARAMETERS.scores

LogProbs = NDArray[np.float32]


def with_digits(symbols: LogProbs, digits: LogProbs, columns: Sequence[int]) -> LogProbs:
    """Return what ``symbols`` and a network for ``digits`` say together.

    Whether it is a digit the first one says; which digit, both: the geometric mean.
    ``columns``: of the digits among the symbols, in the order of the second one's alphabet.
    """
    total, which = _parted(symbols, columns)
    return _joined(symbols, columns, total, _normal((which + digits) / 2))


def with_strokes(
    symbols: LogProbs, strokes: LogProbs, columns: Sequence[int], hidden: NDArray[np.bool_]
) -> LogProbs:
    """Return what the glyph and the pen's way say together, of the same symbols.

    ``columns``: those of the digits. Which digit it is the glyph says nearly alone: hands agree on
    their shapes more than on how to draw them. ``hidden``: (N,), whether one of the strokes is so small
    beside the others that it is lost in the glyph; a 2 with a point looks like a 2.
    """
    doubt = _SCORES.trajectory_doubt
    heard = np.log((1 - doubt) * np.exp(strokes) + doubt / strokes.shape[1])
    seen = np.where(hidden, _SCORES.hidden_glyph_weight, _SCORES.glyph_weight)[:, None]
    drawn = np.where(hidden, _SCORES.hidden_trajectory_weight, _SCORES.trajectory_weight)[:, None]
    both = np.asarray(seen * symbols + drawn * heard, np.float32)
    total = share_of(both, columns)
    which = (
        _parted(symbols, columns)[1] + _SCORES.digit_trajectory_weight * _parted(heard, columns)[1]
    )
    return _normal(_joined(both, columns, total, _normal(which)))


def share_of(log_probs: LogProbs, columns: Sequence[int]) -> LogProbs:
    """Return how likely each row gives one of ``columns``, (N, 1), as a logarithm."""
    return np.asarray(np.logaddexp.reduce(log_probs[:, columns], axis=1, keepdims=True))


def _parted(log_probs: LogProbs, columns: Sequence[int]) -> tuple[LogProbs, LogProbs]:
    """Return the (N, 1) share of ``columns``, and the (N, columns) shares within it, logarithms."""
    total = share_of(log_probs, columns)
    return total, log_probs[:, columns] - total


def _joined(
    log_probs: LogProbs, columns: Sequence[int], total: LogProbs, which: LogProbs
) -> LogProbs:
    joined = log_probs.copy()
    joined[:, columns] = which + total
    return joined


def _normal(log_probs: NDArray[np.floating[Any]]) -> LogProbs:
    return np.asarray(log_probs - np.logaddexp.reduce(log_probs, axis=1, keepdims=True), np.float32)
