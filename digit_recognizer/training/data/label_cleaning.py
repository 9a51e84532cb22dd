"""Leaving out training digits with a wrong label, or with half of their strokes lost.

Purpose: once a third of the epochs is over, a digit is not shown again if the averaged network gives
another digit at least ``OTHER_LABEL_CONFIDENCE`` and its label at most ``MAX_LABEL_PROBABILITY``. By
then the network reads well and, through augmentation and smoothed labels, has not yet learnt single
mistakes by heart (the observation behind "co-teaching": Han et al., NeurIPS 2018).
Contract: judges training digits only, each in its unvaried form; what is left out stays listed in the
report and is drawn in ``left-out.png``. Held-out digits and test sets are never cleaned.
Not here: damaged files and empty ink, which never become examples.
"""

import keras
import numpy as np
from numpy.typing import NDArray

from digit_recognizer.training.data.mixture import Mixture
from digit_recognizer.training.network import predict

OTHER_LABEL_CONFIDENCE, MAX_LABEL_PROBABILITY = 0.9, 0.02
CLEANING_EPOCH_SHARE = 1 / 3  # of the epochs


def mislabelled(network: keras.Model, mixture: Mixture) -> NDArray[np.int64]:
    """Return the numbers of the items of ``mixture`` that the rule leaves out."""
    found = []
    start = 0
    for source in mixture.sources:
        digits = np.flatnonzero((source.labels >= 0) & source.cleaned)
        if len(digits):
            probabilities = predict(network, source.glyphs[0, digits].astype(np.float32) / 255)
            own = probabilities[np.arange(len(digits)), source.labels[digits]]
            wrong = (probabilities.max(axis=1) >= OTHER_LABEL_CONFIDENCE) & (
                own <= MAX_LABEL_PROBABILITY
            )
            found.append(start + digits[wrong])
        start += len(source.labels)
    return np.concatenate(found) if found else np.zeros(0, np.int64)
