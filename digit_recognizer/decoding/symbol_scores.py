"""What groups of parts look like: the network's and the size's say about each.

Purpose: log-probabilities of symbols for groups of parts, from the networks' answers to their glyph and
to the pen's way, and from how large they are beside the digits around them, which neither shows.
Contract: the same parts are looked at once, however often a growing line is read again; at most
``cached_candidates`` groups are remembered. Safe to call from several threads.
Not here: where things stand (``layout``), what follows what (``grammar``), how opinions are pooled
(``pool``).
"""

import itertools
import math
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS, FRACTION_BAR, NOT_A_SYMBOL
from digit_recognizer.arrays import Polyline
from digit_recognizer.classifier import CHUNK, EXTENT_FLOOR, Classifier
from digit_recognizer.cores import usable_cores
from digit_recognizer.decoding import opinion_pool
from digit_recognizer.decoding.cache import Memory
from digit_recognizer.decoding.hypotheses import LineReading, RowReading
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.stroke_priors import StrokePriors
from digit_recognizer.ink import Ink, Stroke
from digit_recognizer.raster.glyph import glyph_from_polylines
from digit_recognizer.raster.pen import polyline_of
from digit_recognizer.raster.trajectory import trajectory_of
from digit_recognizer.segmentation import SymbolCandidate, is_level
from digit_recognizer.symbol_table import NON_SYMBOL, SYMBOLS

_SCORES = PARAMETERS.scores


class Source(Protocol):
    """What groups are cut out of: ink, or a picture with ink on it."""

    def glyph(self, members: tuple[int, ...], *, shared: bool = False) -> NDArray[np.float32]:
        """Return the (28, 28) float32 glyph of the parts at the indices ``members``.

        ``shared``: with what they may have in common with others that they were cut from.
        """

    def are_cut(self, members: tuple[int, ...]) -> bool:
        """Return whether some of these parts were cut from others."""

    def pieces(self, members: tuple[int, ...]) -> tuple[object, ...]:
        """Return objects that stand for these parts: the same ones whenever the parts are the same."""

    def is_written(self, members: tuple[int, ...]) -> bool:
        """Return whether all of these parts are strokes."""

    def trajectory(self, members: tuple[int, ...]) -> NDArray[np.float32]:
        """Return the (48, 5) float32 trajectory of parts that are strokes, all of them."""


@dataclass(frozen=True, slots=True)
class InkSource:
    """Groups of strokes."""

    ink: Ink
    _paths: dict[int, Polyline] = field(default_factory=dict, repr=False, compare=False)

    def are_cut(self, members: tuple[int, ...]) -> bool:
        """Return that nothing was cut."""
        return False

    def glyph(self, members: tuple[int, ...], *, shared: bool = False) -> NDArray[np.float32]:
        """Return the glyph of these strokes; they have nothing in common with others."""
        return glyph_from_polylines(self._polylines(members))

    def trajectory(self, members: tuple[int, ...]) -> NDArray[np.float32]:
        """Return the (48, 5) float32 trajectory of these strokes."""
        return trajectory_of(self._polylines(members))

    def pieces(self, members: tuple[int, ...]) -> tuple[Stroke, ...]:
        """Return these strokes."""
        return tuple(self.ink.strokes[index] for index in members)

    def is_written(self, members: tuple[int, ...]) -> bool:
        """Return that they are."""
        return True

    def _polylines(self, members: tuple[int, ...]) -> list[Polyline]:
        for index in members:  # each is in several groups
            if index not in self._paths:
                self._paths[index] = polyline_of(self.ink.strokes[index])
        return [self._paths[index] for index in members]


class _Known(NamedTuple):
    """What was found out about a group: ``log_probs`` (symbols,), ``features`` (F,), both float32."""

    pieces: tuple[object, ...]
    log_probs: NDArray[np.float32]
    features: NDArray[np.float32]


class Appearance:
    """The looks of groups of parts, through a network whose alphabet is the arithmetic one."""

    def __init__(
        self,
        classifier: Classifier,
        digits: Classifier | None = None,
        strokes: Classifier | None = None,
    ) -> None:
        """Take the network for arithmetic, and others that are asked too, where there are such.

        ``digits``: which digit it is. ``strokes``: how it is drawn, in the same alphabet.
        """
        self._classifier = classifier
        self._digits = digits
        self._strokes = strokes
        self._symbols = tuple(classifier.bundle.alphabet)
        self._digit_columns = [
            self._symbols.index(digit) for digit in DIGITS if digit in self._symbols
        ]
        self._nothing = self._symbols.index(NOT_A_SYMBOL)
        extents = classifier.bundle.extents
        # (one stroke or several, mean or spread, symbols, 2)
        several = {row.text: row.several for row in SYMBOLS if row.several is not None}
        self._sizes = np.stack(
            [_sizes(self._symbols, each) for each in (extents, {**extents, **several})]
        )
        rows = {row.text: row for row in (*SYMBOLS, NON_SYMBOL)}
        self._dots = [n for n, symbol in enumerate(self._symbols) if rows[symbol].is_dot]
        self._stroke_priors = StrokePriors([rows[symbol] for symbol in self._symbols])
        # By identity; the pieces are kept, so that it stays theirs.
        self._known: OrderedDict[tuple[int, ...], _Known] = OrderedDict()
        self._lock = threading.Lock()
        self.memory: Memory[list[RowReading]] = Memory()
        """Regions that were read before with these looks."""
        self.lines: Memory[LineReading] = Memory()
        """Lines that were weighed as wholes."""

    def log_probs(self, source: Source, groups: Sequence[SymbolCandidate]) -> NDArray[np.float32]:
        """Return the network's (N, symbols) float32 log-probabilities of the groups of ``source``."""
        rows = [known.log_probs for known in self._looked_at(source, groups)]
        return np.stack(rows) if rows else np.zeros((0, len(self._symbols)), np.float32)

    def features(self, source: Source, groups: Sequence[SymbolCandidate]) -> NDArray[np.float32]:
        """Return the (N, F) float32 features of the groups, each of length one: what they look like.

        Of a network that gives none, F is 0.
        """
        rows = [known.features for known in self._looked_at(source, groups)]
        return np.stack(rows) if rows else np.zeros((0, 0), np.float32)

    def _looked_at(self, source: Source, groups: Sequence[SymbolCandidate]) -> list[_Known]:
        pieces = [source.pieces(group.members) for group in groups]
        keys = [tuple(map(id, piece)) for piece in pieces]
        with self._lock:
            new = [n for n, key in enumerate(keys) if key not in self._known]
            glyphs = (source.glyph(groups[n].members) for n in new)
            answers = self._answers(glyphs, len(new))
            seen = {n: _Known(pieces[n], *each) for n, each in zip(new, answers, strict=True)}
            self._hear_strokes(source, {n: groups[n] for n in new}, seen)
            # A wall between two digits may be of one of them or of both: both are as likely.
            torn = [n for n in new if source.are_cut(groups[n].members)]
            glyphs = (source.glyph(groups[n].members, shared=True) for n in torn)
            for n, (shared, _) in zip(torn, self._answers(glyphs, len(torn)), strict=True):
                either = np.logaddexp(seen[n].log_probs, shared) - np.float32(math.log(2))
                seen[n] = seen[n]._replace(log_probs=either)
            # At once: what fails on the way leaves no half of an opinion.
            self._known.update((keys[n], known) for n, known in seen.items())
            for key in keys:
                self._known.move_to_end(key)
            found = [self._known[key] for key in keys]
            while len(self._known) > PARAMETERS.page.cached_candidates:
                self._known.popitem(last=False)
        return found

    def _hear_strokes(
        self, source: Source, groups: Mapping[int, SymbolCandidate], seen: dict[int, _Known]
    ) -> None:
        """Let the network for strokes have its say in ``seen`` about those ``groups`` that are ink."""
        written = {n: group for n, group in groups.items() if source.is_written(group.members)}
        if self._strokes is None or not written:
            return
        drawn = self._strokes.log_probs(
            np.stack([source.trajectory(group.members) for group in written.values()])
        )
        looks = np.stack([seen[n].log_probs for n in written])
        hidden = np.array(
            [group.share <= _SCORES.hidden_stroke_share for group in written.values()]
        )
        together = opinion_pool.with_strokes(looks, drawn, self._digit_columns, hidden)
        for n, log_probs in zip(written, together, strict=True):
            seen[n] = seen[n]._replace(log_probs=log_probs)

    def _answers(
        self, glyphs: Iterator[NDArray[np.float32]], count: int
    ) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Yield log-probabilities and features of each of ``count`` (28, 28) float32 glyphs.

        Of many, one chunk is asked about while the next is made.
        """
        if count <= CHUNK:
            chunks = [self._asked(np.stack(list(glyphs)))] if count else []
        else:
            with ThreadPoolExecutor(usable_cores()) as threads:
                asked = [
                    threads.submit(self._asked, np.stack(list(itertools.islice(glyphs, CHUNK))))
                    for _ in range(0, count, CHUNK)
                ]
            chunks = [each.result() for each in asked]
        for log_probs, features in chunks:
            yield from zip(log_probs, features, strict=True)

    def _asked(
        self, glyphs: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return (N, symbols) log-probabilities by the glyphs, and (N, F) features of them."""
        log_probs, features = self._classifier.log_probs_and_features(glyphs)
        if features is None:
            features = np.zeros((len(glyphs), 0), np.float32)
        features = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-6)
        if self._digits is not None:
            columns = [self._symbols.index(digit) for digit in self._digits.bundle.alphabet]
            # Most groups are no digits: which one they would be need not be asked.
            some = opinion_pool.share_of(log_probs, columns)[:, 0] > math.log(
                _SCORES.min_digit_share
            )
            if some.any():
                which = self._digits.log_probs(glyphs[some])
                log_probs[some] = opinion_pool.with_digits(log_probs[some], which, columns)
        return log_probs, features

    def looks(
        self,
        log_probs: NDArray[np.float32],
        groups: Sequence[SymbolCandidate],
        height: float,
        *,
        written: NDArray[np.bool_],
    ) -> list["Look"]:
        """Return what each group looks like beside digits of ``height``, size and strokes included.

        By Bayes' rule: p(symbol | glyph) p(size | symbol) p(strokes | symbol), made to sum to one with
        "not a symbol". ``written``: (N,), whether they are strokes; pieces of pictures have no habits.
        """
        boxes = np.array([group.box for group in groups]).reshape(-1, 4)
        sides = (boxes[:, 2:] - boxes[:, :2])[:, ::-1] / height  # (N, 2): height, width
        shown = np.clip(sides.max(axis=1) / _SCORES.tiny_size, _SCORES.min_glyph_trust, 1.0)
        several = (written & [len(group.members) > 1 for group in groups]).astype(int)
        mean, spread = self._sizes[several, 0], self._sizes[several, 1]  # (N, symbols, 2)
        off = (np.log(sides + EXTENT_FLOOR)[:, None] - mean) / spread
        tails = 2.5 * np.log1p(off**2 / 4)
        # No point is as large as a digit: beyond a spread they thin out like a bell.
        excess = np.maximum(off[:, self._dots] - 1.0, 0.0)
        tails[:, self._dots] += _SCORES.dot_excess_weight * excess**2
        likelihood = (-np.log(spread) - tails).sum(axis=2)
        joint = log_probs * shown[:, None] + _SCORES.size_weight * likelihood
        if written.any():
            joint += written[:, None] * self._stroke_priors.log_likelihoods(
                groups,
                _SCORES.stroke_weight if self._strokes is None else _SCORES.stroke_weight_beside,
                _SCORES.speck_weight,
            )
        joint[:, self._nothing] += _SCORES.not_symbol_bonus
        joint -= np.logaddexp.reduce(joint, axis=1, keepdims=True)
        dashes = log_probs[:, self._symbols.index("-")].tolist()
        return [
            Look(
                group,
                {text: row[n] for n, text in enumerate(self._symbols) if n != self._nothing},
                dash if _is_flat(group, height) else -math.inf,
                row[self._nothing],
            )
            for group, row, dash in zip(groups, joint.tolist(), dashes, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Look:
    """What a group of parts may be.

    ``symbols``: the log-probability of each symbol, "not a symbol" left out, so that they sum to less
    than one. ``bar``: that of a fraction bar, by its shape alone. ``nothing``: that of no symbol.
    ``is_settled``: whether it can't be anything beyond that, since someone said so.
    """

    group: SymbolCandidate
    symbols: Mapping[str, float]
    bar: float
    nothing: float = -math.inf
    is_settled: bool = False


def certain(group: SymbolCandidate, text: str) -> Look:
    """Return the look of what is known to be ``text``."""
    if text == FRACTION_BAR:
        return Look(group, {}, 0.0, is_settled=True)
    return Look(group, {text: 0.0}, -math.inf, is_settled=True)


def _is_flat(group: SymbolCandidate, height: float) -> bool:
    return len(group.members) == 1 and is_level(group.box, height)


def _sizes(
    symbols: Sequence[str], extents: Mapping[str, tuple[float, float, float, float]]
) -> NDArray[np.float64]:
    """Return the means and spreads of each symbol's log (height, width), (2, symbols, 2)."""
    table = np.array([extents.get(symbol, _SCORES.unknown_size) for symbol in symbols])
    return np.stack([table[:, [0, 2]], np.maximum(table[:, [1, 3]], _SCORES.min_size_spread)])
