"""The test of a profile: better on its writer's drawings, and nearly as good on everyone else's.

Purpose: accuracy before and after, with intervals, and the decision whether a profile is offered.
Contract: a profile is offered only if it is better and forgets less than ``MAX_FORGOTTEN`` points.
Better is: fewer errors on drawings it has not seen; or as many, and more certain of what is right.
Not here: learning (``fit``), the drawings of others (``other_writers``).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.arrays import Columns, LogProbs
from digit_recognizer.evaluation.digits.single_symbols import as_single_symbols
from digit_recognizer.metrics import wilson

MAX_FORGOTTEN = 0.1  # points of accuracy on everyone else's drawings


@dataclass(frozen=True, slots=True)
class Comparison:
    """Answers to ``n`` drawings called ``name``, before and after.

    ``before``, ``after``: how many were right; ``fixed``, ``broken``: how many became right, and wrong;
    ``surer``: mean gain of the log-probability of what is right, in nats.
    """

    name: str
    n: int
    before: int
    after: int
    fixed: int
    broken: int
    surer: float

    @classmethod
    def of(
        cls, name: str, before: LogProbs, after: LogProbs, labels: Columns, alphabet: Alphabet
    ) -> "Comparison":
        """Compare (N, symbols) log-probabilities; ``labels``: (N,) the true columns."""
        (first, true), (then, _) = (
            as_single_symbols(rows, labels, alphabet) for rows in (before, after)
        )
        was, is_ = first.argmax(axis=1) == true, then.argmax(axis=1) == true
        rows = np.arange(len(true))
        gain = np.maximum(then[rows, true], -30) - np.maximum(first[rows, true], -30)
        return cls(
            name, len(true), int(was.sum()), int(is_.sum()), int((is_ & ~was).sum()),
            int((was & ~is_).sum()), float(gain.mean()) if len(true) else 0.0,
        )  # fmt: skip

    def sentence(self) -> str:
        """Return it in words, with 95 % intervals."""
        return f"{self.name}: {self._share(self.before)} before, {self._share(self.after)} after"

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        values: dict[str, Any] = {
            "name": self.name, "n": self.n, "fixed": self.fixed, "broken": self.broken,
        }  # fmt: skip
        for when, right in (("before", self.before), ("after", self.after)):
            values[f"accuracy_{when}"] = right / self.n if self.n else None
            values[f"interval_95_{when}"] = list(wilson(right, self.n)) if self.n else None
        return {**values, "surer_nats": self.surer}

    def _share(self, right: int) -> str:
        if not self.n:
            return "-"
        low, high = wilson(right, self.n)
        return (
            f"{100 * right / self.n:.2f} % ({right:,} of {self.n:,}; 95 %: {100 * low:.1f} to "
            f"{100 * high:.1f})"
        )


@dataclass(frozen=True, slots=True)
class AcceptanceTest:
    """What a profile is worth: ``own``, on its writer's drawings, each left out of what read it.

    ``others``: on everyone else's, by set.
    """

    own: Comparison
    others: tuple[Comparison, ...]

    @property
    def is_better(self) -> bool:
        """Whether it reads its writer's drawings better than the network alone."""
        more = self.own.after - self.own.before
        return more > 0 or (more == 0 and self.own.surer > 0)

    @property
    def forgets(self) -> float:
        """How many points of accuracy on all others' drawings together are lost; negative for gained."""
        n = sum(one.n for one in self.others)
        lost = sum(one.before - one.after for one in self.others)
        return 100 * lost / n if n else 0.0

    @property
    def is_offered(self) -> bool:
        """Whether the profile should be used."""
        return self.is_better and self.forgets < MAX_FORGOTTEN

    def verdict(self) -> str:
        """Return in one sentence what is to be done with the profile, and why."""
        if not self.is_better:
            return (
                "It reads your drawings no better than without, so nothing was changed: draw more, "
                "above all what is misread."
            )
        if not self.is_offered:
            return (
                f"It would read other people's drawings worse by {self.forgets:.2f} points, so nothing "
                "was changed: check the labels of your drawings."
            )
        more = self.own.after - self.own.before
        if more > 0:
            return f"{more} more of your drawings {'is' if more == 1 else 'are'} read right."
        return "As many of your drawings are read right, with more certainty."

    def sentences(self) -> list[str]:
        """Return all of it in words, the verdict last."""
        return [
            self.own.sentence(), *(one.sentence() for one in self.others),
            f"forgotten of everyone else's: {self.forgets:+.2f} points", self.verdict(),
        ]  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        return {
            "own": self.own.as_dict(),
            "others": [one.as_dict() for one in self.others],
            "forgets_points": self.forgets,
            "better": self.is_better,
            "offered": self.is_offered,
            "verdict": self.verdict(),
        }
