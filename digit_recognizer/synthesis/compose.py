"""Composed expressions: real drawings of symbols, set beside each other with known truth.

Purpose: numbers and sums of writers of whom only single symbols are known, for measuring and training.
Contract: all symbols of an expression are from one writer, or from a similar one where that writer lacks
a symbol. The same drawings and the same generator state give the same expression. Every stroke belongs
to one symbol of ``ExpressionSample.symbols``.
Not here: habits (``layout_style``), layout (``layout``), what is written (``random_expressions``).
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from digit_recognizer.alphabet import FRACTION_BAR
from digit_recognizer.arrays import Polyline
from digit_recognizer.datasets.expression_set import ExpressionSample
from digit_recognizer.expression import Row, text_of
from digit_recognizer.expression.structure import kind_of
from digit_recognizer.ink import Ink
from digit_recognizer.raster.pen import rotation
from digit_recognizer.symbol_table import texts
from digit_recognizer.synthesis.layout import Block, Layout
from digit_recognizer.synthesis.layout_style import LayoutStyle, Spacing, draw_layout_style
from digit_recognizer.synthesis.writers import Writers

LATE = frozenset([*texts(lambda row: row.waits), FRACTION_BAR])
"""Symbols whose last stroke may wait until the rest is written: dots, bars and crossbars."""
ALONE = frozenset([".", FRACTION_BAR])
"""Those of them that may wait with their only stroke."""


def compose(
    rows: Row | Sequence[Row],
    writers: Writers,
    random: np.random.Generator,
    *,
    writer: str | None = None,
    spacing: Spacing = "any",
    style: LayoutStyle | None = None,
    kind: str | None = None,
) -> ExpressionSample:
    """Return ``rows`` (one, or several below each other) written by ``writer``, or by anyone.

    ``spacing``: how close the digits stand. ``style``: the habits, drawn at random with that spacing if
    None. ``kind``: what to call it, found from the rows if None.
    Raises ValueError for an empty row and for symbols that nobody in ``writers`` has drawn.
    """
    lines = [rows] if isinstance(rows, Row) else list(rows)
    author = writers.choose(random, writer)
    style = style or draw_layout_style(random, spacing)
    block = Layout(author, style, random).lines(lines)
    strokes = _ordered(block, style, random)
    paths = _on_the_page([path for _, path in strokes], style, random)
    indices: list[list[int]] = [[] for _ in block.symbols]
    for index, (of, _) in enumerate(strokes):
        indices[of].append(index)
    return ExpressionSample(
        Ink.from_xy(path.tolist() for path in paths),
        "\n".join(text_of(row) for row in lines),
        tuple((s, tuple(own)) for s, own in zip(block.symbols, indices, strict=True)),
        kind or kind_of(lines),
        author.name,
    )


def _ordered(
    block: Block, style: LayoutStyle, random: np.random.Generator
) -> list[tuple[int, Polyline]]:
    """Return the strokes with some dots, crossbars and bars drawn after the others."""
    last = {of: place for place, (of, _) in enumerate(block.strokes)}
    several = Counter(of for of, _ in block.strokes)
    waits = {
        place
        for of, place in last.items()
        if block.symbols[of] in LATE
        and (several[of] > 1 or block.symbols[of] in ALONE)
        and random.random() < style.late
    }
    now = [stroke for place, stroke in enumerate(block.strokes) if place not in waits]
    return now + [block.strokes[place] for place in sorted(waits)]


def _on_the_page(
    paths: list[Polyline], style: LayoutStyle, random: np.random.Generator
) -> list[Polyline]:
    """Return the paths at their size on a page, along a sloping line, in whole units as pens report."""
    turned = [path @ rotation(style.slope).T * style.unit for path in paths]
    corner = np.min([path.min(axis=0) for path in turned], axis=0) - random.uniform(5, 60, 2)
    return [np.rint(path - corner) for path in turned]
