"""Counts of some drawings: how many, how many labelled, read, compared, right, doubtful; also by period.

Purpose: one way to count, for labels, writers, models, and over time in as many periods as a chart has
room for.
Contract: every share is a fraction of 1. A drawing is *compared* if it has a label and was read. Periods
begin by the clock of this place, a day at midnight here. There are at most about 60 periods between the
first and the last one. Periods without a drawing are left out.
Not here: which drawings belong together otherwise (``stats``), the charts.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from digit_recognizer.library import Summary
from digit_recognizer.metrics import wilson

TimeUnit = Literal["hour", "day", "week", "month", "year"]

_UNIT_SPANS: dict[TimeUnit, timedelta] = {
    "hour": timedelta(days=2), "day": timedelta(days=60), "week": timedelta(weeks=60),
    "month": timedelta(days=5 * 366),
}  # fmt: skip
"""How long a library's drawings may span for periods of this unit; beyond the last, years."""


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


@dataclass(slots=True)
class Period(Tally):
    """What was drawn from ``start`` on."""

    start: datetime = field(kw_only=True)


class Periods:
    """Counts drawings by period of one ``unit``."""

    def __init__(self, unit: TimeUnit) -> None:
        self.unit = unit
        self._periods: dict[datetime, Period] = {}

    @classmethod
    def between(cls, first: datetime, last: datetime) -> "Periods":
        """Return periods of the smallest unit of which there are not too many."""
        spans = _UNIT_SPANS.items()
        return cls(next((unit for unit, longest in spans if last - first <= longest), "year"))

    def count(self, one: Summary) -> None:
        """Count ``one`` in the period in which it was made."""
        start = beginning(one.made, self.unit)
        self._periods.setdefault(start, Period(start=start)).count(one)

    def all(self) -> list[Period]:
        """Return the periods that have a drawing, from the earliest on."""
        return [self._periods[start] for start in sorted(self._periods)]


def beginning(time: datetime, unit: TimeUnit) -> datetime:
    """Return the beginning, here, of the ``unit`` that ``time`` is in; weeks begin on Monday."""
    # Without a zone meanwhile: the first of a month may have another distance from UTC than its last.
    here = time.astimezone().replace(minute=0, second=0, microsecond=0, tzinfo=None)
    if unit != "hour":
        here = here.replace(hour=0, fold=0)
    if unit == "week":
        here -= timedelta(days=here.weekday())
    elif unit == "month":
        here = here.replace(day=1)
    elif unit == "year":
        here = here.replace(month=1, day=1)
    return here.astimezone()
