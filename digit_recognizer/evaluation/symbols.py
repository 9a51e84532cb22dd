"""Single symbols of pen strokes, read by their glyph and by their size beside the writer's digits.

Purpose: measure what a line gives for free and a drawing alone lacks: a point, a dash and a 1 fill their
glyphs alike, and differ in size.
Contract: a writer's size is the median height of that writer's digits in the same set; drawings whose
size nobody can know are read by their glyph alone, and counted. Nothing is tuned here.
Not here: how glyph and size are weighed (``decoding.appearance``).
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS, NOT_A_SYMBOL, Alphabet
from digit_recognizer.classifier import Classifier
from digit_recognizer.decoding import Appearance
from digit_recognizer.evaluation.samples import Samples
from digit_recognizer.segmentation import Group

MIN_DIGITS = 8  # drawings of digits that tell how large a writer writes
ITS_OWN_UNIT = 200.0  # UNIPEN: where a session held single points, one of them became its unit


@dataclass(frozen=True, slots=True, eq=False)
class Sized:
    """``log_probs``: (N, symbols) float32 of glyph and size; ``known``: (N,) whether there is a size."""

    log_probs: NDArray[np.float32]
    known: NDArray[np.bool_]

    def figures(self, labels: NDArray[np.int64], alphabet: Alphabet) -> dict[str, Any]:
        """Return the shares of right answers: of all, of each symbol, and where the size is known.

        As JSON values. ``labels``: (N,) the true columns.
        """
        right = self.log_probs.argmax(axis=1) == labels
        classes = {
            symbol: float(right[labels == column].mean())
            for column, symbol in enumerate(alphabet)
            if (labels == column).any()
        }
        return {
            "accuracy_with_size": float(right.mean()),
            "size_known": int(self.known.sum()),
            "accuracy_size_known": float(right[self.known].mean()) if self.known.any() else None,
            "classes_with_size": classes,
        }


def as_symbols(log_probs: NDArray[np.float32], alphabet: Alphabet) -> NDArray[np.float32]:
    """Return ``log_probs`` given that all of them are symbols: nothing is left for "not a symbol"."""
    if NOT_A_SYMBOL not in alphabet:
        return log_probs
    symbols = log_probs.copy()
    symbols[:, alphabet.column(NOT_A_SYMBOL)] = -np.inf
    total = np.logaddexp.reduce(symbols, axis=1, keepdims=True)
    return np.asarray(symbols - total, np.float32)


def sized(classifier: Classifier, samples: Samples) -> Sized:
    """Return what ``classifier`` and the sizes say of the ``samples``, which must be ink."""
    alphabet, labels = classifier.bundle.alphabet, samples.labelled.labels
    heights = _heights(samples, alphabet)
    log_probs = classifier.log_probs(samples.labelled.glyphs)
    appearance = Appearance(classifier)
    known = np.zeros(len(labels), np.bool_)
    for i, ink in enumerate(samples.inks):
        height = heights.get(samples.writers[i])
        is_digit = alphabet[int(labels[i])] in DIGITS
        if height is None or (ink.box.size == ITS_OWN_UNIT and not is_digit):
            continue
        known[i] = True
        group = Group((0,), 1, ink.box, 0.0, 0, ink.box.size / height)
        (look,) = appearance.looks(log_probs[i : i + 1], [group], height, written=False)
        for symbol, value in look.symbols.items():
            log_probs[i, alphabet.column(symbol)] = value
    return Sized(as_symbols(log_probs, alphabet), known)


def _heights(samples: Samples, alphabet: Alphabet) -> dict[str, float]:
    """Return the median height of each writer's digits, of writers of enough."""
    heights: dict[str, list[float]] = defaultdict(list)
    for ink, writer, label in zip(
        samples.inks, samples.writers, samples.labelled.labels, strict=True
    ):
        if alphabet[int(label)] in DIGITS and ink.box.bottom > ink.box.top:
            heights[writer].append(ink.box.bottom - ink.box.top)
    return {w: float(np.median(rows)) for w, rows in heights.items() if len(rows) >= MIN_DIGITS}
