"""Which drawings of the gallery are selected.

Purpose: what clicks and keys select: one, more with Ctrl, a range with Shift, all.
Contract: the cursor is a place in the list, from which ranges begin and arrows move; what is selected
are the numbers of drawings, so that it survives another order. Needs no Tk.
Not here: what is done with them (``gallery``).
"""

from collections.abc import Iterable, Sequence


class Selection:
    """A cursor and a set of ids in the list ``ids``."""

    def __init__(self) -> None:
        self.ids: Sequence[int] = ()
        self.cursor = 0
        """The place the keyboard is at; 0 in an empty list."""
        self.chosen: set[int] = set()
        self._anchor = 0

    def __contains__(self, number: int) -> bool:
        return number in self.chosen

    def in_order(self) -> list[int]:
        """Return the selected ids in the order of the list."""
        if len(self.chosen) == len(self.ids):
            return list(self.ids)
        return [number for number in self.ids if number in self.chosen]

    def take(self, ids: Sequence[int], *, wanted: Iterable[int] | None = None) -> None:
        """Go on in another list; what is not in it is not selected any more.

        ``wanted``: select these instead of what was selected before. Where all that was selected
        is gone, what took its place is selected.
        """
        had_some = bool(self.chosen)
        self.ids = ids
        chosen = self.chosen if wanted is None else set(wanted)
        self.chosen = chosen & set(ids) if chosen else set()
        self.go(self.cursor)
        if wanted is not None and self.chosen:
            self.cursor = next(i for i, number in enumerate(ids) if number in self.chosen)
        if had_some and not self.chosen and ids:
            self.chosen = {ids[self.cursor]}
        self._anchor = self.cursor

    def only(self, index: int) -> None:
        """Select the drawing at ``index`` and no other."""
        if self.go(index):
            self._anchor = self.cursor
            self.chosen = {self.ids[self.cursor]}

    def toggle(self, index: int) -> None:
        """Select the drawing at ``index`` too, or no longer."""
        if self.go(index):
            self._anchor = self.cursor
            self.chosen ^= {self.ids[self.cursor]}

    def extend(self, index: int) -> None:
        """Select from where the last click was to ``index``."""
        if self.go(index):
            first, last = sorted((self._anchor, self.cursor))
            self.chosen = set(self.ids[first : last + 1])

    def go(self, index: int) -> bool:
        """Move the cursor alone, to a place of the list; return whether there is any."""
        self.cursor = max(0, min(index, len(self.ids) - 1))
        return bool(self.ids)

    def all(self) -> None:
        """Select everything in the list."""
        self.chosen = set(self.ids)

    def none(self) -> None:
        """Select nothing."""
        self.chosen = set()
