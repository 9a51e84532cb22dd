"""What a person said the ink is.

Purpose: remember corrections of symbols for as long as the window is open.
Contract: a correction belongs to strokes (or pieces of a picture), not to places: it holds wherever
all of them are, so also after undo and redo and however the rest changes. Of corrections that share a
stroke, the last one holds. Needs no Tk.
Not here: reading with corrections (``reader``); showing them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Corrected:
    """``strokes`` (the very objects, two alike are two) are the symbol ``text``."""

    strokes: tuple[object, ...]
    text: str


class Corrections:
    """The corrections of one drawing."""

    def __init__(self) -> None:
        self._all: list[Corrected] = []

    def correct(self, strokes: Sequence[object], text: str) -> None:
        """Remember that ``strokes`` together are ``text``."""
        self.take_back(strokes)
        if strokes:
            self._all.append(Corrected(tuple(strokes), text))

    def take_back(self, strokes: Sequence[object]) -> None:
        """Forget every correction of any of ``strokes``."""
        ids = {id(stroke) for stroke in strokes}
        self._all = [c for c in self._all if not ids & {id(stroke) for stroke in c.strokes}]

    def clear(self) -> None:
        """Forget all of them."""
        self._all.clear()

    def of(self, strokes: Sequence[object]) -> str:
        """Return what these very strokes were corrected to; "" if they were not."""
        ids = {id(stroke) for stroke in strokes}
        for corrected in self._all:
            if {id(stroke) for stroke in corrected.strokes} == ids:
                return corrected.text
        return ""

    def within(self, strokes: Iterable[object]) -> tuple[tuple[tuple[int, ...], str], ...]:
        """Return (indices, symbol) of those that hold in ``strokes``."""
        if not self._all:
            return ()
        places = {id(stroke): index for index, stroke in enumerate(strokes)}
        return tuple(
            (tuple(sorted(places[id(stroke)] for stroke in c.strokes)), c.text)
            for c in self._all
            if all(id(stroke) in places for stroke in c.strokes)
        )
