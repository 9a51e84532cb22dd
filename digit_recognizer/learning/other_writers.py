"""Drawings of other writers, to see that a profile forgets nothing of theirs.

Purpose: samples of the public test sets where they are, else the project's own drawings; others, of
training sets, to choose by.
Contract: on test sets is measured, and nothing is chosen by them but whether a profile is offered. The
same folder gives the same samples.
Not here: reading the sets (``sample_cache``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.arrays import Features, Glyphs, LogProbs
from digit_recognizer.classifier import Classifier, Profile
from digit_recognizer.datasets.catalogue import data_folder
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.evaluation.digits.sets import names_of, sets_under
from digit_recognizer.ink import read_inkml
from digit_recognizer.learning.acceptance_test import Comparison
from digit_recognizer.learning.drawings import Drawings
from digit_recognizer.learning.held_out import held_out_sets
from digit_recognizer.learning.sample_cache import cached_sample
from digit_recognizer.resources import example_drawings

MAX_MNIST_SAMPLES, MAX_SET_SAMPLES = 2000, 1000
EXAMPLE_SET = "the project's own drawings"


@dataclass(frozen=True, slots=True, eq=False)
class OtherWriters:
    """N drawings called ``name`` with the network's answers to them.

    ``glyphs``: (N, 28, 28); ``labels``: (N,) columns; ``log_probs``: (N, symbols); ``features``: (N, F).
    """

    name: str
    glyphs: Glyphs
    labels: NDArray[np.int64]
    log_probs: LogProbs
    features: Features

    @classmethod
    def answered_by(
        cls,
        name: str,
        glyphs: Glyphs,
        labels: NDArray[np.int64],
        classifier: Classifier,
    ) -> "OtherWriters":
        """Return N drawings with the answers of the network of ``classifier``.

        ``glyphs``: (N, 28, 28) float32 in [0, 1]; ``labels``: (N,) columns. Raises ModelError where the
        network gives no features.
        """
        log_probs, features = classifier.with_profile(None).log_probs_and_features(glyphs)
        if features is None:
            raise ModelError(
                f"{classifier.name} gives no features: export it anew with digits export."
            )
        return cls(name, glyphs, labels, log_probs, features)

    def part(self, which: NDArray[np.bool_]) -> "OtherWriters":
        """Return those for which (N,) ``which`` is true."""
        return OtherWriters(
            self.name, self.glyphs[which], self.labels[which], self.log_probs[which],
            self.features[which],
        )  # fmt: skip

    def some(self, most: int) -> "OtherWriters":
        """Return ``most`` of them at most, evenly from all of them."""
        which = np.zeros(len(self.labels), np.bool_)
        which[
            np.linspace(0, len(self.labels) - 1, min(most, len(self.labels))).round().astype(int)
        ] = True
        return self.part(which)

    def compared(self, profile: Profile) -> Comparison:
        """Return how they are read with and without ``profile``."""
        after = profile.apply(self.log_probs, self.features, self.glyphs)
        return Comparison.of(self.name, self.log_probs, after, self.labels, profile.alphabet)


def measured_writers(
    classifier: Classifier,
    data: Path | None = None,
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> list[OtherWriters]:
    """Return samples of the test sets under ``data``, or of what is found in its place.

    ``data``: as in :func:`data_folder`. A damaged set is left out. Where there is none, the project's
    own drawings, varied, are everyone. ``tell``: what is done, how many steps of how many.
    """
    alphabet = classifier.bundle.alphabet
    found = list(sets_under(data_folder(data)))
    others = []
    for number, (name, path) in enumerate(found):
        tell("reading everyone else's drawings", number, len(found))
        most = MAX_MNIST_SAMPLES if name == "mnist" else MAX_SET_SAMPLES
        try:
            some = cached_sample(name, path, alphabet, most)
        except FileError:
            continue
        title, _ = names_of(name)
        others.append(OtherWriters.answered_by(title, some.glyphs, some.labels, classifier))
    return others or [_example_writers(classifier, alphabet)]


def held_out_writers(
    classifier: Classifier,
    data: Path | None = None,
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> list[OtherWriters]:
    """Return drawings of others by which something may be chosen, since they are of no test set.

    What is held out of the training sets under ``data``; else the project's own drawings. Otherwise as
    :func:`other_writers`.
    """
    alphabet = classifier.bundle.alphabet
    found = list(held_out_sets(data_folder(data)))
    others = []
    for number, (name, path, load) in enumerate(found):
        tell("reading drawings to choose by", number, len(found))
        try:
            some = cached_sample(name, path, alphabet, MAX_MNIST_SAMPLES, load)
        except FileError:
            continue
        if len(some):
            others.append(OtherWriters.answered_by(name, some.glyphs, some.labels, classifier))
    return others or [_example_writers(classifier, alphabet)]


def _example_writers(classifier: Classifier, alphabet: Alphabet) -> OtherWriters:
    inks = [read_inkml(path) for path in example_drawings()]
    symbols = [(one.ink, alphabet.column(one.label)) for one in inks if one.label]
    drawings = Drawings.of(symbols, 7 * len(symbols))
    return OtherWriters.answered_by(EXAMPLE_SET, drawings.glyphs, drawings.columns, classifier)
