"""Calibration: the temperature, and the confidence under which an answer is doubtful.

Purpose: make "90 % sure" mean right nine times in ten on handwriting harder than the training set.
Contract: works on held-out training digits only, plain and augmented; never on a test set.
Not here: applying them (the classifier does).
"""

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.datasets import Labelled
from digit_recognizer.training.augment import augment
from digit_recognizer.training.inference import predict

REFUSED = 0.01  # share of plain held-out digits that may be called doubtful
LIMITS = (0.5, 0.95)  # of the threshold of doubt


def calibrate(
    network: keras.Model, held_out: dict[str, Labelled], seed: int
) -> tuple[float, float]:
    """Return (temperature, threshold of doubt) for ``network``.

    The temperature minimises the negative log-likelihood on all sources' held-out digits. A single
    source is augmented for it: its digits come from the same scanner as the ones trained on, and
    would flatter the network.
    """
    glyphs = np.concatenate([digits.glyphs for digits in held_out.values()])
    labels = np.concatenate([digits.labels for digits in held_out.values()])
    plain = predict(network, glyphs)
    probabilities = plain
    if len(held_out) == 1:
        varied = augment(tf.constant(glyphs), tf.constant([seed, 0]), 1.0).numpy()
        probabilities = predict(network, varied)
    temperature = fit_temperature(probabilities, labels)
    confidence = _softmax(plain, temperature).max(axis=1)
    threshold = float(np.clip(np.quantile(confidence, REFUSED), *LIMITS))
    return round(temperature, 4), round(threshold, 4)


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
