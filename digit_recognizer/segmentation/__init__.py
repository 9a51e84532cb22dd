"""Ink or a page to primitives, and primitives to symbol candidates."""

from digit_recognizer.segmentation.picture_page import PicturePage, Place
from digit_recognizer.segmentation.primitives import Primitive, cut_through, typical_height
from digit_recognizer.segmentation.strokes_together import are_crowded, crossing, retraced
from digit_recognizer.segmentation.symbol_candidates import (
    SymbolCandidate,
    candidate_of,
    candidates_of,
    is_lengthened,
    is_level,
)

__all__ = [
    "PicturePage", "Place", "Primitive", "SymbolCandidate", "are_crowded", "candidate_of",
    "candidates_of", "crossing", "cut_through", "is_lengthened", "is_level", "retraced",
    "typical_height",
]  # fmt: skip
