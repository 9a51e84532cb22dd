"""Undo and redo over immutable states.

Purpose: the document's past and future. Because :class:`~digit_recognizer.ink.model.Ink` is
immutable and shares its strokes, keeping whole states costs a few pointers and can't go wrong the
way inverse commands can.
Contract: ``push`` forgets the future. What is kept beside the present weighs at most ``limit``: the
oldest states go first, but one step back is always there.
Not here: what an edit is; any new state is one.
"""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

State = TypeVar("State")


def _one_each(_: object, __: object) -> int:
    return 1


class History(Generic[State]):
    """The present state, ink for example, with its past and future.

    ``weigh(state, next)``: what keeping ``state`` costs while ``next`` is kept anyway; without it each
    state weighs 1.

    >>> history = History("")
    >>> history.can_undo, history.can_redo
    (False, False)
    """

    def __init__(
        self, present: State, *, limit: int = 1000,
        weigh: Callable[[State, State], int] = _one_each,
    ) -> None:  # fmt: skip
        self.present = present
        self._limit, self._weigh = limit, weigh
        self._past: deque[tuple[State, int]] = deque()  # with their weights, the oldest first
        self._future: list[tuple[State, int]] = []  # the next one last

    @property
    def past(self) -> tuple[State, ...]:
        """The states before the present one, the oldest first."""
        return tuple(state for state, _ in self._past)

    @property
    def future(self) -> tuple[State, ...]:
        """The states that were undone, the next one first."""
        return tuple(state for state, _ in reversed(self._future))

    def restore(self, past: Iterable[State], present: State, future: Iterable[State]) -> None:
        """Take over the states of another history."""
        self._past.clear()
        self._future.clear()
        last = present
        for state in reversed(tuple(past)):
            self._past.appendleft((state, self._weigh(state, last)))
            last = state
        last = present
        for state in future:
            self._future.insert(0, (state, self._weigh(state, last)))
            last = state
        self.present = present
        self._forget()

    def push(self, state: State, *, always: bool = False) -> None:
        """Make ``state`` the present; the same one again is no edit, unless it ``always`` is one."""
        if state == self.present and not always:
            return
        self._future.clear()
        self._step_to(state)

    def replace(self, state: State) -> None:
        """Make ``state`` the present in the place of the one that is, which is forgotten."""
        self._future.clear()
        self.present = state

    def revise(
        self, change: Callable[[State], State], is_step: Callable[[State, State], bool]
    ) -> None:
        """Put ``change(state)`` in the place of each; those go that are no step from the one before."""
        states = [change(state) for state in (*self.past, self.present, *self.future)]
        kept, place = states[:1], 0
        for number, state in enumerate(states[1:], start=1):
            if is_step(state, kept[-1]):
                kept.append(state)
            if number == len(self._past):
                place = len(kept) - 1
        self.restore(kept[:place], kept[place], kept[place + 1 :])

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
            state, _ = self._past.pop()
            self._future.append((self.present, self._weigh(self.present, state)))
            self.present = state

    def redo(self) -> None:
        """Step forward again; does nothing where nothing was undone."""
        if self._future:
            state, _ = self._future.pop()
            self._step_to(state)

    def _step_to(self, state: State) -> None:
        self._past.append((self.present, self._weigh(self.present, state)))
        self.present = state
        self._forget()

    def _forget(self) -> None:
        """Let the oldest states go that weigh too much."""
        total = sum(weight for _, weight in (*self._past, *self._future))
        while total > self._limit and len(self._past) > 1:
            total -= self._past.popleft()[1]
