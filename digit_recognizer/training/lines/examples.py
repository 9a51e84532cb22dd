"""Lines to train the rescoring network on: composed, read, with the right reading among the others.

Purpose: what the search reads of lines of known truth, in chunks that processes of their own make.
Contract: the same data, seed and networks give the same lines. Most are ink; others are pictures, clean
ones or photos that the page network has understood, less the marks and cut as in a reading. Some are
fields with a number. Most rows are as plausible as what people write, some are not finished. Hands are
varied, but for validation, which is by held-out writers as they wrote.
Not here: odd lines (``oddities``), what the network sees of a reading (``decoding.line_features``).
"""

import io
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Page
from digit_recognizer.datasets.expression_set import ExpressionSample
from digit_recognizer.decoding import (
    NUMBER_FIELD,
    AnnotatedSource,
    InkSource,
    LineTable,
    page_lattice,
)
from digit_recognizer.decoding.plausibility import plausibility
from digit_recognizer.decoding.rescoring import meanings
from digit_recognizer.expression import Row, calculate, text_of
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.page_lines import LineReader, marks_in, without_marks
from digit_recognizer.raster import page_from_ink
from digit_recognizer.raster.pen import polylines_of
from digit_recognizer.reader import Expectation, Reader
from digit_recognizer.segmentation import PicturePage, Place, typical_height
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.equations import random_equation, random_exercise
from digit_recognizer.synthesis.layout_style import draw_layout_style
from digit_recognizer.synthesis.paper.writing import centred
from digit_recognizer.synthesis.random_expressions import random_notation, random_number
from digit_recognizer.synthesis.writers import Writers
from digit_recognizer.training.data.chunks import chunk_files
from digit_recognizer.training.data.scenes import LETTER_FILE, SceneSource, drawings_of, writers_of
from digit_recognizer.training.data.textlines import photographed_line, textline_page
from digit_recognizer.training.data.varied_writers import VariedWriters
from digit_recognizer.training.lines.oddities import (
    TrueLine,
    odd_line,
    odd_row,
    random_oddity,
    with_slips,
)

CHUNK_LINES = 50
READ_SECONDS = 20.0  # of processor time for one line: none is cut short
PICTURES_SHARE = 0.3
ROWS_SHARE, DRAWN_SHARE = 0.2, 0.2  # of pictures; the rest is photos of lines
READ_KIND_SHARES = {
    "linear": 0.23, "fraction": 0.12, "power": 0.12, "radical": 0.07, "decimal": 0.06, "number": 0.1,
    "equation": 0.1, "exercise": 0.2,
}  # fmt: skip
ROW_MAKERS = {"equation": random_equation, "exercise": random_exercise}
LINE_NUMBER_LENGTHS = (2, 8)
HELD_OUT_ODD = 0.3  # of the odd ones in training: people are odd less often
UNFINISHED_SHARE = 0.25  # of rows: people see what is read while they write
ANY_ROW_SHARE = 0.2  # of rows, however seldom people write the like
NESTED_POWER_SHARE, PLUS_MINUS_SHARE = 0.1, 0.3  # of rows with one that stay
RAISED_POINTS_SHARE, MAX_POINT_RAISE = 0.12, 0.3  # of hands; heights of a digit above the base line
STRAIGHT_LINES_SHARE = 0.4
FIELD_SHARE = 0.4  # of numbers
PICTURE_HEIGHTS = (18.0, 60.0)  # pixels of a digit
PICTURE_PENS = (0.05, 0.17)  # of that height
PICTURE_MARGIN = 12  # pixels
_POWER_OF_POWER = re.compile(r"\^\{[^{}]*\^")


class LineExample(NamedTuple):
    """What is known of a line's R readings of up to T symbols.

    ``meaning``: (R,) int16, the number of the first one that means the same; ``right``: (R,) bool,
    whether each is the truth; ``is_true``: (R, T) bool, whether its symbols are the right one's.
    """

    table: LineTable
    meaning: NDArray[np.int16]
    right: NDArray[np.bool_]
    is_true: NDArray[np.bool_]


class LineMaterial(NamedTuple):
    """What lines are composed of, and who reads them; ``odd``: the share that may be odd."""

    odd: float
    writers: Writers
    letters: tuple[Drawing, ...]
    reader: LineReader


def line_examples(
    source: SceneSource, chunks: int, folder: Path, processes: int
) -> Iterator[LineExample]:
    """Yield the lines of the first ``chunks`` chunks, files in ``folder``."""
    for path in chunk_files(partial(_chunk, source), chunks, folder, processes):
        yield from _unpacked(path.read_bytes())


def _chunk(source: SceneSource, number: int) -> bytes:
    random = np.random.default_rng([source.seed, int(source.is_validation), number, 2])
    material = _made(source)
    found: list[LineExample] = []
    while len(found) < CHUNK_LINES:
        example = _read(*_line(source, material, random), material.reader)
        if example is not None:
            found.append(example)
    return _packed(found)


def _line(
    source: SceneSource, material: LineMaterial, random: np.random.Generator
) -> tuple[Ink | PicturePage, TrueLine, bool]:
    """Return a line to read, the truth of it, as far as it is known, and whether it is a field."""
    if random.random() < PICTURES_SHARE:
        return _pictured(source, material, random)
    kind = _kind(random)
    line = _true_line(kind, material, random)
    return line.ink, line, _is_field(kind, random)


def _pictured(
    source: SceneSource, material: LineMaterial, random: np.random.Generator
) -> tuple[PicturePage, TrueLine, bool]:
    """Return the same of a picture: a clean one, a photo of a line, or a row as the line network
    learns them."""
    chance = random.random()
    if chance < ROWS_SHARE:
        page, text = textline_page(source, random)
        is_field = set(text) <= NUMBER_FIELD.symbols
    else:
        kind = _kind(random)
        line = _true_line(kind, material, random)
        is_field = _is_field(kind, random)
        if chance < ROWS_SHARE + DRAWN_SHARE:
            page, text = _drawn(line.ink, random), line.text
        else:
            page, text = _photo(line, source, random)
    return PicturePage.of(page), TrueLine(Ink(), text, ()), is_field


def _photo(line: TrueLine, source: SceneSource, random: np.random.Generator) -> tuple[Page, str]:
    height = typical_height(InkSource(line.ink).primitives)
    row = centred([path / height for path in polylines_of(line.ink)], line.text)
    return photographed_line(source, row, random)


def photos_of_lines(source: SceneSource, count: int) -> Iterator[tuple[PicturePage, str]]:
    """Yield ``count`` photos of a line each, and its text."""
    random = np.random.default_rng([source.seed, int(source.is_validation), 3])
    material = _made(source)
    for _ in range(count):
        page, text = _photo(_true_line(_kind(random), material, random), source, random)
        yield PicturePage.of(page), text


def _kind(random: np.random.Generator) -> str:
    kinds, shares = list(READ_KIND_SHARES), list(READ_KIND_SHARES.values())
    return str(random.choice(kinds, p=shares))


def _is_field(kind: str, random: np.random.Generator) -> bool:
    return kind in ("number", "decimal") and random.random() < FIELD_SHARE


def _true_line(kind: str, material: LineMaterial, random: np.random.Generator) -> TrueLine:
    """Return a line of a ``kind`` in ``READ_KIND_SHARES``, now and then with an oddity or slips."""
    oddity = random_oddity(random) if random.random() < material.odd else "none"
    while True:
        row = odd_row(_notation(kind, random), oddity, random)
        try:
            written = _composed(row, material.writers, random)
            break
        except ValueError:  # nobody has drawn one of its symbols
            continue
    line = TrueLine(written.ink, written.label, written.symbols)
    return with_slips(odd_line(line, oddity, material.letters, random), random)


def _notation(kind: str, random: np.random.Generator) -> Row:
    if kind == "number":
        return random_number(random, int(random.integers(*LINE_NUMBER_LENGTHS)))
    is_any = random.random() < ANY_ROW_SHARE
    while True:
        row = ROW_MAKERS[kind](random) if kind in ROW_MAKERS else random_notation(random, kind)
        if is_any or random.random() < usualness(row):
            break
    if random.random() < UNFINISHED_SHARE and len(row.items) > 2:
        return Row(row.items[: int(random.integers(2, len(row.items)))])
    return row


def usualness(row: Row) -> float:
    """Return how many of the rows like ``row`` people would write, in (0, 1]."""
    text = text_of(row)
    share = math.exp(min(0.0, plausibility(row, calculate(row))))
    share *= PLUS_MINUS_SHARE if "±" in text else 1.0
    return share * (NESTED_POWER_SHARE if _POWER_OF_POWER.search(text) else 1.0)


def _composed(row: Row, writers: Writers, random: np.random.Generator) -> ExpressionSample:
    """Return ``row`` as somebody writes it: some raise their points, some write straight."""
    style = draw_layout_style(random)
    if random.random() < RAISED_POINTS_SHARE:
        style = replace(style, point_raise=float(random.uniform(0, MAX_POINT_RAISE)))
    if random.random() < STRAIGHT_LINES_SHARE:
        style = replace(style, slope=0.0, wobble=0.005, size_jitter=0.01, late=0.0)
    return compose(row, writers, random, style=style)


def _drawn(ink: Ink, random: np.random.Generator) -> Page:
    """Return a (H, W) page with ``ink`` drawn on it."""
    height = float(np.exp(random.uniform(*np.log(PICTURE_HEIGHTS))))
    factor = height / typical_height(InkSource(ink).primitives)
    scaled = Ink.from_xy([[(p.x * factor, p.y * factor) for p in s.points] for s in ink])
    left, top, right, bottom = scaled.box
    return page_from_ink(
        scaled.moved(PICTURE_MARGIN - left, PICTURE_MARGIN - top),
        width=int(right - left) + 2 * PICTURE_MARGIN,
        height=int(bottom - top) + 2 * PICTURE_MARGIN,
        pen_width=max(1.3, height * float(random.uniform(*PICTURE_PENS))),
    )


def _read(
    shown: Ink | PicturePage, line: TrueLine, is_field: bool, reader: LineReader
) -> LineExample | None:
    """Return the readings of one line; None where there is none, or nothing to choose from."""
    expect: Expectation = "number" if is_field else "expression"
    source: InkSource | AnnotatedSource
    if isinstance(shown, Ink):
        source = InkSource(shown)
        found = marks_in(source, ())
    else:
        seen = reader.page_of_picture(shown, Ink(), Place(), expect, ())
        source, found = seen.source, seen.found
    part, kept = without_marks(source, found)
    field = NUMBER_FIELD if is_field else None
    page = page_lattice(part, reader.scorer, seconds=READ_SECONDS, field=field)
    if not page.every:
        return None
    readings = page.rescoring.likely(page.readings(page.every))
    if len(readings) < 2 or not any(reading.symbols for reading in readings):
        return None
    answers = [calculate(reading.row) for reading in readings]
    texts = [text_of(reading.row) for reading in readings]
    meaning = meanings(texts, answers)
    first = meaning[texts.index(line.text)] if line.text in texts else -1
    right = meaning == first
    table = page.rescoring.table(readings, answers, page.every)
    place = {index: number for number, index in enumerate(kept)}
    truth = {(text, tuple(place[n] for n in own if n in place)) for text, own in line.symbols}
    for number in np.flatnonzero(right).tolist():
        truth |= {(each.text, each.candidate.members) for each in readings[number].symbols}
    is_true = np.zeros(table.readings.shape[:2], np.bool_)
    for number, reading in enumerate(readings):
        own = [(each.text, each.candidate.members) in truth for each in reading.symbols]
        is_true[number, : len(own)] = own
    return LineExample(table, meaning, right, is_true)


@lru_cache(maxsize=2)
def _made(source: SceneSource) -> LineMaterial:
    held_out = partial(VariedWriters, share=0.0)
    writers = writers_of(source, held_out if source.is_validation else VariedWriters)
    odd = HELD_OUT_ODD if source.is_validation else 1.0
    letters = tuple(drawings_of(source, (LETTER_FILE,)))
    reader = Reader.load()
    return LineMaterial(odd, writers, letters, LineReader(reader.symbol_scorer(), reader.textlines))


def _packed(examples: list[LineExample]) -> bytes:
    """Return the bytes of an ``.npz``: the arrays of all examples, flat, behind each other."""
    buffer = io.BytesIO()
    parts = [_arrays(example) for example in examples]
    arrays = {
        f"values{n}": np.concatenate([part[n].ravel() for part in parts])
        for n in range(len(parts[0]))
    }
    shapes = np.array([(*p[0].shape, *p[2].shape[:2], p[3].shape[1]) for p in parts])
    np.savez_compressed(buffer, shapes=shapes, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def _arrays(example: LineExample) -> tuple[NDArray[np.generic], ...]:
    table = example.table
    return (
        table.candidates.astype(np.float16), table.cosines.astype(np.float16), table.readings,
        table.wholes, example.meaning, example.right, example.is_true,
    )  # fmt: skip


def _unpacked(data: bytes) -> Iterator[LineExample]:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        values = [arrays[f"values{n}"] for n in range(7)]
        at = [0] * len(values)
        for count, columns, readings, longest, wholes in arrays["shapes"].tolist():
            shapes = (
                (count, columns), (2, count, count), (readings, longest, 4), (readings, wholes),
                (readings,), (readings,), (readings, longest),
            )  # fmt: skip
            own = []
            for n, shape in enumerate(shapes):
                size = int(np.prod(shape))
                own.append(values[n][at[n] : at[n] + size].reshape(shape))
                at[n] += size
            table = LineTable(own[0].astype(np.float32), own[1].astype(np.float32), own[2], own[3])
            yield LineExample(table, *own[4:])
