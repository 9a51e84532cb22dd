"""Measuring on composed paper: exact rows, doubt, and what is wrong without a doubt.

Purpose: one figure for each kind of paper: to choose by on held-out writers, to report on test writers.
Contract: the same data and count give the same rows. Fonts are those held out of the page network.
Not here: how rows are made (``synthesis.paper.paper_rows``).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.errors import FileError
from digit_recognizer.files import make_folder, write_atomically
from digit_recognizer.raster.pixels import png_bytes
from digit_recognizer.reader import Reader
from digit_recognizer.synthesis.layout_style import Spacing
from digit_recognizer.synthesis.paper.paper_rows import PAPER_KINDS, PaperRow, paper_row
from digit_recognizer.synthesis.paper.print_text import fonts, is_held_out_font
from digit_recognizer.synthesis.paper.writing import stock_of
from digit_recognizer.synthesis.writers import Writers

PAPER_SEED = 20_261_129
PAPER_STOCK = 600  # rows of handwriting, each used several times
PAPER_SPACINGS: tuple[Spacing, ...] = ("wide", "tight")  # touching digits have a set of their own
HELD_OUT_FILE, TEST_FILE = "ink/unipen_train.jsonl.gz", "ink/unipen_test.jsonl.gz"


@dataclass(slots=True)
class PaperFigures:
    """Counts of rows of one ``kind``: exact, not doubted, not doubted and exact; and what was wrong."""

    kind: str
    count: int = 0
    exact: int = 0
    undoubted: int = 0
    undoubted_exact: int = 0
    errors: list[tuple[PaperRow, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the counts by name."""
        return {
            "count": self.count, "exact": self.exact, "undoubted": self.undoubted,
            "undoubted_exact": self.undoubted_exact,
        }  # fmt: skip

    def sentence(self) -> str:
        """Return the figures in one line."""
        right = self.undoubted_exact / max(self.undoubted, 1)
        return (
            f"{self.kind:10} {100 * self.exact / self.count:5.1f} % exact of {self.count}, "
            f"{100 * self.undoubted / self.count:3.0f} % undoubted, of these {100 * right:5.1f} % right"
        )


def paper_sets(data: Path, count: int, *, is_test: bool) -> Iterator[tuple[str, list[PaperRow]]]:
    """Yield each kind of paper with ``count`` rows by writers in the folder ``data``.

    Raises FileError if the file of ink is not there, or holds too little.
    """
    path = data / (TEST_FILE if is_test else HELD_OUT_FILE)
    drawings = read_ink_set(path).samples
    try:
        writers = Writers(d for d in drawings if is_test or is_held_out(d.writer or ""))
    except ValueError as error:
        raise FileError(f"{path} is not enough to compose from: {error}.") from None
    random = np.random.default_rng(PAPER_SEED)
    stock = stock_of(writers, [], PAPER_STOCK, random, PAPER_SPACINGS)
    faces = [path for path in fonts() if is_held_out_font(path)] or list(fonts())
    for number, kind in enumerate(PAPER_KINDS):
        random = np.random.default_rng([PAPER_SEED, number])
        yield kind, [paper_row(kind, stock, faces, random) for _ in range(count)]


def measured(reader: Reader, kind: str, rows: list[PaperRow]) -> PaperFigures:
    """Return how ``reader`` reads ``rows``."""
    figures = PaperFigures(kind)
    for row in rows:
        reading = reader.read_image(row.picture, "expression" if kind == "printed" else "number")
        is_exact = reading.text == row.text
        figures.count += 1
        figures.exact += is_exact
        if reading.text and not reading.doubtful:
            figures.undoubted += 1
            figures.undoubted_exact += is_exact
        if not is_exact:
            figures.errors.append((row, reading.text))
    return figures


def write_errors(figures: PaperFigures, folder: Path) -> None:
    """Write a picture of each row that was misread, named by what it shows and what was read."""
    make_folder(folder, "choose another --errors")
    for number, (row, text) in enumerate(figures.errors):
        shown, read = (part.replace("/", "over").replace("\n", "_") for part in (row.text, text))
        name = f"{figures.kind}-{number}-{shown}-{read[:40]}.png"
        write_atomically(folder / name, png_bytes(row.picture))
