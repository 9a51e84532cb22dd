"""Calibration: the temperature, and the thresholds under which an answer is looked at again or doubtful.

Purpose: make "90 % sure" mean right nine times in ten on handwriting harder than the training set, leave
few of the errors surer than that, and reject as much as possible of what is no digit at the price of few
real ones.
Contract: works on held-out training digits only, plain and augmented; never on a test set.
Not here: applying them (the classifier does).
"""

import math
from typing import NamedTuple

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.arrays import Probabilities
from digit_recognizer.classifier import Classifier
from digit_recognizer.datasets import Labelled
from digit_recognizer.training.augmentation.glyphs import augment

MAX_DOUBTFUL_SHARE = 0.01  # of the held-out digits of every larger set that may be doubtful
CONFIDENCE_DOUBT_SHARE = 0.25  # of these, for lying between two digits
MIN_SET_DIGITS = 500  # digits from which a set has a say: 1 % of fewer is a handful
MAX_DOUBT_BELOW = 0.95  # threshold of confidence
SECOND_LOOK_SHARE = 0.05  # of the held-out digits that are looked at again
SURE_ERROR_CONFIDENCE, MAX_SURE_ERRORS = 0.9, 0.15  # a confidence, and the share of errors above it
LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE, TEMPERATURE_STEP = 0.2, 5.0, 1.02


class Calibration(NamedTuple):
    """What is found out about a network: see :class:`digit_recognizer.classifier.Bundle`."""

    temperature: float
    doubt_below: float
    evidence_below: float
    second_look_below: float


def calibrate(classifier: Classifier, held_out: dict[str, Labelled], seed: int) -> Calibration:
    """Return the calibration of ``classifier``, whose own is not used.

    The temperature minimises the negative log-likelihood on all sources' held-out digits, augmented:
    as they are, they come from the same pens and scanners as the ones trained on, and would flatter
    the network. It is raised until at most ``MAX_SURE_ERRORS`` of the errors on digits as they are
    have more than ``SURE_ERROR_CONFIDENCE``. Of the digits that may be rejected a few go to the
    threshold of confidence, which finds what lies between two digits, and the others to that of
    evidence, which finds what is no digit. Only digits are read alone: of a network for more
    symbols, which are read in lines,
    the temperature is the likeliest, and nothing is looked at again.
    """
    is_alone = classifier.bundle.alphabet == DIGITS
    labels = np.concatenate([digits.labels for digits in held_out.values()])
    plain = np.concatenate([digits.glyphs for digits in held_out.values()])
    varied = augment(tf.constant(plain), tf.constant([seed, 0]), 1.0).numpy()
    below = 0.0
    if is_alone:
        surest = classifier.run(plain).probabilities.max(axis=1)
        below = round(float(np.quantile(surest, SECOND_LOOK_SHARE)), 4)
    temperature = fit_temperature(classifier.look_twice(varied, below).probabilities, labels)
    looks = [classifier.look_twice(digits.glyphs, below) for digits in held_out.values()]
    if is_alone:
        answers = np.concatenate([look.probabilities for look in looks])
        temperature = without_sure_errors(temperature, answers, labels)
    temperature = round(temperature, 4)
    most = max(len(look.probabilities) for look in looks)
    outputs = [look for look in looks if len(look.probabilities) >= min(MIN_SET_DIGITS, most)]
    confidences = [_softmax(o.probabilities, temperature).max(axis=1) for o in outputs]
    least = min(
        float(np.quantile(c, MAX_DOUBTFUL_SHARE * CONFIDENCE_DOUBT_SHARE)) for c in confidences
    )
    doubt_below = math.floor(1e4 * min(least, MAX_DOUBT_BELOW)) / 1e4
    evidence_below = min(
        _threshold(output.max_logit, confidence < doubt_below)
        for output, confidence in zip(outputs, confidences, strict=True)
    )
    return Calibration(temperature, doubt_below, evidence_below, below)


def _threshold(evidence: NDArray[np.float32], rejected: NDArray[np.bool_]) -> float:
    """Return the evidence below which the digits lie that may be rejected besides ``rejected``.

    Minus infinity where the network gives no evidence.
    """
    if not np.isfinite(evidence).all():
        return -np.inf
    more = max(0, int(MAX_DOUBTFUL_SHARE * len(evidence)) - int(rejected.sum()))
    others = np.sort(evidence[~rejected])
    return float(others[min(more, len(others) - 1)])


def fit_temperature(probabilities: Probabilities, labels: NDArray[np.int64]) -> float:
    """Return the temperature in [0.2, 5] with the least mean negative log-likelihood.

    ``probabilities``: (N, symbols) before calibration; ``labels``: (N,) true columns. The likelihood
    has one optimum in the temperature, found by golden-section search on its logarithm.
    """
    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        calibrated = _softmax(probabilities, float(np.exp(log_temperature)))
        return float(-np.log(np.maximum(calibrated[rows, labels], 1e-12)).mean())

    golden = (np.sqrt(5) - 1) / 2
    low, high = np.log(LOWEST_TEMPERATURE), np.log(HIGHEST_TEMPERATURE)
    while high - low > 1e-3:
        a, b = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, b) if loss(a) < loss(b) else (a, high)
    return float(np.exp((low + high) / 2))


def without_sure_errors(
    temperature: float, probabilities: Probabilities, labels: NDArray[np.int64]
) -> float:
    """Return the least temperature from ``temperature`` on, at most 5, with few sure errors.

    ``probabilities``: (N, symbols) before calibration; ``labels``: (N,) true columns.
    """
    wrong = probabilities[probabilities.argmax(axis=1) != labels]
    while temperature < HIGHEST_TEMPERATURE and len(wrong):
        sure = _softmax(wrong, temperature).max(axis=1) > SURE_ERROR_CONFIDENCE
        if sure.mean() <= MAX_SURE_ERRORS:
            break
        temperature *= TEMPERATURE_STEP
    return min(temperature, HIGHEST_TEMPERATURE)


def _softmax(probabilities: Probabilities, temperature: float) -> NDArray[np.float64]:
    logits = np.log(np.maximum(probabilities.astype(np.float64), 1e-30)) / temperature
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))
