"""Symbol scores: how likely each symbol candidate is each symbol, or none.

Purpose: by Bayes' rule, P(symbol | glyph, trajectory) x P(size | symbol) x P(strokes | symbol), made to
sum to one with "not a symbol".
Contract: scores are natural logarithms. Sizes are beside digits of a given height, which neither glyph
nor trajectory shows.
Not here: asking the networks (``networks``), where things stand (``layout``), what follows what
(``grammar``).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import FRACTION_BAR, NOT_A_SYMBOL
from digit_recognizer.arrays import Flags, LogProbs
from digit_recognizer.classifier import EXTENT_FLOOR, Classifier, Extent, LineRescorer
from digit_recognizer.decoding.cache import Cache
from digit_recognizer.decoding.hypotheses import LineReading, RowReading, Symbol
from digit_recognizer.decoding.networks import Networks
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.sources import Source
from digit_recognizer.segmentation import SymbolCandidate, is_level
from digit_recognizer.symbol_table import NON_SYMBOL, SYMBOLS, SymbolRow

_SCORES = PARAMETERS.scores


@dataclass(frozen=True, slots=True)
class SymbolScores:
    """What a candidate may be.

    ``symbols``: the log-probability of each symbol, "not a symbol" left out, so that they sum to less
    than one. ``bar``: that of a fraction bar, by its shape alone. ``not_symbol``: that of no symbol.
    ``is_given``: whether it can't be anything beyond that, since someone said so.
    """

    candidate: SymbolCandidate
    symbols: Mapping[str, float]
    bar: float
    not_symbol: float = -math.inf
    is_given: bool = False


def symbol_probability(symbols: Iterable[Symbol], scores: Mapping[int, SymbolScores]) -> float:
    """Return how likely the least likely of ``symbols`` is a symbol at all, in [0, 1].

    ``scores``: of their candidates, by masks. A fraction bar is one, and so is what was said.
    """
    known = (scores[each.candidate.mask].symbols for each in symbols if each.text != FRACTION_BAR)
    return min([min(1.0, sum(map(math.exp, own.values()))) for own in known if own], default=1.0)


def given_scores(candidate: SymbolCandidate, text: str) -> SymbolScores:
    """Return the scores of what someone said is ``text``."""
    if text == FRACTION_BAR:
        return SymbolScores(candidate, {}, 0.0, is_given=True)
    return SymbolScores(candidate, {text: 0.0}, -math.inf, is_given=True)


class SymbolScorer:
    """The scores of candidates, by networks and by what is known of sizes and strokes."""

    def __init__(
        self,
        classifier: Classifier,
        digits: Classifier | None = None,
        strokes: Classifier | None = None,
        rescorer: LineRescorer | None = None,
    ) -> None:
        """Take the network for arithmetic, and others that are asked too, see :class:`Networks`.

        ``rescorer``: the network that weighs the readings of a line by these scores.
        """
        self.rescorer: Final = rescorer
        self._networks = Networks(classifier, digits, strokes)
        self._symbols = classifier.bundle.alphabet.symbols
        self._not_symbol = self._symbols.index(NOT_A_SYMBOL)
        rows = {row.text: row for row in (*SYMBOLS, NON_SYMBOL)}
        own = [rows[symbol] for symbol in self._symbols]
        self._divided = self._symbols.index("÷")
        self._dots = [n for n, row in enumerate(own) if row.looks_like == "dot"]
        self._size_priors = _SizePriors(own, classifier.bundle.extents)
        self._stroke_priors = StrokePriors(own)
        self.regions: Cache[list[RowReading]] = Cache()
        """Regions that were read before with these scores."""
        self.lines: Cache[LineReading] = Cache()
        """Lines that were rescored as wholes."""

    def log_probs(self, source: Source, candidates: Sequence[SymbolCandidate]) -> LogProbs:
        """Return the networks' (N, symbols) float32 log-probabilities of N ``candidates``."""
        rows = [answer.log_probs for answer in self._networks.answers(source, candidates)]
        return np.stack(rows) if rows else np.zeros((0, len(self._symbols)), np.float32)

    def cosines(self, source: Source, candidates: Sequence[SymbolCandidate]) -> NDArray[np.float32]:
        """Return how alike N ``candidates`` are: (2, N, N) float32 cosines between the features of their
        glyphs, and of their trajectories, 0 where one of both has none."""
        found = np.zeros((2, len(candidates), len(candidates)), np.float32)
        answers = self._networks.answers(source, candidates)
        kinds = [each.features for each in answers], [each.drawn for each in answers]
        for each, rows in zip(found, kinds, strict=True):
            some = [n for n, row in enumerate(rows) if len(row)]
            if some:
                features = np.stack([rows[n] for n in some])
                each[np.ix_(some, some)] = features @ features.T
        return found

    def scores(
        self,
        log_probs: LogProbs,
        candidates: Sequence[SymbolCandidate],
        height: float,
        *,
        is_written: Flags,
    ) -> list[SymbolScores]:
        """Return the scores of N ``candidates`` beside digits of ``height``.

        ``log_probs``: (N, symbols), see :meth:`log_probs`. ``is_written``: (N,), whether they are
        strokes; pieces of pictures say nothing of how they were written.
        """
        joint = self._joint(log_probs, candidates, height, is_written)
        dashes = log_probs[:, self._symbols.index("-")].tolist()
        return [
            SymbolScores(
                candidate,
                {text: row[n] for n, text in enumerate(self._symbols) if n != self._not_symbol},
                dash
                if len(candidate.members) == 1 and is_level(candidate.box, height)
                else -math.inf,
                row[self._not_symbol],
            )
            for candidate, row, dash in zip(candidates, joint.tolist(), dashes, strict=True)
        ]

    def _joint(
        self,
        log_probs: LogProbs,
        candidates: Sequence[SymbolCandidate],
        height: float,
        is_written: Flags,
    ) -> NDArray[np.float64]:
        """Return (N, symbols) float64 log-probabilities with size and strokes, each row's sum one."""
        boxes = np.array([candidate.box for candidate in candidates]).reshape(-1, 4)
        sides = (boxes[:, 2:] - boxes[:, :2])[:, ::-1] / height  # (N, 2): height, width
        trust = np.clip(sides.max(axis=1) / _SCORES.tiny_size, _SCORES.min_glyph_trust, 1.0)
        several = is_written & (np.array([len(each.members) for each in candidates]) > 1)
        sizes = self._size_priors.log_likelihoods(sides, several)
        joint = log_probs * trust[:, None] + _SCORES.size_weight * sizes
        if is_written.any():
            has_strokes = self._networks.has_strokes
            weight = _SCORES.stroke_weight_beside if has_strokes else _SCORES.stroke_weight
            strokes = self._stroke_priors.log_likelihoods(candidates, weight, _SCORES.speck_weight)
            joint += is_written[:, None] * strokes
        joint[:, self._not_symbol] += _SCORES.not_symbol_bonus
        joint -= np.logaddexp.reduce(joint, axis=1, keepdims=True)
        self._mix_colons(joint, candidates)
        return np.asarray(joint)

    def _mix_colons(
        self, joint: NDArray[np.float64], candidates: Sequence[SymbolCandidate]
    ) -> None:
        """Make two dots above each other ÷ in ``joint``, as surely as both are dots: ``:`` divides."""
        colons = [n for n, each in enumerate(candidates) if each.is_colon]
        if not colons:
            return
        dots = np.logaddexp.reduce(joint[:, self._dots], axis=1)
        single = {each.mask: dots[n] for n, each in enumerate(candidates) if len(each.members) == 1}
        for n in colons:
            both = min(sum(single.get(1 << index, -np.inf) for index in candidates[n].members), 0.0)
            joint[n] += np.log(max(-math.expm1(both), 1e-9))
            joint[n, self._divided] = np.logaddexp(joint[n, self._divided], both)


class StrokePriors:
    """p(strokes, gap, smallest stroke | symbol) for the symbols of ``rows``, in their order.

    A 2 with a dash beside it looks much like a 2, but nobody writes a 2 in two strokes that are a fifth
    of its height apart. Gaps are about exponentially distributed.
    """

    def __init__(self, rows: Sequence[SymbolRow]) -> None:
        percents = np.maximum([row.strokes for row in rows], _SCORES.min_stroke_percent)
        self._shares = np.log(percents / 100).T
        self._gaps = np.array([row.gap for row in rows])
        self._specks = np.array([row.specks for row in rows])
        self._tails = np.array([row.tails for row in rows])

    def log_likelihoods(
        self, candidates: Sequence[SymbolCandidate], count_weight: float, speck_weight: float
    ) -> NDArray[np.float64]:
        """Return (N, symbols) float64 log-likelihoods of how the ``candidates`` are written.

        ``count_weight``: of how many strokes there are and how far apart. ``speck_weight``: of whether
        the smallest of several is a speck, and whether it hangs below the others as a comma does.
        """
        counts = np.minimum([len(each.members) for each in candidates], len(self._shares)) - 1
        gaps = np.array([each.gap for each in candidates])[:, None]
        between = -np.log(self._gaps) - np.minimum(gaps / self._gaps, _SCORES.max_gap_ratio)
        is_speck = np.array([each.smallest <= _SCORES.speck_size for each in candidates])[:, None]
        speck = np.where(is_speck, np.log(self._specks), np.log1p(-self._specks))
        has_tail = np.array([each.is_comma_like for each in candidates])[:, None]
        tail = np.where(has_tail, np.log(self._tails), np.log1p(-self._tails))
        several = count_weight * between + speck_weight * (speck + tail)
        found = count_weight * self._shares[counts] + np.where(counts[:, None] > 0, several, 0.0)
        return np.asarray(found)


class _SizePriors:
    """P(size | symbol) for the symbols of ``rows``, by the ``extents`` of a bundle."""

    def __init__(self, rows: Sequence[SymbolRow], extents: Mapping[str, Extent]) -> None:
        several = {row.text: row.several for row in rows if row.several is not None}
        tables = [[each.get(row.text, _SCORES.unknown_size) for row in rows]
                  for each in (extents, {**extents, **several})]  # fmt: skip
        table = np.array(tables)  # (one stroke or several, symbols, 4)
        self._means = table[:, :, [0, 2]]
        self._spreads = np.maximum(table[:, :, [1, 3]], _SCORES.min_size_spread)
        self._dots = [n for n, row in enumerate(rows) if row.is_dot]

    def log_likelihoods(self, sides: NDArray[np.float64], is_several: Flags) -> NDArray[np.float64]:
        """Return (N, symbols) float64 of (N, 2) heights and widths in digit heights, heavy-tailed.

        ``is_several``: (N,), whether it is of several strokes. No point is as large as a digit: beyond a
        spread points thin out like a bell.
        """
        which = is_several.astype(int)
        spread = self._spreads[which]  # (N, symbols, 2)
        off = (np.log(sides + EXTENT_FLOOR)[:, None] - self._means[which]) / spread
        tails = 2.5 * np.log1p(off**2 / 4)
        excess = np.maximum(off[:, self._dots] - 1.0, 0.0)
        tails[:, self._dots] += _SCORES.dot_excess_weight * excess**2
        return np.asarray((-np.log(spread) - tails).sum(axis=2))
