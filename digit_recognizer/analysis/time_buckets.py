"""Figures over time: by the hour, the day, the week, the month or the year.

Purpose: sum up readings by when they were made, in as many periods as a chart has room for.
Contract: periods begin by the clock of this place, a day at midnight here. There are at most about 60
periods between the first and the last one, and those without a drawing are left out.
Not here: the chart.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Unit = Literal["hour", "day", "week", "month", "year"]

_LONGEST: tuple[tuple[Unit, timedelta], ...] = (
    ("hour", timedelta(days=2)),
    ("day", timedelta(days=60)),
    ("week", timedelta(weeks=60)),
    ("month", timedelta(days=5 * 366)),
)


@dataclass(slots=True)
class Period:
    """What was drawn from ``start`` on; ``sure`` is the sum of the confidences of those ``read``."""

    start: datetime
    drawings: int = 0
    read: int = 0
    sure: float = 0.0
    compared: int = 0
    right: int = 0

    @property
    def confidence(self) -> float | None:
        """The mean confidence of what was read; None where nothing was."""
        return self.sure / self.read if self.read else None

    @property
    def accuracy(self) -> float | None:
        """The share of what was compared that was right; None where nothing was."""
        return self.right / self.compared if self.compared else None


class Periods:
    """Counts drawings by period of one ``unit``."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self._periods: dict[datetime, Period] = {}

    @classmethod
    def between(cls, first: datetime, last: datetime) -> "Periods":
        """Return periods of the smallest unit of which there are not too many."""
        for unit, longest in _LONGEST:
            if last - first <= longest:
                return cls(unit)
        return cls("year")

    def count(self, made: datetime, confidence: float | None, right: bool | None) -> None:
        """Count a drawing; ``right`` is None where that is not known."""
        start = beginning(made, self.unit)
        period = self._periods.setdefault(start, Period(start))
        period.drawings += 1
        if confidence is not None:
            period.read += 1
            period.sure += confidence
        if right is not None:
            period.compared += 1
            period.right += right

    def all(self) -> list[Period]:
        """Return the periods that have a drawing, from the earliest on."""
        return [self._periods[start] for start in sorted(self._periods)]


def beginning(time: datetime, unit: Unit) -> datetime:
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
