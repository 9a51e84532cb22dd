"""A simulated writer's symbols read as in a line: by glyph, strokes, and size beside the digits.

Purpose: what a profile is worth where sums are read. A 1, a /, a comma and a bracket differ in size,
which a glyph alone does not have. Three networks answer there. Each of the two that see glyphs may have
a profile.
Contract: only drawings of known size are counted (``evaluation.digits.single_symbols``). Slow: each
drawing is read by itself.
Not here: single glyphs (``simulated_writers``), whole sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.classifier import Classifier, Profile
from digit_recognizer.datasets import Labelled
from digit_recognizer.evaluation.digits.samples import Samples
from digit_recognizer.evaluation.digits.single_symbols import by_size
from digit_recognizer.learning.drawings import Drawings, LabelledSymbol
from digit_recognizer.learning.fit import MAX_PROTOTYPES
from digit_recognizer.learning.learn import MIN_LEARN_DRAWINGS, learn
from digit_recognizer.learning.other_writers import MAX_MNIST_SAMPLES, OtherWriters


@dataclass(frozen=True, slots=True)
class InLine:
    """How symbols are read as in a line; make it with :meth:`of`.

    ``digits``: the network that says which digit it is; ``strokes``: the one that sees how it is
    drawn, where there is one; ``deciding``: drawings of others by which its profiles are offered.
    ``right``, ``known``: (N,) of all drawings of ``samples``, without a profile.
    """

    symbols: Classifier
    digits: Classifier
    strokes: Classifier | None
    samples: Samples
    deciding: tuple[OtherWriters, ...]
    right: NDArray[np.bool_]
    known: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        symbols: Classifier,
        digits: Classifier,
        strokes: Classifier | None,
        samples: Samples,
        deciding: Sequence[Samples],
    ) -> "InLine":
        """Ask the networks about the drawings, and that of digits about the ``deciding`` digits."""
        scored = by_size(symbols, samples, digits, strokes)
        right = scored.log_probs.argmax(axis=1) == scored.labels
        crowds = (_digits_of(one, digits) for one in deciding)
        few = tuple(some_of(crowd, MAX_MNIST_SAMPLES) for crowd in crowds if len(crowd.labels))
        return cls(symbols, digits, strokes, samples, few, right, scored.known)

    def errors(
        self, writer: str, learnt: Sequence[int], read: Sequence[int], profile: Profile | None
    ) -> tuple[int, int, int]:
        """Return drawings ``read`` whose size is known, errors in them before, and after.

        ``profile``: that of the arithmetic symbols, if one is offered; what is said of the digits is
        learnt here from the same drawings, of one ``writer``.
        """
        counted = np.array([number for number in read if self.known[number]], np.int64)
        before = int((~self.right[counted]).sum())
        own_digits = self._digits_learnt(learnt, writer)
        if profile is None and own_digits is None:
            return len(counted), before, before
        own = np.flatnonzero(np.array(self.samples.writers) == writer)
        scored = by_size(
            self.symbols.with_profile(profile),
            _some(self.samples, own),
            self.digits.with_profile(own_digits),
            self.strokes,
        )
        right = scored.log_probs.argmax(axis=1) == scored.labels
        after = int((~right[np.searchsorted(own, counted)]).sum())
        return len(counted), before, after

    def _digits_learnt(self, learnt: Sequence[int], writer: str) -> Profile | None:
        alphabet = self.symbols.bundle.alphabet
        symbols: list[LabelledSymbol] = []
        for number in learnt:
            text = alphabet[int(self.samples.labelled.labels[number])]
            if text in DIGITS:
                symbols.append((self.samples.inks[number], DIGITS.column(text)))
        if len(symbols) < MIN_LEARN_DRAWINGS:
            return None
        drawings = Drawings.of(symbols, MAX_PROTOTYPES)
        found = learn(self.digits, drawings, self.deciding, writer=writer, held_out=self.deciding)
        return found.profile if found.acceptance.is_offered else None


def part_of(writers: OtherWriters, which: NDArray[np.bool_]) -> OtherWriters:
    """Return those drawings of ``writers`` for which (N,) ``which`` is true."""
    return OtherWriters(
        writers.name, writers.glyphs[which], writers.labels[which], writers.log_probs[which],
        writers.features[which],
    )  # fmt: skip


def some_of(writers: OtherWriters, most: int) -> OtherWriters:
    """Return ``most`` drawings of ``writers`` at most, evenly from all of them."""
    count = len(writers.labels)
    which = np.zeros(count, np.bool_)
    which[np.linspace(0, count - 1, min(most, count)).round().astype(int)] = True
    return part_of(writers, which)


def _some(samples: Samples, which: NDArray[np.int64]) -> Samples:
    labelled = samples.labelled
    return Samples(
        samples.path,
        Labelled(labelled.glyphs[which], labelled.labels[which]),
        [],
        [samples.inks[number] for number in which],
        [samples.writers[number] for number in which],
    )


def _digits_of(samples: Samples, digits: Classifier) -> OtherWriters:
    """Return the digits among ``samples`` with what the network of digits says to them.

    The ten digits are the first columns of every alphabet here.
    """
    which = samples.labelled.labels < len(DIGITS)
    return OtherWriters.answered_by(
        "", samples.labelled.glyphs[which], samples.labelled.labels[which], digits
    )
