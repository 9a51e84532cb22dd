"""Ink as a document: model, history, and its file format. Standard library only."""

from digit_recognizer.ink.drawing_file import (
    begins_as_drawing,
    holds_more,
    is_drawing,
    parse_drawing,
    read_drawing,
    write_drawing,
)
from digit_recognizer.ink.history import History
from digit_recognizer.ink.inkml import read_inkml, write_inkml
from digit_recognizer.ink.model import Box, Drawing, Ink, InProgressStroke, Point, Stroke

__all__ = [
    "Box", "Drawing", "History", "InProgressStroke", "Ink", "Point", "Stroke", "begins_as_drawing",
    "holds_more", "is_drawing", "parse_drawing", "read_drawing", "read_inkml", "write_drawing",
    "write_inkml",
]  # fmt: skip
