"""A library for the tests of the gallery: the example drawings, each with what is known of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digit_recognizer.ink import read_inkml
from digit_recognizer.library import Entry, Library
from digit_recognizer.resources import example_drawings

FIRST = datetime(2025, 3, 1, 12, tzinfo=UTC)
NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def entries(count: int = 9) -> list[Entry]:
    """Return ``count`` digits, 1 to 9 and again, a minute apart; all labelled and read rightly."""
    inks = {path.stem: read_inkml(path).ink for path in example_drawings()}
    return [
        Entry(
            inks[NAMES[place % 9]], label=str(place % 9 + 1), text=str(place % 9 + 1),
            confidence=0.5 + 0.4 * (place % 7) / 7, model="old.h5 000000000000", writer="Ada",
            made=FIRST + timedelta(minutes=place), source="window",
        )
        for place in range(count)
    ]  # fmt: skip


def mixed() -> list[Entry]:
    """Return nine digits: 1 has no label, 2 was read as 7, 3 is doubtful, 4 is Ben's, 5 nobody's."""
    all_ = entries()
    all_[0] = replace(all_[0], label=None)
    all_[1] = replace(all_[1], text="7")
    all_[2] = replace(all_[2], doubtful=True)
    all_[3] = replace(all_[3], writer="Ben", model="mine.h5 111111111111")
    all_[4] = replace(all_[4], writer="", made=datetime.now(UTC))
    return all_


def fill(what: Sequence[Entry], path: Path | None = None) -> list[int]:
    """Keep ``what`` in the library in ``path`` (None: the user's) and return the numbers."""
    with Library.open(path) as library:
        return library.add(what)
