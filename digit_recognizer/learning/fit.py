"""From drawings to a profile, and how it would have read each of them without having seen it.

Purpose: prototypes and their radii; leave-one-out answers.
Contract: deterministic. Leaving a drawing out leaves out its variations too.
Not here: whether a profile is good enough (``proof``).
"""

import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS, Alphabet
from digit_recognizer.classifier import Classifier, Profile
from digit_recognizer.classifier.profile import (
    combined,
    gains,
    grouped,
    squared_distances,
    vectors_of,
)
from digit_recognizer.errors import ModelError
from digit_recognizer.learning.drawings import Drawings

PROTOTYPES = 240  # more would cost a reading more than 0.1 ms
STRENGTH = 12.0  # nats, among digits
STRENGTH_OF_SIGNS = 8.0  # among the symbols of arithmetic
FAR, NEAR = 0.70, 0.57  # radii: of three drawings of a symbol at most, of very many
FEW = 3

Floats = NDArray[np.float32]


class Fitted(NamedTuple):
    """A profile with what shows what it is worth.

    ``labels``: (N,) the columns of the drawings it was learnt from. ``before``: (N, symbols) the
    network's log-probabilities; ``after``: those of profiles learnt from all the other drawings.
    """

    profile: Profile
    labels: NDArray[np.int64]
    before: Floats
    after: Floats


def fit(
    classifier: Classifier,
    drawings: Drawings,
    *,
    writer: str = "",
    start: Profile | None = None,
    reach: float = 1.0,
) -> Fitted:
    """Return what is learnt from ``drawings`` of one hand, at least one.

    ``start``: a starting profile, whose prototypes stay for the symbols that are drawn fewer than three
    times. ``reach``: multiplies the radii. Raises ModelError where the network gives no features.
    """
    alphabet = classifier.bundle.alphabet
    plain = classifier.with_profile(None)
    log_probs, features = plain.log_probs_and_features(drawings.glyphs)
    if features is None:
        raise ModelError(
            f"{classifier.name} gives no features to learn from: export it anew with digits export."
        )
    vectors = vectors_of(features, drawings.glyphs)
    count = len(drawings)
    labels, before = drawings.columns[:count], log_probs[:count]
    kept = _kept(drawings, before)
    known = np.bincount(labels, minlength=len(alphabet))
    rows, columns, numbers = vectors[kept], drawings.columns[kept], drawings.numbers[kept]
    if start is not None:
        few = known[start.columns] < FEW
        rows = np.concatenate([start.vectors[few], rows])
        columns = np.concatenate([start.columns[few], columns])
        numbers = np.concatenate([np.full(int(few.sum()), -1), numbers])
    order = np.argsort(columns, kind="stable")
    profile = Profile(
        alphabet,
        classifier.bundle.source_sha256,
        rows[order],
        columns[order],
        radii(known, reach),
        strength_for(alphabet),
        writer,
        datetime.date.today().isoformat(),
        count,
        start.questions if start is not None else (),
    )
    after = _left_out(profile, numbers[order], labels, vectors[:count], before)
    return Fitted(profile, labels, before, after)


def radii(known: NDArray[np.int64], reach: float = 1.0) -> Floats:
    """Return (symbols,) how far prototypes speak, by how many drawings of each symbol there are.

    The more there are, the nearer one of them is to the next drawing of that symbol.
    """
    wide = NEAR + (FAR - NEAR) * np.minimum(1, FEW / np.maximum(known, 1))
    return np.asarray(reach * wide, np.float32)


def strength_for(alphabet: Alphabet) -> float:
    """Return the most that an answer gains, in nats."""
    return STRENGTH if alphabet == DIGITS else STRENGTH_OF_SIGNS


def _kept(drawings: Drawings, before: Floats) -> NDArray[np.intp]:
    """Return which glyphs become prototypes: all, or of too many those the network knows least well.

    Every symbol has its share of them.
    """
    if len(drawings.glyphs) <= PROTOTYPES:
        return np.arange(len(drawings.glyphs))
    count = len(drawings)
    own = drawings.columns[:count]
    sureness = before[np.arange(count), own]
    rank = np.empty(count, np.int64)
    for column in np.unique(own):
        places = np.flatnonzero(own == column)
        rank[places[np.argsort(sureness[places], kind="stable")]] = np.arange(len(places))
    return np.sort(np.argsort(rank, kind="stable")[:PROTOTYPES])


def _left_out(
    profile: Profile,
    numbers: NDArray[np.int64],
    labels: NDArray[np.int64],
    vectors: Floats,
    before: Floats,
) -> Floats:
    """Return (N, symbols) log-probabilities of each drawing by what is learnt from all the others."""
    known = np.bincount(labels, minlength=len(profile.alphabet))
    groups = grouped(profile.columns)
    squared = squared_distances(vectors, profile.vectors)
    squared[numbers[None] == np.arange(len(vectors))[:, None]] = np.inf
    gained = np.empty_like(before)
    for row, label in enumerate(labels):
        reaches = profile.radii.copy()
        reaches[label] *= radii(known[label] - 1) / radii(known[label])
        gained[row] = gains(
            squared[row : row + 1], groups, reaches, profile.strength,
            profile.alphabet,
        )[0]  # fmt: skip
    return combined(before, gained, profile.alphabet)
