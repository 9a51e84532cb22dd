"""How well expressions are read: whole, in structure, in value, symbol by symbol.

Purpose: the figures that ``digits evaluate`` prints for a set of expressions, and pictures of those that
were misread, with ink, truth and reading.
Contract: figures are counts of a known whole, as shares of 1 with 95 % Wilson intervals. A reading is
compared as in ``expression.structure``; nothing about the truth reaches the reader. In pictures, strokes
that were read as one symbol have one colour.
Not here: reading ink, the sheet (``charts.error_sheet``), printing.
"""

import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from digit_recognizer.charts.colours import CHART_COLOURS
from digit_recognizer.charts.error_sheet import LEGEND, MISTAKE_WIDTH, Mistake, error_sheet
from digit_recognizer.charts.surface import ChartSurface
from digit_recognizer.datasets.expression_set import ExpressionSample
from digit_recognizer.expression import calculate
from digit_recognizer.expression.structure import comparable, count, kind_of, rows_of, shape
from digit_recognizer.ink import Ink
from digit_recognizer.metrics import wilson
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Reading

MAX_INK_HEIGHT = 120  # points
MAX_STROKE_SIZE = 64.0  # points: one symbol need not fill its cell
ERRORS_PER_PAGE = 120
SYMBOL_COLOURS = (CHART_COLOURS.ink, CHART_COLOURS.accent, "#f08c00", "#1a7f37", "#8250df")
COUNTED_HYPOTHESES = 3
LENGTH_BUCKETS = {
    "1": (1, 1), "2": (2, 2), "3-4": (3, 4), "5-9": (5, 9), "10-19": (10, 19), "20-39": (20, 39),
    "40+": (40, math.inf),
}  # fmt: skip
"""Symbols, from and to: how the figures are split by length."""

EXPRESSION_KINDS = ("number", "linear", "power", "fraction", "radical", "lines")

EXPRESSION_FIGURES = ("exact", "structure", "value", "among_first_3")
"""Of an expression: the same text; the same signs' places; the same value or verdict; the text among the
first readings."""


@dataclass(frozen=True, slots=True)
class SymbolCounts:
    """Counts of symbols: in the truth, read, read with the right strokes, and right as well."""

    true: int
    read: int
    found: int
    right: int


@dataclass(frozen=True, slots=True)
class ExpressionOutcome:
    """One expression: the truth, what was read, and in which of ``EXPRESSION_FIGURES`` it was right.

    ``number``: its place in the set. ``length``: symbols of the truth. ``symbols``: None where the truth
    doesn't say which strokes are which symbol. ``groups``: strokes of each symbol that was read.
    """

    number: int
    written: ExpressionSample
    text: str
    confidence: float
    doubtful: bool
    right: frozenset[str]
    kind: str
    length: int
    symbols: SymbolCounts | None
    groups: tuple[tuple[int, ...], ...]
    seconds: float


def outcome(reader: Reader, written: ExpressionSample, number: int = 1) -> ExpressionOutcome:
    """Return what ``reader`` makes of ``written``."""
    began = time.perf_counter()
    reading = reader.read_ink(written.ink)
    seconds = time.perf_counter() - began
    groups = _groups(reading, written.ink)
    return ExpressionOutcome(
        number=number,
        written=written,
        text=reading.text,
        confidence=reading.confidence,
        doubtful=reading.doubtful,
        right=_right(written.label, [h.text for h in reading.hypotheses[:COUNTED_HYPOTHESES]]),
        kind=written.kind or kind_of(rows_of(written.label)),
        length=len(written.symbols) or sum(map(count, rows_of(written.label))),
        symbols=_compared(written.symbols, groups) if written.symbols else None,
        groups=tuple(strokes for _, strokes in groups),
        seconds=seconds,
    )


def _right(label: str, texts: Sequence[str]) -> frozenset[str]:
    truth = comparable(label)
    read = [comparable(text) for text in texts]
    if not read:
        return frozenset()
    found = set()
    if truth in read:
        found.add("among_first_3")
    if read[0] == truth:
        found |= {"exact", "structure", "value"}
    if shape(read[0]) == shape(truth):
        found.add("structure")
    if _same_value(label, texts[0]):
        found.add("value")
    return frozenset(found)


def _same_value(label: str, text: str) -> bool:
    """Whether every line comes to the same: a value, a verdict, or the same reason why it has none."""
    true, read = ([calculate(row) for row in rows_of(one)] for one in (label, text))
    return len(true) == len(read) and all(
        a.agrees_with(b) or ((a.kind, a.words) == (b.kind, b.words) and not (a.values or b.values))
        for a, b in zip(true, read, strict=True)
    )


def _groups(reading: Reading, ink: Ink) -> list[tuple[str, tuple[int, ...]]]:
    """Return (symbol, strokes); a reading without lines is one symbol."""
    if reading.lines:
        return [(symbol.text, symbol.strokes) for symbol in reading.symbols]
    return [(reading.text, tuple(range(len(ink))))] if reading.text else []


def _compared(
    true: Sequence[tuple[str, tuple[int, ...]]], read: Sequence[tuple[str, tuple[int, ...]]]
) -> SymbolCounts:
    names = {frozenset(strokes): _name(symbol) for symbol, strokes in read}
    found = [(symbol, names[key]) for symbol, own in true if (key := frozenset(own)) in names]
    right = sum(_name(symbol) == name for symbol, name in found)
    return SymbolCounts(len(true), len(read), len(found), right)


def _name(symbol: str) -> str:
    """Return ``symbol`` as it is compared: a decimal comma is a point."""
    return "." if symbol == "," else symbol


def figures(outcomes: Sequence[ExpressionOutcome]) -> dict[str, Any]:
    """Return the figures of ``outcomes`` as JSON values, whole and by kind and length.

    ``n`` counts expressions; ``symbols`` is None where the truth says nothing of strokes, else the share
    of its symbols ``segmented`` (the very strokes), of those ``classified`` right, and both: ``right``.
    ``read_that_are_true``: the share of symbols read that are symbols of the truth. ``sure_exact``:
    exact among those that are not doubtful. Raises ValueError if there are none.
    """
    if not outcomes:
        raise ValueError("there are no expressions to measure")
    present = sorted({o.kind for o in outcomes})
    kinds = [kind for kind in EXPRESSION_KINDS if kind in present]
    kinds += [kind for kind in present if kind not in EXPRESSION_KINDS]
    sure = [o for o in outcomes if not o.doubtful]
    seconds = sorted(o.seconds for o in outcomes)
    return {
        **_counted(outcomes),
        "doubtful": 1 - len(sure) / len(outcomes),
        "sure_exact": sum("exact" in o.right for o in sure) / len(sure) if sure else None,
        "symbols": _symbol_figures(outcomes),
        "by_kind": {kind: _counted([o for o in outcomes if o.kind == kind]) for kind in kinds},
        "by_length": {
            name: _counted(part)
            for name, (first, last) in LENGTH_BUCKETS.items()
            if (part := [o for o in outcomes if first <= o.length <= last])
        },
        "seconds_median": seconds[len(seconds) // 2],
        "seconds_p99": seconds[min(len(seconds) - 1, int(0.99 * len(seconds)))],
    }


def _counted(outcomes: Sequence[ExpressionOutcome]) -> dict[str, Any]:
    n = len(outcomes)
    right = Counter(name for o in outcomes for name in o.right)
    return {
        "n": n,
        **{name: right[name] / n for name in EXPRESSION_FIGURES},
        "intervals_95": {name: list(wilson(right[name], n)) for name in EXPRESSION_FIGURES},
        "counts": {name: right[name] for name in EXPRESSION_FIGURES},
    }


def _symbol_figures(outcomes: Sequence[ExpressionOutcome]) -> dict[str, Any] | None:
    known = [o.symbols for o in outcomes if o.symbols is not None]
    true, read = sum(one.true for one in known), sum(one.read for one in known)
    found, right = sum(one.found for one in known), sum(one.right for one in known)
    if not true:
        return None
    return {
        "expressions": len(known),
        "n": true,
        "segmented": found / true,
        "classified": right / found if found else 0.0,
        "right": right / true,
        "read_that_are_true": found / read if read else 0.0,
        "intervals_95": {"segmented": [*wilson(found, true)], "right": [*wilson(right, true)]},
    }


def error_gallery(name: str, outcomes: Sequence[ExpressionOutcome]) -> list[bytes]:
    """Return pictures of the ``outcomes`` that are not exact, the most confident first; at least one."""
    wrong = sorted((o for o in outcomes if "exact" not in o.right), key=lambda o: -o.confidence)
    title = f"{name}: {len(wrong)} misread of {len(outcomes):,}"
    starts = range(0, max(1, len(wrong)), ERRORS_PER_PAGE)
    legend = f"{LEGEND}; the place in the file; x and : are signs of operations"
    return [
        error_sheet(
            f"{title}, page {number} of {len(starts)}" if len(starts) > 1 else title,
            legend,
            [_mistake(one) for one in wrong[start : start + ERRORS_PER_PAGE]],
        )
        for number, start in enumerate(starts, start=1)
    ]


def _mistake(one: ExpressionOutcome) -> Mistake:
    ink = one.written.ink
    scale = _scale(ink)
    height = scale * ink.box.height if ink else 0.0
    colours = {
        stroke: SYMBOL_COLOURS[place % len(SYMBOL_COLOURS)]
        for place, strokes in enumerate(one.groups)
        for stroke in strokes
    }

    def draw(surface: ChartSurface, x: float, y: float) -> None:
        left, top = ink.box.left, ink.box.top
        for index, stroke in enumerate(ink):
            path = [(x + (p.x - left) * scale, y + (p.y - top) * scale) for p in stroke.points]
            colour = colours.get(index, CHART_COLOURS.soft)
            if len(path) > 1:
                surface.line(path, colour, 1.5)
            surface.dot(*path[0], 1.0, colour)

    truth, where = one.written.label, f"no. {one.number}"
    return Mistake(truth, one.text, one.confidence, one.doubtful, where, height, draw)


def _scale(ink: Ink) -> float:
    """Return the points per canvas unit at which ``ink`` fits its cell."""
    if not ink or ink.box.size <= 0:
        return 1.0
    sides = (
        (MISTAKE_WIDTH, ink.box.width),
        (MAX_INK_HEIGHT, ink.box.height),
        (MAX_STROKE_SIZE, max(stroke.box.size for stroke in ink)),
    )
    return min(room / side for room, side in sides if side > 0)
