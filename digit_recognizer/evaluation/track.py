"""What shows how far a measurement is.

Purpose: one signature for progress bars, in the terminal and in the window.
Contract: all items are passed on, in their order. Whoever shows them may raise to stop the work.
Not here: the bars.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Track(Protocol):
    """Passes items on while showing progress."""

    def __call__(self, items: Iterable[Item], total: int, what: str, /) -> Iterator[Item]:
        """Yield the ``items``, ``total`` of them, under the title ``what``."""
