"""Single symbols of pen strokes, read as in a line: by glyph, strokes, and size beside the digits.

Purpose: measure what a line gives for free and a drawing alone lacks: a point, a dash and a 1 fill their
glyphs alike, and differ in size.
Contract: a writer's size is the median height of that writer's digits in the same set. For a writer with
few digits in UNIPEN it is what the set's unit says. Drawings of unknown size are read by their glyph and
strokes alone, and counted. Nothing is tuned here.
Not here: how glyph, size and strokes are weighed (``decoding.symbol_scores``).
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS, NOT_A_SYMBOL, Alphabet
from digit_recognizer.arrays import LogProbs
from digit_recognizer.classifier import Classifier
from digit_recognizer.decoding import InkSource, SymbolScorer
from digit_recognizer.evaluation.digits.samples import Samples
from digit_recognizer.ink import Ink
from digit_recognizer.segmentation import Primitive, SymbolCandidate, candidate_of
from digit_recognizer.symbol_table import texts
from digit_recognizer.synthesis.writers import MIN_WRITER_DIGITS

LOOK_ALIKE_FAMILIES = (
    texts(lambda row: row.looks_like == "stroke"),
    texts(lambda row: row.looks_like == "dot"),
)
UNIPEN_PREFIX = "unipen:"  # how the names of its writers begin
UNIPEN_HEIGHT = 200.0  # the median height of a writer's digits and letters there
UNIPEN_UNIT_HEIGHT = UNIPEN_HEIGHT  # of any sign, where a session held no other


@dataclass(frozen=True, slots=True, eq=False)
class SingleSymbolAnswers:
    """Answers that tell single symbols apart.

    ``log_probs``: (N, symbols) float32. ``labels``: (N,) the true columns. ``known``: (N,) whether the
    size had a say.
    """

    log_probs: LogProbs
    labels: NDArray[np.int64]
    known: NDArray[np.bool_]

    def figures(self, alphabet: Alphabet) -> dict[str, Any]:
        """Return the shares of right answers: of all, of each symbol, and where the size is known.

        As JSON values. ``look_alikes``: the share if those count as one that only a line tells apart.
        """
        answers = self.log_probs.argmax(axis=1)
        right = answers == self.labels
        alike = np.arange(len(alphabet))
        for group in LOOK_ALIKE_FAMILIES:
            columns = [alphabet.column(symbol) for symbol in group if symbol in alphabet]
            alike[columns] = min(columns, default=0)
        classes = {
            symbol: float(right[self.labels == column].mean())
            for column, symbol in enumerate(alphabet)
            if (self.labels == column).any()
        }
        return {
            "accuracy_with_size": float(right.mean()),
            "look_alikes": float((alike[answers] == alike[self.labels]).mean()),
            "size_known": int(self.known.sum()),
            "accuracy_size_known": float(right[self.known].mean()) if self.known.any() else None,
            "classes_with_size": classes,
        }


def as_single_symbols(
    log_probs: LogProbs, labels: NDArray[np.int64], alphabet: Alphabet
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return (N, symbols) ``log_probs`` and (N,) ``labels`` of drawings that each are one symbol.

    Nothing is left for "not a symbol", and a dot is a point: "." and "·" differ in their place alone,
    which a single drawing has none of. Other alphabets' come back as they are.
    """
    if NOT_A_SYMBOL not in alphabet or not {".", "·"} <= set(alphabet):
        return log_probs, labels
    point, dot = alphabet.column("."), alphabet.column("·")
    symbols = log_probs.copy()
    symbols[:, point] = np.logaddexp(log_probs[:, point], log_probs[:, dot])
    symbols[:, [dot, alphabet.column(NOT_A_SYMBOL)]] = -np.inf
    symbols -= np.logaddexp.reduce(symbols, axis=1, keepdims=True)
    return symbols, np.where(labels == dot, point, labels)


def by_size(
    classifier: Classifier,
    samples: Samples,
    digits: Classifier | None = None,
    strokes: Classifier | None = None,
) -> SingleSymbolAnswers:
    """Return what is said of the ``samples``, which must be ink, as of symbols in a line.

    By ``classifier``, by their sizes and strokes, by ``digits`` about which digit it is, and by
    ``strokes`` about how it is drawn, as in :class:`SymbolScorer`.
    """
    alphabet, labels = classifier.bundle.alphabet, samples.labelled.labels
    heights = _heights(samples, alphabet)
    scorer = SymbolScorer(classifier, digits, strokes)
    rows = np.zeros((len(labels), len(alphabet)), np.float32)
    known = np.zeros(len(labels), np.bool_)
    for i, ink in enumerate(samples.inks):
        height = heights.get(samples.writers[i])
        is_digit = alphabet[int(labels[i])] in DIGITS
        known[i] = height is not None and (is_digit or ink.box.size != UNIPEN_UNIT_HEIGHT)
        group = _group(ink, height or ink.box.size or 1.0)
        rows[i] = scorer.log_probs(InkSource(ink), [group])[0]
        if height is not None and known[i]:
            (scores,) = scorer.scores(
                rows[i : i + 1], [group], height, is_written=np.ones(1, np.bool_)
            )
            for symbol, value in scores.symbols.items():
                rows[i, alphabet.column(symbol)] = value
    return SingleSymbolAnswers(*as_single_symbols(rows, labels, alphabet), known)


def _group(ink: Ink, height: float) -> SymbolCandidate:
    """Return all strokes of ``ink`` as one group, with the widest gap that parts them."""
    parts = [Primitive.of_stroke(stroke, order) for order, stroke in enumerate(ink)]
    joined, gap = {0}, 0.0
    while len(joined) < len(parts):
        nearest = {
            other: min(parts[other].distance_to(parts[one]) for one in joined)
            for other in range(len(parts))
            if other not in joined
        }
        closest = min(nearest, key=nearest.__getitem__)
        gap = max(gap, nearest[closest])
        joined.add(closest)
    whole = candidate_of(range(len(parts)), parts)
    smallest = min(part.box.size for part in parts)
    return replace(whole, gap=gap / height, smallest=smallest / height)


def _heights(samples: Samples, alphabet: Alphabet) -> dict[str, float]:
    """Return how high each writer's digits are, of those who drew enough to tell.

    In UNIPEN_PREFIX one is enough: who drew any has a unit that tells it.
    """
    heights: dict[str, list[float]] = defaultdict(list)
    for ink, writer, label in zip(
        samples.inks, samples.writers, samples.labelled.labels, strict=True
    ):
        if alphabet[int(label)] in DIGITS and ink.box.bottom > ink.box.top:
            heights[writer].append(ink.box.height)
    return {
        writer: float(np.median(rows)) if len(rows) >= MIN_WRITER_DIGITS else UNIPEN_HEIGHT
        for writer, rows in heights.items()
        if len(rows) >= MIN_WRITER_DIGITS or writer.startswith(UNIPEN_PREFIX)
    }
