"""What was read before: regions whose ink has not changed are not read again.

Purpose: a page that grows stroke by stroke, and a corrected symbol, cost the line that changed.
Contract: bounded, least recently used first out. A region is known by its very strokes, their places in
the ink, the height of a digit and what was said to be certain; then its readings are the same.
Not here: how regions are read (``lattice``); looks of groups (``appearance`` remembers those).
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, TypeVar

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.ink import Stroke

T = TypeVar("T")


class Memory(Generic[T]):
    """What regions were read as, of any ink. Safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[tuple[Stroke, ...], T]] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: Hashable) -> T | None:
        """Return what was read under ``key``, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][1]

    def keep(self, key: Hashable, strokes: tuple[Stroke, ...], readings: T) -> None:
        """Remember ``readings``; the strokes are kept too, so that their identity stays theirs."""
        with self._lock:
            self._kept[key] = (strokes, readings)
            while len(self._kept) > PARAMETERS.page.cached_regions:
                self._kept.popitem(last=False)


class PageMemory(Generic[T]):
    """The memory as one page sees it: regions are masks of its strokes."""

    def __init__(
        self,
        memory: Memory[T],
        strokes: Sequence[Stroke],
        height: float,
        known: Mapping[tuple[int, ...], str],
    ) -> None:
        self._memory = memory
        self._strokes = strokes
        self._about = (height, tuple(sorted(known.items())))

    def recall(self, mask: int, rest: tuple[int, ...]) -> T | None:
        """Return the readings of the region ``mask``; ``rest``: what else they depend on."""
        return self._memory.recall(self._key(mask, rest))

    def keep(self, mask: int, rest: tuple[int, ...], readings: T) -> None:
        """Remember the readings of the region ``mask``."""
        strokes = tuple(stroke for i, stroke in enumerate(self._strokes) if mask >> i & 1)
        self._memory.keep(self._key(mask, rest), strokes, readings)

    def _key(self, mask: int, rest: tuple[int, ...]) -> Hashable:
        ids = tuple(id(stroke) for i, stroke in enumerate(self._strokes) if mask >> i & 1)
        return (mask, ids, rest, self._about)
