"""A class: pupils with their boards, tasks, and the teacher who sees them.

Purpose: who is there, what each writes, which tasks are solved.
Contract: for the event loop alone. Pupils are told of nobody but themselves; teachers of everybody. Ink
is kept as text, as long as the server runs, and nowhere else. A pupil who comes again is the same one.
Not here: what solves a task (``tasks``), what is stored (``collecting``), sockets.
"""

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from digit_recognizer.app.language import tr_later
from digit_recognizer.expression import mathml_of, row_from_text
from digit_recognizer.files import sha256
from digit_recognizer.library.csv_cells import Cell, csv_bytes
from digit_recognizer.web.lessons.tasks import made_tasks
from digit_recognizer.web.messages import GiveTasks, InkChange, Refusal
from digit_recognizer.web.outbox import Outbox
from digit_recognizer.web.parameters import CLASS_LIMITS

ELSEWHERE = tr_later("This board was opened elsewhere.")
TAG_LENGTH = 12  # hex digits by which the teacher's page knows a board


@dataclass
class Pupil:
    """A board of the class: ``tag`` names it to teachers, ``outbox`` is None while nobody is there."""

    tag: str
    name: str
    outbox: Outbox | None = None
    task: int = 0
    solved: set[int] = field(default_factory=set)
    strokes: dict[int, str] = field(default_factory=dict)
    """The ink as JSON, by the page's numbers."""
    text: str = ""
    results: list[Any] = field(default_factory=list)

    @property
    def values(self) -> dict[str, Any]:
        """All that teachers are told of it."""
        return {
            "board": self.tag, "name": self.name, "here": self.outbox is not None, "task": self.task,
            "solved": sorted(self.solved), "text": self.text, "results": self.results, "all": True,
            "add": [json.loads(stroke) for stroke in self.strokes.values()], "del": [],
        }  # fmt: skip


class Classroom:
    """The class of one server."""

    def __init__(self) -> None:
        self.tasks: tuple[str, ...] = ()
        self._pupils: dict[str, Pupil] = {}
        self._teachers: set[Outbox] = set()

    @property
    def teachers(self) -> int:
        """How many look on."""
        return len(self._teachers)

    def watch(self, outbox: Outbox) -> None:
        """Tell ``outbox`` of everything from now on."""
        self._teachers.add(outbox)
        self._show_all([outbox])

    def unwatch(self, outbox: Outbox) -> None:
        """Tell it of nothing more."""
        self._teachers.discard(outbox)

    def enter(self, token: str, name: str, outbox: Outbox) -> Pupil:
        """Return the pupil whose page keeps ``token``; a page that was open elsewhere is closed."""
        tag = _tag(token)
        pupil = self._pupils.get(tag)
        if pupil is None:
            self._forget_one()
            pupil = self._pupils[tag] = Pupil(tag, "")
        elif pupil.outbox is not None:
            pupil.outbox.refuse(Refusal("elsewhere", ELSEWHERE, fatal=True))
        pupil.name = self._free_name(name, pupil)
        pupil.outbox = outbox
        self._tell(pupil.values)
        return pupil

    def is_here(self, token: str) -> bool:
        """Whether the page that keeps ``token`` is open."""
        pupil = self._pupils.get(_tag(token))
        return pupil is not None and pupil.outbox is not None

    def leave(self, pupil: Pupil, outbox: Outbox) -> None:
        """Note that the page of ``pupil`` is closed, unless it is open elsewhere by now."""
        if pupil.outbox is outbox:
            pupil.outbox = None
            self._tell({"board": pupil.tag, "here": False})

    def on_ink(self, pupil: Pupil, change: InkChange) -> None:
        """Note and show how the ink of ``pupil`` changed."""
        if change.is_all:
            pupil.strokes.clear()
        for gone in change.gone:
            pupil.strokes.pop(gone, None)
        for stroke in change.added:
            plain = {"id": stroke["id"], "start": stroke.get("start", 0.0), "p": stroke["p"]}
            pupil.strokes[stroke["id"]] = json.dumps(plain, separators=(",", ":"))
        shown = {"add": list(change.added), "del": list(change.gone), "all": change.is_all}
        self._tell({"board": pupil.tag, **shown})

    def on_scratched(self, pupil: Pupil, ids: Iterable[int]) -> None:
        """Note and show that strokes are gone."""
        for id_ in ids:
            pupil.strokes.pop(id_, None)
        self._tell({"board": pupil.tag, "all": False, "add": [], "del": list(ids)})

    def on_reading(self, pupil: Pupil, reading: Mapping[str, Any], task: int) -> bool:
        """Note and show what was read; return whether the task number ``task`` is solved just now."""
        pupil.text, pupil.results = reading["title"], reading["results"]
        is_new = bool(reading.get("solved")) and task not in pupil.solved and task < len(self.tasks)
        if is_new:
            pupil.solved.add(task)
            self._show_task(pupil)
        solved = {"solved": sorted(pupil.solved)} if is_new else {}
        self._tell({"board": pupil.tag, "text": pupil.text, "results": pupil.results, **solved})
        return is_new

    def turn(self, pupil: Pupil, to: int) -> None:
        """Turn to another task; to none where there is no such one."""
        if to < len(self.tasks):
            pupil.task = to
            self._show_task(pupil)
            self._tell({"board": pupil.tag, "task": pupil.task})

    def give(self, given: GiveTasks, chance: random.Random) -> None:
        """Give tasks, in the place of those that there are."""
        texts = given.texts
        if given.kind is not None:
            texts = made_tasks(given.kind, given.to, given.count, chance)
        self.tasks = texts
        solved = given.solved or {}
        for tag in solved.keys() - self._pupils.keys():  # they come again after a start
            self._forget_one()
            self._pupils[tag] = Pupil(tag, "?")
        for pupil in self._pupils.values():
            pupil.task = 0
            pupil.solved = {n for n in solved.get(pupil.tag, ()) if n < len(texts)}
            self._show_task(pupil)
        self._show_all(self._teachers)

    def greet(self, pupil: Pupil) -> None:
        """Tell ``pupil`` of its task."""
        self._show_task(pupil)

    def results(self) -> bytes:
        """Return who solved what, as CSV: a row for each pupil, a column for each task."""
        header = ["name", "solved", *self.tasks]
        rows: list[list[Cell]] = [
            [
                pupil.name,
                len(pupil.solved),
                *(int(n in pupil.solved) for n in range(len(self.tasks))),
            ]
            for pupil in sorted(self._pupils.values(), key=lambda each: each.name.casefold())
        ]
        return csv_bytes(header, rows)

    def _show_task(self, pupil: Pupil) -> None:
        if pupil.outbox is None:
            return
        if not self.tasks:
            pupil.outbox.send({"t": "task", "number": None})
            return
        number = pupil.task
        pupil.outbox.send(
            {"t": "task", "number": number, "of": len(self.tasks), "solved": sorted(pupil.solved)}
            | _task_values(self.tasks[number])
        )

    def _show_all(self, teachers: Iterable[Outbox]) -> None:
        tasks = [_task_values(task) for task in self.tasks]
        boards = [pupil.values for pupil in self._pupils.values()]
        for teacher in list(teachers):
            teacher.send({"t": "class", "tasks": tasks, "boards": boards})

    def _tell(self, changed: dict[str, Any]) -> None:
        for teacher in list(self._teachers):
            teacher.send({"t": "board", **changed})

    def _free_name(self, name: str, owner: Pupil) -> str:
        """Return ``name``, with a number where another pupil is called so."""
        others = {pupil.name for pupil in self._pupils.values() if pupil is not owner}
        names = (name if n == 1 else f"{name} {n}" for n in range(1, len(others) + 2))
        return next(each for each in names if each not in others)

    def _forget_one(self) -> None:
        """Make room: of those who left, the one who came first goes."""
        if len(self._pupils) >= CLASS_LIMITS.pupils:
            gone = next((tag for tag, each in self._pupils.items() if each.outbox is None), None)
            if gone is not None:
                del self._pupils[gone]


def _tag(token: str) -> str:
    return sha256(token.encode())[:TAG_LENGTH]


def _task_values(task: str) -> dict[str, str]:
    return {"text": task, "mathml": mathml_of(row_from_text(task))}
