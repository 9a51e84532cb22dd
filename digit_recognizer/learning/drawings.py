"""The drawings that a profile is learnt from: labelled ones, each with variations of it.

Purpose: single symbols out of a library's entries, as glyphs.
Contract: entries whose label is no symbol of the alphabet, or that show no ink, are left out. A line is
taken apart only where it was read with as many symbols as its label has, and at most one of them wrong.
Not here: learning (``fit``), the library itself.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import NOT_A_SYMBOL, Alphabet
from digit_recognizer.arrays import Columns, Glyph, Glyphs, Polyline
from digit_recognizer.errors import FileError
from digit_recognizer.expression import Sign, row_from_text
from digit_recognizer.ink import Ink
from digit_recognizer.library import Entry
from digit_recognizer.library.formats.pictures import page_of
from digit_recognizer.raster import glyph_from_ink, glyph_from_page
from digit_recognizer.raster.glyph import glyph_from_polylines
from digit_recognizer.raster.pen import extent, polylines_of, rotation
from digit_recognizer.reader import Reader

# Turn in radians, slant, log of width by height: within what one writer varies from day to day.
DRAWING_VARIATIONS = (
    (0.07, 0.12, 0.1), (-0.07, -0.12, -0.1), (0.10, 0.0, 0.0), (-0.10, 0.0, 0.0), (0.0, 0.18, 0.0),
    (0.0, -0.18, 0.0),
)  # fmt: skip

LabelledSymbol = tuple[Ink | Glyph, int]
"""Ink, or the (28, 28) glyph of a picture, with the column of what it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawings:
    """N drawings of one symbol each, as M >= N glyphs.

    ``glyphs``: (M, 28, 28) float32, the first N as drawn, then variations of them; ``columns``: (M,)
    alphabet columns; ``numbers``: (M,) which of the N drawings each glyph is of.
    """

    glyphs: Glyphs
    columns: Columns
    numbers: NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.numbers.max()) + 1 if len(self.numbers) else 0

    @classmethod
    def of(cls, symbols: Sequence[LabelledSymbol], most: int) -> "Drawings":
        """Return the drawings of ``symbols``: ink or glyphs, each with its column.

        Ink is varied as far as ``most`` glyphs in all allow, every drawing equally.
        """
        count = len(symbols)
        each = min(len(DRAWING_VARIATIONS), max(0, most // max(count, 1) - 1)) // 2 * 2  # both ways
        rows: list[tuple[Glyph, int, int]] = []
        more: list[tuple[Glyph, int, int]] = []
        for number, (drawn, column) in enumerate(symbols):
            if isinstance(drawn, Ink):
                polylines = polylines_of(drawn)
                glyph = glyph_from_polylines(polylines)
                shapes = [_varied(polylines, *how) for how in DRAWING_VARIATIONS[:each]]
                more += [(glyph_from_polylines(shape), column, number) for shape in shapes]
            else:
                glyph = drawn
            rows.append((glyph, column, number))
        rows += more
        glyphs, columns, numbers = zip(*rows, strict=True) if rows else ((), (), ())
        return cls(
            np.stack(glyphs) if glyphs else np.zeros((0, 28, 28), np.float32),
            np.array(columns, np.int64),
            np.array(numbers, np.int64),
        )


def labelled_symbols(
    entries: Iterable[Entry], alphabet: Alphabet, reader: Reader | None = None
) -> Iterator[LabelledSymbol]:
    """Yield single symbols of ``alphabet`` in labelled ``entries``.

    ``reader``: takes lines of several symbols apart; without it they are left out.
    """

    def column(symbol: str) -> int | None:
        spelled = alphabet.spelled(symbol)
        known = spelled in alphabet and spelled != NOT_A_SYMBOL
        return alphabet.column(spelled) if known else None

    for entry in entries:
        label = entry.label or ""
        own = column(label)
        if own is not None:
            drawn = _drawn(entry)
            if drawn is not None:
                yield drawn, own
        elif reader is not None and entry.ink and len(label) > 1:
            yield from _taken_apart(entry.ink, label, reader, column)


def _drawn(entry: Entry) -> Ink | Glyph | None:
    if entry.ink:
        return entry.ink if glyph_from_ink(entry.ink) is not None else None
    try:
        return glyph_from_page(page_of(entry.picture or b""))
    except FileError:
        return None  # damaged: digits library check names it


def _taken_apart(
    ink: Ink, label: str, reader: Reader, column: Callable[[str], int | None]
) -> Iterator[tuple[Ink, int]]:
    signs = row_from_text(label).items
    texts = [sign.text for sign in signs if isinstance(sign, Sign)]
    if len(texts) < len(signs):
        return
    symbols = reader.read_ink(ink, "expression").symbols
    if len(symbols) != len(texts):
        return
    pairs = list(zip(symbols, texts, strict=True))
    if sum(symbol.text != text for symbol, text in pairs) > 1:
        return
    for symbol, text in pairs:
        own = column(text)
        if own is not None and symbol.strokes:
            yield Ink(tuple(ink.strokes[index] for index in symbol.strokes)), own


def _varied(polylines: list[Polyline], turn: float, slant: float, aspect: float) -> list[Polyline]:
    stretch = np.diag([np.exp(aspect / 2), np.exp(-aspect / 2)])
    matrix = rotation(turn) @ np.array([[1.0, -slant], [0.0, 1.0]]) @ stretch
    least, greatest = extent(polylines)
    middle = (least + greatest) / 2
    return [np.asarray((points - middle) @ matrix.T, np.float64) for points in polylines]
