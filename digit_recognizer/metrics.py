"""What is measured: accuracy with its interval, per-class figures, confusions, calibration.

Purpose: pure functions from probabilities and labels to figures.
Contract: every share is a fraction of 1. Doubtful readings count for accuracy by their likeliest symbol;
how many were doubtful is a figure of its own.
Not here: reading data, printing.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.arrays import LogProbs

BINS = 15

Bin = tuple[int, float, float]
"""How many answers there are of about this confidence, their mean confidence, their accuracy."""


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One symbol: how many there were, how many of them were found, how many answers were right."""

    symbol: str
    n: int
    recall: float
    precision: float


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The result of an evaluation on ``n`` samples.

    ``interval``: 95 % Wilson interval of ``accuracy``. ``calibration_error``: ECE over 15 equal bins
    of confidence (Naeini et al., AAAI 2015). ``doubtful``: share marked doubtful.
    ``sure_accuracy``: accuracy of the others. ``confident_errors``: share of errors made with a
    confidence above 0.9. ``confusion``: (symbols, symbols) counts, row true, column read.
    ``reliability``: for each of the 15 bins its size, mean confidence and accuracy.
    """

    n: int
    accuracy: float
    interval: tuple[float, float]
    calibration_error: float
    doubtful: float
    sure_accuracy: float
    confident_errors: float
    confusion: NDArray[np.int64]
    alphabet: Alphabet
    reliability: list[Bin]

    @property
    def errors(self) -> int:
        """How many answers were wrong."""
        return int(self.confusion.sum() - np.trace(self.confusion))

    @property
    def classes(self) -> list[ClassFigures]:
        """Per-class figures in the order of the alphabet."""
        right = np.diag(self.confusion)
        true, read = self.confusion.sum(axis=1), self.confusion.sum(axis=0)
        return [
            ClassFigures(
                symbol,
                int(true[i]),
                float(right[i] / true[i]) if true[i] else math.nan,
                float(right[i] / read[i]) if read[i] else math.nan,
            )
            for i, symbol in enumerate(self.alphabet)
        ]

    @property
    def confusions(self) -> list[tuple[str, str, int]]:
        """(true, read, count) of every kind of error, most frequent first."""
        wrong = self.confusion - np.diag(np.diag(self.confusion))
        pairs = sorted(zip(*np.nonzero(wrong), strict=True), key=lambda p: -wrong[p])
        return [(self.alphabet[i], self.alphabet[j], int(wrong[i, j])) for i, j in pairs]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return {
            "n": self.n,
            "accuracy": self.accuracy,
            "interval_95": list(self.interval),
            "errors": self.errors,
            "calibration_error": self.calibration_error,
            "doubtful": self.doubtful,
            "sure_accuracy": _number(self.sure_accuracy),
            "confident_errors": _number(self.confident_errors),
            "classes": {
                c.symbol: {"n": c.n, "recall": _number(c.recall), "precision": _number(c.precision)}
                for c in self.classes
            },
            "confusions": [list(confusion) for confusion in self.confusions[:10]],
            "reliability": [list(part) for part in self.reliability],
        }


def measure(
    log_probs: LogProbs, doubtful: NDArray[np.bool_], labels: NDArray[np.int64], alphabet: Alphabet
) -> Figures:
    """Return the figures of N answers against their (N,) true columns ``labels``.

    ``log_probs``: (N, symbols), calibrated; ``doubtful``: (N,), which answers are rejected. Raises
    ValueError if there is nothing to measure.
    """
    n = len(labels)
    if n == 0:
        raise ValueError("there are no samples to measure")
    answers = log_probs.argmax(axis=1)
    confidence = np.exp(log_probs.max(axis=1).astype(np.float64))
    right = answers == labels
    confusion = np.zeros((len(alphabet), len(alphabet)), np.int64)
    np.add.at(confusion, (labels, answers), 1)
    return Figures(
        n=n,
        accuracy=float(right.mean()),
        interval=wilson(int(right.sum()), n),
        calibration_error=expected_calibration_error(confidence, right),
        doubtful=float(doubtful.mean()),
        sure_accuracy=float(right[~doubtful].mean()) if not doubtful.all() else math.nan,
        confident_errors=float((confidence[~right] > 0.9).mean()) if not right.all() else 0.0,
        confusion=confusion,
        alphabet=alphabet,
        reliability=reliability(confidence, right),
    )


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (E. B. Wilson, JASA 22, 1927)."""
    z = 1.959964
    share = successes / n
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def expected_calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the mean distance between confidence and accuracy over equal bins, weighted by size.

    ``confidence``: (N,) in [0, 1]; ``right``: (N,), N at least 1.
    """
    gaps = np.bincount(_bin(confidence), weights=confidence - right)
    return float(np.abs(gaps).sum() / len(right))


def reliability(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> list[Bin]:
    """Return the (size, mean confidence, accuracy) of each of 15 equal bins that is not empty.

    ``confidence``: (N,) in [0, 1]; ``right``: (N,).
    """
    index = _bin(confidence)
    parts = [index == i for i in range(BINS)]
    return [
        (int(part.sum()), float(confidence[part].mean()), float(right[part].mean()))
        for part in parts
        if part.any()
    ]


def _bin(confidence: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.asarray(np.minimum((confidence * BINS).astype(np.intp), BINS - 1))


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
