"""A Segment: the candidate ink of one symbol, whichever way it came in.

Purpose: the currency between ink or images and recognition. Strokes can't be it, since images have
none.
Contract: immutable; the glyph is what the classifier is given for this ink.
Not here: how segments are found.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.ink.model import Box


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One candidate symbol.

    ``box``: where it is, in canvas units for ink and in pixels for an image.
    ``glyph``: (28, 28) float32 in [0, 1], ink bright.
    ``strokes``: indices of the strokes it came from; empty for an image.
    ``travel``: how far the pen went for it, in sizes of it (:mod:`~digit_recognizer.raster.travel`); 0
    for an image.
    """

    box: Box
    glyph: NDArray[np.float32]
    strokes: tuple[int, ...] = ()
    travel: float = 0.0
