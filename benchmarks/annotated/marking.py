"""Marks about symbols: circles and boxes around them, lines under and through them.

Purpose: composed writing as people mark it: a ringed answer, an underlined result, a number struck out.
Contract: the symbols stay as they were written, and the strokes of the mark belong to none of them. The
same sample and the same generator state give the same mark. Lengths are heights of the digits.
Not here: what is written (``compose``), how it is read (``segmentation.annotations``).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

import numpy as np

from digit_recognizer.arrays import Polyline
from digit_recognizer.datasets.expression_set import ExpressionSample
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import around
from digit_recognizer.raster.pen import polylines_of
from digit_recognizer.synthesis.marks import (
    Size,
    box_around,
    circle,
    cross,
    double_underline,
    strike,
    underline,
    zigzag,
)

MarkKind = Literal[
    "circled", "boxed", "underlined", "underlined twice", "struck", "zigzag", "crossed out"
]
MARK_KINDS: tuple[MarkKind, ...] = get_args(MarkKind)
STRIKING_KINDS = frozenset[MarkKind](["struck", "zigzag", "crossed out"])
"""The marks that say of a number that it does not count."""

EARLY_MARK_SHARE = 0.1  # of enclosures, drawn before what they hold


def annotate(
    sample: ExpressionSample, mark: MarkKind, random: np.random.Generator
) -> ExpressionSample:
    """Return ``sample`` with a ``mark`` about all of it, or about what follows its last "=".

    ``kind`` of the result is the mark. Raises ValueError for a sample without symbols.
    """
    if not sample.symbols:
        raise ValueError("what has no symbols cannot be marked")
    equals = [place for place, (text, _) in enumerate(sample.symbols) if text == "="]
    first = equals[-1] + 1 if equals and equals[-1] + 1 < len(sample.symbols) else 0
    marked = [i for _, strokes in sample.symbols[first:] for i in strokes]
    box = around(sample.ink.strokes[i].box for i in marked)
    heights = [
        around(sample.ink.strokes[i].box for i in strokes)
        for text, strokes in sample.symbols
        if text.isdigit()
    ]
    height = float(np.median([b.height for b in heights])) if heights else box.size
    height = max(height, 1.0)
    size = (box.width / height, box.height / height)
    corner = np.array((box.left, box.top))
    drawn = [path * height + corner for path in _DRAWERS[mark](size, random)]
    paths = polylines_of(sample.ink)
    is_early = mark in ("circled", "boxed") and random.random() < EARLY_MARK_SHARE
    whole = [*drawn, *paths] if is_early else [*paths, *drawn]
    shift = len(drawn) if is_early else 0
    symbols = tuple((text, tuple(i + shift for i in strokes)) for text, strokes in sample.symbols)
    ink = Ink.from_xy(np.rint(path).tolist() for path in whole)
    return replace(sample, ink=ink, symbols=symbols, kind=mark)


_DRAWERS: dict[MarkKind, Callable[[Size, np.random.Generator], list[Polyline]]] = {
    "circled": circle, "boxed": box_around, "underlined": underline,
    "underlined twice": double_underline, "struck": strike, "zigzag": zigzag, "crossed out": cross,
}  # fmt: skip
