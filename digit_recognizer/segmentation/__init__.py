"""Ink or a page to parts, and parts to groups that might each be one symbol."""

from digit_recognizer.segmentation.levelling import levelled, slope_of, unlevelled
from digit_recognizer.segmentation.picture_page import Backdrop, Place
from digit_recognizer.segmentation.picture_primitives import (
    PicturePrimitives,
    cut_apart,
    picture_primitives,
)
from digit_recognizer.segmentation.primitives import Part, cut_through, typical_height
from digit_recognizer.segmentation.symbol_candidates import (
    Group,
    group_of,
    groups_of,
    is_lengthened,
    is_level,
)

__all__ = [
    "Backdrop",
    "Group",
    "Part",
    "PicturePrimitives",
    "Place",
    "cut_apart",
    "cut_through",
    "group_of",
    "groups_of",
    "is_lengthened",
    "is_level",
    "levelled",
    "picture_primitives",
    "slope_of",
    "typical_height",
    "unlevelled",
]
