"""Composed writing with marks about it, as ink and as pictures, and how it is read.

Purpose: count for each kind of mark what is read rightly, what is doubted, and what is wrong without
doubt; and the same of writing without marks, which no mark may be found in.
Contract: the same writers, seed and count give the same samples. Struck out counts as right where the
reading is doubtful and has no value.
Not here: the marks (``marking``), the command.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from benchmarks.annotated.marking import STRIKING_KINDS, MarkKind, annotate
from digit_recognizer.arrays import Page
from digit_recognizer.datasets.expression_set import ExpressionSample
from digit_recognizer.expression import Row, Sign, text_of
from digit_recognizer.expression.structure import comparable
from digit_recognizer.ink import Ink
from digit_recognizer.raster import page_from_ink
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Reading
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.equations import random_exercise
from digit_recognizer.synthesis.random_expressions import (
    random_lines,
    random_notation,
    random_number,
)
from digit_recognizer.synthesis.writers import Writers
from digit_recognizer.training.lines.oddities import Oddity, TrueLine, odd_line, odd_row

ANNOTATED_SEED = 20_261_129
PICTURED_HEIGHT = 60.0  # pixels of a digit
MARKED_LENGTHS = (2, 4)  # digits of a number with a mark

MARKED: dict[str, tuple[str, MarkKind | None]] = {
    "circled digit": ("digit", "circled"),
    "boxed digit": ("digit", "boxed"),
    "circled number": ("number", "circled"),
    "boxed number": ("number", "boxed"),
    "boxed result": ("sum", "boxed"),
    "circled result": ("sum", "circled"),
    "underlined": ("number", "underlined"),
    "underlined result": ("sum", "underlined"),
    "underlined twice": ("number", "underlined twice"),
    "struck": ("number", "struck"),
    "struck zigzag": ("number", "zigzag"),
    "crossed out": ("number", "crossed out"),
    "struck digit": ("digit", "struck"),
    **{
        kind: (kind, None)
        for kind in ("digit", "number", "linear", "fraction", "radical", "power", "lines")
    },
}
"""What is written and how it is marked; None is a control."""

ODD: dict[str, Oddity] = {
    "retraced": "retraced", "colon": "colon", "numbered": "item", "currency": "currency"
}  # fmt: skip
"""Exercises with a digit drawn twice, ``:`` for ÷, a number in front, a currency sign beside them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Of ``n`` readings the ``right`` ones, ``doubted`` of the others, and ``wrong`` without doubt.

    ``marked``: how many readings name strokes as marks.
    """

    n: int
    right: int
    doubted: int
    wrong: int
    marked: int

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return asdict(self)


def annotated_set(name: str, writers: Writers, count: int) -> Iterator[ExpressionSample]:
    """Yield ``count`` samples of the set ``name``, one of ``MARKED`` or ``ODD``."""
    random = np.random.default_rng([ANNOTATED_SEED, [*MARKED, *ODD].index(name)])
    for place in range(count):
        writer = writers.names[place % len(writers.names)]
        if name in ODD:
            yield _odd(ODD[name], writers, writer, random)
            continue
        what, mark = MARKED[name]
        sample = compose(_rows(what, random), writers, random, writer=writer)
        yield sample if mark is None else annotate(sample, mark, random)


def _odd(
    oddity: Oddity, writers: Writers, writer: str, random: np.random.Generator
) -> ExpressionSample:
    while True:
        row = odd_row(random_exercise(random), oddity, random)
        if oddity == "colon" and "÷" not in text_of(row):
            continue
        try:
            written = compose(row, writers, random, writer=writer)
        except ValueError:  # nobody has drawn one of its symbols
            continue
        line = odd_line(TrueLine(written.ink, written.label, written.symbols), oddity, (), random)
        return replace(written, ink=line.ink, label=line.text, symbols=line.symbols, kind=oddity)


def pictured(ink: Ink, random: np.random.Generator, digit_height: float) -> Page:
    """Return ``ink`` as a scan shows it: dark on light, with noise; digits PICTURED_HEIGHT tall."""
    scale = PICTURED_HEIGHT / max(digit_height, 1.0)
    margin = 0.5 * PICTURED_HEIGHT
    pen = float(random.uniform(3, 7))
    box = ink.box
    moved = ink.moved(margin - box.left * scale, margin - box.top * scale, scale)
    width, height = (round(side * scale + 2 * margin) for side in (box.width, box.height))
    page = page_from_ink(moved, width=width, height=height, pen_width=pen)
    levels = random.uniform(200, 240) - page * random.uniform(0.5, 0.8)
    return np.asarray(np.clip(levels + random.normal(0, 5, page.shape), 0, 255), np.uint8)


def measure(
    reader: Reader, name: str, samples: list[ExpressionSample], *, as_pictures: bool
) -> Tally:
    """Return how ``samples`` of the set ``name`` are read."""
    mark = MARKED[name][1] if name in MARKED else None
    random = np.random.default_rng(ANNOTATED_SEED)
    is_struck = mark in STRIKING_KINDS
    counts = {"right": 0, "doubted": 0, "wrong": 0}
    marked = 0
    for sample in samples:
        if as_pictures:
            reading = reader.read_image(pictured(sample.ink, random, _digit_height(sample)))
        else:
            reading = reader.read_ink(sample.ink)
        counts[_verdict(reading, sample, is_struck=is_struck)] += 1
        marked += bool(reading.marks)
    return Tally(len(samples), **counts, marked=marked)


def _verdict(reading: Reading, sample: ExpressionSample, *, is_struck: bool) -> str:
    if is_struck:
        has_value = not reading.doubtful or any(
            line.answer.kind != "none" for line in reading.lines
        )
        return "wrong" if has_value else "right"
    if comparable(reading.text) == comparable(sample.label):
        return "right"
    return "doubted" if reading.doubtful or not reading.text else "wrong"


def _digit_height(sample: ExpressionSample) -> float:
    boxes = [sample.ink.strokes[i].box for _, strokes in sample.symbols for i in strokes]
    return float(np.quantile([box.height for box in boxes], 0.75))


def _rows(what: str, random: np.random.Generator) -> Row | list[Row]:
    if what == "digit":
        return random_number(random, 1)
    if what == "number":
        return random_number(random, int(random.integers(MARKED_LENGTHS[0], MARKED_LENGTHS[1] + 1)))
    if what == "sum":
        one, two = (int(random.integers(1, 60)) for _ in range(2))
        return Row(tuple(Sign(sign) for sign in f"{one}+{two}={one + two}"))
    return random_lines(random) if what == "lines" else random_notation(random, what)
