"""A Segment: the candidate ink of one symbol, whichever way it came in.

Purpose: the currency between ink or images and recognition. Strokes can't be it, since images have
none.
Contract: immutable; the glyph is what the classifier is given for this ink.
Not here: how segments are found.
"""

from dataclasses import dataclass

from digit_recognizer.arrays import Glyph
from digit_recognizer.ink.model import Box


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One candidate symbol.

    ``box``: where it is, in canvas units for ink and in pixels for an image.
    ``glyph``: (28, 28) float32 in [0, 1], ink bright.
    ``strokes``: indices of the strokes it came from; empty for an image.
    ``path_length``: of the pen, in sizes of the ink (:mod:`~digit_recognizer.raster.path_length`); 0 for
    an image.
    """

    box: Box
    glyph: Glyph
    strokes: tuple[int, ...] = ()
    path_length: float = 0.0

    @property
    def travel(self) -> float:
        """The older name of ``path_length``."""
        return self.path_length
