"""Changes of kept drawings that can be taken back, and made again.

Purpose: labels, writers, deletions and readings, each with the change that reverses it.
Contract: an action is done by calling it with a library, and returns what was done with the action that
takes just that back; so undo and redo are one thing. Needs no Tk.
Not here: when it is done, what is selected (``gallery``).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digit_recognizer.library import Library

Row = tuple[int, str, float | None, bool, str]
"""Number, text, confidence, doubtful and model of a drawing."""

Action = Callable[["Library"], "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done to the drawings ``ids``: ``words`` for people, ``back`` reverses it."""

    words: str
    ids: Sequence[int]
    back: Action


def relabelled(words: str, labels: Mapping[str | None, Sequence[int]]) -> Action:
    """Return the action that gives each label to its drawings; None: nobody knows what they are."""

    def act(library: "Library") -> Step:
        ids = _all(labels)
        before = _grouped((s.id, s.label) for s in library.summaries_of(ids))
        for label, numbers in labels.items():
            library.relabel(numbers, label)
        return Step(words, ids, relabelled(words, before))

    return act


def written_by(words: str, writers: Mapping[str, Sequence[int]]) -> Action:
    """Return the action that says of each writer's drawings who wrote them; "": nobody in particular."""

    def act(library: "Library") -> Step:
        ids = _all(writers)
        before = _grouped((s.id, s.writer) for s in library.summaries_of(ids))
        for writer, numbers in writers.items():
            library.set_writer(numbers, writer)
        return Step(words, ids, written_by(words, before))

    return act


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


def _all(groups: Mapping[Any, Sequence[int]]) -> list[int]:
    return [number for numbers in groups.values() for number in numbers]


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[Any, list[int]]:
    """Return the numbers by their value."""
    groups: dict[Any, list[int]] = {}
    for number, value in pairs:
        groups.setdefault(value, []).append(number)
    return groups
