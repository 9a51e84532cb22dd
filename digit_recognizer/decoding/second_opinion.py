"""A second opinion on a field: what the line network, which cuts nothing, reads of the same row.

Purpose: weigh the lattice's readings and the line network's texts against each other, and say where one
symbol ends and the next begins.
Contract: both are probabilities of texts; their weights were fitted on rows of held-out writers, and
come with the network. The shares that come out sum to 1. Pure.
Not here: the network (``classifier.textline_recognizer``), probabilities of texts (``ctc``).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC
from digit_recognizer.arrays import LogProbs
from digit_recognizer.classifier import OpinionWeights, row_evidence
from digit_recognizer.decoding import ctc
from digit_recognizer.decoding.grammar import FieldGrammar
from digit_recognizer.decoding.hypotheses import LineReading, RowReading, Symbol
from digit_recognizer.decoding.page import PageReading
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.symbol_scores import given_scores, symbol_probability
from digit_recognizer.expression import Raised, Row, Sign, text_of
from digit_recognizer.segmentation import Primitive, candidate_of

_OPINION = PARAMETERS.opinion


@dataclass(frozen=True, slots=True, eq=False)
class SecondOpinion:
    """What the line network says of a field.

    ``frames``: (T, S), nothing but the field's symbols; ``left``, ``step``: the column of the page that
    the first frame shows, and columns a frame; ``texts``: the likeliest, best first.
    """

    frames: LogProbs
    left: float
    step: float
    texts: tuple[str, ...]

    def boundaries(self) -> list[float]:
        """Return the columns of the page between the symbols of the likeliest text."""
        return [(end + start) / 2 for (_, end), (start, _) in pairwise(self._spans(self.texts[0]))]

    def corrected(self, symbol: str, left: float, right: float) -> "SecondOpinion":
        """Return the opinion with ``symbol`` between two columns of the page, as a person said."""
        texts = dict[str, None]()  # in their order
        for text in self.texts:
            inside = [left <= (a + b) / 2 <= right for a, b in self._spans(text)]
            if any(inside):
                first = inside.index(True)
                kept = [each for each, is_in in zip(text, inside, strict=True) if not is_in]
                texts["".join([*kept[:first], symbol, *kept[first:]])] = None
        return replace(self, texts=tuple(texts) or ("",))

    def _spans(self, text: str) -> list[tuple[float, float]]:
        places = ctc.places_of(self.frames, text)
        return [(self.left + self.step * a, self.left + self.step * b) for a, b in places]

    def row_of(
        self, text: str, primitives: Sequence[Primitive], like: RowReading
    ) -> RowReading | None:
        """Return ``text`` as a row of ``primitives``; None where one of its symbols has none.

        Each primitive belongs to the symbol that is nearest to its middle. ``like``: a row at the same
        place.
        """
        if not text:
            return None
        spans = self._spans(text)
        middles = np.array([(a + b) / 2 for a, b in spans])
        own: list[list[int]] = [[] for _ in text]
        for index, primitive in enumerate(primitives):
            middle = (primitive.box.left + primitive.box.right) / 2
            own[int(np.abs(middles - middle).argmin())].append(index)
        if not all(own):
            return None
        symbols = tuple(
            Symbol(sign, candidate_of(tuple(members), primitives))
            for sign, members in zip(text, own, strict=True)
        )
        return RowReading(like.score, Row(tuple(map(Sign, text))), symbols, like.position)


def second_opinion(
    frames: LogProbs, left: float, step: float, field: FieldGrammar
) -> SecondOpinion:
    """Return what ``frames`` say of a field; ``left``, ``step``: see :class:`SecondOpinion`."""
    kept = ctc.restricted(frames, field.symbols, field.ignored, field.read_as)
    texts = ctc.likeliest_texts(kept, _OPINION.beam, math.log(_OPINION.min_share))
    texts = [text for text in texts if field.holds(text)]
    return SecondOpinion(kept, left, step, tuple(texts) or ("",))


def with_opinion(
    page: PageReading,
    opinion: SecondOpinion,
    weights: OpinionWeights,
    primitives: Sequence[Primitive],
) -> PageReading:
    """Return ``page``, a field read of ``primitives``, with the readings of its line weighed anew."""
    lines = [reconciled(line, opinion, weights, primitives) for line in page.lines]
    scores = dict(page.scores)
    for symbol in (symbol for line in lines for row in line.readings for symbol in row.symbols):
        scores.setdefault(symbol.candidate.mask, given_scores(symbol.candidate, symbol.text))
    trusted = (
        replace(line, trust=symbol_probability(line.readings[0].symbols, scores)) for line in lines
    )
    return replace(page, lines=tuple(trusted), scores=scores)


def agreement(before: PageReading, after: PageReading, opinion: SecondOpinion) -> tuple[float, ...]:
    """Return the evidence for the line that a page has ``after`` an ``opinion`` was weighed.

    ``before``: the same page by the lattice alone.
    """
    (line,), (old,) = after.lines, before.lines
    best = line.readings[0]
    text = text_of(best.row)
    shares = zip(old.readings, old.shares, strict=True)
    lattice = old.trust * sum(share for row, share in shares if text_of(row.row) == text)
    log_likelihood = float(ctc.log_likelihoods(opinion.frames, spelled([old.readings[0], best]))[1])
    return row_evidence(line.shares[0], lattice, math.exp(min(log_likelihood, 0.0)))


def is_side_by_side(row: RowReading) -> bool:
    """Whether ``row`` is symbols side by side, raised or not: all that the line network knows."""
    return all(isinstance(item, Sign | Raised) for item in row.row.items)


def spelled(rows: Sequence[RowReading]) -> list[str]:
    """Return the symbols of each row as the line network may see them; the first is side by side.

    It does not see what is raised. Of a row that is not side by side, it is asked about the first one.
    """
    return [_signs(row if is_side_by_side(row) else rows[0]) for row in rows]


def _signs(row: RowReading) -> str:
    if all(isinstance(item, Sign) for item in row.row.items):
        return text_of(row.row)  # without what a field ignores
    symbols = sorted(row.symbols, key=lambda symbol: symbol.candidate.box.left)
    return "".join(symbol.text for symbol in symbols if symbol.text in ARITHMETIC)


@dataclass(frozen=True, slots=True, eq=False)
class Rivals:
    """The rows that one way or both read of a line, by their N texts.

    ``shares``: (N,) float64 of the lattice, 0 where it does not name the text; ``log_likelihoods``:
    (N,) float64, by the line network.
    """

    rows: dict[str, RowReading]
    shares: NDArray[np.float64]
    log_likelihoods: NDArray[np.float64]


def rivals_of(line: LineReading, opinion: SecondOpinion, primitives: Sequence[Primitive]) -> Rivals:
    """Return the rows of ``line``, the first of which is side by side, and of ``opinion``.

    Of rows with the same text the likeliest stands for all.
    """
    rows: dict[str, RowReading] = {}
    shares: dict[str, float] = {}
    for reading, share in zip(line.readings, line.shares, strict=True):
        text = text_of(reading.row)
        rows.setdefault(text, reading)
        shares[text] = shares.get(text, 0.0) + share
    for text in opinion.texts:
        row = None if text in rows else opinion.row_of(text, primitives, line.readings[0])
        if row is not None:
            rows[text] = row
    return Rivals(
        rows,
        np.array([shares.get(text, 0.0) for text in rows]),
        ctc.log_likelihoods(opinion.frames, spelled(list(rows.values()))),
    )


def reconciled(
    line: LineReading,
    opinion: SecondOpinion,
    weights: OpinionWeights,
    primitives: Sequence[Primitive],
) -> LineReading:
    """Return ``line`` with the texts of ``opinion`` among its readings, by what both say together.

    What the line network reads, too, is not read so only because it adds up.
    """
    rivals = rivals_of(line, opinion, primitives)
    scores = weights.scores(rivals.shares, rivals.log_likelihoods)
    texts = list(rivals.rows)
    order = np.argsort(-scores, kind="stable")[: PARAMETERS.rescoring.reported]
    weighed = np.exp(scores[order] - scores[order[0]])
    return LineReading(
        tuple(rivals.rows[texts[place]] for place in order),
        tuple((weighed / weighed.sum()).tolist()),
        line.members,
        line.by_sum and texts[order[0]] != opinion.texts[0],
    )
