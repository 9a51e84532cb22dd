"""What a person said the ink is.

Purpose: remember corrections of symbols for as long as the window is open.
Contract: a correction belongs to strokes (or pieces of a picture), not to places: it holds wherever
all of them are, so also after undo and redo and however the rest changes. Of corrections that share a
stroke, the last one holds. Strokes are the very objects: two alike are two. Needs no Tk.
Not here: reading with corrections (``reader``); showing them.
"""

from collections.abc import Iterable, Sequence

CorrectedIndices = tuple[tuple[tuple[int, ...], str], ...]
"""Corrections as pairs of stroke indices and the symbol that these strokes are."""


class Corrections:
    """The corrections of one drawing."""

    def __init__(self) -> None:
        self._all: dict[frozenset[int], tuple[tuple[object, ...], str]] = {}  # by identities

    def correct(self, strokes: Sequence[object], text: str) -> None:
        """Remember that ``strokes`` together are ``text``."""
        self.take_back(strokes)
        if strokes:
            self._all[frozenset(map(id, strokes))] = (tuple(strokes), text)

    def take_back(self, strokes: Sequence[object]) -> None:
        """Forget every correction of any of ``strokes``."""
        gone = set(map(id, strokes))
        self._all = {ids: each for ids, each in self._all.items() if not ids & gone}

    def clear(self) -> None:
        """Forget all of them."""
        self._all.clear()

    def of(self, strokes: Sequence[object]) -> str:
        """Return what these very strokes were corrected to; "" if they were not."""
        _, text = self._all.get(frozenset(map(id, strokes)), ((), ""))
        return text

    def within(self, strokes: Iterable[object]) -> CorrectedIndices:
        """Return those that hold in ``strokes``."""
        if not self._all:
            return ()
        places = {id(stroke): index for index, stroke in enumerate(strokes)}
        return tuple(
            (tuple(sorted(places[each] for each in ids)), text)
            for ids, (_, text) in self._all.items()
            if ids <= places.keys()
        )
