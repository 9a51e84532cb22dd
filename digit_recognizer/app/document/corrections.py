"""What a person said the ink is.

Purpose: remember corrections of symbols, as a part of what is undone.
Contract: immutable. A correction belongs to strokes (or pieces of a picture), not to places: it holds
wherever all of them are, however the rest changes. Of corrections that share a stroke, the last one
holds. Strokes are the very objects: two alike are two. Needs no Tk.
Not here: reading with corrections (``reader``); showing them; undo (``editor``).
"""

from collections.abc import Iterable, Sequence

CorrectedIndices = tuple[tuple[tuple[int, ...], str], ...]
"""Corrections as pairs of stroke indices and the symbol that these strokes are."""

Said = tuple[tuple[object, ...], str]
"""Strokes or pieces, and what they are together."""


class Corrections:
    """The corrections of one drawing."""

    __slots__ = ("_all",)

    def __init__(self, all_: Iterable[Said] = ()) -> None:
        self._all = {frozenset(map(id, strokes)): (strokes, text) for strokes, text in all_}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Corrections):
            return NotImplemented
        return self._texts() == other._texts()

    def __hash__(self) -> int:
        return hash(frozenset(self._texts().items()))

    @property
    def all(self) -> tuple[Said, ...]:
        """All of them, in the order in which they were said."""
        return tuple(self._all.values())

    def with_(self, strokes: Sequence[object], text: str) -> "Corrections":
        """Return them with one more: ``strokes`` together are ``text``."""
        left = self.without(strokes)
        return Corrections((*left.all, (tuple(strokes), text))) if strokes else left

    def without(self, strokes: Iterable[object]) -> "Corrections":
        """Return them less every correction of any of ``strokes``."""
        gone = set(map(id, strokes))
        return Corrections(said for ids, said in self._all.items() if not ids & gone)

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

    def _texts(self) -> dict[frozenset[int], str]:
        return {ids: text for ids, (_, text) in self._all.items()}
