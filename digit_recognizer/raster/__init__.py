"""From ink or an image to the 28x28 glyph a network reads. See :mod:`digit_recognizer.raster.glyph`."""

from digit_recognizer.raster.glyph import GLYPH_RECIPE, Segment, glyph_from_ink, glyph_from_page
from digit_recognizer.raster.image import page_from_image
from digit_recognizer.raster.pen import page_from_ink, path_length
from digit_recognizer.raster.trajectory import trajectory_of

__all__ = [
    "GLYPH_RECIPE", "Segment", "glyph_from_ink", "glyph_from_page", "page_from_image",
    "page_from_ink", "path_length", "trajectory_of",
]  # fmt: skip
