"""What a person said the ink is.

Purpose: remember corrections of symbols, as a part of what is undone.
Contract: immutable. A correction belongs to strokes (or pieces of a picture), not to places: it holds
wherever all of them are, however the rest changes. Of corrections that share a stroke, the last one
holds. Strokes are the very objects: two alike are two. Needs no Tk.
Not here: reading with corrections (``reader``); showing them; undo (``editor``).
"""

from collections.abc import Iterable, Mapping, Sequence

CorrectedIndices = tuple[tuple[tuple[int, ...], str], ...]
"""Corrections as pairs of stroke indices and the symbol that these strokes are."""

Said = tuple[tuple[object, ...], str]
"""Strokes or pieces, and what they are together."""

Heard = tuple[Sequence[object], str]
"""The same before it is kept."""


class Corrections:
    """The corrections of one drawing."""

    __slots__ = ("_all", "_rows")

    def __init__(self, all_: Iterable[Said] = (), rows: Iterable[Said] = ()) -> None:
        self._all = {frozenset(map(id, strokes)): (strokes, text) for strokes, text in all_}
        self._rows = {frozenset(map(id, strokes)): (strokes, text) for strokes, text in rows}

    @classmethod
    def said(cls, known: Sequence[Heard], rows: Sequence[Heard]) -> "Corrections":
        """Return what is left of ``known``, then ``rows``, said one after the other."""
        return cls(_last(known), _last(rows))

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

    @property
    def rows(self) -> tuple[Said, ...]:
        """The lines that were said to be a row, in that order."""
        return tuple(self._rows.values())

    def with_(self, strokes: Sequence[object], text: str) -> "Corrections":
        """Return them with one more: ``strokes`` together are ``text``."""
        left = self.without(strokes)
        if not strokes:
            return left
        return Corrections((*left.all, (tuple(strokes), text)), left._rows.values())

    def with_row(self, strokes: Sequence[object], text: str) -> "Corrections":
        """Return them with one more: the line of ``strokes`` is the row ``text``, of its symbols."""
        gone = set(map(id, strokes))
        rows = [said for ids, said in self._rows.items() if not ids & gone]
        return Corrections(self.all, (*rows, (tuple(strokes), text)))

    def without(self, strokes: Iterable[object]) -> "Corrections":
        """Return them less every correction of any of ``strokes``."""
        gone = set(map(id, strokes))
        left = [
            [said for ids, said in each.items() if not ids & gone]
            for each in (self._all, self._rows)
        ]
        return Corrections(*left)

    def following(self, others: Mapping[int, object]) -> "Corrections":
        """Return the same of other strokes: those in the place of some, by the identity of these."""
        said = (
            [
                (tuple(others.get(id(s), s) for s in strokes), text)
                for strokes, text in each.values()
            ]
            for each in (self._all, self._rows)
        )
        return Corrections(*said)

    def of(self, strokes: Sequence[object]) -> str:
        """Return what these very strokes were corrected to; "" if they were not."""
        _, text = self._all.get(frozenset(map(id, strokes)), ((), ""))
        return text

    def row_of(self, strokes: Sequence[object]) -> str:
        """Return the row that the line of these very strokes was said to be; "" if it was not."""
        _, text = self._rows.get(frozenset(map(id, strokes)), ((), ""))
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

    def _texts(self) -> dict[tuple[bool, frozenset[int]], str]:
        said = {(False, ids): text for ids, (_, text) in self._all.items()}
        return said | {(True, ids): text for ids, (_, text) in self._rows.items()}


def _last(said: Sequence[Heard]) -> list[Said]:
    """Return those of which no stroke was spoken of again later."""
    spoken: set[int] = set()
    found = []
    for strokes, text in reversed(said):
        ids = set(map(id, strokes))
        if ids and not ids & spoken:
            found.append((tuple(strokes), text))
        spoken |= ids
    return found[::-1]
