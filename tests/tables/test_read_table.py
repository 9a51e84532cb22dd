"""A photographed table is read cell by cell, each once, whichever side of the sheet is up."""

from collections import Counter

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digit_recognizer.reader import Reader
from digit_recognizer.segmentation import PicturePage
from digit_recognizer.tables.read_table import read_tables


def ruled_sheet() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return a table of three by three cells, each with strokes of its own."""
    image = Image.new("L", (420, 330), 245)
    pen = ImageDraw.Draw(image)
    for place in range(4):
        pen.line([(30, 30 + 90 * place), (390, 30 + 90 * place)], 30, 2)
        pen.line([(30 + 120 * place, 30), (30 + 120 * place, 300)], 30, 2)
    for cell in range(9):
        x, y = 60 + 120 * (cell % 3), 52 + 90 * (cell // 3)
        pen.line([(x, y), (x + 4 * cell, y + 46)], 50, 4)
        pen.line([(x + 45, y), (x + 43, y + 46)], 50, 4)
    return np.asarray(image)


def test_no_cell_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader.load()
    seen: Counter[bytes] = Counter()
    read_over = Reader.read_over

    def counted(self: Reader, backdrop: PicturePage, **options: object) -> object:
        seen[backdrop.page.tobytes()] += 1
        return read_over(self, backdrop, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "read_over", counted)
    (table,) = read_tables(reader, ruled_sheet())
    assert len(table.cells) == 9
    assert set(seen.values()) == {1}
