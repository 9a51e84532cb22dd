"""From drawings to a profile, and how it would have read each of them without having seen it.

Purpose: prototypes and their radii; leave-one-out answers.
Contract: deterministic. Leaving a drawing out leaves out its variations too.
Not here: whether a profile is good enough (``acceptance_test``).
"""

import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.arrays import Columns, Features, Glyphs, LogProbs
from digit_recognizer.classifier import Classifier, Profile
from digit_recognizer.classifier.profile import (
    combined,
    gains,
    grouped,
    squared_distances,
    vectors_of,
)  # fmt: skip
from digit_recognizer.errors import ModelError
from digit_recognizer.learning.drawings import Drawings

MAX_PROTOTYPES = 240  # more would cost a reading more than 0.1 ms
DIGIT_STRENGTH, ARITHMETIC_STRENGTH = 12.0, 8.0  # nats, the most that an answer gains
MIN_SYMBOL_DRAWINGS = 3  # of fewer drawings of a symbol the radius is no larger
FEW_DRAWINGS_RADIUS, MANY_DRAWINGS_RADIUS = 0.70, 0.57  # of that many drawings, of very many


class FittedProfile(NamedTuple):
    """A profile with what shows what it is worth.

    ``labels``: (N,) the columns of the drawings it was learnt from. ``before``: (N, symbols) the
    network's log-probabilities; ``after``: those of profiles learnt from all the other drawings.
    """

    profile: Profile
    labels: NDArray[np.int64]
    before: LogProbs
    after: LogProbs


def fit(
    classifier: Classifier,
    drawings: Drawings,
    *,
    writer: str = "",
    start: Profile | None = None,
    radius_factor: float = 1.0,
) -> FittedProfile:
    """Return what is learnt from ``drawings`` of one writer, at least one.

    ``start``: a starting profile, whose prototypes stay for the symbols that are drawn fewer than three
    times. ``radius_factor``: multiplies the radii. Raises ModelError where there are no features.
    """
    alphabet = classifier.bundle.alphabet
    log_probs, features = answers_and_features(classifier, drawings.glyphs)
    vectors = vectors_of(features, drawings.glyphs)
    count = len(drawings)
    labels, before = drawings.columns[:count], log_probs[:count]
    chosen = _prototype_rows(drawings, before)
    known = np.bincount(labels, minlength=len(alphabet))
    rows, columns, numbers = vectors[chosen], drawings.columns[chosen], drawings.numbers[chosen]
    if start is not None:
        few = known[start.columns] < MIN_SYMBOL_DRAWINGS
        rows = np.concatenate([start.vectors[few], rows])
        columns = np.concatenate([start.columns[few], columns])
        numbers = np.concatenate([np.full(int(few.sum()), -1), numbers])
    order = np.argsort(columns, kind="stable")
    strength = DIGIT_STRENGTH if alphabet == DIGITS else ARITHMETIC_STRENGTH
    profile = Profile(
        alphabet, classifier.bundle.source_sha256, rows[order], columns[order],
        radii(known, radius_factor), strength, writer, datetime.date.today().isoformat(), count,
        start.questions if start is not None else (),
    )  # fmt: skip
    after = _leave_one_out(profile, numbers[order], labels, vectors[:count], before)
    return FittedProfile(profile, labels, before, after)


def radii(known: NDArray[np.int64], radius_factor: float = 1.0) -> LogProbs:
    """Return (symbols,) how far prototypes speak, by how many drawings of each symbol there are.

    The more there are, the nearer one of them is to the next drawing of that symbol.
    """
    few = np.minimum(1, MIN_SYMBOL_DRAWINGS / np.maximum(known, 1))
    wide = MANY_DRAWINGS_RADIUS + (FEW_DRAWINGS_RADIUS - MANY_DRAWINGS_RADIUS) * few
    return np.asarray(radius_factor * wide, np.float32)


def answers_and_features(classifier: Classifier, glyphs: Glyphs) -> tuple[LogProbs, Features]:
    """Return what the network of ``classifier``, without a profile, says to (N, 28, 28) ``glyphs``.

    That is (N, symbols) log-probabilities and (N, F) features. Raises ModelError where it gives none.
    """
    log_probs, features = classifier.with_profile(None).log_probs_and_features(glyphs)
    if features is None:
        raise ModelError(
            f"{classifier.name} gives no features to learn from: export it anew with digits export."
        )
    return log_probs, features


def _prototype_rows(drawings: Drawings, before: LogProbs) -> NDArray[np.intp]:
    """Return which glyphs become prototypes: all, or of too many those the network knows least well.

    Every symbol has its share of them.
    """
    if len(drawings.glyphs) <= MAX_PROTOTYPES:
        return np.arange(len(drawings.glyphs))
    count = len(drawings)
    own = drawings.columns[:count]
    sureness = before[np.arange(count), own]
    rank = np.empty(count, np.int64)
    for column in np.unique(own):
        places = np.flatnonzero(own == column)
        rank[places[np.argsort(sureness[places], kind="stable")]] = np.arange(len(places))
    return np.sort(np.argsort(rank, kind="stable")[:MAX_PROTOTYPES])


def _leave_one_out(
    profile: Profile, numbers: Columns, labels: Columns, vectors: Features, before: LogProbs
) -> LogProbs:
    """Return (N, symbols) log-probabilities of each drawing by what is learnt from all the others."""
    known = np.bincount(labels, minlength=len(profile.alphabet))
    groups = grouped(profile.columns)
    squared = squared_distances(vectors, profile.vectors)
    squared[numbers[None] == np.arange(len(vectors))[:, None]] = np.inf
    gained = np.empty_like(before)
    for row, label in enumerate(labels):
        reaches = profile.radii.copy()
        reaches[label] *= radii(known[label] - 1) / radii(known[label])
        own = squared[row : row + 1]
        (gained[row],) = gains(own, groups, reaches, profile.strength, profile.alphabet)
    return combined(before, gained, profile.alphabet)
