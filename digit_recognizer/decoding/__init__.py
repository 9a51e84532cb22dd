"""From symbol candidates to the most probable expression: one search over a lattice."""

from digit_recognizer.decoding.annotations import Annotations, annotations_of
from digit_recognizer.decoding.grammar import INTEGER_FIELD, LINEAR_ROW, NUMBER_FIELD, FieldGrammar
from digit_recognizer.decoding.hypotheses import LineReading, Symbol
from digit_recognizer.decoding.line_features import LineTable
from digit_recognizer.decoding.page import PageReading, page_lattice, read_page
from digit_recognizer.decoding.second_opinion import (
    SecondOpinion,
    agreement,
    second_opinion,
    with_opinion,
)
from digit_recognizer.decoding.sources import (
    AnnotatedSource,
    InkSource,
    PartSource,
    Source,
    drawn_on,
)
from digit_recognizer.decoding.symbol_scores import SymbolScorer

__all__ = [
    "INTEGER_FIELD", "LINEAR_ROW", "NUMBER_FIELD", "AnnotatedSource", "Annotations", "FieldGrammar",
    "InkSource", "LineReading", "LineTable", "PageReading", "PartSource", "SecondOpinion", "Source",
    "Symbol", "SymbolScorer", "agreement", "annotations_of", "drawn_on", "page_lattice", "read_page",
    "second_opinion", "with_opinion",
]  # fmt: skip
