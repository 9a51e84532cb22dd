"""Ink or a page to parts, and parts to groups that might each be one symbol."""

from digit_recognizer.segmentation.backdrop import Backdrop, Place
from digit_recognizer.segmentation.components import Components, components, cut_apart
from digit_recognizer.segmentation.groups import (
    FLAT,
    Group,
    group_of,
    groups_of,
    is_lengthened,
    is_level,
)
from digit_recognizer.segmentation.level import levelled, slope_of, unlevelled
from digit_recognizer.segmentation.parts import Part, cut_through, typical_height

__all__ = [
    "FLAT",
    "Backdrop",
    "Components",
    "Group",
    "Part",
    "Place",
    "components",
    "cut_apart",
    "cut_through",
    "group_of",
    "groups_of",
    "is_lengthened",
    "is_level",
    "levelled",
    "slope_of",
    "typical_height",
    "unlevelled",
]
