"""From strokes to probabilities, one digit at a time.

Purpose: time the reader on the bundled example drawings, and within it the network, beside
``model.predict`` on one glyph.
Contract: every call is timed on its own, ours and theirs in turns; nothing is cached between calls. The
network's time is what it takes inside the very calls that are timed as a whole.
Not here: batches.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.speed.figures import Figure, median, percentile
from benchmarks.speed.keras_baseline import KerasPredictor
from digit_recognizer.classifier import Classifier, Output
from digit_recognizer.ink import Ink
from digit_recognizer.reader import Reader


class TimedClassifier(Classifier):
    """A classifier that notes how long its network took, in ``seconds``, call by call."""

    def __init__(self, network: bytes, name: str, **more: Any) -> None:
        super().__init__(network, name, **more)
        self.seconds: list[float] = []

    def run(self, glyphs: NDArray[np.float32], *, features: bool = False) -> Output:
        """Do as the classifier does, and note the time."""
        began = time.perf_counter()
        result = super().run(glyphs, features=features)
        self.seconds.append(time.perf_counter() - began)
        return result


def measure_reading(
    model: Path,
    inks: Sequence[Ink],
    predictor: KerasPredictor | None,
    *,
    rounds: int,
    passes: int,
    predictions: int,
    why: tuple[str, ...] = (),
) -> list[Figure]:
    """Return "read_median", "read_p99" and "network" for the model in the file ``model``.

    In each of ``rounds`` all ``inks`` are read ``passes`` times and one glyph is predicted
    ``predictions`` times by the baseline, if there is a ``predictor``; ``why`` says why there is none.
    """
    classifier = TimedClassifier.open(model)
    assert isinstance(classifier, TimedClassifier)
    reader = Reader(classifier)
    glyph = reader.read_ink(inks[0]).segments[0].glyph[None]
    if predictor is not None:
        predictor.predict(glyph, 2)  # the first call builds the graph
    ours, theirs = list[float](), list[float]()
    classifier.seconds.clear()
    for _ in range(rounds):
        for ink in [*inks] * passes:
            began = time.perf_counter()
            reader.read_ink(ink)
            ours.append(time.perf_counter() - began)
        if predictor is not None:
            theirs += predictor.predict(glyph, predictions)
    network = classifier.seconds
    baseline_median = 1000 * median(theirs) if theirs else None
    baseline_p99 = 1000 * percentile(theirs, 0.99) if theirs else None
    return [
        Figure("read_median", 1000 * median(ours), baseline_median, len(ours), why),
        Figure("read_p99", 1000 * percentile(ours, 0.99), baseline_p99, len(ours), why),
        Figure("network", 1000 * median(network), baseline_median, len(network), why),
    ]
