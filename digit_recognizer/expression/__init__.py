"""Expressions: how they are written, what they mean, and exactly what they come to.

Purpose: rows of signs, fraction bars, powers and roots; text, LaTeX and MathML; a parser and exact
arithmetic with limits.
Contract: standard library alone. :func:`row_from_text` takes any text.
Not here: ink, pictures, layout: which sign stands where is found elsewhere.
"""

from digit_recognizer.expression.answer import Answer, calculate
from digit_recognizer.expression.markup import latex_of, mathml_of
from digit_recognizer.expression.notation import Item, Over, Radical, Raised, Row, Sign
from digit_recognizer.expression.readable import readable
from digit_recognizer.expression.text import row_from_text, text_of

__all__ = [
    "Answer",
    "Item",
    "Over",
    "Radical",
    "Raised",
    "Row",
    "Sign",
    "calculate",
    "latex_of",
    "mathml_of",
    "readable",
    "row_from_text",
    "text_of",
]
