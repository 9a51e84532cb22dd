"""Figures over time: by the hour, the day, the week, the month or the year.

Purpose: count drawings by when they were made, in as many periods as a chart has room for.
Contract: periods begin by the clock of this place, a day at midnight here. There are at most about 60
periods between the first and the last one. Periods without a drawing are left out.
Not here: the chart.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from digit_recognizer.analysis.tally import Tally
from digit_recognizer.library import Summary

TimeUnit = Literal["hour", "day", "week", "month", "year"]

_UNIT_SPANS: tuple[tuple[TimeUnit, timedelta], ...] = (
    ("hour", timedelta(days=2)),
    ("day", timedelta(days=60)),
    ("week", timedelta(weeks=60)),
    ("month", timedelta(days=5 * 366)),
)


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
        for unit, longest in _UNIT_SPANS:
            if last - first <= longest:
                return cls(unit)
        return cls("year")

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
