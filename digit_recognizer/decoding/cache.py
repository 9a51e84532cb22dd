"""Caches: regions whose ink has not changed are not read again.

Purpose: a page that grows stroke by stroke, and a corrected symbol, cost the line that changed.
Contract: bounded, least recently used first out. A key holds the ``id`` of each stroke, its place in the
ink, how high digits are and what is given. An ``id`` is safe here and in ``networks`` since each entry
holds the very objects it is of: as long as it can be found, no other object can have their ids.
Not here: how regions are read (``lattice``), what networks answer (``networks`` remembers that).
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.ink import Stroke

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """What regions were read as, of any ink. Safe to use from several threads."""

    def __init__(self) -> None:
        self._entries: OrderedDict[Hashable, tuple[tuple[Stroke, ...], Value]] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: Hashable) -> Value | None:
        """Return what was read under ``key``, or None."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key][1]

    def save(self, key: Hashable, strokes: tuple[Stroke, ...], value: Value) -> None:
        """Remember ``value``, and hold the strokes."""
        with self._lock:
            self._entries[key] = (strokes, value)
            while len(self._entries) > PARAMETERS.page.cached_regions:
                self._entries.popitem(last=False)


class PageCache(Generic[Value]):
    """A cache as one page sees it: regions are masks of its ``strokes``; without these it is empty."""

    def __init__(
        self,
        cache: Cache[Value],
        strokes: Sequence[Stroke],
        heights: tuple[float, float],
        given: Mapping[tuple[int, ...], str],
    ) -> None:
        self._cache = cache
        self._strokes = strokes
        self._about = (heights, tuple(sorted(given.items())))

    def read(
        self,
        mask: int,
        rest: tuple[int, ...],
        make: Callable[[], Value],
        is_whole: Callable[[], bool],
    ) -> Value:
        """Return what the region ``mask`` was read as, or else what ``make`` makes of it.

        ``rest``: what else it depends on. ``is_whole``: whether what was made may be remembered.
        """
        if not self._strokes:
            return make()
        strokes = tuple(stroke for i, stroke in enumerate(self._strokes) if mask >> i & 1)
        key = (mask, tuple(map(id, strokes)), rest, self._about)
        value = self._cache.recall(key)
        if value is None:
            value = make()
            if is_whole():
                self._cache.save(key, strokes, value)
        return value
