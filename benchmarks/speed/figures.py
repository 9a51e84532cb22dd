"""What is measured, what is aimed at, and whether it was met.

Purpose: the vocabulary of every module here: a :class:`Target` for each figure, a :class:`Figure` once
it was measured, :class:`NotMeasured` where it could not be.
Contract: ratios say how many times better ours is, whichever direction is better. A target counts as
met only if everything it names was measured. Seconds are wall clock; MB are 10^6 bytes.
Not here: measuring, printing.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


class NotMeasured(Exception):
    """Something cannot be measured on this machine; the text is the reason, as words without a stop."""

    def sentence(self, what: str) -> str:
        """Return a sentence that says what was not measured, and why."""
        return f"Not measured: {what}, since {self}."


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is about and what it should be.

    ``baseline``: what ours is compared with, empty for nothing. ``limit``: in ``unit``, ours must
    stay below it; None for none. ``times``: how many times better than the baseline it must at
    least be; None for no such demand.
    """

    what: str
    unit: str
    baseline: str
    limit: float | None = None
    times: float | None = None
    more_is_better: bool = False


SPEED_TARGETS = {
    "start": Target("start to a window that takes ink", "s", "import tensorflow", 0.5, 6),
    "start_loaded": Target("start to a loaded model", "s", "import keras, load_model"),
    "read_median": Target("strokes to probabilities, median", "ms", "model.predict", 1, 100),
    "read_p99": Target("strokes to probabilities, p99", "ms", "model.predict", 3),
    "network": Target("... of which the network, median", "ms", "model.predict", 0.2),
    "expression_median": Target("15 symbols, again after each stroke, median", "ms", "", 10),
    "expression_p99": Target("15 symbols, again after each stroke, p99", "ms", "", 30),
    "page_p99": Target("60 on 5 lines, again after each stroke, p99", "ms", "", 100),
    "page_first": Target("60 on 5 lines, read for the first time, median", "ms", "", 100),
    "pointer": Target("pointer event to painted result, p95", "ms", "", 16),
    "lost": Target("pointer events lost while 60 symbols are read", "", "", 1),
    "gap": Target("longest wait of the window meanwhile", "ms", ""),
    "repaint": Target("longest time without painting, a pen of 1 kHz", "ms", "", 50),
    "memory": Target("memory of the open window", "MB", "import tensorflow", 120),
    "disk": Target("base install on disk", "MB", "tensorflow and what it requires", 250),
    "batch": Target(
        "batch of 10,000 glyphs", "/s", "model.predict with its best batch size", None, 2, True
    ),
}
"""Every figure by its key in the JSON, in the order of the table."""

_FOLDER_BASELINE = "reading all files of a folder"
LIBRARY_TARGETS = {
    "list": Target("list 100, slowest filter and order", "ms", _FOLDER_BASELINE, 50, 10),
    "list_end": Target("list the last 100", "ms", "", 50),
    "numbers": Target("the numbers of all, slowest filter and order", "ms", _FOLDER_BASELINE, 50),
    "count": Target("count, slowest filter", "ms", _FOLDER_BASELINE, 50),
    "get": Target("get 100 with their ink", "ms", "", 50),
    "keep": Target("keep one, until it is on the disk", "ms", "", 50),
    "size": Target("the library's file", "MB", ""),
}
"""The figures of ``python -m benchmarks library``."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement of the target ``key``, in its unit; None where it could not be measured.

    ``n``: how many measurements ours stands for. ``why``: sentences on what is missing.
    ``details``: whatever else a reader of the JSON may want.
    """

    key: str
    ours: float | None = None
    baseline: float | None = None
    n: int = 0
    why: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> Target:
        """What this figure is about."""
        return (SPEED_TARGETS | LIBRARY_TARGETS)[self.key]

    @property
    def ratio(self) -> float | None:
        """How many times better ours is than the baseline."""
        if not self.ours or not self.baseline:
            return None
        return (
            self.ours / self.baseline if self.target.more_is_better else self.baseline / self.ours
        )

    @property
    def met(self) -> bool | None:
        """Whether the target was met; None if there is none, or too little was measured to tell."""
        target, verdicts = self.target, list[bool | None]()
        if target.limit is not None:
            verdicts.append(None if self.ours is None else self.ours < target.limit)
        if target.times is not None:
            verdicts.append(None if self.ratio is None else self.ratio >= target.times)
        if False in verdicts:
            return False
        return None if None in verdicts or not verdicts else True

    def as_dict(self) -> dict[str, Any]:
        """Return the figure with its target as JSON values."""
        target = self.target
        return {
            "what": target.what,
            "unit": target.unit,
            "ours": self.ours,
            "plain": self.baseline,
            "plain_way": target.baseline,
            "ratio": self.ratio,
            "target_below": target.limit,
            "target_times": target.times,
            "met": self.met,
            "n": self.n,
            "why": list(self.why),
            **self.details,
        }


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return float(statistics.median(values))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least ``share`` of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
