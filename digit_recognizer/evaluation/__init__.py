"""Evaluation: accuracy, calibration, speed; tables for people and JSON for machines.

Contract: all that is measured passes through one kind of progress bar, in the terminal and the window.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Track(Protocol):
    """Passes items on, all and in their order, while showing progress; may raise to stop the work."""

    def __call__(self, items: Iterable[Item], total: int, what: str, /) -> Iterator[Item]:
        """Yield the ``items``, ``total`` of them, under the title ``what``."""
