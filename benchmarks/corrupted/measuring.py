"""How well corrupted pictures of digits are read: MNIST's test digits with fifteen degradations.

Purpose: the error with each degradation, their mean and the worst.
Contract: the digits are MNIST's test file, evenly spaced; what happens to each depends on the seed, the
kind and its place in the file alone. They are read as picture files are, as one digit each.
Not here: the degradations (``corruptions``), printing.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.corrupted.corruptions import CORRUPTIONS
from digit_recognizer.datasets import read_split
from digit_recognizer.metrics import wilson
from digit_recognizer.reading import Expectation, Reading

CORRUPTION_SEED = 2019
CLEAN_KIND = "identity"


class ReadsArrays(Protocol):
    """What can be measured."""

    def read_image(self, image: NDArray[np.uint8], expect: Expectation) -> Reading:
        """Return the reading of a (H, W) picture."""


def evaluate_corrupted(
    reader: ReadsArrays,
    mnist: Path,
    count: int,
    progress: Callable[[Iterable[str], int, str], Iterable[str]],
) -> dict[str, Any]:
    """Return the figures of ``count`` test digits in the folder ``mnist``, as JSON values.

    ``kinds``: for each its ``error`` with interval, the share ``doubtful``, and the error among the
    others; ``identity`` is the untouched picture, and no kind. ``mean_error`` and ``worst_error`` are
    of the kinds. Raises FileError if the files are missing or damaged.
    """
    data = read_split(mnist, "t10k")
    chosen = np.unique(np.linspace(0, len(data) - 1, min(count, len(data))).astype(int))
    kinds = {}
    for kind in progress([CLEAN_KIND, *CORRUPTIONS], len(CORRUPTIONS) + 1, "reading"):
        readings = [
            reader.read_image(corrupted(data.glyphs[place], kind, int(place)), "digit")
            for place in chosen
        ]
        labels = [str(label) for label in data.labels[chosen]]
        kinds[kind] = _figures(readings, labels)
    errors = {kind: kinds[kind]["error"] for kind in CORRUPTIONS}
    worst = max(errors, key=lambda kind: errors[kind])
    return {
        "n": len(chosen),
        "seed": CORRUPTION_SEED,
        "mean_error": sum(errors.values()) / len(errors),
        "worst_error": errors[worst],
        "worst_kind": worst,
        "kinds": kinds,
    }


def corrupted(picture: NDArray[np.float32], kind: str, place: int) -> NDArray[np.uint8]:
    """Return the (28, 28) ``picture`` in [0, 1], the one at ``place``, with the degradation ``kind``."""
    changed = picture.astype(np.float64)
    if kind != CLEAN_KIND:
        number = list(CORRUPTIONS).index(kind)
        changed = CORRUPTIONS[kind](
            changed, np.random.default_rng([CORRUPTION_SEED, number, place])
        )
    return np.rint(changed * 255).astype(np.uint8)


def _figures(readings: list[Reading], labels: list[str]) -> dict[str, Any]:
    wrong = [one.text != label for one, label in zip(readings, labels, strict=True)]
    sure = [bad for bad, one in zip(wrong, readings, strict=True) if one.text and not one.doubtful]
    return {
        "error": sum(wrong) / len(wrong),
        "interval_95": list(wilson(sum(wrong), len(wrong))),
        "doubtful": 1 - len(sure) / len(wrong),
        "sure_error": sum(sure) / len(sure) if sure else None,
    }
