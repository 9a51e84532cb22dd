"""A reading as JSON values: what ``digits read --json``, ``POST /api/read`` and the socket give.

Purpose: one function for all programs that are answered (docs/read.schema.json).
Contract: keys stay. Values are what ``json`` can write. A doubtful line has no answer.
Not here: words for people (``cli.answers``), rows of tables (``batch.formats``).
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from digit_recognizer.expression import latex_of, mathml_of, text_of

if TYPE_CHECKING:
    from digit_recognizer.expression import Answer, Row
    from digit_recognizer.reading import Hypothesis, Line, Reading

ANSWER_KEYS = ("kind", "exact", "decimal", "verdict", "rounded", "shown", "is_asked", "words")


def answer_values(row: "Row", answer: "Answer") -> dict[str, Any]:
    """Return an expression and its answer as JSON values."""
    values = {name: getattr(answer, name) for name in ANSWER_KEYS}
    return {"text": text_of(row), **values, "latex": latex_of(row), "mathml": mathml_of(row)}


def reading_values(
    reading: "Reading", name: Callable[[int], int] = lambda index: index
) -> dict[str, Any]:
    """Return a reading as JSON values; ``name``: what a stroke is called, by its index in the ink."""
    return {
        "text": reading.text,
        "confidence": round(reading.confidence, 6),
        "doubtful": reading.doubtful,
        "no_symbol": reading.no_symbol,
        "struck_out": reading.struck_out,
        "reason": reading.reason,
        "alternatives": hypothesis_values(reading.hypotheses[1:]),
        "box": [round(v, 1) for v in reading.segments[0].box] if reading.segments else None,
        "lines": [_line_values(line, name) for line in reading.lines],
        "partial": reading.partial,
        "stray_marks": list(map(name, reading.stray_marks)),
        "slips": list(map(name, reading.stray_marks)),  # the former name of the same
        "marks": list(map(name, reading.marks)),
        "milliseconds": round(reading.seconds * 1000, 3),
    }


def _line_values(line: "Line", name: Callable[[int], int]) -> dict[str, Any]:
    return {
        "text": line.text,
        "latex": line.latex,
        "confidence": round(line.hypotheses[0].confidence, 6),
        "doubtful": line.doubtful,
        "struck_out": line.struck_out,
        "answer": None if line.doubtful else answer_values(line.row, line.answer),
        "alternatives": hypothesis_values(line.hypotheses[1:]),
        "symbols": [
            {
                "text": symbol.text,
                "confidence": round(symbol.confidence, 6),
                "doubtful": symbol.doubtful,
                "box": [round(v, 1) for v in symbol.box],
                "strokes": list(map(name, symbol.strokes)),
                "alternatives": hypothesis_values(symbol.alternatives),
                "print": symbol.is_print,
            }
            for symbol in line.symbols
        ],
    }


def hypothesis_values(hypotheses: "Sequence[Hypothesis]") -> list[dict[str, Any]]:
    """Return each text with its confidence."""
    return [{"text": h.text, "confidence": round(h.confidence, 6)} for h in hypotheses]
