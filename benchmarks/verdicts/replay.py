"""Writing replayed stroke by stroke into a session, with a clock that jumps.

Purpose: what the window would show at any moment while somebody writes.
Contract: the session is the program's own, its reader reads at once. Nothing waits: a pause is a jump of
the clock. Deterministic.
Not here: the window; what is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from digit_recognizer.app.document.marks import Tone
from digit_recognizer.app.parameters import PACE
from digit_recognizer.app.reading_worker import Answer, Question, Read, ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settling import Settling
from digit_recognizer.ink import Ink
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Correction

WRITTEN_SIDE = 600.0  # canvas units: the longer side of an equation as it is written
MIN_GAP = 0.05  # seconds from pen up to pen down, at least


class ReaderAtOnce:
    """What a session asks, reading when the answer is asked for: the newest question alone."""

    is_idle = True

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._asked: Question | None = None

    def ask(self, question: Question) -> None:
        """Note the question."""
        self._asked = question

    def forget(self) -> None:
        """Drop it."""
        self._asked = None

    def answers(self) -> Iterator[Answer]:
        """Yield the reading of the newest ink."""
        question, self._asked = self._asked, None
        if question is not None:
            given = [Correction(*each) for each in question.corrections]
            reading = self.reader.read_ink(question.ink, question.expect, given)
            yield Read(question, reading)

    def stop(self) -> None:
        """Nothing runs."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What stood behind the lines: ``while_writing`` at any moment before the end, and ``at_end``.

    ``text``: what was read at the end.
    """

    while_writing: frozenset[Tone]
    at_end: frozenset[Tone]
    text: str


def replay(reader: Reader, ink: Ink, pause: float) -> Replayed:
    """Return what is shown while ``ink`` is written with a ``pause`` in seconds after each stroke."""
    now = 0.0
    session = Session(cast(ReadingWorker, ReaderAtOnce(reader)), Settling(PACE, lambda: now))
    session.model_name = reader.model_name
    box = ink.box
    ink = ink.moved(-box.left, -box.top, WRITTEN_SIDE / max(box.size, 1e-9))
    seen: set[Tone] = set()
    for number, stroke in enumerate(ink, start=1):
        first, *rest = stroke.points
        session.editor.down(first.x, first.y, now)
        session.editor.move_along([(p.x, p.y, now) for p in rest])
        now += MIN_GAP
        session.editor.up()
        for _ in range(2):  # what may be shown after the pause, text and then verdict
            now += pause / 2
            session.poll()
            if number < len(ink):
                seen.update(result.tone for result in session.marks.results)
    session.settle()
    session.poll()
    at_end = frozenset(result.tone for result in session.marks.results)
    return Replayed(frozenset(seen), at_end, session.reading.text if session.reading else "")
