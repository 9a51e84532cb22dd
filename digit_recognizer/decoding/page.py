"""A page: lines of writing below each other, each read by itself.

Purpose: find the lines, decide by the readings' scores whether what stands below belongs to what is
above (a fraction, a column) or is a line of its own.
Contract: never raises on odd ink; every primitive is in exactly one line, but for specks, which may be
stray marks. Lines come from top to bottom.
Not here: rows and what is in them (``search``, ``lattice``), which reading of a line is best
(``rescoring``).
"""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.decoding.cache import PageCache
from digit_recognizer.decoding.columns import Column, column_line, columns_of
from digit_recognizer.decoding.grammar import FieldGrammar
from digit_recognizer.decoding.hypotheses import LineReading, RowReading
from digit_recognizer.decoding.lattice import Lattice
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.rescoring import Rescoring
from digit_recognizer.decoding.sources import Source
from digit_recognizer.decoding.symbol_scores import SymbolScorer, SymbolScores, given_scores
from digit_recognizer.ink.model import Box
from digit_recognizer.segmentation import (
    Primitive,
    SymbolCandidate,
    candidate_of,
    candidates_of,
    typical_height,
)
from digit_recognizer.segmentation.bands import bands_of

Given = Mapping[tuple[int, ...], str]
"""Symbols that are certain, by the ascending indices of their primitives; "": whichever it is."""

_LIMITS = PARAMETERS.page


@dataclass(frozen=True, slots=True, eq=False)
class PageReading:
    """The lines; ``scores``: of every candidate, by its mask; ``partial``: it was cut short."""

    lines: tuple[LineReading, ...]
    scores: dict[int, SymbolScores]
    height: float
    partial: bool

    @property
    def confidence(self) -> float:
        """How likely the first readings of all lines are right, in [0, 1]."""
        return math.prod(line.confidence for line in self.lines)


@dataclass(frozen=True, slots=True, eq=False)
class PageLattice:
    """The lattice of a page, with the ``primitives`` it is over, and how readings of it are weighed.

    ``guess``: the digits' height as the primitives alone give it.
    """

    lattice: Lattice
    primitives: Sequence[Primitive]
    rescoring: Rescoring
    guess: float
    is_clipped: bool

    @property
    def every(self) -> int:
        """The mask of all primitives."""
        return (1 << len(self.primitives)) - 1

    def readings(self, mask: int) -> list[RowReading]:
        """Return the likeliest readings of the primitives in ``mask`` as one line, best first."""
        return self.lattice.read(mask, PARAMETERS.rescoring.n_best)


def page_lattice(
    source: Source,
    scorer: SymbolScorer,
    *,
    seconds: float,
    given: Given | None = None,
    field: FieldGrammar | None = None,
) -> PageLattice:
    """Return the lattice of ``source``; the parameters are those of :func:`read_page`."""
    given = given or {}
    deadline = time.thread_time() + seconds
    drawn = source.primitives
    primitives = drawn[: _LIMITS.max_primitives]
    guess = _stepped(typical_height(primitives))
    groups = [members for members, text in given.items() if not text]
    grouped = _grouped(candidates_of(primitives, guess), groups, primitives)
    candidates = grouped[: _LIMITS.max_candidates]
    is_clipped = len(primitives) < len(drawn) or len(candidates) < len(grouped)
    scores, height = _scored(candidates, guess, source, scorer)
    if given:
        certain = {members: text for members, text in given.items() if text}
        scores = _corrected(scores, primitives, certain)
    if field:
        scores = field.restricted(scores)
    strokes = source.strokes if field is None else ()
    regions = PageCache(scorer.regions, strokes, (guess, height), given)
    lattice = Lattice(primitives, scores, height, deadline, regions, field=field)
    by_mask = {each.candidate.mask: each for each in scores}
    rescoring = Rescoring(scorer, source, primitives, by_mask, height, field is not None)
    return PageLattice(lattice, primitives, rescoring, guess, is_clipped)


def read_page(
    source: Source,
    scorer: SymbolScorer,
    *,
    seconds: float,
    given: Given | None = None,
    field: FieldGrammar | None = None,
) -> PageReading:
    """Return the reading of ``source``; without any primitives there are no lines.

    ``seconds``: of processor time, after which it is read less thoroughly. ``given`` symbols are read as
    such. ``field``: what it is known to hold, in one line; None for arithmetic in any number of lines.
    """
    page = page_lattice(source, scorer, seconds=seconds, given=given, field=field)
    lattice, rescoring, height = page.lattice, page.rescoring, page.rescoring.height
    columns: list[Column] = []
    masks = [page.every]
    if field is None:
        found = columns_of(page.primitives, height, lambda mask: page.readings(mask)[0])
        columns = [each for each in found if _may_be_equals(each.bar, given or {})]
        rest = page.every & ~sum(column.mask for column in columns)
        masks = _lines(page.primitives, rest, height, lattice)
    strokes = source.strokes if field is None else ()
    cache = PageCache(scorer.lines, strokes, (page.guess, height), given or {})

    def weigh(mask: int) -> LineReading:
        return rescoring.line(page.readings(mask), mask)

    def line_of(mask: int) -> LineReading:
        return cache.read(mask, (), partial(weigh, mask), lambda: lattice.has_time)

    lines = [line_of(mask) for mask in masks if mask]
    if columns:
        lines += [column_line(column, page.primitives, line_of) for column in columns]
        tops = [each.box.top for each in page.primitives]
        lines.sort(key=lambda line: min(tops[index] for index in line.members))
    is_partial = page.is_clipped or not lattice.has_time
    return PageReading(tuple(lines), dict(rescoring.scores), height, is_partial)


def _scored(
    candidates: Sequence[SymbolCandidate], guess: float, source: Source, scorer: SymbolScorer
) -> tuple[list[SymbolScores], float]:
    """Return the scores of the candidates, and the digits' height that they are scored beside.

    ``guess``: that height as the primitives alone give it.
    """
    log_probs = scorer.log_probs(source, candidates)
    is_written = np.array([source.is_written(each.members) for each in candidates], np.bool_)
    first = scorer.scores(log_probs, candidates, guess, is_written=is_written)
    height = _refined(guess, first)
    if height == guess:
        return first, height
    return scorer.scores(log_probs, candidates, height, is_written=is_written), height


def _grouped(
    candidates: list[SymbolCandidate],
    groups: Sequence[tuple[int, ...]],
    primitives: Sequence[Primitive],
) -> list[SymbolCandidate]:
    """Return ``candidates`` in which each of ``groups`` is one symbol."""
    for members in groups:
        whole = candidate_of(members, primitives)
        candidates = [whole, *(each for each in candidates if not each.mask & whole.mask)]
    return candidates


def _corrected(
    scores: Sequence[SymbolScores], primitives: Sequence[Primitive], given: Given
) -> list[SymbolScores]:
    """Return ``scores`` with what is ``given`` certain, and without what contradicts it."""
    taken = sum(1 << index for members in given for index in members)
    kept = [each for each in scores if not each.candidate.mask & taken]
    for members, text in given.items():
        kept.append(given_scores(candidate_of(members, primitives), text))
    return kept


def _refined(height: float, scores: Sequence[SymbolScores]) -> float:
    """Return the median height of what are most likely digits, or ``height`` if there are none.

    In steps of 8 %, so that it does not change with every stroke, and what was read stays so.
    """
    found = sorted(
        each.candidate.box.bottom - each.candidate.box.top
        for each in scores
        if max(each.symbols[digit] for digit in DIGITS) > math.log(_LIMITS.height_probability)
    )
    if found:
        height = max(found[len(found) // 2], _LIMITS.min_height_ratio * height)
    return _stepped(height)


def _stepped(height: float) -> float:
    """Return the step of 8 % that is nearest to ``height``."""
    return float(_LIMITS.height_step ** round(math.log(height) / math.log(_LIMITS.height_step)))


def _may_be_equals(bar: int, given: Given) -> bool:
    """Return whether nobody said that the primitive ``bar`` is something else."""
    return all(bar not in of or (of, text) == ((bar,), "=") for of, text in given.items())


def _lines(
    primitives: Sequence[Primitive], mask: int, height: float, lattice: Lattice
) -> list[int]:
    """Return the masks of the lines in ``mask``, downwards: the likeliest way to join near bands."""
    bands = bands_of(primitives, (n for n in range(len(primitives)) if mask >> n & 1))
    is_written = not lattice.are_specks((1 << len(primitives)) - 1)
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(bands) + 1):
        ways = []
        mask = 0
        for start in range(end - 1, max(end - 1 - _LIMITS.max_bands, -1), -1):
            joined = bands[start:end]
            gap = joined[1].box.top - joined[0].box.bottom if len(joined) > 1 else 0.0
            if gap > _LIMITS.line_gap * height:
                break
            mask |= joined[0].mask
            counts = sorted(band.mask.bit_count() for band in joined)
            is_few = sum(counts[:-1]) <= _LIMITS.max_outliers
            if len(joined) == 1 or (lattice.has_time and (is_few or lattice.has_fraction(mask))):
                score, lines = best[start]
                score += lattice.read(mask, PARAMETERS.rescoring.n_best)[0].score
                if start:
                    apart = _apart(bands[start - 1].box, bands[start].box)
                    score += _LIMITS.line_prior + _LIMITS.aside_cost * apart
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
