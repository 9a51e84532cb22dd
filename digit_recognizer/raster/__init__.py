"""From ink or an image to the 28x28 glyph a network reads. See :mod:`digit_recognizer.raster.glyph`."""

from digit_recognizer.raster.glyph import RECIPE, glyph_from_ink, glyph_from_page
from digit_recognizer.raster.image import page_from_image
from digit_recognizer.raster.pen import page_from_ink
from digit_recognizer.raster.segment import Segment
from digit_recognizer.raster.trajectory import trajectory_of
from digit_recognizer.raster.travel import MOST_TRAVEL, travel

__all__ = [
    "MOST_TRAVEL",
    "RECIPE",
    "Segment",
    "glyph_from_ink",
    "glyph_from_page",
    "page_from_image",
    "page_from_ink",
    "trajectory_of",
    "travel",
]
