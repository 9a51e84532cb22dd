"""Everyone else: drawings of other people, to see that a profile forgets nothing of theirs.

Purpose: samples of the public test sets where they are, else the project's own drawings; others, of
training sets, to choose by.
Contract: on test sets is measured, and nothing is chosen by them but whether a profile is offered. The
same folder gives the same samples.
Not here: reading the sets (``sampled``).
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
from digit_recognizer.learning.acceptance_test import Compared
from digit_recognizer.learning.drawings import Drawings
from digit_recognizer.learning.held_out import held_out_sets
from digit_recognizer.learning.sample_cache import sampled
from digit_recognizer.resources import example_drawings

OF_MNIST, OF_OTHERS = 2000, 1000
OWN = "the project's own drawings"


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """N drawings called ``name`` with the network's answers to them.

    ``glyphs``: (N, 28, 28); ``labels``: (N,) columns; ``log_probs``: (N, symbols); ``features``: (N, F).
    """

    name: str
    glyphs: Glyphs
    labels: NDArray[np.int64]
    log_probs: LogProbs
    features: Features

    @classmethod
    def asked(
        cls,
        name: str,
        glyphs: Glyphs,
        labels: NDArray[np.int64],
        classifier: Classifier,
    ) -> "Crowd":
        """Return the drawings with what the network of ``classifier`` says to them."""
        log_probs, features = classifier.with_profile(None).log_probs_and_features(glyphs)
        if features is None:
            raise ModelError(
                f"{classifier.name} gives no features: export it anew with digits export."
            )
        return cls(name, glyphs, labels, log_probs, features)

    def part(self, which: NDArray[np.bool_]) -> "Crowd":
        """Return those for which (N,) ``which`` is true."""
        return Crowd(
            self.name, self.glyphs[which], self.labels[which], self.log_probs[which],
            self.features[which],
        )  # fmt: skip

    def some(self, most: int) -> "Crowd":
        """Return ``most`` of them at most, evenly from all of them."""
        which = np.zeros(len(self.labels), np.bool_)
        which[
            np.linspace(0, len(self.labels) - 1, min(most, len(self.labels))).round().astype(int)
        ] = True
        return self.part(which)

    def compared(self, profile: Profile) -> Compared:
        """Return how they are read with and without ``profile``."""
        after = profile.apply(self.log_probs, self.features, self.glyphs)
        return Compared.of(self.name, self.log_probs, after, self.labels, profile.alphabet)


def everyone_else(
    classifier: Classifier,
    data: Path | None = None,
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> list[Crowd]:
    """Return samples of the test sets under ``data``, or of what is found in its place.

    ``data``: as in :func:`data_folder`. A damaged set is left out. Where there is none, the project's
    own drawings, varied, are everyone. ``tell``: what is done, how many steps of how many.
    """
    alphabet = classifier.bundle.alphabet
    found = list(sets_under(data_folder(data)))
    crowds = []
    for number, (name, path) in enumerate(found):
        tell("reading everyone else's drawings", number, len(found))
        most = OF_MNIST if name == "mnist" else OF_OTHERS
        try:
            some = sampled(name, path, alphabet, most)
        except FileError:
            continue
        title, _ = names_of(name)
        crowds.append(Crowd.asked(title, some.glyphs, some.labels, classifier))
    return crowds or [_own(classifier, alphabet)]


def for_choosing(
    classifier: Classifier,
    data: Path | None = None,
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> list[Crowd]:
    """Return drawings of others by which something may be chosen, since they are of no test set.

    What is held out of the training sets under ``data``; else the project's own drawings. Otherwise as
    :func:`everyone_else`.
    """
    alphabet = classifier.bundle.alphabet
    found = list(held_out_sets(data_folder(data)))
    crowds = []
    for number, (name, path, load) in enumerate(found):
        tell("reading drawings to choose by", number, len(found))
        try:
            some = sampled(name, path, alphabet, OF_MNIST, load)
        except FileError:
            continue
        if len(some):
            crowds.append(Crowd.asked(name, some.glyphs, some.labels, classifier))
    return crowds or [_own(classifier, alphabet)]


def _own(classifier: Classifier, alphabet: Alphabet) -> Crowd:
    inks = [read_inkml(path) for path in example_drawings()]
    symbols = [(one.ink, alphabet.column(one.label)) for one in inks if one.label]
    drawings = Drawings.of(symbols, 7 * len(symbols))
    return Crowd.asked(OWN, drawings.glyphs, drawings.columns, classifier)
