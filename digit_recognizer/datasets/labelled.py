"""Glyphs with their labels: what training and evaluation both work on.

Purpose: one name for the pair of arrays.
Contract: equally long; immutable by convention.
Not here: where they came from.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """``glyphs`` (N, 28, 28) float32 in [0, 1], ink bright; ``labels`` (N,) int64, alphabet columns."""

    glyphs: NDArray[np.float32]
    labels: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.glyphs.shape != (len(self.labels), 28, 28):
            raise ValueError(f"{self.glyphs.shape} glyphs do not match {len(self.labels)} labels")

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: slice) -> "Labelled":
        return Labelled(self.glyphs[index], self.labels[index])
