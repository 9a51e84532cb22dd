"""Sets of written expressions: numbers and sums with their text, and which strokes are which symbol.

Purpose: :class:`ExpressionSample`, the one shape in which composed expressions and those of data sets
are measured and learnt from; read a JSON Lines file of them: ``label``, ``strokes``, and where known
``symbols`` (``[["1", [0]], ["+", [1, 2]]]``), ``kind`` and ``writer``.
Contract: untrusted files with limits; bad lines are left out and counted, FileError only where nothing
can be used. Symbols are named as in the arithmetic alphabet, a fraction bar is ``frac``.
Not here: sets of single symbols (``ink_set``).
"""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from digit_recognizer.alphabet import ARITHMETIC, FRACTION_BAR, SAME_SIGN
from digit_recognizer.datasets.ink_lines import (
    SampleError,
    SampleSet,
    ink_of,
    numbered_rows,
    read_samples,
)
from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink
from digit_recognizer.symbol_table import SYMBOLS

MAX_LABEL = 2_000  # characters
MAX_STROKES = 5_000
SAMPLED_LINES = 50  # lines that tell what a file is

_EXPRESSION_SIGNS = frozenset([*ARITHMETIC, *"^{}xX* \n"])
_SYMBOL_NAMES = {
    **{row.latex: row.text for row in SYMBOLS if row.latex},
    "\\lt": "<",
    "\\gt": ">",
    "\\frac": FRACTION_BAR,
    "COMMA": ",",
    **SAME_SIGN,
}


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


def read_expression_set(path: str | Path) -> SampleSet[ExpressionSample]:
    """Return the usable expressions in the JSON Lines file at ``path``, gzipped or not.

    Left out are lines that are no drawing, without points or without a label, with coordinates that
    are no finite numbers, with symbols that name strokes the line lacks, and lines far beyond what
    people write. Raises FileError if nothing can be used.
    """
    return read_samples(Path(path), _written)


def holds_expressions(path: Path) -> bool:
    """Return whether ``path`` is a file of ink whose first lines are expressions, not single symbols.

    They are if they say which strokes are which symbol, or have a label of several signs of arithmetic.
    A file that cannot be read is none: whoever reads it then will say why.
    """
    if not path.name.endswith((".jsonl", ".jsonl.gz")):
        return False
    try:
        found = numbered_rows(path, SkippedSamples(str(path)))
        rows = [row for _, row in islice(found, SAMPLED_LINES)]
    except FileError:
        return False
    return any("symbols" in row or _is_expression(row.get("label")) for row in rows)


def _is_expression(label: Any) -> bool:
    signs = set(label) if isinstance(label, str) and len(label) > 1 else set()
    return bool(signs & set("0123456789")) and signs <= _EXPRESSION_SIGNS


def _written(row: dict[str, Any]) -> ExpressionSample:
    """Return the expression in ``row``; raises SampleError."""
    label = row.get("label")
    if not isinstance(label, str) or not label.strip():
        raise SampleError("without a label")
    if len(label) > MAX_LABEL or len(row["strokes"]) > MAX_STROKES:
        raise SampleError(f"longer than {MAX_LABEL:,} characters or {MAX_STROKES:,} strokes")
    ink = ink_of(row["strokes"])
    kind, writer = row.get("kind"), row.get("writer")
    return ExpressionSample(
        ink,
        label.strip(),
        _symbols(row.get("symbols"), row["strokes"]),
        "" if kind is None else str(kind),
        "" if writer is None else str(writer),
    )


def _symbols(rows: Any, strokes: list[Any]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return (symbol, indices into the ink, without empty strokes); raises SampleError."""
    if rows is None:
        return ()
    kept = [index for index, stroke in enumerate(strokes) if stroke]
    place = {index: new for new, index in enumerate(kept)}
    found = []
    try:
        for name, indices in rows:
            if not all(type(index) is int and 0 <= index < len(strokes) for index in indices):
                raise ValueError
            own = sorted({place[index] for index in indices if index in place})
            found.append((_SYMBOL_NAMES.get(str(name), str(name)), tuple(own)))
    except (TypeError, ValueError):
        raise SampleError("whose symbols are no lists of its strokes") from None
    return tuple((name, own) for name, own in found if own)
