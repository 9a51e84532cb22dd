"""A written expression with its truth.

Purpose: the one shape in which composed expressions and those of data sets are measured and learnt from.
Contract: immutable; plain data.
Not here: reading files (``expression_set``), making expressions up (``evaluation.composed``).
"""

from dataclasses import dataclass

from digit_recognizer.ink import Ink


@dataclass(frozen=True, slots=True)
class ExpressionSample:
    """Ink and what it says.

    ``label``: the text, as in ``expression.notation``; lines of several are parted by a line break.
    ``symbols``: (symbol, indices of its strokes), each stroke in one symbol; empty where the truth does
    not say. ``kind``: ``linear``, ``fraction``, ... or "" where unknown. ``writer``: "" where unknown.
    """

    ink: Ink
    label: str
    symbols: tuple[tuple[str, tuple[int, ...]], ...] = ()
    kind: str = ""
    writer: str = ""
