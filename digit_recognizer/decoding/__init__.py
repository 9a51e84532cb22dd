"""From groups of parts to the most probable expression: one search over a lattice."""

from digit_recognizer.decoding.annotated import OverdrawnSource, drawn_on
from digit_recognizer.decoding.field_grammar import INTEGER, NUMBER, Expected
from digit_recognizer.decoding.hypotheses import LineReading, RowReading, Symbol
from digit_recognizer.decoding.page import (
    PageReading,
    read_ink_page,
    read_overdrawn_page,
)
from digit_recognizer.decoding.symbol_scores import Appearance

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
