"""Typesetting: from a row of an expression to texts and lines with their places.

Purpose: real fractions, raised powers, roots and brackets as tall as what they hold.
Contract: needs no Tk, only to know how wide a text is (``Measure``). Lengths are pixels; the origin is
the left end of the base line, y grows downwards. Rows nested deeper than ``MAX_ROW_DEPTH`` become "…".
Not here: fonts and canvases (``formula``), meaning.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from digit_recognizer.expression.notation import Over, Radical, Raised, Row, Sign
from digit_recognizer.symbol_table import SYMBOLS, of_kind

Measure = Callable[[str, int], float]
"""The width of a text in a size, both in pixels."""

MAX_ROW_DEPTH = 12
DIGIT_HEIGHT, DIGIT_DEPTH = 0.74, 0.03  # of a digit above and below the base line, in sizes
DESCENDER_DEPTH = 0.14  # of brackets and commas below it
AXIS_HEIGHT = 0.32  # above the base line: where bars, minus signs and the middle of brackets are
MIN_POWER_RISE = 0.42  # of a power's base line, at least
SCRIPT_SCALE = 0.7  # a power, or a fraction in a fraction
MIN_TEXT_SIZE = 7  # pixels: nothing is set smaller
SIZE_STEP = 0.8  # from one size of type to the next smaller one
GROWTH_ROOM = 0.85  # of the room: what is wider is not set larger than it was
CLASS_SPACES = {"": 0.0, "operator": 0.2, "relation": 0.28}  # around a sign, in sizes
SIGN_SPACES = {row.text: CLASS_SPACES[row.spacing] for row in SYMBOLS}
SIGN_SPACES["≈"] = CLASS_SPACES["relation"]
PRINTED_SIGNS = {row.text: row.shown for row in SYMBOLS if row.shown}
"""Signs that are printed otherwise than they are called."""
OPENING_BRACKETS = {row.closes: row.text for row in SYMBOLS if row.closes}
DESCENDERS = of_kind("open", "close", "comma") | {";"}
PREFIX_SIGNS = of_kind("minus")
SIGNS_BEFORE_PREFIX = of_kind("minus", "operator", "relation", "open")
"""A sign of a number may follow these."""


@dataclass(frozen=True, slots=True)
class Text:
    """``text`` in ``size`` with the left end of its base line at (x, y). ``sign``: its number, see
    :attr:`Block.signs`."""

    x: float
    y: float
    text: str
    size: int
    sign: int


@dataclass(frozen=True, slots=True)
class Path:
    """A line through ``points``, ``width`` thick; ``round``: a curve."""

    points: tuple[tuple[float, float], ...]
    width: float
    round: bool
    sign: int


@dataclass(frozen=True, slots=True)
class Block:
    """Something that was set: ``ascent`` above and ``descent`` below the base line, ``width`` wide.

    Each piece carries the number of its sign, in the order of reading: what stands over a bar, the bar,
    what stands under it; a root before what it holds. ``signs`` says how many there are.
    """

    width: float
    ascent: float
    descent: float
    pieces: tuple[Text | Path, ...]
    signs: int = 0

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.ascent + self.descent


def typeset(row: Row, size: int, measure: Measure) -> Block:
    """Return ``row`` set in ``size``."""
    setter = _Setter(measure)
    return replace(setter.row(row, size, 0), signs=next(setter.numbers))


def fitted(row: Row, sizes: tuple[int, int], room: float, measure: Measure) -> Block:
    """Return ``row`` set as large as fits into ``room``: from the second of ``sizes`` to the first."""
    least, size = sizes
    while True:
        block = typeset(row, size, measure)
        if block.width <= room or size <= least:
            return block
        size = max(least, min(size - 1, int(size * room / block.width)))


def steady_size(
    row: Row, sizes: tuple[int, int], room: float, measure: Measure, former: int = 0
) -> int:
    """Return in which size to set ``row`` into ``room``, from the second of ``sizes`` to the first.

    Sizes are a few steps, so that a line that grows is not set smaller with every sign. From a
    ``former`` one, where there was one, it grows only where a good deal of room is left then.
    """
    least, most = sizes
    size = most
    while size > least:
        width = typeset(row, size, measure).width
        if width <= (room if size <= former or not former else GROWTH_ROOM * room):
            break
        size = max(least, round(SIZE_STEP * size))
    return size


def _moved(block: Block, dx: float, dy: float) -> tuple[Text | Path, ...]:
    """Return the pieces of ``block`` at another place."""
    return tuple(
        replace(piece, x=piece.x + dx, y=piece.y + dy)
        if isinstance(piece, Text)
        else replace(piece, points=tuple((x + dx, y + dy) for x, y in piece.points))
        for piece in block.pieces
    )


def signs_in(row: Row) -> int:
    """Return how many signs :func:`typeset` counts in ``row``."""
    return typeset(row, MIN_TEXT_SIZE, lambda text, size: 1.0).signs


class _Setter:
    """Sets one expression; counts its signs."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self.numbers: Iterator[int] = count()

    def row(self, row: Row, size: int, depth: int) -> Block:
        if depth > MAX_ROW_DEPTH:
            return self._text("…", size)
        if not row:
            return self._nothing(size)
        blocks: list[Block] = []
        opened: list[tuple[str, int]] = []
        for index, item in enumerate(row.items):
            match item:
                case Sign(text):
                    blocks.append(self._sign(text, size, row.items[index - 1] if index else None))
                    _grow(blocks, opened, text, size)
                case Raised(exponent):
                    before = blocks[-1] if blocks else self._nothing(size)
                    blocks.append(self._raised(exponent, before, size, depth))
                case Over(above, below):
                    blocks.append(self._over(above, below, size, depth))
                case Radical(radicand):
                    blocks.append(self._radical(radicand, size, depth))
        return _beside(blocks)

    def _text(self, text: str, size: int) -> Block:
        low = DESCENDER_DEPTH if text in DESCENDERS else DIGIT_DEPTH
        piece = Text(0, 0, PRINTED_SIGNS.get(text, text), size, next(self.numbers))
        return Block(self._measure(piece.text, size), DIGIT_HEIGHT * size, low * size, (piece,))

    def _sign(self, text: str, size: int, before: object) -> Block:
        block = self._text(text, size)
        space = SIGN_SPACES.get(text, 0.0) * size
        is_first = before is None or (
            isinstance(before, Sign) and before.text in SIGNS_BEFORE_PREFIX
        )
        if text in PREFIX_SIGNS and is_first:
            space = 0.0  # the sign of a number
        pieces = _moved(block, space, 0)
        return Block(block.width + 2 * space, block.ascent, block.descent, pieces)

    def _nothing(self, size: int) -> Block:
        """Return an empty frame: here something is still missing."""
        side, thick = 0.5 * size, _thickness(size) / 2
        left, bottom = 0.08 * size, -0.1 * size
        corners = ((left, bottom), (left + side, bottom), (left + side, bottom - side))
        frame = (*corners, (left, bottom - side), (left, bottom))
        pieces = (Path(frame, thick, False, -1),)
        return Block(side + 2 * left, DIGIT_HEIGHT * size, DIGIT_DEPTH * size, pieces)

    def _raised(self, exponent: Row, before: Block, size: int, depth: int) -> Block:
        block = self.row(exponent, _smaller(size), depth + 1)
        up = max(MIN_POWER_RISE * size, before.ascent - 0.45 * block.ascent) + block.descent
        gap = 0.04 * size
        pieces = _moved(block, gap, -up)
        return Block(block.width + gap, block.ascent + up, block.descent - up, pieces)

    def _over(self, above: Row, below: Row, size: int, depth: int) -> Block:
        inner = size if depth == 0 else _smaller(size)
        top = self.row(above, inner, depth + 1)
        bar = next(self.numbers)
        bottom = self.row(below, inner, depth + 1)
        thick, gap, edge = _thickness(size), 0.14 * size, 0.12 * size
        width = max(top.width, bottom.width) + 2 * edge
        up = AXIS_HEIGHT * size + thick / 2 + gap + top.descent
        down = -AXIS_HEIGHT * size + thick / 2 + gap + bottom.ascent
        line = ((edge / 2, -AXIS_HEIGHT * size), (edge / 2 + width, -AXIS_HEIGHT * size))
        pieces = (
            *_moved(top, edge / 2 + (width - top.width) / 2, -up),
            Path(line, thick, False, bar),
            *_moved(bottom, edge / 2 + (width - bottom.width) / 2, down),
        )
        return Block(width + edge, top.ascent + up, bottom.descent + down, pieces)

    def _radical(self, radicand: Row, size: int, depth: int) -> Block:
        number = next(self.numbers)
        block = self.row(radicand, size, depth + 1)
        thick = _thickness(size)
        top = -block.ascent - 0.14 * size
        bottom = block.descent
        hook = 0.52 * size
        right = hook + block.width + 0.1 * size
        points = (
            (0.02 * size, bottom + 0.45 * (top - bottom)),
            (0.13 * size, bottom + 0.52 * (top - bottom)),
            (0.28 * size, bottom),
            (hook - 0.06 * size, top),
            (right, top),
        )
        pieces = (Path(points, thick, False, number), *_moved(block, hook, 0.0))
        return Block(right + 0.06 * size, thick - top, block.descent, pieces)


def _grow(blocks: list[Block], opened: list[tuple[str, int]], text: str, size: int) -> None:
    """Pair the sign ``text``, the last of ``blocks``, with the bracket ``opened`` last.

    Brackets around something tall become curves of its height.
    """
    if text in OPENING_BRACKETS:
        opened.append((text, len(blocks) - 1))
    elif text in OPENING_BRACKETS.values() and opened:
        opening, start = opened.pop()
        inside = blocks[start + 1 : -1]
        half = max(
            (max(b.ascent - AXIS_HEIGHT * size, b.descent + AXIS_HEIGHT * size) for b in inside),
            default=0,
        )
        if OPENING_BRACKETS[opening] == text and half > 0.62 * size:
            for place, bracket in ((start, opening), (-1, text)):
                blocks[place] = _tall(bracket, half, blocks[place].pieces[0].sign, size)


def _tall(bracket: str, half: float, sign: int, size: int) -> Block:
    """Return ``bracket`` drawn ``half`` above and below the axis."""
    width, thick, axis = 0.3 * size, _thickness(size), -AXIS_HEIGHT * size
    near, far = (0.26 * size, 0.06 * size) if bracket in "([" else (0.04 * size, 0.24 * size)
    top, bottom = axis - half, axis + half
    corners = ((near, top), (far, top), (far, bottom), (near, bottom))
    if bracket in "()":
        reach = min(0.3 * size, half / 2)
        corners = ((near, top), (far, top + reach), (far, bottom - reach), (near, bottom))
    piece = Path(corners, thick, bracket in "()", sign)
    return Block(width, half - axis, half + axis, (piece,))


def _beside(blocks: Sequence[Block]) -> Block:
    """Return ``blocks`` one after the other on one base line."""
    x = 0.0
    pieces: list[Text | Path] = []
    for block in blocks:
        pieces += _moved(block, x, 0.0)
        x += block.width
    ascent, descent = max(b.ascent for b in blocks), max(b.descent for b in blocks)
    return Block(x, ascent, descent, tuple(pieces))


def _smaller(size: int) -> int:
    return max(MIN_TEXT_SIZE, round(SCRIPT_SCALE * size))


def _thickness(size: int) -> float:
    return max(1.0, size / 16)
