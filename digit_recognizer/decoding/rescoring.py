"""Rescoring: the likeliest readings of a line, weighed as wholes.

Purpose: the search adds up what it sees step by step; of the likeliest ways that it found, each is
weighed once more for what only the whole shows: whether it makes sense, whether it adds up, and whether
one writer could have written it.
Contract: the same readings give the same order. ``by_sum`` is said where a reading is first only
because it adds up: then nobody may be told that it does.
Not here: finding the readings (``search``), what they come to for people (``lines``).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from digit_recognizer.decoding import writer_consistency
from digit_recognizer.decoding.hypotheses import LineReading, RowReading, Symbol
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.plausibility import plausibility, truth
from digit_recognizer.decoding.sources import Source
from digit_recognizer.decoding.symbol_scores import SymbolScorer
from digit_recognizer.expression import calculate
from digit_recognizer.segmentation import SymbolCandidate

_RESCORING = PARAMETERS.rescoring


@dataclass(frozen=True, slots=True, eq=False)
class _Rescored:
    reading: RowReading
    score: float
    bonus: float

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
    members that were cut out of larger ones: what they look like is not of the hand alone.
    """
    least = readings[0].score - _RESCORING.hopeless
    likely = [reading for reading in readings if reading.score >= least]
    compared: dict[tuple[int, ...], SymbolCandidate] = {}
    for reading in likely:
        for symbol in reading.symbols:
            if _is_compared(symbol, cut):
                compared.setdefault(symbol.candidate.members, symbol.candidate)
    place = {members: number for number, members in enumerate(compared)}
    cosines = writer_consistency.cosines_of(scorer.features(source, list(compared.values())))
    weighed = []
    for reading in likely:
        own = [symbol for symbol in reading.symbols if _is_compared(symbol, cut)]
        rows = [place[symbol.candidate.members] for symbol in own]
        score, bonus = reading.score, 0.0
        if is_sum:
            answer = calculate(reading.row)
            score += plausibility(reading.row, answer)
            bonus = truth(answer)
        score += writer_consistency.consistency(
            cosines[rows][:, rows], [symbol.text for symbol in own]
        )
        weighed.append(_Rescored(reading, score, bonus))
    by_ink = max(weighed, key=lambda each: each.score)
    weighed.sort(key=lambda each: -each.total)
    first = weighed[0]
    told = weighed[: _RESCORING.reported]
    weights = [math.exp((each.total - first.total) / _RESCORING.temperature) for each in told]
    total = sum(weights)
    return LineReading(
        tuple(each.reading for each in told),
        tuple(weight / total for weight in weights),
        tuple(index for index in range(mask.bit_length()) if mask >> index & 1),
        by_ink is not first,
    )


def _is_compared(symbol: Symbol, cut: int) -> bool:
    return symbol.text in writer_consistency.COMPARED and not symbol.candidate.mask & cut
