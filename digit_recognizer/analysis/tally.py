"""Counts of some drawings: how many, how many labelled, read, compared, right, doubtful.

Purpose: one way to count, for labels, writers, models and periods.
Contract: every share is a fraction of 1. A drawing is *compared* if it has a label and was read.
Not here: which drawings belong together (``stats``, ``time_buckets``).
"""

from dataclasses import dataclass

from digit_recognizer.library import Summary
from digit_recognizer.metrics import wilson


@dataclass(slots=True)
class Tally:
    """Some drawings; ``confidence_sum``: of those ``read``."""

    drawings: int = 0
    labelled: int = 0
    read: int = 0
    compared: int = 0
    right: int = 0
    doubtful: int = 0
    confidence_sum: float = 0.0

    def count(self, one: Summary) -> None:
        """Count ``one``."""
        self.drawings += 1
        self.labelled += one.label is not None
        self.doubtful += one.doubtful
        if one.confidence is not None:
            self.read += 1
            self.confidence_sum += one.confidence
        if is_compared(one):
            self.compared += 1
            self.right += one.label == one.text

    @property
    def accuracy(self) -> float | None:
        """The share of the compared that is right; None where there are none."""
        return self.right / self.compared if self.compared else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of ``accuracy``."""
        return wilson(self.right, self.compared) if self.compared else None

    @property
    def confidence(self) -> float | None:
        """The mean confidence of what was read; None where nothing was."""
        return self.confidence_sum / self.read if self.read else None


def is_compared(one: Summary) -> bool:
    """Return whether ``one`` has a label and was read."""
    return one.label is not None and one.text != ""
