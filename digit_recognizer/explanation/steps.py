"""How a line is read, step by step: strokes, groups of them, the likeliest rows.

Purpose: what a learner is shown of the lattice.
Contract: says only what reading found. ``groups`` are those with the most belief that they are a symbol,
at most ``MAX_SHOWN_GROUPS``, and all that a shown row is made of, by place.
Not here: pictures of it; single digits (``explain``).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from digit_recognizer.decoding import PageReading
from digit_recognizer.expression import Row
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import Box
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Correction, Expectation, Hypothesis
from digit_recognizer.segmentation import SymbolCandidate

MAX_SHOWN_GROUPS = 80
MAX_SHOWN_ROWS = 3  # of each line
MAX_GROUP_SYMBOLS = 3  # symbols of a group


@dataclass(frozen=True, slots=True)
class Group:
    """Strokes that may be one symbol: ``best``, the likeliest first; ``symbol``: the belief in any."""

    strokes: tuple[int, ...]
    box: Box
    best: tuple[Hypothesis, ...]
    symbol: float


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One way through the lattice: the numbers of its ``groups``, in reading order.

    ``share``: of all ways to read the line ``line``, counted from 0.
    """

    line: int
    row: Row
    share: float
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """The groups, and the likeliest rows of each line, the best of a line first."""

    groups: tuple[Group, ...]
    rows: tuple[ReadRow, ...]


def steps_of(
    reader: Reader, ink: Ink, expect: Expectation = "auto", corrections: Sequence[Correction] = ()
) -> Steps:
    """Return how ``reader`` reads ``ink``; arguments as for ``Reader.read_ink``."""
    page, kept = reader.page_of_ink(ink, expect, corrections)
    shown = [
        (number, reading, share)
        for number, line in enumerate(page.lines)
        for reading, share in list(zip(line.readings, line.shares, strict=False))[:MAX_SHOWN_ROWS]
    ]
    used = {
        symbol.candidate.mask: symbol.candidate for _, row, _ in shown for symbol in row.symbols
    }
    groups = {mask: _group(candidate, page, kept) for mask, candidate in used.items()}
    for scores in page.scores.values():
        groups.setdefault(scores.candidate.mask, _group(scores.candidate, page, kept))
    by_belief = sorted(groups, key=lambda mask: (mask not in used, -groups[mask].symbol))
    chosen = by_belief[: max(MAX_SHOWN_GROUPS, len(used))]
    chosen.sort(key=lambda mask: (groups[mask].box.left, len(groups[mask].strokes)))
    places = {mask: place for place, mask in enumerate(chosen)}
    rows = tuple(
        ReadRow(line, row.row, share, tuple(places[each.candidate.mask] for each in row.symbols))
        for line, row, share in shown
    )
    return Steps(tuple(groups[mask] for mask in chosen), rows)


def _group(candidate: SymbolCandidate, page: PageReading, kept: Sequence[int]) -> Group:
    strokes = tuple(kept[member] for member in candidate.members)
    scores = page.scores.get(candidate.mask)
    if scores is None:
        return Group(strokes, candidate.box, (), 1.0)
    found = [Hypothesis(text, math.exp(log_prob)) for text, log_prob in scores.symbols.items()]
    found.sort(key=lambda hypothesis: -hypothesis.confidence)
    belief = min(1.0, sum(hypothesis.confidence for hypothesis in found))
    return Group(strokes, candidate.box, tuple(found[:MAX_GROUP_SYMBOLS]), belief)
