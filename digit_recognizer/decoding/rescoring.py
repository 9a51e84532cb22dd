"""Rescoring: the likeliest readings of a line, weighed as wholes.

Purpose: the search adds up what it sees step by step; the likeliest ways that it found are weighed once
more by a network that sees each of them with all its symbols: what stands beside what, whether one
writer could have written it, whether it adds up. What people seldom write counts less. A plain stroke
is a 1 of many writers, but not in a line whose other 1s all have an upstroke.
Contract: the same readings give the same order. ``by_sum`` is said where a reading is first only
because it adds up: then nobody may be told that it does. No writer need be known before. Without the
network, the search's own scores count.
Not here: finding the readings (``search``), what the network sees (``line_features``), what lines say to
people (``lines``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.classifier import LineArrays, LineKind, LineRescorer, line_evidence
from digit_recognizer.decoding.hypotheses import LineReading, RowReading
from digit_recognizer.decoding.line_features import (
    VERDICTS,
    LinePlace,
    LineTable,
    line_table,
    used_by,
)
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.sources import Source
from digit_recognizer.decoding.symbol_scores import SymbolScorer, SymbolScores, symbol_probability
from digit_recognizer.expression import Answer, calculate, text_of
from digit_recognizer.segmentation import Primitive

_RESCORING = PARAMETERS.rescoring


@dataclass(frozen=True, slots=True, eq=False)
class Rescoring:
    """Weighs the readings of the lines of one page.

    ``scores``: of the page's candidates, by their masks. ``height``: of its digits. ``is_field``:
    whether it is known to hold no arithmetic.
    """

    scorer: SymbolScorer
    source: Source
    primitives: Sequence[Primitive]
    scores: Mapping[int, SymbolScores]
    height: float
    is_field: bool

    def line(self, readings: Sequence[RowReading], mask: int) -> LineReading:
        """Return the line of the primitives in ``mask`` with these ``readings``, one or more.

        Of those that mean the same the likeliest stands for all.
        """
        likely = self.likely(readings)
        answers = [calculate(reading.row) for reading in likely]
        meaning = meanings([text_of(reading.row) for reading in likely], answers)
        members = tuple(index for index in range(mask.bit_length()) if mask >> index & 1)
        is_known = (
            any(each.symbols for each in likely) and _pairs_each(likely) <= _RESCORING.max_pairs
        )
        network = self.scorer.rescorer if is_known else None
        if network is None:
            log_probs = np.array([reading.score for reading in likely])
            return self._told(likely, *told(log_probs, meaning), members)
        arrays = self.table(likely, answers, mask).arrays()
        log_probs, logits = network.weigh(arrays)
        first, shares = told(log_probs, meaning)
        line = self._told(likely, first, shares, members)
        by_sum = len(likely) > 1 and _is_by_sum(network, arrays, answers, first[0])
        evidence = line_evidence(shares[0], float(logits[first[0]]), line.trust)
        sure = network.trust(self._kind(line.readings[0])).confidence(evidence)
        return replace(line, by_sum=by_sum).with_confidence(sure)

    def _told(
        self,
        likely: Sequence[RowReading],
        first: Sequence[int],
        shares: tuple[float, ...],
        members: tuple[int, ...],
    ) -> LineReading:
        """Return the line as sure as its ink is symbols."""
        readings = tuple(likely[place] for place in first)
        ink = symbol_probability(readings[0].symbols, self.scores)
        return LineReading(readings, shares, members, trust=ink)

    def _kind(self, best: RowReading) -> LineKind:
        members = (index for symbol in best.symbols for index in symbol.candidate.members)
        is_picture = any(self.primitives[index].order < 0 for index in members)
        return "picture" if is_picture else "ink"

    def table(
        self, readings: Sequence[RowReading], answers: Sequence[Answer], mask: int
    ) -> LineTable:
        """Return what is known of ``readings``, one or more, best first, that come to ``answers``.

        ``mask``: the primitives of the line.
        """
        used = used_by(readings)
        seen = self.scorer.log_probs(self.source, used), self.scorer.cosines(self.source, used)
        place = LinePlace(self.primitives, mask, self.height, self.is_field)
        return line_table(readings, answers, self.scores, seen, place)

    def likely(self, readings: Sequence[RowReading]) -> list[RowReading]:
        """Return those of ``readings``, one or more, best first, that are worth weighing.

        Of a very long line they are few: what is seen of them grows with its square.
        """
        least = readings[0].score - _RESCORING.hopeless
        likely = [reading for reading in readings if reading.score >= least]
        return likely[: max(1, _RESCORING.max_pairs // _pairs_each(likely))]


def _pairs_each(readings: Sequence[RowReading]) -> int:
    return max(1, *(len(reading.symbols) ** 2 for reading in readings))


def _is_by_sum(
    network: LineRescorer, arrays: LineArrays, answers: Sequence[Answer], first: int
) -> bool:
    """Return whether the ``first`` reading adds up, and would not be the first if that were not seen."""
    if not answers[first].verdict:
        return False
    unsaid = arrays.wholes.copy()
    unsaid[:, VERDICTS] = 0
    by_ink, _ = network.weigh(arrays._replace(wholes=unsaid))
    # Nobody writes nonsense, and ink that hardly prefers one of two readings says nothing.
    makes_sense = np.array([answer.makes_sense for answer in answers])
    return bool((makes_sense & (by_ink > by_ink[first] + _RESCORING.sum_margin)).any())


def meanings(texts: Sequence[str], answers: Sequence[Answer]) -> NDArray[np.int16]:
    """Return (R,) the number of the first reading that means the same: ``3,5`` and ``3.5`` do.

    ``texts``: of R readings. ``answers``: what they come to.
    """
    first: dict[str, list[int]] = {}
    found = np.arange(len(texts), dtype=np.int16)
    for number, (text, answer) in enumerate(zip(texts, answers, strict=True)):
        like = first.setdefault(text.replace(",", "."), [])
        same = (n for n in like if text == texts[n] or _comes_to(answer) == _comes_to(answers[n]))
        found[number] = next(same, number)
        if found[number] == number:
            like.append(number)
    return found


def _comes_to(answer: Answer) -> tuple[object, ...]:
    return answer.kind, answer.values, answer.verdict


def told(
    log_probs: NDArray[np.float64], meaning: NDArray[np.int16]
) -> tuple[list[int], tuple[float, ...]]:
    """Return which of R readings are told, likeliest first, and their shares, which sum to 1.

    ``log_probs``: (R,) up to a constant. ``meaning``: see :func:`meanings`.
    """
    order = np.argsort(-log_probs, kind="stable")
    first: dict[int, int] = {}
    for place in order.tolist():
        first.setdefault(int(meaning[place]), place)
    weights = np.bincount(meaning, np.exp(log_probs - log_probs[order[0]]))
    kept = list(first)[: _RESCORING.reported]
    kept.sort(key=lambda own: -weights[own])
    shares = weights[kept] / weights[kept].sum()
    return [first[own] for own in kept], tuple(shares.tolist())
