"""Changes of saved drawings that can be taken back, and made again.

Purpose: labels, writers, deletions and readings, each with the change that reverses it.
Contract: an action is done by calling it with a library, and returns what was done with the action that
takes just that back; so undo and redo are one thing. Needs no Tk.
Not here: when it is done, what is selected (``gallery``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from digit_recognizer.library import Library, Summary

Row = tuple[int, str, float | None, bool, str]
"""Number, text, confidence, doubtful and model of a drawing."""

Action = Callable[["Library"], "Step"]
Value = TypeVar("Value", str, str | None)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done to the drawings ``ids``: ``words`` for people, ``back`` reverses it."""

    words: str
    ids: Sequence[int]
    back: Action


def relabelled(words: str, labels: Mapping[str | None, Sequence[int]]) -> Action:
    """Return the action that gives each label to its drawings; None: nobody knows what they are."""
    return _replaced(
        words, labels, lambda s: s.label, lambda db, ids, label: db.relabel(ids, label)
    )


def written_by(words: str, writers: Mapping[str, Sequence[int]]) -> Action:
    """Return the action that says of each writer's drawings who wrote them; "": nobody in particular."""
    return _replaced(
        words, writers, lambda s: s.writer, lambda db, ids, name: db.set_writer(ids, name)
    )


def deleted(words: str, ids: Sequence[int]) -> Action:
    """Return the action that deletes these drawings."""

    def act(library: "Library") -> Step:
        return Step(words, ids, _restored(words, library.delete(ids)))

    return act


def reread(words: str, rows: Sequence[Row]) -> Action:
    """Return the action that replaces readings by ``rows``."""

    def act(library: "Library") -> Step:
        ids = [row[0] for row in rows]
        before = [
            (s.id, s.text, s.confidence, s.doubtful, s.model) for s in library.summaries_of(ids)
        ]
        library.reread(rows)
        return Step(words, ids, reread(words, before))

    return act


def _restored(words: str, token: int) -> Action:
    def act(library: "Library") -> Step:
        ids = library.restore(token)
        return Step(words, ids, deleted(words, ids))

    return act


def _replaced(
    words: str,
    ids_by_value: Mapping[Value, Sequence[int]],
    value_of: "Callable[[Summary], Value]",
    put: "Callable[[Library, Sequence[int], Value], None]",
) -> Action:
    """Return the action that gives each value to its drawings."""

    def act(library: "Library") -> Step:
        ids = list(chain.from_iterable(ids_by_value.values()))
        before: dict[Value, list[int]] = {}
        for summary in library.summaries_of(ids):
            before.setdefault(value_of(summary), []).append(summary.id)
        for value, numbers in ids_by_value.items():
            put(library, numbers, value)
        return Step(words, ids, _replaced(words, before, value_of, put))

    return act
