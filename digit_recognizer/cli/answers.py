"""Printing expressions with what they come to: for ``calc`` and ``read``."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digit_recognizer.expression import Answer, Row


def sentence(row: "Row", answer: "Answer") -> str:
    """Return an expression with what it comes to: ``1/2+1 = 3/2 = 1.5``, ``4+4=8 ✓``."""
    from digit_recognizer.expression import text_of

    text = text_of(row)
    words = f"  ({answer.words})" if answer.words else ""
    if not answer.values:
        return f"{text}: {answer.words or 'nothing to calculate'}"
    if answer.kind == "number":
        return text + words
    if answer.kind == "check":
        return f"{text} {answer.shown}{words}"
    joint = " " if answer.shown.startswith("≈") else " = "
    return f"{text.removesuffix('=')}{joint}{answer.shown}{words}"


def as_dict(row: "Row", answer: "Answer") -> dict[str, Any]:
    """Return an expression and its answer as JSON values."""
    from digit_recognizer.expression import latex_of, mathml_of, text_of

    return {
        "text": text_of(row),
        "kind": answer.kind,
        "exact": answer.exact,
        "decimal": answer.decimal,
        "verdict": answer.verdict,
        "rounded": answer.rounded,
        "shown": answer.shown,
        "is_asked": answer.is_asked,
        "words": answer.words,
        "latex": latex_of(row),
        "mathml": mathml_of(row),
    }
