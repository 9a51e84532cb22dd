"""Layout: where people put the symbols of an expression, drawn at random.

Purpose: set a notation as one writer would: base line, gaps from generous to overlapping, fractions,
powers, roots, brackets as tall as what they hold, several lines.
Contract: lengths are heights of the writer's digits, y grows downwards, the base line is y = 0. Nothing
stands where it would read as something else: points on the base line, minus signs at mid height, a power
above the middle of what it belongs to.
Not here: whose drawings they are (``writers``), the order of strokes that come late (``compose``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from digit_recognizer.alphabet import FRACTION_BAR
from digit_recognizer.arrays import Polyline
from digit_recognizer.expression import Over, Radical, Raised, Row, Sign
from digit_recognizer.raster.pen import extent, lengths
from digit_recognizer.synthesis.layout_style import (
    FRACTION_CHANCES,
    OPERATORS,
    RADICAL_CHANCES,
    LayoutStyle,
)
from digit_recognizer.synthesis.writers import Writer, root

LINE_AXIS = -0.45
"""The middle of a line: where minus signs, fraction bars and dots that multiply stand."""

OPENING_SIGNS, CLOSING_SIGNS = "([", ")]"
SIDE_BAND = 0.1  # height of the bands in which the sides of ink are compared
SIDE_SPACING = 0.05  # of the vertices that stand for a line when sides are compared
MIN_SCALE = 0.3  # nobody writes a power of a power of a power smaller


@dataclass(slots=True)
class Block:
    """Placed ink: ``symbols`` in reading order, ``strokes`` as (place in ``symbols``, path) in the order
    they are drawn. ``text``: the sign, if it is only one. ``raised``: whether it is
    a power."""

    symbols: list[str] = field(default_factory=list)
    strokes: list[tuple[int, Polyline]] = field(default_factory=list)
    text: str = ""
    raised: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the ink."""
        least, greatest = extent([path for _, path in self.strokes])
        return float(least[0]), float(least[1]), float(greatest[0]), float(greatest[1])

    def moved(self, dx: float, dy: float) -> "Block":
        """Return the block shifted."""
        return replace(self, strokes=[(of, path + np.array((dx, dy))) for of, path in self.strokes])

    def scaled(self, x: float, y: float) -> "Block":
        """Return the block stretched about the origin."""
        return replace(self, strokes=[(of, path * np.array((x, y))) for of, path in self.strokes])


def joined(blocks: Sequence[Block]) -> Block:
    """Return ``blocks`` as one, drawn one after the other."""
    whole = Block()
    for block in blocks:
        first = len(whole.symbols)
        whole.symbols.extend(block.symbols)
        whole.strokes.extend((first + of, path) for of, path in block.strokes)
    return whole


class Layout:
    """Sets rows as one writer in one style."""

    def __init__(self, writer: Writer, style: LayoutStyle, random: np.random.Generator) -> None:
        self._writer, self._style, self._random = writer, style, random

    def lines(self, rows: Sequence[Row]) -> Block:
        """Return ``rows`` below each other."""
        random, style = self._random, self._style
        blocks: list[Block] = []
        bottom = 0.0
        for row in rows:
            block = self.row(row, 1.0)
            left, top, _, _ = block.box
            indent = random.normal(0, 0.3) if blocks else 0.0
            gap = style.line_gap * random.uniform(0.8, 1.3) if blocks else 0.0
            blocks.append(block.moved(indent - left, bottom + gap - top))
            bottom = blocks[-1].box[3]
        return joined(blocks)

    def row(self, row: Row, scale: float) -> Block:
        """Return ``row`` set ``scale`` tall on the base line y = 0; raises ValueError if it is empty."""
        if not row.items:
            raise ValueError("an empty row cannot be written")
        blocks = self._blocks(row, scale)
        placed = [blocks[0].moved(-blocks[0].box[0], 0.0)]
        for block in blocks[1:]:
            placed.append(self._beside(placed, block, scale))
        return joined(placed)

    def _blocks(self, row: Row, scale: float) -> list[Block]:
        """Return the items' blocks, each at its height, none beside the other yet."""
        random, style = self._random, self._style
        drift = 0.0
        blocks: list[Block] = []
        opened: list[int] = []
        for item in row.items:
            if isinstance(item, Sign):
                block = self._sign(item.text, scale)
            elif isinstance(item, Over):
                block = self._over(item, scale)
            elif isinstance(item, Radical):
                block = self._radical(item, scale)
            else:
                blocks.append(self._raised(item, blocks, scale))
                continue
            drift += float(random.normal(0, style.wobble))
            drift *= 0.9
            blocks.append(block.moved(0.0, drift * scale))
            if block.text and block.text in OPENING_SIGNS:
                opened.append(len(blocks) - 1)
            elif block.text and block.text in CLOSING_SIGNS and opened:
                self._embrace(blocks, opened.pop(), scale)
        return blocks

    def _sign(self, text: str, scale: float) -> Block:
        random, style = self._random, self._style
        size = scale * float(np.exp(random.normal(0, style.size_jitter)))
        strokes = [path @ style.matrix.T * size for path in self._writer.sign(text)]
        least, greatest = extent(strokes)
        middle, height = (least[1] + greatest[1]) / 2, greatest[1] - least[1]
        if text == ".":
            y = scale * (random.uniform(-0.07, 0.04) - style.point_raise) - greatest[1]
        elif text == ",":
            y = scale * random.uniform(-0.16, 0.0) - least[1]
        elif text in OPERATORS:
            y = scale * (style.operator_axis + random.normal(0, 0.035)) - middle
        elif text == "·":
            y = scale * (LINE_AXIS + np.clip(random.normal(0, 0.05), -0.1, 0.1)) - middle
        elif text in "()[]/%":
            y = scale * (-0.5 + random.normal(0, 0.06)) - middle
        else:
            y = scale * random.normal(0, 0.03) - greatest[1] + 0.35 * max(0.0, height - scale)
        shift = np.array((0.0, float(y)))
        return Block([text], [(0, path + shift) for path in strokes], text)

    def _embrace(self, blocks: list[Block], first: int, scale: float) -> None:
        """Make a pair of brackets as tall as what is between them, as most people do."""
        inside = [block.box for block in blocks[first + 1 : -1]]
        if not inside:
            return
        top, bottom = min(box[1] for box in inside), max(box[3] for box in inside)
        if bottom - top < 1.25 * scale or self._random.random() < self._style.small_brackets:
            return
        for place in (first, len(blocks) - 1):
            _, above, _, below = blocks[place].box
            stretch = (bottom - top) * self._random.uniform(0.75, 1.15) / (below - above)
            taller = blocks[place].scaled(min(stretch, 1.0 + 0.25 * (stretch - 1)), stretch)
            _, above, _, below = taller.box
            shift = (top + bottom - above - below) / 2 + self._random.normal(0, 0.04) * scale
            blocks[place] = taller.moved(0.0, float(shift))

    def _over(self, item: Over, scale: float) -> Block:
        """Return a fraction: the bar on the line's axis, numerator and denominator at their gaps."""
        random, style, chance = self._random, self._style, FRACTION_CHANCES
        inner = max(MIN_SCALE, scale * style.fraction_size * random.uniform(*chance.size))
        above, below = self.row(item.numerator, inner), self.row(item.denominator, inner)
        widths = [block.box[2] - block.box[0] for block in (above, below)]
        over = style.bar_overhang * random.uniform(*chance.overhang)
        least = max(chance.min_bar * inner, chance.min_bar_by_width * max(widths))
        length = max(max(widths) + over * inner, least)
        bar = self._bar(length, inner)
        axis = scale * (LINE_AXIS + random.normal(0, chance.axis_spread))
        bar = bar.moved(-bar.box[0], axis - (bar.box[1] + bar.box[3]) / 2)
        is_centred = random.random() < chance.centred
        centre = 0.0 if is_centred else random.uniform(*chance.off_centre)
        gaps = style.bar_gap * random.uniform(*chance.gap, 2) * inner
        edges = bar.box[1] - gaps[0], bar.box[3] + gaps[1]
        placed = []
        for block, width, edge in zip((above, below), widths, edges, strict=True):
            left, top, _, bottom = block.box
            room = length - width
            jitter = random.normal(0, chance.centre_spread) * inner
            dx = room / 2 + centre * abs(room) + jitter - left
            dy = edge - (bottom if block is above else top)
            placed.append(block.moved(float(dx), float(dy)))
        above, below = placed
        orders = {"between": [above, bar, below], "first": [bar, above, below]}
        return joined(orders.get(style.bar_order, [above, below, bar]))

    def _bar(self, length: float, scale: float) -> Block:
        """Return a fraction bar of ``length``: somebody's minus, drawn out."""
        strokes = [path @ self._style.matrix.T for path in self._writer.sign("-")]
        least, greatest = extent(strokes)
        stretch = length / max(float(greatest[0] - least[0]), 0.05)
        factor = np.array((stretch, min(stretch, 1.3 * scale)))
        return Block([FRACTION_BAR], [(0, path * factor) for path in strokes])

    def _radical(self, item: Radical, scale: float) -> Block:
        random, chance = self._random, RADICAL_CHANCES
        inner = self.row(item.radicand, max(MIN_SCALE, scale * random.uniform(*chance.size)))
        left, top, right, bottom = inner.box
        above, below = (random.uniform(*reach) * scale for reach in (chance.above, chance.below))
        height = bottom - top + above + below
        room = random.uniform(*chance.room) * scale
        reach = room + (right - left) + random.uniform(*chance.overhang) * scale
        paths, hook = root(random, height / scale, max(reach, chance.min_line * scale) / scale)
        sign = Block(["√"], [(0, path * scale) for path in paths]).moved(0.0, bottom + below)
        whole = joined([sign, inner.moved(hook * scale + room - left, 0.0)])
        if len(paths) == 2 and random.random() < chance.late_line:
            whole.strokes.append(whole.strokes.pop(1))
        return whole

    def _raised(self, item: Raised, blocks: Sequence[Block], scale: float) -> Block:
        """Return a power at its height over the block before it, whose size it goes by."""
        random, style = self._random, self._style
        size = style.power_size * random.uniform(0.92, 1.08)
        power = self.row(item.exponent, max(MIN_SCALE, scale * min(size, 1.0)))
        _, base_top, _, base_bottom = blocks[-1].box if blocks else (0.0, -scale, 0.0, 0.0)
        base_height = max(base_bottom - base_top, 0.5 * scale)
        _, top, _, bottom = power.box
        raised = base_bottom - base_height * (style.power_raise + random.normal(0, 0.05))
        dy = min(raised, base_top + 0.45 * scale) - bottom
        middle = base_bottom - 0.8 * base_height  # the middle of a power is above this
        power.raised = True
        return power.moved(0.0, min(dy, middle - (top + bottom) / 2))

    def _beside(self, placed: Sequence[Block], block: Block, scale: float) -> Block:
        """Return ``block`` moved to the right of the last ones, at a gap of this style."""
        random = self._random
        before = placed[-1]
        left, _, right, _ = block.box
        end = max(other.box[2] for other in placed[-2:])
        gaps = self._style.gaps
        gap, along = gaps.between(before.text, block.text, random)
        narrower = min(right - left, before.box[2] - before.box[0])
        gap = max(gap, -0.3 * narrower / scale)  # a 1 must not vanish in its neighbour
        by_box = end - left + gap * scale
        by_ink = _reach(placed[-2:], block, scale) + gap * scale
        dx = (1 - along) * by_box + along * by_ink
        width = right - left
        least = before.box[0] + 0.55 * (before.box[2] - before.box[0]) - left - 0.2 * width
        if block.raised:  # beside its base, however narrow that is
            least = max(least, end - left + random.uniform(-0.1, 0.1) * scale)
        if block.text in OPERATORS or before.text in OPERATORS:
            least = max(least, end - left - gaps.operator_overlap * scale)
        return block.moved(max(dx, least), 0.0)


def _reach(placed: Sequence[Block], block: Block, scale: float) -> float:
    """Return how far ``block`` may move to the right until its ink meets that of ``placed``.

    Sides are compared in bands, each with its neighbours; where no band holds both, only a part of
    the boxes' distance is left out.
    """
    before = np.concatenate([_dense(other, SIDE_SPACING * scale) for other in placed])
    after = _dense(block, SIDE_SPACING * scale)
    bands = [
        np.floor(points[:, 1] / (SIDE_BAND * scale)).astype(np.intp) for points in (before, after)
    ]
    first = min(int(own.min()) for own in bands) - 1
    rights = np.full(max(int(own.max()) for own in bands) - first + 2, -np.inf)
    for near in (-1, 0, 1):
        np.maximum.at(rights, bands[0] - first + near, before[:, 0])
    distances = rights[bands[1] - first] - after[:, 0]
    most = before[:, 0].max() - after[:, 0].min() - 0.3 * scale
    return float(max(distances.max(), most))


def _dense(block: Block, spacing: float) -> Polyline:
    """Return (n, 2) points along all strokes, no further apart than ``spacing``."""
    parts = []
    for _, path in block.strokes:
        along = lengths(path)
        even = np.linspace(0.0, along[-1], int(along[-1] / spacing) + 2)
        parts.append(np.stack([np.interp(even, along, path[:, axis]) for axis in (0, 1)], axis=1))
    return np.concatenate(parts)
