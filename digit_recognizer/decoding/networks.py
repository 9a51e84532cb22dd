"""Networks: what they answer to symbol candidates, asked in batches, pooled and remembered.

Purpose: a row of log-probabilities and one of features for each candidate. One network sees the glyph,
one only digits' glyphs, one the pen's way: each errs otherwise.
Contract: the same primitives are asked about once, however often a growing line is read again, and at
most ``cached_candidates`` are remembered. Safe to call from several threads. Answers are joined by
logarithmic opinion pools (Genest and Zidek, "Combining probability distributions", Statistical
Science 1, 1986): weighed sums of logarithms, rows made to sum to one.
Not here: size and strokes (``symbol_scores``).
"""

import itertools
import math
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.arrays import Features, Flags, Glyph, Glyphs, LogProbs
from digit_recognizer.classifier import GLYPHS_PER_RUN, Classifier
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.sources import Source
from digit_recognizer.resources import usable_cores
from digit_recognizer.segmentation import SymbolCandidate

_POOLING = PARAMETERS.scores


class Answer(NamedTuple):
    """What the networks say of one candidate.

    ``log_probs``: (symbols,) float32. ``features``: (F,) float32 of its glyph, of length one, F 0 for a
    network that gives none. ``drawn``: (D,) the same of its trajectory, D 0 where there is none.
    ``pieces``: what the candidate is made of, held so that its identity stays its own.
    """

    pieces: tuple[object, ...]
    log_probs: NDArray[np.float32]
    features: NDArray[np.float32]
    drawn: NDArray[np.float32] = np.zeros(0, np.float32)


class Networks:
    """The network for arithmetic, and others that are asked too, where there are such.

    ``digits``: which digit it is. ``strokes``: how it is drawn, in the alphabet of ``symbols``.
    """

    def __init__(
        self, symbols: Classifier, digits: Classifier | None, strokes: Classifier | None
    ) -> None:
        self.alphabet = symbols.bundle.alphabet
        self.has_strokes = strokes is not None
        self._symbols, self._digits, self._strokes = symbols, digits, strokes
        names = self.alphabet if digits is None else digits.bundle.alphabet
        self._asked_columns = [self.alphabet.column(name) for name in names]
        self._digit_columns = [self.alphabet.column(d) for d in DIGITS if d in self.alphabet]
        self._known: OrderedDict[tuple[int, ...], Answer] = OrderedDict()  # by identity of pieces
        self._lock = threading.Lock()

    def answers(self, source: Source, candidates: Sequence[SymbolCandidate]) -> list[Answer]:
        """Return the answers to ``candidates``, which are cut out of ``source``."""
        pieces = [source.pieces(candidate.members) for candidate in candidates]
        keys = [tuple(map(id, piece)) for piece in pieces]
        with self._lock:
            new = [n for n, key in enumerate(keys) if key not in self._known]
            glyphs = (source.glyph(candidates[n].members) for n in new)
            seen = {
                n: Answer(pieces[n], *row)
                for n, row in zip(new, self._glyph_rows(glyphs, len(new)), strict=True)
            }
            self._add_strokes(source, {n: candidates[n] for n in new}, seen)
            # A wall between two digits may be of one of them or of both: both are as likely.
            torn = [n for n in new if source.are_cut(candidates[n].members)]
            glyphs = (source.glyph(candidates[n].members, shared=True) for n in torn)
            for n, (shared, _) in zip(torn, self._glyph_rows(glyphs, len(torn)), strict=True):
                either = np.logaddexp(seen[n].log_probs, shared) - np.float32(math.log(2))
                seen[n] = seen[n]._replace(log_probs=either)
            # At once: what fails on the way leaves no half of an answer.
            self._known.update((keys[n], answer) for n, answer in seen.items())
            for key in keys:
                self._known.move_to_end(key)
            found = [self._known[key] for key in keys]
            while len(self._known) > PARAMETERS.page.cached_candidates:
                self._known.popitem(last=False)
        return found

    def _add_strokes(
        self, source: Source, candidates: Mapping[int, SymbolCandidate], seen: dict[int, Answer]
    ) -> None:
        """Pool the answers ``seen`` with those of the network for strokes, where all is ink."""
        written = {n: c for n, c in candidates.items() if source.is_written(c.members)}
        if self._strokes is None or not written:
            return
        drawn, features = _with_unit_features(
            self._strokes,
            np.stack([source.trajectory(candidate.members) for candidate in written.values()]),
        )
        limit = _POOLING.hidden_stroke_share
        hidden = np.array([candidate.share <= limit for candidate in written.values()])
        by_glyph = np.stack([seen[n].log_probs for n in written])
        pooled = with_strokes(by_glyph, drawn, self._digit_columns, hidden)
        for n, log_probs, own in zip(written, pooled, features, strict=True):
            seen[n] = seen[n]._replace(log_probs=log_probs, drawn=own)

    def _glyph_rows(
        self, glyphs: Iterator[Glyph], count: int
    ) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Yield log-probabilities and features of each of ``count`` glyphs.

        Of many, one chunk is asked about while the next is made.
        """
        if count <= GLYPHS_PER_RUN:
            chunks = [self._asked(np.stack(list(glyphs)))] if count else []
        else:
            with ThreadPoolExecutor(usable_cores()) as threads:
                asked = [
                    threads.submit(
                        self._asked, np.stack(list(itertools.islice(glyphs, GLYPHS_PER_RUN)))
                    )
                    for _ in range(0, count, GLYPHS_PER_RUN)
                ]
            chunks = [each.result() for each in asked]
        for log_probs, features in chunks:
            yield from zip(log_probs, features, strict=True)

    def _asked(self, glyphs: Glyphs) -> tuple[LogProbs, Features]:
        """Return log-probabilities by the glyphs, and their features, each of length one."""
        log_probs, features = _with_unit_features(self._symbols, glyphs)
        if self._digits is not None:
            # Most candidates are no digits: which one they would be need not be asked.
            shares = share_of(log_probs, self._asked_columns)[:, 0]
            some = shares > math.log(_POOLING.min_digit_share)
            if some.any():
                which = self._digits.log_probs(glyphs[some])
                pooled = with_digits(log_probs[some], which, self._asked_columns)
                log_probs[some] = pooled
        return log_probs, features


def _with_unit_features(
    network: Classifier, shown: NDArray[np.float32]
) -> tuple[LogProbs, Features]:
    """Return what ``network`` says of N glyphs or trajectories, and their features, each of length one.

    A network that gives no features gives (N, 0).
    """
    log_probs, features = network.log_probs_and_features(shown)
    if features is None:
        features = np.zeros((len(shown), 0), np.float32)
    return log_probs, features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-6)


def with_digits(symbols: LogProbs, digits: LogProbs, columns: Sequence[int]) -> LogProbs:
    """Return what ``symbols`` and a network for ``digits`` say together.

    Whether it is a digit the first one says; which digit, both: the geometric mean.
    ``columns``: of the digits among the symbols, in the order of the second one's alphabet.
    """
    total, which = _parted(symbols, columns)
    return _joined(symbols, columns, total, _normal((which + digits) / 2))


def with_strokes(
    symbols: LogProbs, strokes: LogProbs, columns: Sequence[int], hidden: Flags
) -> LogProbs:
    """Return what the glyph and the pen's way say together, of the same symbols.

    ``columns``: those of the digits. Which digit it is the glyph says nearly alone: writers agree on
    their shapes more than on how to draw them. ``hidden``: (N,), whether one of the strokes is so small
    beside the others that it is lost in the glyph; a 2 with a point looks like a 2.
    """
    doubt = _POOLING.trajectory_doubt
    heard = np.log((1 - doubt) * np.exp(strokes) + doubt / strokes.shape[1])
    seen = np.where(hidden, _POOLING.hidden_glyph_weight, _POOLING.glyph_weight)[:, None]
    drawn = np.where(hidden, _POOLING.hidden_trajectory_weight, _POOLING.trajectory_weight)[:, None]
    both = np.asarray(seen * symbols + drawn * heard, np.float32)
    total = share_of(both, columns)
    which = (
        _parted(symbols, columns)[1] + _POOLING.digit_trajectory_weight * _parted(heard, columns)[1]
    )
    return _normal(_joined(both, columns, total, _normal(which)))


def share_of(log_probs: LogProbs, columns: Sequence[int]) -> LogProbs:
    """Return how likely each row gives one of ``columns``, (N, 1), as a logarithm."""
    return np.asarray(np.logaddexp.reduce(log_probs[:, columns], axis=1, keepdims=True))


def _parted(log_probs: LogProbs, columns: Sequence[int]) -> tuple[LogProbs, LogProbs]:
    """Return the (N, 1) share of ``columns``, and the (N, columns) shares within it, logarithms."""
    total = share_of(log_probs, columns)
    return total, log_probs[:, columns] - total


def _joined(
    log_probs: LogProbs, columns: Sequence[int], total: LogProbs, which: LogProbs
) -> LogProbs:
    joined = log_probs.copy()
    joined[:, columns] = which + total
    return joined


def _normal(log_probs: NDArray[np.floating[Any]]) -> LogProbs:
    return np.asarray(log_probs - np.logaddexp.reduce(log_probs, axis=1, keepdims=True), np.float32)
