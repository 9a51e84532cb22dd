"""The thread that loads models and reads ink, so that the window never waits.

Purpose: keep import, loading and inference off the thread that draws.
Contract: only the newest ink is read; a request that a newer one overtakes is dropped. Answers carry
the revision they belong to and come out of :meth:`ReadingWorker.answers` on whichever thread asks.
The worker never touches widgets, and no failure ends it.
Not here: Tk; deciding what to do with an answer.
"""

import queue
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.errors import INSTALL, DigitRecognizerError
from digit_recognizer.ink import Ink

if TYPE_CHECKING:  # importing the reader costs numpy and ONNX Runtime: the thread does it
    from digit_recognizer.reader import Reader, Reading


@dataclass(frozen=True, slots=True)
class Read:
    """The reading of the ink of ``revision``."""

    revision: int
    reading: "Reading"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model is in use now."""

    name: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A model could not be loaded, or reading failed; ``sentence`` says why."""

    sentence: str
    during_load: bool


Answer = Read | Loaded | Failed


@dataclass(frozen=True, slots=True)
class _Load:
    model: Path | None


@dataclass(frozen=True, slots=True)
class _Read:
    revision: int
    ink: Ink


def load_reader(model: Path | None) -> "Reader":
    """Return a reader; the import happens here so that the first call pays for it."""
    from digit_recognizer.reader import Reader

    return Reader.load(model)


class ReadingWorker:
    """One background thread with a reader."""

    def __init__(self, load: Callable[[Path | None], "Reader"] = load_reader) -> None:
        self._load = load
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._wake = threading.Condition()
        self._model: _Load | None = None
        self._ink: _Read | None = None
        self._is_working = False
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="reading", daemon=True)
        self._thread.start()

    def load(self, model: Path | None) -> None:
        """Load ``model`` (None: the shipped one) and use it from then on."""
        with self._wake:
            self._model = _Load(model)
            self._wake.notify()

    def read(self, revision: int, ink: Ink) -> None:
        """Read ``ink`` unless newer ink comes first."""
        with self._wake:
            self._ink = _Read(revision, ink)
            self._wake.notify()

    @property
    def is_idle(self) -> bool:
        """Whether no answer is to be expected or waits to be taken."""
        with self._wake:
            busy = self._is_working or self._model is not None or self._ink is not None
            return not busy and self._answers.empty()

    def answers(self) -> Iterator[Answer]:
        """Yield the answers that have come since the last call; never waits."""
        while True:
            try:
                yield self._answers.get_nowait()
            except queue.Empty:
                return

    def stop(self) -> None:
        """End the thread once it is done with what it is doing."""
        with self._wake:
            self._stopped = True
            self._wake.notify()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread's end."""
        self._thread.join(timeout)

    def _run(self) -> None:
        reader: Reader | None = None
        while (task := self._next(has_reader=reader is not None)) is not None:
            try:
                if isinstance(task, _Load):
                    reader = self._load(task.model)
                    self._answers.put(Loaded(reader.model_name))
                elif reader is not None:
                    self._answers.put(Read(task.revision, reader.read_ink(task.ink)))
            except DigitRecognizerError as error:
                self._fail(task, str(error))
            except ModuleNotFoundError as error:
                self._fail(task, f"{error.name} is not installed: {INSTALL}.")
            except Exception as error:  # a bug must not end the thread: say it and go on
                traceback.print_exc()
                self._fail(task, f"Reading failed ({error}); the drawing is kept.")
            finally:
                with self._wake:
                    self._is_working = False

    def _next(self, *, has_reader: bool) -> "_Load | _Read | None":
        """Wait for something to do; ink waits until there is a reader. None: stop."""
        with self._wake:
            self._wake.wait_for(
                lambda: self._stopped or self._model or (self._ink is not None and has_reader)
            )
            if self._stopped:
                return None
            task: _Load | _Read | None = self._model
            if task is not None:
                self._model = None
            else:
                task, self._ink = self._ink, None
            self._is_working = True
            return task

    def _fail(self, task: "_Load | _Read", sentence: str) -> None:
        self._answers.put(Failed(sentence, during_load=isinstance(task, _Load)))
