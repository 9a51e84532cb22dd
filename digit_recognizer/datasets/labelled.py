"""Glyphs with their labels: what training and evaluation both work on.

Purpose: one name for the pair of arrays.
Contract: equally long; immutable by convention.
Not here: where they came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Glyph, Glyphs


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """``glyphs`` (N, 28, 28) float32 in [0, 1], ink bright; ``labels`` (N,) int64, alphabet columns."""

    glyphs: Glyphs
    labels: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.glyphs.shape != (len(self.labels), 28, 28):
            raise ValueError(f"{self.glyphs.shape} glyphs do not match {len(self.labels)} labels")

    @classmethod
    def stack(cls, glyphs: Sequence[Glyph], labels: Sequence[int]) -> "Labelled":
        """Return the glyphs, each (28, 28), with their labels; there may be none."""
        stacked = np.stack(glyphs) if glyphs else np.zeros((0, 28, 28), np.float32)
        return cls(stacked, np.array(labels, np.int64))

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: slice) -> "Labelled":
        return Labelled(self.glyphs[index], self.labels[index])


def is_symbol(label: str) -> bool:
    """Whether ``label`` is one visible character, as every sample of a single symbol is labelled."""
    return len(label) == 1 and label.isprintable() and not label.isspace()
