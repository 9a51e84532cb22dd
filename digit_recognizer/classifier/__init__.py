"""The classifier: a model bundle, its inference session, calibrated confidence. Knows no ink."""

from digit_recognizer.classifier.adapted import MIN_SHARE_READ, reference_digits
from digit_recognizer.classifier.bundle import EXTENT_FLOOR, INPUTS, Bundle, Extent, Sees
from digit_recognizer.classifier.classifier import GLYPHS_PER_RUN, Classifier, Output
from digit_recognizer.classifier.line_rescorer import (
    LineArrays,
    LineKind,
    LineRescorer,
    Trust,
    line_evidence,
    row_evidence,
    shipped_line_rescorer,
)
from digit_recognizer.classifier.page_segmenter import PageSegmenter, shipped_page_segmenter
from digit_recognizer.classifier.profile import Profile, ProfileError
from digit_recognizer.classifier.textline_recognizer import (
    PIXELS_PER_FRAME,
    OpinionWeights,
    TextlineRecognizer,
    shipped_textline_recognizer,
)

__all__ = [
    "EXTENT_FLOOR", "GLYPHS_PER_RUN", "INPUTS", "MIN_SHARE_READ", "PIXELS_PER_FRAME", "Bundle",
    "Classifier", "Extent", "LineArrays", "LineKind", "LineRescorer", "OpinionWeights", "Output",
    "PageSegmenter", "Profile", "ProfileError", "Sees", "TextlineRecognizer", "Trust",
    "line_evidence", "reference_digits", "row_evidence", "shipped_line_rescorer",
    "shipped_page_segmenter", "shipped_textline_recognizer",
]  # fmt: skip
