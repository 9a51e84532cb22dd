"""Ink or a page to parts, and parts to groups that might each be one symbol."""

from digit_recognizer.segmentation.backdrop import Backdrop, Place
from digit_recognizer.segmentation.components import Components, components
from digit_recognizer.segmentation.groups import Group, group_of, groups_of
from digit_recognizer.segmentation.level import levelled, unlevelled
from digit_recognizer.segmentation.parts import Part, typical_height

__all__ = [
    "Backdrop",
    "Components",
    "Group",
    "Part",
    "Place",
    "components",
    "group_of",
    "groups_of",
    "levelled",
    "typical_height",
    "unlevelled",
]
