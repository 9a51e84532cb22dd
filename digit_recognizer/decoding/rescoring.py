"""Rescoring: the likeliest readings of a line, weighed as wholes.

Purpose: the search adds up what it sees step by step; of the likeliest ways that it found, each is
weighed once more for what only the whole shows: whether it makes sense, whether it adds up, and whether
one writer could have written it. A plain stroke is a 1 of many writers, but not in a line whose other
1s all have an upstroke.
Contract: the same readings give the same order. ``by_sum`` is said where a reading is first only
because it adds up: then nobody may be told that it does. No writer need be known before: symbols are
compared with the others of the same line only, by the features of the network.
Not here: finding the readings (``search``), what they come to for people (``lines``).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.decoding.hypotheses import LineReading, RowReading
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.plausibility import plausibility, truth
from digit_recognizer.decoding.sources import Source
from digit_recognizer.decoding.symbol_scores import SymbolScorer
from digit_recognizer.expression import calculate
from digit_recognizer.symbol_table import texts

_RESCORING, _CONSISTENCY = PARAMETERS.rescoring, PARAMETERS.consistency
COMPARED = frozenset(texts(lambda row: row.is_compared))
"""The symbols of which one writer has one form."""


@dataclass(frozen=True, slots=True, eq=False)
class _Rescored:
    reading: RowReading
    score: float
    bonus: float
    makes_sense: bool

    @property
    def total(self) -> float:
        return self.score + self.bonus


def rescored(
    readings: Sequence[RowReading],
    mask: int,
    scorer: SymbolScorer,
    source: Source,
    *,
    is_sum: bool = True,
    cut: int = 0,
) -> LineReading:
    """Return the line of the members in ``mask`` of ``source`` with these ``readings``, at least one.

    ``is_sum``: whether arithmetic is expected, so that it counts what makes sense there. ``cut``: the
    members that were cut out of larger ones: what they look like is not of the writer alone.
    """
    least = readings[0].score - _RESCORING.hopeless
    likely = [reading for reading in readings if reading.score >= least]
    owns = [
        [
            each
            for each in reading.symbols
            if each.text in COMPARED and not each.candidate.mask & cut
        ]
        for reading in likely
    ]
    compared = {each.candidate.members: each.candidate for own in owns for each in own}
    place = {members: number for number, members in enumerate(compared)}
    cosines = cosines_of(scorer.features(source, list(compared.values())))
    weighed = []
    for reading, own in zip(likely, owns, strict=True):
        rows = [place[symbol.candidate.members] for symbol in own]
        score, bonus, makes_sense = reading.score, 0.0, True
        if is_sum:
            answer = calculate(reading.row)
            score += plausibility(reading.row, answer)
            bonus = truth(answer)
            makes_sense = answer.makes_sense
        score += consistency(cosines[rows][:, rows], [symbol.text for symbol in own])
        weighed.append(_Rescored(reading, score, bonus, makes_sense))
    weighed.sort(key=lambda each: -each.total)
    first = weighed[0]
    told = weighed[: _RESCORING.reported]
    weights = [math.exp((each.total - first.total) / _RESCORING.temperature) for each in told]
    total = sum(weights)
    # Nobody writes nonsense, and ink that hardly prefers one of two readings says nothing.
    by_sum = any(
        each.makes_sense and each.score > first.score + _RESCORING.sum_margin for each in weighed
    )
    return LineReading(
        tuple(each.reading for each in told),
        tuple(weight / total for weight in weights),
        tuple(index for index in range(mask.bit_length()) if mask >> index & 1),
        by_sum,
    )


def cosines_of(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the (N, N) cosines between (N, F) ``features`` of length one."""
    return features @ features.T


def consistency(cosines: NDArray[np.float32], texts: Sequence[str]) -> float:
    """Return the score of reading N symbols as ``texts``, with the (N, N) ``cosines`` between them.

    Each one gains by being like its nearest of the same text, or loses by being unlike them, and loses
    by being the image of one that is read otherwise. Without features all cosines are 0, and so is this.
    """
    if len(texts) < 2 or not cosines.any():
        return 0.0
    names = np.array(list(texts))
    same = names[:, None] == names[None]
    differs = np.where(same, -1.0, cosines).max(axis=1)
    np.fill_diagonal(same, False)
    count = same.sum(axis=1)
    nearest = -np.sort(-np.where(same, cosines, -1.0), axis=1)[:, : _CONSISTENCY.neighbours]
    kept = np.arange(nearest.shape[1])[None] < count[:, None]
    mean = np.where(kept, nearest, 0.0).sum(axis=1) / np.maximum(kept.sum(axis=1), 1)
    c = _CONSISTENCY
    says = np.clip(c.same_slope * (mean - c.same_zero), -c.same_limit, c.same_limit)
    against = np.clip(c.other_slope * (differs - c.other_zero), 0.0, c.other_limit)
    return float(np.where(count > 0, says, 0.0).sum() - against.sum())
