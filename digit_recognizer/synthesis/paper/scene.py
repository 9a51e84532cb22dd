"""Scenes: random pieces of pages as people photograph them, with the truth of each pixel.

Purpose: what the network that tells handwriting from everything else learns from.
Contract: a scene is an (H, W, 3) uint8 picture and its (H, W, 4) float32 truth, see ``layers``. Kinds
of pages and their shares are judged, none was fitted to a data set. All chance comes from the generator.
Not here: handwriting itself (``writing``), whole pages that are to be read.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.arrays import Polyline
from digit_recognizer.synthesis import marks
from digit_recognizer.synthesis.paper import rules
from digit_recognizer.synthesis.paper.camera import few_pixels, photographed
from digit_recognizer.synthesis.paper.page_maker import (
    PageMaker,
    on_a_desk,
    paper_pattern,
    printed_sum,
    printed_words,
    window_bar,
)
from digit_recognizer.synthesis.paper.print_text import Typeface, printed_width
from digit_recognizer.synthesis.paper.writing import Stock, WrittenRow

DIGIT_HEIGHTS = (13.0, 72.0)  # pixels, the smallest and the largest digits of a scene
PHOTOGRAPHED_PAPER_SHARE = 0.1  # of the scenes, where there are photos of paper


class Scene(NamedTuple):
    """``picture`` (H, W, 3) uint8, ``truth`` (H, W, 4) float32 that sums to 1.

    ``is_known``: False where the paper is a photo, of whose pixels only the handwriting is known.
    """

    picture: NDArray[np.uint8]
    truth: NDArray[np.float32]
    is_known: bool


def scene(
    shape: tuple[int, int],
    stock: Stock,
    fonts: Sequence[Path],
    random: np.random.Generator,
    papers: Sequence[NDArray[np.uint8]] = (),
) -> Scene:
    """Return a random scene of ``shape`` (H, W) with writing from ``stock`` and print in ``fonts``.

    ``papers``: (h, w, 3) uint8 photos of paper, rules and print without handwriting; some scenes are
    written on one of them.
    """
    low, high = np.log(DIGIT_HEIGHTS)
    height = min(float(np.exp(random.uniform(low, high))), shape[0] * 0.8)
    angle = float(random.normal(0, 2.0 if random.random() < 0.85 else 7.0))
    page = PageMaker.empty(shape, stock, fonts, random, height=height, angle=angle)
    if papers and random.random() < PHOTOGRAPHED_PAPER_SHARE:
        return _on_photo(page, papers[int(random.integers(len(papers)))])
    kinds = list(SCENE_KIND_SHARES)
    kind = kinds[int(random.choice(len(kinds), p=[SCENE_KIND_SHARES[each] for each in kinds]))]
    kind(page)
    if random.random() < 0.03:
        window_bar(page)
    page.finish_strokes()
    picture, truth = photographed(page.layers, page.height, random), page.layers.truth()
    if random.random() < (0.4 if kind is _worksheet else 0.1):
        picture = few_pixels(picture, page.height, random)
    if random.random() < 0.14:
        picture, truth = on_a_desk(picture, truth, random)
    return Scene(picture, truth, True)


def _lines(page: PageMaker) -> None:
    """Rows of handwriting on paper as it is sold."""
    random, (height, width) = page.random, page.shape
    paper_pattern(page)
    pitch = page.height * float(random.uniform(1.3, 3))
    for y in np.arange(random.uniform(-0.3, 1) * pitch, height + pitch / 2, pitch):
        x = random.uniform(-0.3, 0.4) * width
        while x < width:
            row = page.one_of(_rows(page))
            wide = row.size[0] * page.height
            page.write(row, x + wide / 2, y + random.normal(0, 0.1) * page.height)
            x += wide + page.height * random.uniform(0.4, 3)


def _single(page: PageMaker) -> None:
    """One row in the middle, as one cuts it out, and pieces of others at the edge."""
    random, (height, width) = page.random, page.shape
    paper_pattern(page)
    row = page.one_of(_rows(page))
    page.height = min(
        page.height * 1.3,
        0.95 * width / max(row.size[0], 0.3),
        0.9 * height / max(row.size[1], 0.3),
    )
    if random.random() < 0.4:  # the rules of its cell are at the edge
        left, top, right, bottom = np.abs(random.normal(0, 0.05, 4)) * height
        sides = rules.box(left, top, width - right, height - bottom)
        page.rule([side for side in sides if random.random() < 0.75])
    page.write(row, width * random.uniform(0.4, 0.6), height * random.uniform(0.4, 0.6))
    if random.random() < 0.3:
        page.write(page.one_of(_rows(page)), width / 2, random.choice([-0.05, 1.05]) * height)


def _rows(page: PageMaker) -> Sequence[WrittenRow]:
    chance = page.random.random()
    if chance < 0.08 and page.stock.words:
        return page.stock.words
    if chance < 0.15:
        return page.stock.digits
    return page.stock.fields if chance < 0.6 else page.stock.sums


def _table(page: PageMaker) -> None:
    """Cells with numbers, some printed, some words, some empty."""
    random, (height, width) = page.random, page.shape
    pitch = page.height * float(random.uniform(1.15, 2.8))
    column = page.height * float(random.uniform(1.4, 6))
    rows = np.cumsum(np.r_[random.uniform(-pitch, pitch), pitch * random.uniform(0.93, 1.07, 40)])
    columns = np.cumsum(
        np.r_[random.uniform(-column, column), column * random.uniform(0.7, 1.3, 40)]
    )
    rows, columns = rows[rows < height + pitch], columns[columns < width + column]
    if random.random() < 0.3:  # the table ends on this piece of the page
        rows = rows[: max(2, len(rows) - 1)]
        columns = columns[int(random.integers(0, 2)) :]
    if len(rows) < 2 or len(columns) < 2:
        return
    grid = rules.Grid(rows, columns)
    page.rule(grid.polylines(random, missing=0.25 if random.random() < 0.15 else 0.0))
    if random.random() < 0.2:
        heavy = [rows[int(random.integers(len(rows)))], columns[int(random.integers(len(columns)))]]
        page.rule([rules.straight((columns[0], heavy[0]), (columns[-1], heavy[0])),
                   rules.straight((heavy[1], rows[0]), (heavy[1], rows[-1]))])  # fmt: skip
    font, grey = page.font(), float(random.uniform(0, 0.3))
    is_print = random.choice([0.0, 0.15, 0.8], p=[0.45, 0.4, 0.15])
    edge_ones = [row for row in page.stock.fields if "1" in (row.text[:1], row.text[-1:])]
    for top, bottom in pairwise(rows):
        for left, right in pairwise(columns):
            if random.random() < 0.15:
                continue
            middle = (left + right) / 2, (top + bottom) / 2
            if random.random() < is_print:
                text = printed_words(page)
                size = float(random.uniform(0.4, 1.0))
                face = Typeface(font, size, grey)
                x = left + 0.2 * page.height
                page.print(text, x, middle[1] + page.height * size / 2, face)
                continue
            is_edge = random.random() < 0.15
            row = page.one_of(page.stock.fields if random.random() < 0.9 else _rows(page))
            if is_edge and edge_ones:
                row = page.one_of(edge_ones)
            room = (right - left) * random.uniform(0.75, 1.15)
            size = min(float(random.uniform(0.75, 1.1)), room / (row.size[0] * page.height))
            stray = random.normal(0, 0.1, 2) * page.height
            if is_edge:  # a 1 stands as near to the rule as another one might
                gap = (right - left - row.size[0] * page.height * size) / 2
                stray[0] += gap if row.text.endswith("1") else -gap
            page.write(row, middle[0] + stray[0], middle[1] + stray[1], size)


def _boxes(page: PageMaker) -> None:
    """Boxes with one digit each: puzzles, combs, forms; thin and thick rules."""
    random, (height, width) = page.random, page.shape
    side = page.height * float(random.uniform(1.15, 2.2))
    gap = 0.0 if random.random() < 0.6 else side * float(random.uniform(0.05, 0.5))
    lines: list[Polyline] = []
    heavy: list[Polyline] = []
    font, grey = page.font(), float(random.uniform(0, 0.3))
    is_print = random.choice([0.0, 0.3, 1.0], p=[0.4, 0.4, 0.2])
    top = float(random.uniform(-side, side))
    every = int(random.integers(2, 5))
    start = float(random.uniform(-side, side))
    number_of_row = 0
    while top < height:
        for number, left in enumerate(np.arange(start, width, side + gap)):
            lines += rules.box(left, top, left + side, top + side)
            if number % every == 0:
                heavy.append(rules.straight((left, top), (left, top + side + gap)))
            if number_of_row % every == 0:
                heavy.append(rules.straight((left, top), (left + side, top)))
            chance = random.random()
            if chance < 0.2:
                continue
            x, y = left + side / 2, top + side / 2
            if random.random() < is_print:
                size = float(random.uniform(0.7, 1.1))
                digit = str(random.integers(0, 10))
                base = y + page.height * size / 2
                page.print(digit, x - 0.3 * page.height, base, Typeface(font, size, grey))
            else:
                stray = random.normal(0, 0.08, 2) * page.height
                page.write(
                    page.one_of(page.stock.digits),
                    x + stray[0],
                    y + stray[1],
                    float(random.uniform(0.8, 1.1)),
                )
        top += side + gap
        number_of_row += 1
    page.rule(lines)
    if random.random() < 0.5:
        page.rule(heavy)


def _worksheet(page: PageMaker) -> None:
    """Printed sums with answers by hand, small, thin and grey as copies are."""
    random, (height, width) = page.random, page.shape
    if random.random() < 0.15:
        paper_pattern(page)
    page.height = min(page.height, 44.0)
    size = float(random.uniform(0.55, 1.15))
    face = Typeface(page.font(), size, float(random.uniform(0, 0.65)))
    pitch = page.height * float(random.uniform(1.4, 3))
    for y in np.arange(random.uniform(0, 1) * pitch, height + pitch / 2, pitch):
        text = printed_sum(random) if random.random() < 0.85 else printed_words(page)
        x = float(random.uniform(-0.2, 0.25)) * width
        page.print(text, x, y + page.height * size / 2, face)
        x += printed_width(text, face.font, page.height * size)
        if random.random() < 0.85:
            row = page.one_of(page.stock.fields)
            middle = x + page.height * (random.normal(0.2, 0.25) + row.size[0] / 2)
            stray = random.normal(0, 0.12) * page.height
            page.write(row, middle, y + stray, float(random.uniform(0.9, 1.4)))
            if random.random() < 0.2:
                wide = row.size[0] * page.height / 2 + 0.4 * page.height
                high = page.height * random.uniform(0.7, 1)
                box = rules.box(middle - wide, y - high, middle + wide, y + high)
                page.rule(box if random.random() < 0.6 else box[2:3])
        if random.random() < 0.2:
            is_tick = random.random() < 0.7
            drawn = marks.tick(random) if is_tick else marks.cross((0.8, 0.8), random)
            place = x + page.height * random.uniform(1, 4)
            page.draw(drawn, place, y + (0.5 if is_tick else -0.5) * page.height, page.height)


def _print_only(page: PageMaker) -> None:
    """Words and numbers by a machine, and hardly any handwriting."""
    random, (height, width) = page.random, page.shape
    font, grey, size = page.font(), float(random.uniform(0, 0.4)), float(random.uniform(0.5, 1.2))
    pitch = page.height * size * float(random.uniform(1.4, 2.5))
    for y in np.arange(random.uniform(0, 1) * pitch, height + pitch, pitch):
        words = " ".join(printed_words(page, 0.1) for _ in range(int(random.integers(1, 6))))
        page.print(words, random.uniform(-0.3, 0.3) * width, y, Typeface(font, size, grey))
    if random.random() < 0.3:
        page.write(
            page.one_of(_rows(page)), random.uniform(0, 1) * width, random.uniform(0, 1) * height
        )


SCENE_KIND_SHARES: dict[Callable[[PageMaker], None], float] = {
    _lines: 0.19, _single: 0.17, _table: 0.22, _boxes: 0.11, _worksheet: 0.24, _print_only: 0.04,
    paper_pattern: 0.03,
}  # fmt: skip
"""Kinds of pages and how often a scene is of each."""


def _on_photo(page: PageMaker, paper: NDArray[np.uint8]) -> Scene:
    """Return handwriting on a photographed paper with its own rules and print, or that paper alone."""
    random, (height, width) = page.random, page.shape
    across = max(1, round(width / height * random.uniform(0.6, 1.1)))
    tile = Image.fromarray(paper).resize((width // across, height), Image.Resampling.BICUBIC)
    row = np.concatenate([np.asarray(tile)] * (across + 1), axis=1)[:, :width]
    if len(row[0]) < width:
        row = np.pad(row, ((0, 0), (0, width - row.shape[1]), (0, 0)), mode="edge")
    if random.random() < 0.7:
        page.height = height * float(random.uniform(0.25, 0.75))
        place = (np.arange(across) + 0.5) * (width / across)
        for x in place[random.random(across) < 0.8]:
            stray = random.normal(0, 0.06, 2) * height
            own = page.one_of(page.stock.digits if random.random() < 0.6 else page.stock.fields)
            size = min(1.0, width / across / (own.size[0] * page.height + 1e-6))
            page.write(own, x + stray[0], height / 2 + stray[1], size)
    page.finish_strokes()
    picture = photographed(page.layers, page.height, random, np.asarray(row / 255, np.float32))
    return Scene(picture, page.layers.truth(), False)
