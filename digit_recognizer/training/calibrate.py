"""Calibration: the temperature, and the thresholds under which an answer is doubtful.

Purpose: make "90 % sure" mean right nine times in ten on handwriting harder than the training set, and
refuse as much as possible of what is no digit at the price of few real ones.
Contract: works on held-out training digits only, plain and augmented; never on a test set.
Not here: applying them (the classifier does).
"""

from typing import NamedTuple

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.classifier import Classifier
from digit_recognizer.datasets import Labelled
from digit_recognizer.training.augment import augment

REFUSED = 0.01  # share of held-out digits that may be called doubtful, in every larger set
LARGER = 500  # digits from which a set has a say: 1 % of fewer is a handful
HIGHEST_DOUBT = 0.95  # threshold of confidence


class Calibration(NamedTuple):
    """What is found out about a network: see :class:`digit_recognizer.classifier.Bundle`."""

    temperature: float
    doubt_below: float
    evidence_below: float


def calibrate(classifier: Classifier, held_out: dict[str, Labelled], seed: int) -> Calibration:
    """Return the calibration of ``classifier``, whose own is not used.

    The temperature minimises the negative log-likelihood on all sources' held-out digits. A single
    source is augmented for it: its digits come from the same scanner as the ones trained on, and
    would flatter the network. Half of the digits that may be refused go to each threshold: confidence
    finds what lies between two digits, evidence what is no digit.
    """
    outputs = {name: classifier.run(digits.glyphs) for name, digits in held_out.items()}
    if len(held_out) == 1:
        (digits,) = held_out.values()
        glyphs = augment(tf.constant(digits.glyphs), tf.constant([seed, 0]), 1.0).numpy()
        fitted, labels = classifier.probabilities(glyphs), digits.labels
    else:
        fitted = np.concatenate([output.probabilities for output in outputs.values()])
        labels = np.concatenate([digits.labels for digits in held_out.values()])
    temperature = fit_temperature(fitted, labels)
    most = max(len(digits) for digits in held_out.values())
    deciding = [o for o in outputs.values() if len(o.evidence) >= min(LARGER, most)]
    doubt_below = min(
        np.quantile(_softmax(o.probabilities, temperature).max(axis=1), REFUSED / 2)
        for o in deciding
    )
    evidence_below = min(_quantile(o.evidence, REFUSED / 2) for o in deciding)
    return Calibration(
        round(temperature, 4), round(min(float(doubt_below), HIGHEST_DOUBT), 4), evidence_below
    )


def _quantile(evidence: NDArray[np.float32], share: float) -> float:
    """Return the evidence that ``share`` of the digits have less of, minus infinity for none."""
    if not np.isfinite(evidence).all():
        return -np.inf
    return round(float(np.quantile(evidence, share)), 4)


def fit_temperature(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the temperature in [0.2, 5] with the least mean negative log-likelihood.

    ``probabilities``: (N, symbols) before calibration; ``labels``: (N,) true columns. The likelihood
    has one optimum in the temperature, found by golden-section search on its logarithm.
    """
    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        calibrated = _softmax(probabilities, float(np.exp(log_temperature)))
        return float(-np.log(np.maximum(calibrated[rows, labels], 1e-12)).mean())

    golden = (np.sqrt(5) - 1) / 2
    low, high = np.log(0.2), np.log(5.0)
    while high - low > 1e-3:
        a, b = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, b) if loss(a) < loss(b) else (a, high)
    return float(np.exp((low + high) / 2))


def _softmax(probabilities: NDArray[np.float32], temperature: float) -> NDArray[np.float64]:
    logits = np.log(np.maximum(probabilities.astype(np.float64), 1e-30)) / temperature
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))
