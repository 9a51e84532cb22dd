"""A thread that does one thing after the other for pictures: opening them, drawing them.

Purpose: keep decoding and scaling off the thread that paints.
Contract: only the newest job is done; what one of them returns, or the sentence why it failed, comes out
of :meth:`Aside.answers`. No thread exists before the first job, and no failure ends it.
Not here: the jobs.
"""

import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from digit_recognizer.app.jobs import Mailbox
from digit_recognizer.errors import DigitRecognizerError

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Refused:
    """A job failed; ``sentence`` says why."""

    sentence: str


class Aside(Generic[Result]):
    """The thread. ``name``: what debuggers call it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._mailbox: Mailbox[Callable[[], Result], Result | Refused] = Mailbox()
        self._thread: threading.Thread | None = None

    def do(self, job: Callable[[], Result]) -> None:
        """Do ``job`` unless a newer one comes first."""
        self._mailbox.ask(job)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def answers(self) -> Iterator[Result | Refused]:
        """Return the answers that have come since the last call; never waits."""
        return self._mailbox.answers()

    @property
    def is_idle(self) -> bool:
        """Whether no answer is to be expected or waits to be taken."""
        return self._mailbox.is_idle

    def stop(self) -> None:
        """End the thread once it is done with what it is doing."""
        self._mailbox.stop()

    def _run(self) -> None:
        for job in self._mailbox.requests():
            try:
                self._mailbox.answer(job())
            except DigitRecognizerError as error:
                self._mailbox.answer(Refused(str(error)))
            except Exception as error:
                traceback.print_exception(error)
                self._mailbox.answer(Refused(f"The picture can't be shown ({error})."))
