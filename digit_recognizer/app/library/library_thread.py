"""The thread that talks to the library, so that the window never waits for a disk.

Purpose: do whatever the window asks of the library, one thing after the other, in the order asked.
Contract: nothing that was asked is dropped: :meth:`Librarian.stop` lets the thread finish its work
first. Answers are handed over by :meth:`Librarian.deliver`, on the thread that asks. A failure is
one sentence, and ends neither the thread nor what was asked after it. The library's file is opened by
the first thing asked, and again by the next where that failed. No thread exists before. Whom answers are
for stays on the side of those who ask: objects of Tk must not end on another thread.
Not here: Tk; what is kept (``keeping``), what the gallery shows (``gallery_model``).
"""

import queue
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from digit_recognizer.errors import DigitRecognizerError

if TYPE_CHECKING:  # SQLite is the thread's to import: the window is up sooner
    from digit_recognizer.library import Library

Answer = TypeVar("Answer")
LOOK = 0.005  # seconds between looks for answers


def open_library(path: Path | None) -> "Library":
    """Return the library in ``path``, or the user's; raises FileError."""
    from digit_recognizer.library import Library

    return Library.open(path)


_Waiting = tuple[Callable[[Any], None], Callable[[str], None]]


@dataclass(frozen=True, slots=True)
class _Asked:
    number: int
    job: "Callable[[Library], object]"
    makes: bool


@dataclass(frozen=True, slots=True)
class _Answered:
    number: int
    answer: object = None
    sentence: str = ""
    is_done: bool = True


class Librarian:
    """A background thread with the library in ``path``; None: the user's own.

    All methods are for the one thread that asks.
    """

    def __init__(
        self,
        path: Path | None = None,
        open_: "Callable[[Path | None], Library]" = open_library,
    ) -> None:
        self.path = path
        self._open = open_
        self._jobs: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[_Answered] = queue.SimpleQueue()
        self._asked = 0
        self._due: dict[int, _Waiting] = {}  # whose answers were not delivered yet
        self._thread: threading.Thread | None = None

    def ask(
        self,
        job: "Callable[[Library], Answer]",
        then: Callable[[Answer], None],
        failed: Callable[[str], None],
        *,
        makes: bool = True,
    ) -> None:
        """Do ``job`` in its turn; deliver its answer to ``then``, or a sentence to ``failed``.

        Unless it ``makes`` the library where there is none yet, nothing is done there.
        """
        self._asked += 1
        self._due[self._asked] = (then, failed)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="library", daemon=True)
            self._thread.start()
        self._jobs.put(_Asked(self._asked, job, makes))

    def deliver(self) -> bool:
        """Hand over the answers that have come; return whether more are to be expected."""
        while True:
            try:
                answered = self._answers.get_nowait()
            except queue.Empty:
                return not self.is_idle
            then, failed = self._due.pop(answered.number)
            if answered.sentence:
                failed(answered.sentence)
            elif answered.is_done:
                then(answered.answer)

    @property
    def is_idle(self) -> bool:
        """Whether no answer is to be expected or waits to be delivered."""
        return not self._due

    def settle(self, timeout: float) -> bool:
        """Deliver until all is done, ``timeout`` seconds at most; return whether it is."""
        end = time.monotonic() + timeout
        while self.deliver():
            if time.monotonic() > end:
                return False
            time.sleep(LOOK)
        return True

    def stop(self, timeout: float | None = None) -> bool:
        """Wait ``timeout`` seconds at most for what was asked; return whether all of it is done.

        What takes longer is still done while the process lives.
        """
        if self._thread is None:
            return True
        self._jobs.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        library: Library | None = None
        while (asked := self._jobs.get()) is not None:
            try:
                if library is None and (asked.makes or is_there(self.path)):
                    library = self._open(self.path)
                if library is None:
                    answered = _Answered(asked.number, is_done=False)
                else:
                    answered = _Answered(asked.number, asked.job(library))
            except Exception as error:
                answered = _Answered(asked.number, sentence=sentence_of(error))
            self._answers.put(answered)
        if library is not None:
            library.close()


def is_there(path: Path | None) -> bool:
    """Return whether the library in ``path``, or the user's, was made before."""
    from digit_recognizer.library import default_path

    return (path or default_path()).exists()


def sentence_of(error: Exception) -> str:
    """Return what to tell the user; a bug is logged too."""
    if isinstance(error, DigitRecognizerError):
        return str(error)
    traceback.print_exception(error)
    return f"The library did not answer ({error}); your drawing is still on the canvas."
