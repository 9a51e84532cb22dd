"""A stock of handwriting for composed pages: rows, words and marks, by many writers.

Purpose: compose rows once and set them on many pages, since composing costs more than drawing.
Contract: ``Row.polylines`` are (n, 2) float64 in heights of a digit, centred on the row's box. All
chance comes from the generator.
Not here: where rows stand, what pen writes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digit_recognizer.arrays import Polyline
from digit_recognizer.expression import Row as Notation
from digit_recognizer.expression import Sign
from digit_recognizer.ink import Drawing
from digit_recognizer.raster.pen import extent, polylines_of
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.layout_style import Spacing, draw_layout_style
from digit_recognizer.synthesis.random_expressions import random_notation, random_number
from digit_recognizer.synthesis.writers import Writers

ROW_KIND_SHARES = {
    "field": 0.5, "linear": 0.22, "decimal": 0.1, "fraction": 0.08, "power": 0.05, "radical": 0.05,
}  # fmt: skip
"""How often a row of the stock is of each kind; a field is a number of few digits."""
MAX_FIELD_DIGITS = 6
WORD_LETTERS = (2, 8)  # of a word, the fewest and the most
MAX_STOCK_FAILURES = 50  # rows one after the other that nobody can write


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """Handwriting by one writer: ``polylines`` about (0, 0), the ``size`` of its box, its ``text``.

    ``text`` is "" for words and marks. ``size``: width and height in heights of a digit.
    """

    polylines: tuple[Polyline, ...]
    size: tuple[float, float]
    text: str


@dataclass(frozen=True, slots=True)
class Stock:
    """Rows by their kind: whole numbers of few digits, sums, single digits, words."""

    fields: tuple[WrittenRow, ...]
    sums: tuple[WrittenRow, ...]
    digits: tuple[WrittenRow, ...]
    words: tuple[WrittenRow, ...]


def stock_of(
    writers: Writers,
    letters: Sequence[Drawing],
    count: int,
    random: np.random.Generator,
    spacings: Sequence[Spacing] = ("any",),
) -> Stock:
    """Return ``count`` rows of ``writers``, half as many single digits, and words of ``letters``.

    ``spacings``: how close digits stand, one of them in each row.

    Raises ValueError where the writers can't write most of what is asked.
    """
    fields: list[WrittenRow] = []
    sums: list[WrittenRow] = []
    names, chances = list(ROW_KIND_SHARES), list(ROW_KIND_SHARES.values())
    failures = 0
    while len(fields) + len(sums) < count:
        kind = str(random.choice(names, p=chances))
        spacing = spacings[int(random.integers(len(spacings)))]
        try:
            if kind == "field":
                digits = int(min(1 + random.geometric(0.4), MAX_FIELD_DIGITS))
                fields.append(written_row(random_number(random, digits), writers, random, spacing))
            else:
                sums.append(written_row(random_notation(random, kind), writers, random, spacing))
            failures = 0
        except ValueError:  # nobody has drawn one of its symbols
            failures += 1
            if failures > MAX_STOCK_FAILURES:
                raise
    single = [
        written_row(Notation((Sign(str(place % 10)),)), writers, random)
        for place in range(count // 2)
    ]
    words = [_word(letters, random) for _ in range(count // 4)] if letters else []
    return Stock(tuple(fields), tuple(sums), tuple(single), tuple(words))


def written_row(
    notation: Notation, writers: Writers, random: np.random.Generator, spacing: Spacing = "any"
) -> WrittenRow:
    """Return ``notation`` by one writer, digits as far apart as ``spacing`` says.

    Raises ValueError where nobody has drawn one of its symbols.
    """
    style = draw_layout_style(random, spacing)
    sample = compose(notation, writers, random, style=style)
    return centred([path / style.unit for path in polylines_of(sample.ink)], sample.label)


def _word(letters: Sequence[Drawing], random: np.random.Generator) -> WrittenRow:
    """Return some letters side by side: handwriting that is no number."""
    paths: list[Polyline] = []
    right = 0.0
    for _ in range(int(random.integers(*WORD_LETTERS))):
        own = polylines_of(letters[int(random.integers(len(letters)))].ink)
        least, greatest = extent(own)
        size = max(float((greatest - least).max()), 1e-6)
        scale = float(random.uniform(0.6, 1.2)) / size
        paths += [(path - (least[0], greatest[1])) * scale + (right, 0.0) for path in own]
        right += float(greatest[0] - least[0]) * scale + float(random.uniform(-0.05, 0.25))
    return centred(paths, "")


def centred(paths: Sequence[Polyline], text: str) -> WrittenRow:
    """Return ``paths``, in heights of a digit, about the middle of their box."""
    least, greatest = extent(paths)
    middle = (least + greatest) / 2
    width, height = (greatest - least).tolist()
    return WrittenRow(tuple(path - middle for path in paths), (width, height), text)
