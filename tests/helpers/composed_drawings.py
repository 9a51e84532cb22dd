"""Drawings of every symbol by made-up writers, for tests that compose expressions; a table of marks."""

import gzip
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.raster import page_from_ink

MARKS = (("two", "three", "five"), ("four", "", "four"), ("six", "two", "eight"))
MARK_VALUES = [["2", "3", "5"], ["4", "", "4"], ["6", "2", "8"]]
LINES: dict[str, list[list[tuple[float, float]]]] = {
    "0": [[(0.5, 0), (0, 0.3), (0, 0.7), (0.4, 1), (0.6, 0.6), (0.6, 0.2), (0.5, 0)]],
    "1": [[(0.15, 0), (0.1, 0.5), (0, 1)]],
    "2": [[(0, 0.2), (0.3, 0), (0.6, 0.2), (0, 1), (0.6, 1)]],
    "3": [[(0, 0), (0.5, 0.1), (0.2, 0.45), (0.6, 0.7), (0, 1)]],
    "4": [[(0.3, 0), (0, 0.6), (0.7, 0.6)], [(0.5, 0.3), (0.45, 1)]],
    "5": [[(0, 0), (0, 0.4), (0.5, 0.6), (0, 1)], [(0, 0), (0.5, 0)]],
    "6": [[(0.4, 0), (0, 0.6), (0.3, 1), (0.5, 0.7), (0.1, 0.6)]],
    "7": [[(0, 0), (0.6, 0), (0.2, 1)]],
    "8": [[(0.5, 0.1), (0.1, 0.2), (0.5, 0.8), (0.2, 1), (0.5, 0.1)]],
    "9": [[(0.5, 0.1), (0, 0.3), (0.5, 0.4), (0.5, 0.1), (0.4, 1)]],
    "+": [[(0, 0.3), (0.6, 0.3)], [(0.3, 0), (0.3, 0.6)]],
    "-": [[(0, 0), (0.5, 0.02)]],
    "=": [[(0, 0), (0.6, 0)], [(0, 0.25), (0.6, 0.25)]],
    "x": [[(0, 0), (0.6, 0.6)], [(0.6, 0), (0, 0.6)]],
    "X": [[(0, 0), (0.7, 1)], [(0.7, 0), (0, 1)]],
    "*": [[(0, 0.3), (0.6, 0.3)], [(0.1, 0), (0.5, 0.6)], [(0.5, 0), (0.1, 0.6)]],
    "/": [[(0.4, 0), (0, 1.1)]],
    "(": [[(0.3, 0), (0, 0.6), (0.3, 1.2)]],
    ")": [[(0, 0), (0.3, 0.6), (0, 1.2)]],
    "[": [[(0.3, 0), (0, 0), (0, 1.2), (0.3, 1.2)]],
    "]": [[(0, 0), (0.3, 0), (0.3, 1.2), (0, 1.2)]],
    "<": [[(0.6, 0), (0, 0.3), (0.6, 0.6)]],
    ">": [[(0, 0), (0.6, 0.3), (0, 0.6)]],
    ".": [[(0, 0), (0.05, 0.05)]],
    ",": [[(0.1, 0), (0, 0.3)]],
    "%": [[(0.1, 0), (0, 0.2), (0.1, 0)], [(0.6, 0), (0, 1)], [(0.5, 0.8), (0.6, 1), (0.5, 0.8)]],
}


def drawings(writers: int = 3, *, without: str = "", unit: float = 200.0) -> list[Drawing]:
    """Return two drawings of every symbol by each writer; writer 0 lacks the symbols ``without``."""
    random = np.random.default_rng(5)
    made = []
    for writer in range(writers):
        slant = 0.1 * writer
        for label, strokes in LINES.items():
            if writer == 0 and label in without:
                continue
            for _ in range(2):
                size = unit * (1 + 0.3 * writer) * random.uniform(0.95, 1.05)
                rows = [[((x - slant * y) * size, y * size) for x, y in path] for path in strokes]
                made.append(Drawing(Ink.from_xy(rows), label, f"w{writer}"))
    return made


def write_unipen(folder: Path) -> None:
    """Write four hands' drawings into ``folder`` as UNIPEN's training file."""
    rows = [
        {
            "label": d.label,
            "writer": d.writer,
            "strokes": [[p[:2] for p in s.points] for s in d.ink],
        }
        for d in drawings(4)
    ]
    (folder / "ink").mkdir()
    (folder / "ink" / "unipen_train.jsonl.gz").write_bytes(
        gzip.compress("\n".join(map(json.dumps, rows)).encode())
    )


def sheet_of_marks(examples: dict[str, Drawing]) -> Image.Image:
    """Return a ruled table with MARK_VALUES, written with the example drawings by their names."""
    page = np.full((420, 500), 235, np.uint8)
    for row, names in enumerate(MARKS):
        for column, name in enumerate(names):
            if not name:
                continue
            ink = examples[name].ink
            box, side = ink.box, 60
            scale = side / max(box.right - box.left, box.bottom - box.top)
            moved = ink.moved(10 - box.left * scale, 10 - box.top * scale, scale)
            drawn = page_from_ink(moved, width=80, height=80, pen_width=5)
            x, y = 75 + 130 * column, 65 + 110 * row
            page[y : y + 80, x : x + 80] -= (drawn * 0.7).astype(np.uint8)
    image = Image.fromarray(page)
    pen = ImageDraw.Draw(image)
    for place in range(4):
        pen.line((50, 50 + 110 * place, 440, 50 + 110 * place), fill=90, width=2)
        pen.line((50 + 130 * place, 50, 50 + 130 * place, 380), fill=90, width=2)
    return image
