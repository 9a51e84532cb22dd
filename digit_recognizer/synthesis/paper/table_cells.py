"""Cells of composed tables: one number between its rules, with the neighbours that hang in.

Purpose: what a photographed table shows of one cell, to learn from how cells are cut out and read.
Contract: the same row and generator give the same (H, W, 3) uint8 picture; ``quad`` (4, 2) float64 are
the cell's corners in its pixels, clockwise from the left upper one. Nothing was fitted to a data set.
Not here: cutting a cell out (``tables.field_picture``), whole tables.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Picture
from digit_recognizer.synthesis.paper import rules
from digit_recognizer.synthesis.paper.camera import photographed
from digit_recognizer.synthesis.paper.layers import Layers
from digit_recognizer.synthesis.paper.page_maker import PageMaker, random_bend
from digit_recognizer.synthesis.paper.pens import random_pen
from digit_recognizer.synthesis.paper.writing import Stock, WrittenRow

CELL_DIGIT_HEIGHTS = (16.0, 44.0)  # pixels, in a photo of a table


class TableCell(NamedTuple):
    """``picture`` of a cell and what is around it; the cell's ``quad`` there; its ``text``."""

    picture: Picture
    quad: NDArray[np.float64]
    text: str


def table_cell(
    row: WrittenRow, stock: Stock, fonts: Sequence[Path], random: np.random.Generator
) -> TableCell:
    """Return ``row`` in a cell; rows of ``stock`` are in the cells around it.

    One row in three stands as near to one of the upright rules as its writer dared.
    """
    height = float(np.exp(random.uniform(*np.log(CELL_DIGIT_HEIGHTS))))
    high = height * max(float(random.uniform(1.1, 2.2)), 0.9 * row.size[1])
    wide = height * (row.size[0] + float(random.gamma(1.5, 0.6)) + 0.1)
    margin = 0.5 * high
    shape = round(high + 2 * margin), round(wide + 2 * margin)
    angle = float(random.normal(0, 1.5))
    page = PageMaker(
        Layers(shape), stock, fonts, random, height, random_pen(random), angle,
        random_bend(shape, angle, random),
    )  # fmt: skip
    places = np.arange(-1, 3, dtype=np.float64)
    rows, columns = margin + high * places, margin + wide * places
    page.rule(rules.Grid(rows, columns).polylines(random))
    x, y = margin + wide / 2, margin + high / 2
    spare = (wide - row.size[0] * height) / 2
    stray = random.normal(0, 0.25) * spare
    if random.random() < 1 / 3:
        stray = (spare + random.normal(-0.02, 0.05) * height) * random.choice([-1, 1])
    page.draw(row.polylines, x + stray, y + random.normal(0, 0.1) * height, height)
    for across, down in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        other = page.one_of(stock.fields)
        if random.random() < 0.6:
            loose = random.normal(0, 0.12, 2) * height
            side = across * (
                wide / 2 + other.size[0] * height / 2 + abs(random.normal(0.3, 0.3)) * height
            )
            page.draw(other.polylines, x + side + loose[0], y + down * high + loose[1], height)
    page.finish_strokes()
    corners = [(x, y) for x, y in zip(columns[[1, 2, 2, 1]], rows[[1, 1, 2, 2]], strict=True)]
    quad = page.bend(np.array(corners)) + random.normal(0, 0.02, (4, 2)) * high
    return TableCell(photographed(page.layers, height, random), quad, row.text)
