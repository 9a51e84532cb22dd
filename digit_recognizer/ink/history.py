"""Undo and redo over immutable states.

Purpose: the document's past and future. Because :class:`~digit_recognizer.ink.model.Ink` is
immutable and shares its strokes, keeping whole states costs a few pointers and can't go wrong the
way inverse commands can.
Contract: ``push`` forgets the future; at most ``limit`` past states are kept.
Not here: what an edit is; any new state is one.
"""

from collections import deque
from typing import Generic, TypeVar

State = TypeVar("State")


class History(Generic[State]):
    """The present state, ink for example, with its past and future.

    >>> history = History("")
    >>> history.can_undo, history.can_redo
    (False, False)
    """

    def __init__(self, present: State, *, limit: int = 1000) -> None:
        self.present = present
        self._past: deque[State] = deque(maxlen=limit)
        self._future: list[State] = []

    def push(self, state: State) -> None:
        """Make ``state`` the present; the same one again is no edit."""
        if state == self.present:
            return
        self._past.append(self.present)
        self._future.clear()
        self.present = state

    def replace(self, state: State) -> None:
        """Make ``state`` the present in the place of the one that is, which is forgotten."""
        self._future.clear()
        self.present = state

    @property
    def can_undo(self) -> bool:
        """Whether there is a past state."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone state."""
        return bool(self._future)

    def undo(self) -> None:
        """Step back; does nothing at the beginning."""
        if self._past:
            self._future.append(self.present)
            self.present = self._past.pop()

    def redo(self) -> None:
        """Step forward again; does nothing where nothing was undone."""
        if self._future:
            self._past.append(self.present)
            self.present = self._future.pop()
