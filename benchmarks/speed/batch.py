"""Many glyphs at once.

Purpose: the throughput of the classifier beside ``model.predict`` with the batch size that suits it
best here.
Contract: Keras's best batch size is sought first; then ours and theirs run in turns. Medians.
Not here: making glyphs.
"""

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.speed.figures import Figure, median
from benchmarks.speed.keras_baseline import KerasPredictor
from digit_recognizer.classifier import Classifier

BATCH_SIZES = (32, 128, 512, 2048, 10_000)


def measure_batch(
    classifier: Classifier,
    glyphs: NDArray[np.float32],
    predictor: KerasPredictor | None,
    *,
    rounds: int,
    why: tuple[str, ...] = (),
) -> list[Figure]:
    """Return "batch" for (N, 28, 28) glyphs; ``why`` says why there is no ``predictor``."""
    best, by_size = None, dict[int, float]()
    if predictor is not None:
        for size in BATCH_SIZES:
            predictor.predict(glyphs, 1, size)  # the first call builds the graph
            by_size[size] = min(predictor.predict(glyphs, 2, size))
        best = min(by_size, key=by_size.__getitem__)
    classifier.run(glyphs)
    ours, theirs = list[float](), list[float]()
    for _ in range(rounds):
        began = time.perf_counter()
        classifier.run(glyphs)
        ours.append(time.perf_counter() - began)
        if predictor is not None:
            theirs += predictor.predict(glyphs, 1, best)
    count = len(glyphs)
    details = {
        "glyphs": count,
        "plain_batch_size": best,
        "plain_by_batch_size": {str(size): count / s for size, s in by_size.items()},
    }
    baseline = count / median(theirs) if theirs else None
    return [Figure("batch", count / median(ours), baseline, len(ours), why, details)]


def batch_of(glyphs: Sequence[NDArray[np.float32]], count: int) -> NDArray[np.float32]:
    """Return (count, 28, 28) float32 glyphs: those given, over and over."""
    return np.resize(np.stack(glyphs), (count, 28, 28)).astype(np.float32)
