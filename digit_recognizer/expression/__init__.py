"""Expressions: how they are written, what they mean, and exactly what they come to.

Purpose: rows of signs, fraction bars, powers and roots; text, LaTeX and MathML; a parser and exact
arithmetic with limits.
Contract: standard library alone. :func:`row_from_text` takes any text.
Calculating is imported on first use: the window sets sums, and opens before anything is calculated.
Not here: ink, pictures, layout: which sign stands where is found elsewhere.
"""

from typing import TYPE_CHECKING, Any

from digit_recognizer.expression.markup import latex_of, mathml_of, readable, typed
from digit_recognizer.expression.notation import Item, Over, Radical, Raised, Row, Sign
from digit_recognizer.expression.text import row_from_text, text_of

if TYPE_CHECKING:
    from digit_recognizer.expression.answer import Answer, calculate

__all__ = [
    "Answer", "Item", "Over", "Radical", "Raised", "Row", "Sign", "calculate", "latex_of",
    "mathml_of", "readable", "row_from_text", "text_of", "typed",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in {"Answer", "calculate"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from digit_recognizer.expression import answer

    return getattr(answer, name)
