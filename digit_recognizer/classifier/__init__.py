"""The classifier: a model bundle, its inference session, calibrated confidence. Knows no ink."""

from digit_recognizer.classifier.adapted import (
    MIN_SHARE_READ,
    Scaling,
    best_scaling,
    found_out,
    reference_digits,
)
from digit_recognizer.classifier.bundle import EXTENT_FLOOR, Bundle, Extent
from digit_recognizer.classifier.classifier import GLYPHS_PER_RUN, INPUTS, Classifier, Output, Sees
from digit_recognizer.classifier.page_segmenter import PageSegmenter, shipped_page_segmenter
from digit_recognizer.classifier.profile import Profile, ProfileError

__all__ = [
    "EXTENT_FLOOR", "GLYPHS_PER_RUN", "INPUTS", "MIN_SHARE_READ", "Bundle", "Classifier", "Extent",
    "Output", "PageSegmenter", "Profile", "ProfileError", "Scaling", "Sees", "best_scaling", "found_out",
    "reference_digits", "shipped_page_segmenter",
]  # fmt: skip
