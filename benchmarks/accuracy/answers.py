"""What a reader says to many glyphs at once.

Purpose: the one place where evaluation asks a reader for answers and for its doubt.
Contract: the same decision as in ``Reader.read_ink``.
Not here: whether the answers are right (``metrics``).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Glyphs, LogProbs
from digit_recognizer.reader import Reader


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Answers to N glyphs.

    ``log_probs``: (N, symbols) float32, calibrated. ``doubtful``: (N,) bool, whether the reader
    refuses to give its likeliest symbol as the answer.
    """

    log_probs: LogProbs
    doubtful: NDArray[np.bool_]

    @property
    def columns(self) -> NDArray[np.int64]:
        """The likeliest symbol's column of each glyph, (N,)."""
        return np.asarray(self.log_probs.argmax(axis=1), np.int64)

    @property
    def confidence(self) -> NDArray[np.float64]:
        """The calibrated confidence in [0, 1] of each answer, (N,)."""
        return np.asarray(np.exp(self.log_probs.max(axis=1).astype(np.float64)), np.float64)


def answer(
    reader: Reader, glyphs: Glyphs, path_lengths: NDArray[np.float64] | None = None
) -> Answers:
    """Return the answers of ``reader`` to (N, 28, 28) ``glyphs``.

    ``path_lengths``: (N,) how far the pen went for each, where they were drawn.
    """
    return Answers(*reader.classify(glyphs, path_lengths))
