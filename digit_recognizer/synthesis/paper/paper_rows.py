"""Rows on paper: one number or sum each, on ten kinds of paper or in a table, with its true text.

Purpose: pictures as a program is given them, to learn, choose and measure by: how much of what people
write on forms is read.
Contract: nothing was fitted to a data set. The same stock and generator give the same picture: (H, W, 3)
uint8. ``text`` is what a person reads; printed sums are part of it, labels beside a field are not.
Not here: reading and counting (``benchmarks.paper``), scenes to learn from (``scene``).
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from digit_recognizer.arrays import Mask, Picture, PixelClass, PixelShares
from digit_recognizer.synthesis.paper import rules
from digit_recognizer.synthesis.paper.camera import photographed
from digit_recognizer.synthesis.paper.layers import Layers
from digit_recognizer.synthesis.paper.page_maker import PageMaker, on_a_desk, window_bar
from digit_recognizer.synthesis.paper.pens import Pen
from digit_recognizer.synthesis.paper.print_text import Typeface, printed_width
from digit_recognizer.synthesis.paper.writing import Stock, WrittenRow

ROW_HEIGHTS = (16.0, 64.0)  # pixels of a digit, from a form's cell to a close photo
LEGIBLE_LEVELS = 12.0  # of 255, by which legible ink differs from the paper at least
LEGIBLE_DEVIATIONS = 2.5  # standard deviations of the paper's own grain, beside that
LEGIBLE_PIECE = 0.25  # of the most ink in a piece of the row: less is no part of a digit
CELL_DIGIT_HEIGHTS = (16.0, 44.0)  # pixels, in a photo of a table


class PaperRow(NamedTuple):
    """A (H, W, 3) uint8 ``picture`` of one row, and its ``text``.

    ``stroke_width``: of its handwriting, in pixels; ``height``: of a digit. ``written``: (H, W) bool,
    where the row is, without others' rests.
    """

    picture: Picture
    text: str
    stroke_width: float
    height: float
    written: Mask


def paper_row(
    kind: str, stock: Stock, fonts: Sequence[Path], random: np.random.Generator
) -> PaperRow:
    """Return a row on paper of ``kind``, one of ``PAPER_KINDS``, that a person can read."""
    while True:
        page, text = _page(kind, stock, fonts, random)
        seed = int(random.integers(2**32))
        bare = Layers(
            page.shape, [m for m in page.layers.marks if m.kind is not PixelClass.HANDWRITING]
        )
        shown, paper = (
            photographed(layers, page.height, np.random.default_rng(seed))
            for layers in (page.layers, bare)
        )
        inked = page.layers.marks[-1].coverage > 0.5
        if _is_legible(shown, paper, inked, round(page.height)):
            break
    if kind == "dark":
        shown = on_a_bare_desk(shown, page.layers.truth(), random)
    return PaperRow(shown, text, page.pen.width * page.height, page.height, inked)


def _page(
    kind: str, stock: Stock, fonts: Sequence[Path], random: np.random.Generator
) -> tuple[PageMaker, str]:
    """Return a page with one row on it, its last mark, and the row's text."""
    row = stock.fields[int(random.integers(len(stock.fields)))]
    height = float(np.exp(random.uniform(*np.log(ROW_HEIGHTS))))
    margins = random.uniform(0.25, 1.0, 2)
    high, wide = (row.size[1] + 2 * margins[0]) * height, (row.size[0] + 2 * margins[1]) * height
    if kind == "printed":
        wide, high = wide + 9 * height, high + height
    elif kind == "boxes":
        high, wide = 2.2 * height, (1.7 * len(row.text) + 0.6) * height
    shape = round(high), round(wide)
    angle = float(random.normal(0, 1.0))
    page = PageMaker.empty(shape, stock, fonts, random, height=height, angle=angle)
    text = PAPER_MAKERS[kind](page, row)
    page.finish_strokes()
    return page, text


def on_a_bare_desk(shown: Picture, truth: PixelShares, random: np.random.Generator) -> Picture:
    """Return the page on a desk, which hides nothing of what is written."""
    written = truth[..., PixelClass.HANDWRITING] > 0
    while True:
        picture, seen = on_a_desk(shown, truth, random)
        if (seen[..., PixelClass.HANDWRITING] > 0)[written].all():
            return picture


def _is_legible(shown: Picture, paper: Picture, inked: Mask, reach: int) -> bool:
    """Whether the ink changes the picture by far more than the paper itself varies there.

    It does so along the whole row, in each piece of ``reach`` pixels that holds a part of a digit.
    """
    if not inked.any():
        return False
    smooth = np.asarray(Image.fromarray(paper).filter(ImageFilter.GaussianBlur(3)), np.float32)
    signal = np.abs(shown.astype(np.float32) - paper).max(axis=2)
    grain = (paper.astype(np.float32) - smooth).mean(axis=2)[inked].std()
    pieces = [slice(left, left + reach) for left in range(0, inked.shape[1], reach)]
    counts = np.array([np.count_nonzero(inked[:, piece]) for piece in pieces])
    signals = [
        float(signal[:, piece][inked[:, piece]].mean())
        for piece, count in zip(pieces, counts, strict=True)
        if count >= counts.max() * LEGIBLE_PIECE
    ]
    return bool(min(signals) >= LEGIBLE_LEVELS + LEGIBLE_DEVIATIONS * grain)


def _middle(page: PageMaker, row: WrittenRow) -> str:
    height, width = page.shape
    page.draw(row.polylines, width / 2, height / 2, page.height)
    return row.text


def _ruled(page: PageMaker, row: WrittenRow) -> str:
    height, width = page.shape
    pitch = page.height * float(page.random.uniform(0.8, 1.8))
    rows = np.arange(height / 2 + 0.5 * page.height - 4 * pitch, 2 * height, pitch)
    page.rule([rules.straight((-width, y), (2 * width, y)) for y in rows])
    return _middle(page, row)


def _squared(page: PageMaker, row: WrittenRow) -> str:
    height, width = page.shape
    pitch = page.height * float(page.random.uniform(0.5, 1.3))
    start = page.random.uniform(-pitch, 0, 2)
    page.rule(
        [rules.straight((-width, y), (2 * width, y)) for y in np.arange(start[0], height, pitch)]
        + [rules.straight((x, -height), (x, 2 * height)) for x in np.arange(start[1], width, pitch)]
    )
    return _middle(page, row)


def _dotted(page: PageMaker, row: WrittenRow) -> str:
    pitch = page.height * float(page.random.uniform(0.4, 1))
    page.layers.marks += rules.dots(page.shape, pitch, page.bend, page.random)
    return _middle(page, row)


def _guilloche(page: PageMaker, row: WrittenRow) -> str:
    page.layers.marks += rules.guilloche(page.shape, page.random)
    return _middle(page, row)


def _cell(page: PageMaker, row: WrittenRow) -> str:
    """A cell cut out along its rules, with what the rows above and below let hang in."""
    random, (height, width) = page.random, page.shape
    edge = random.normal(0, 0.08, 4) * page.height
    sides = rules.box(edge[0], edge[1], width + edge[2], height + edge[3])
    page.rule(sides)
    for y in (-0.45 * page.height, height + 0.45 * page.height):
        if random.random() < 0.5:
            other = page.one_of(page.stock.fields)
            page.draw(other.polylines, width * random.uniform(0.3, 0.7), y, page.height)
    page.finish_strokes()
    return _middle(page, row)


def _boxes(page: PageMaker, row: WrittenRow) -> str:
    """One digit in each box of a comb."""
    random, height = page.random, page.height
    side, gap = 1.6 * height, float(random.choice([0.0, 0.1])) * height
    lines = []
    for number, sign in enumerate(row.text):
        left = 0.3 * height + number * (side + gap)
        lines += rules.box(left, 0.3 * height, left + side, 0.3 * height + side)
        digit = next(
            each for _ in range(10_000)
            if (each := page.one_of(page.stock.digits)).text == sign
        )  # fmt: skip
        stray = random.normal(0, 0.08, 2) * height
        page.draw(
            digit.polylines, left + side / 2 + stray[0], 0.3 * height + side / 2 + stray[1], height
        )
    page.rule(lines)
    return row.text


def _printed_sum(page: PageMaker, row: WrittenRow) -> str:
    """A printed sum with its answer by hand; the answer need not be right."""
    random, height = page.random, page.shape[0]
    first, second = (str(random.integers(1, 10 ** int(random.integers(1, 4)))) for _ in range(2))
    sign = str(random.choice(["+", "-", "×", "÷"]))
    space = " " if random.random() < 0.5 else ""
    text = f"{first}{space}{sign}{space}{second}{space}="
    size = float(random.uniform(0.7, 1.1))
    face = Typeface(page.font(), size, float(random.uniform(0, 0.3)))
    page.print(text, 0.3 * page.height, height / 2 + page.height * size / 2, face)
    x = 0.6 * page.height + printed_width(text, face.font, page.height * size)
    page.draw(row.polylines, x + (0.3 + row.size[0] / 2) * page.height, height / 2, page.height)
    return text.replace(" ", "") + row.text


def _pencil(page: PageMaker, row: WrittenRow) -> str:
    """A thin pencil that hardly marks the paper."""
    random = page.random
    grey = float(random.uniform(0.2, 0.45))
    ranges = ((0.035, 0.06), (0.25, 0.5), (0.3, 0.9), (0.3, 0.7))
    page.pen = Pen((grey, grey, grey), *(float(random.uniform(*ends)) for ends in ranges))
    return _middle(page, row)


def _dark(page: PageMaker, row: WrittenRow) -> str:
    """A sheet on a dark desk, or below a program's bar."""
    if page.random.random() < 0.3:
        window_bar(page)
    return _middle(page, row)


PAPER_MAKERS: dict[str, Callable[[PageMaker, WrittenRow], str]] = {
    "blank": _middle, "ruled": _ruled, "squared": _squared, "dotted": _dotted, "guilloche": _guilloche,
    "cell": _cell, "boxes": _boxes, "printed": _printed_sum, "pencil": _pencil, "dark": _dark,
}  # fmt: skip
PAPER_KINDS = tuple(PAPER_MAKERS)
"""What :func:`paper_row` can make."""


class TableCell(NamedTuple):
    """``picture`` of a cell and what is around it, (H, W, 3) uint8; its ``text``.

    ``quad``: (4, 2) float64, its corners in these pixels, clockwise from the left upper one.
    """

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
    page = PageMaker.empty(shape, stock, fonts, random, height=height, angle=angle)
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
