"""From groups of parts to the most probable expression: one search over a lattice."""

from digit_recognizer.decoding.appearance import Appearance
from digit_recognizer.decoding.expected import INTEGER, NUMBER, Expected
from digit_recognizer.decoding.overdrawn import OverdrawnSource, drawn_on
from digit_recognizer.decoding.page import (
    PageReading,
    read_ink_page,
    read_overdrawn_page,
)
from digit_recognizer.decoding.units import LineReading, RowReading, Symbol

__all__ = [
    "INTEGER",
    "NUMBER",
    "Appearance",
    "Expected",
    "LineReading",
    "OverdrawnSource",
    "PageReading",
    "RowReading",
    "Symbol",
    "drawn_on",
    "read_ink_page",
    "read_overdrawn_page",
]
