"""Ink or a page to parts, and parts to groups that might each be one symbol."""

from digit_recognizer.segmentation.groups import Group, groups_of
from digit_recognizer.segmentation.parts import Part, typical_height

__all__ = ["Group", "Part", "groups_of", "typical_height"]
