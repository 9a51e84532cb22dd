"""A page: lines of writing below each other, each read by itself.

Purpose: find the lines, decide by the readings' scores whether what stands below belongs to what is
above (a fraction) or is a line of its own.
Contract: never raises on odd ink; every part is in exactly one line, but for specks, which may be
slips of the pen. Lines come from top to bottom.
Not here: rows and what is in them (``search``, ``lattice``), which reading of a line is best
(``ranking``).
"""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.decoding.annotated import OverdrawnSource
from digit_recognizer.decoding.cache import PageMemory
from digit_recognizer.decoding.field_grammar import Expected
from digit_recognizer.decoding.hypotheses import LineReading
from digit_recognizer.decoding.lattice import Lattice
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.rescoring import ranked
from digit_recognizer.decoding.symbol_scores import (
    Appearance,
    InkSource,
    Look,
    Source,
    certain,
)
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import Box, around
from digit_recognizer.segmentation import (
    Primitive,
    candidate_of,
    candidates_of,
    typical_height,
)

_PAGE = PARAMETERS.page


@dataclass(frozen=True, slots=True, eq=False)
class PageReading:
    """The lines; ``looks``: every group that was weighed, by its mask; ``partial``: cut short."""

    lines: tuple[LineReading, ...]
    looks: dict[int, Look]
    height: float
    partial: bool


def read_ink_page(
    ink: Ink,
    appearance: Appearance,
    *,
    seconds: float,
    known: Mapping[tuple[int, ...], str] | None = None,
    expected: Expected | None = None,
) -> PageReading:
    """Return the reading of ``ink``, of at least one stroke.

    ``seconds``: of processor time, after which it is read less thoroughly.
    ``known``: symbols that are certain, by the indices of their strokes; they are read as such.
    ``expected``: what it is known to hold, in one line; None for arithmetic in any number of lines.
    """
    parts = [Primitive.of_stroke(stroke, order) for order, stroke in enumerate(ink)]
    return _read(parts, InkSource(ink), appearance, seconds, known or {}, expected=expected)


def read_overdrawn_page(
    source: OverdrawnSource,
    appearance: Appearance,
    *,
    seconds: float,
    known: Mapping[tuple[int, ...], str] | None = None,
    expected: Expected | None = None,
) -> PageReading:
    """Return the reading of a picture, with what is drawn on it; without either there are no lines.

    ``seconds``, ``known``, ``expected``: as for ink; the parts are those of ``source``.
    """
    parts = source.parts
    return _read(parts, source, appearance, seconds, known or {}, expected=expected)


def _read(
    parts: Sequence[Primitive],
    source: Source,
    appearance: Appearance,
    seconds: float,
    known: Mapping[tuple[int, ...], str],
    *,
    expected: Expected | None,
) -> PageReading:
    deadline = time.thread_time() + seconds
    everything, parts = parts, parts[: _PAGE.max_primitives]
    height = typical_height(parts)
    groups = candidates_of(parts, height, Primitive.distance_to)
    looked_at, groups = groups, groups[: _PAGE.max_candidates]
    log_probs = appearance.log_probs(source, groups)
    written = np.array([source.is_written(group.members) for group in groups], np.bool_)
    height = _refined(height, appearance.looks(log_probs, groups, height, written=written))
    looks = appearance.looks(log_probs, groups, height, written=written)
    if known:
        looks = _corrected(looks, parts, known)
    if expected:
        looks = expected.restricted(looks)
    memory = weighed = None
    if isinstance(source, InkSource) and expected is None:
        strokes = source.ink.strokes
        memory = PageMemory(appearance.memory, strokes, height, known)
        weighed = PageMemory(appearance.lines, strokes, height, known)
    lattice = Lattice(parts, looks, height, deadline, memory, expected=expected)
    everything_read = (1 << len(parts)) - 1
    torn = sum(1 << index for index, part in enumerate(parts) if part.source_component >= 0)
    masks = _lines(parts, height, lattice) if expected is None else [everything_read] * bool(parts)
    lines = []
    for mask in masks:
        line = weighed.recall(mask, ()) if weighed else None
        if line is None:
            readings = lattice.read(mask, PARAMETERS.rescoring.n_best)
            line = ranked(readings, mask, appearance, source, is_sum=expected is None, torn=torn)
            if weighed and lattice.has_time:
                weighed.keep(mask, (), line)
        lines.append(line)
    is_cut = len(parts) < len(everything) or len(groups) < len(looked_at)
    partial = is_cut or time.thread_time() > deadline
    return PageReading(tuple(lines), {look.group.mask: look for look in looks}, height, partial)


def _corrected(
    looks: Sequence[Look], parts: Sequence[Primitive], known: Mapping[tuple[int, ...], str]
) -> list[Look]:
    """Return ``looks`` with what is ``known`` certain, and without what contradicts it."""
    taken = sum(1 << index for strokes in known for index in strokes)
    kept = [look for look in looks if not look.group.mask & taken]
    return kept + [certain(candidate_of(strokes, parts), text) for strokes, text in known.items()]


def _refined(height: float, looks: Sequence[Look]) -> float:
    """Return the median height of what are most likely digits, or ``height`` if there are none.

    In steps of 8 %, so that it does not change with every stroke, and what was read stays so.
    """
    found = sorted(
        look.group.box.bottom - look.group.box.top
        for look in looks
        if max(look.symbols[digit] for digit in DIGITS) > math.log(_PAGE.height_probability)
    )
    if found:
        height = max(found[len(found) // 2], _PAGE.min_height_ratio * height)
    return float(_PAGE.height_step ** round(math.log(height) / math.log(_PAGE.height_step)))


@dataclass(frozen=True, slots=True)
class _Band:
    """A run of parts without a horizontal gap between them."""

    mask: int
    box: Box


def _lines(parts: Sequence[Primitive], height: float, lattice: Lattice) -> list[int]:
    """Return the masks of the lines, from top to bottom: the likeliest way to join near bands."""
    bands = _bands(parts)
    is_written = not lattice.are_specks((1 << len(parts)) - 1)
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(bands) + 1):
        ways = []
        mask = 0
        for start in range(end - 1, max(end - 1 - _PAGE.max_bands, -1), -1):
            joined = bands[start:end]
            if (
                len(joined) > 1
                and joined[1].box.top - joined[0].box.bottom > _PAGE.line_gap * height
            ):
                break
            mask |= joined[0].mask
            counts = sorted(band.mask.bit_count() for band in joined)
            is_few = sum(counts[:-1]) <= _PAGE.max_outliers
            if len(joined) == 1 or (lattice.has_time and (is_few or lattice.has_fraction(mask))):
                score, lines = best[start]
                score += lattice.read(mask, PARAMETERS.rescoring.n_best)[0].score
                if start:
                    apart = _apart(bands[start - 1].box, bands[start].box)
                    score += _PAGE.line_prior + _PAGE.aside_cost * apart
                ways.append((score, [*lines, mask]))
            if len(joined) == 1 and is_written and lattice.are_specks(mask):
                score, lines = best[start]
                ways.append((score + PARAMETERS.search.stray_mark * mask.bit_count(), lines))
        best.append(max(ways, key=lambda way: way[0]))
    return best[-1][1]


def _apart(above: Box, below: Box) -> float:
    """Return the share of the narrower box that is not over or under the other one."""
    overlap = min(above.right, below.right) - max(above.left, below.left)
    narrower = min(above.right - above.left, below.right - below.left)
    return 1.0 - min(max(overlap, 0.0) / narrower, 1.0) if narrower > 0 else 0.0


def _bands(parts: Sequence[Primitive]) -> list[_Band]:
    """Return the bands from top to bottom."""
    bands: list[_Band] = []
    for index in sorted(range(len(parts)), key=lambda i: parts[i].box.top):
        box = parts[index].box
        if bands and box.top <= bands[-1].box.bottom:
            last = bands[-1]
            bands[-1] = _Band(last.mask | 1 << index, around([last.box, box]))
        else:
            bands.append(_Band(1 << index, box))
    return bands
