"""Columns: numbers below each other, a sign before the last, a bar, and what they come to.

Purpose: written addition and subtraction as it is taught at school. A column is read as one line:
12, +34 below it, a bar and 46 are ``12+34=46``.
Contract: what has one number above its bar is a fraction, and stays one. Small digits above the first
number are carried, and in no symbol. Without a result the bar is a line under what is above it.
Not here: how each number is read (``lattice``, ``rescoring``), where lines are (``page``).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from digit_recognizer.decoding.hypotheses import LineReading, RowReading, Symbol
from digit_recognizer.decoding.layout import Position
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.expression import Row, Sign
from digit_recognizer.segmentation import Primitive, candidate_of, is_level
from digit_recognizer.segmentation.bands import Band, bands_of
from digit_recognizer.symbol_table import DIGIT_SIGNS, of_kind

_COLUMN_LIMITS = PARAMETERS.columns
_COLUMN_NUMERAL = DIGIT_SIGNS | of_kind("point", "comma")
_COLUMN_SIGNS = frozenset("+-×")


@dataclass(frozen=True, slots=True)
class Column:
    """The masks of its ``rows``, from the first number down, the primitive that is its ``bar``, the mask
    of its ``result`` and of the ``carried`` digits, 0 where there are none."""

    rows: tuple[int, ...]
    bar: int
    result: int
    carried: int

    @property
    def mask(self) -> int:
        """All its primitives."""
        return sum(self.rows) | 1 << self.bar | self.result | self.carried


def columns_of(
    primitives: Sequence[Primitive], height: float, best_of: Callable[[int], RowReading]
) -> list[Column]:
    """Return the columns of a page with digits of ``height``, from top to bottom.

    ``best_of``: the likeliest reading of the primitives in a mask.
    """
    bands = bands_of(primitives, range(len(primitives)))
    found: list[Column] = []
    taken = 0
    for place, band in enumerate(bands):
        width = band.box.right - band.box.left
        is_bar = band.mask.bit_count() == 1 and is_level(band.box, height)
        if not is_bar or width < _COLUMN_LIMITS.min_bar * height:
            continue
        column = _Beside(band, height, best_of).column(bands[:place][::-1], bands[place + 1 :])
        if column is not None and not column.mask & taken:
            found.append(column)
            taken |= column.mask
    return found


@dataclass(frozen=True, slots=True)
class _Beside:
    """What may be above and below one bar."""

    bar: Band
    height: float
    best_of: Callable[[int], RowReading]

    def column(self, above: Sequence[Band], below: Sequence[Band]) -> Column | None:
        """Return the column of the bar; ``above``, ``below``: the other bands, nearest first."""
        rows: list[Band] = []
        for band in above:
            signed = self._signed(band)
            if signed is None or not self._belongs(band, rows[-1] if rows else self.bar):
                return None
            rows.append(band)
            if not signed:
                break
        if len(rows) < 2 or self._signed(rows[-1]):
            return None
        if not below or not self._belongs(self.bar, below[0]) or self._signed(below[0]) is None:
            return None
        higher = above[len(rows) : len(rows) + 1]
        carried = higher[0].mask if higher and self._are_carried(higher[0], rows[-1]) else 0
        masks = tuple(row.mask for row in rows[::-1])
        return Column(masks, self.bar.mask.bit_length() - 1, below[0].mask, carried)

    def _signed(self, band: Band) -> bool | None:
        """Return whether the number in ``band`` has a sign in front; None if it is no number."""
        texts = [
            item.text if isinstance(item, Sign) else ""
            for item in self.best_of(band.mask).row.items
        ]
        is_signed = bool(texts) and texts[0] in _COLUMN_SIGNS
        numeral = texts[is_signed:]
        return is_signed if numeral and set(numeral) <= _COLUMN_NUMERAL else None

    def _are_carried(self, band: Band, first: Band) -> bool:
        """Whether ``band`` is small digits right above the ``first`` number."""
        is_low = band.box.bottom - band.box.top < _COLUMN_LIMITS.carried_height * self.height
        return is_low and self._belongs(band, first) and self._signed(band) is False

    def _belongs(self, above: Band, below: Band) -> bool:
        """Whether two bands are close, and both end about where the bar ends."""
        own, reach = self.bar.box, _COLUMN_LIMITS.reach * self.height
        gap = below.box.top - above.box.bottom
        return gap < PARAMETERS.page.line_gap * self.height and all(
            box.left > own.left - reach and abs(box.right - own.right) < reach
            for box in (above.box, below.box)
        )


def column_line(
    column: Column, primitives: Sequence[Primitive], line_of: Callable[[int], LineReading]
) -> LineReading:
    """Return ``column`` as one line; ``line_of``: the line of the primitives in a mask."""
    bar = Symbol("=", candidate_of((column.bar,), primitives))
    ends = RowReading(0.0, Row((Sign("="),)), (bar,), Position(0.0, 0.0))
    parts = [line_of(mask) for mask in column.rows]
    parts += [LineReading((ends,), (1.0,), (column.bar,)), line_of(column.result)]
    found = [
        (math.prod(share for share, _ in rows), _side_by_side([row for _, row in rows]))
        for rows in product(*(zip(part.shares, part.readings, strict=True) for part in parts))
    ]
    found.sort(key=lambda each: -each[0])
    found = found[: PARAMETERS.rescoring.reported]
    total = sum(share for share, _ in found)
    mask = column.mask
    return LineReading(
        tuple(row for _, row in found),
        tuple(share / total for share, _ in found),
        tuple(index for index in range(mask.bit_length()) if mask >> index & 1),
    )


def _side_by_side(rows: Sequence[RowReading]) -> RowReading:
    return RowReading(
        sum(row.score for row in rows),
        Row(tuple(item for row in rows for item in row.row.items)),
        tuple(symbol for row in rows for symbol in row.symbols),
        rows[0].position,
    )
