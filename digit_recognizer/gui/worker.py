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


def load_reader(model: Path | None) -> "Reader":
    """Return a reader; the import happens here so that the first call pays for it."""
    from digit_recognizer.reader import Reader

    return Reader.load(model)


class ReadingWorker:
    """A background thread that reads, and one for every model that is loaded."""

    def __init__(self, load: Callable[[Path | None], "Reader"] = load_reader) -> None:
        self._load = load
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._wake = threading.Condition()
        self._reader: Reader | None = None
        self._ink: tuple[int, Ink] | None = None
        self._newest_load = 0
        self._loading = 0
        self._is_reading = False
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="reading", daemon=True)
        self._thread.start()

    def load(self, model: Path | None) -> None:
        """Load ``model`` (None: the shipped one) and use it once it is there.

        The model in use goes on reading meanwhile. Of several, the one asked for last counts.
        """
        with self._wake:
            self._newest_load += 1
            self._loading += 1
            number = self._newest_load
        arguments = (number, model)
        threading.Thread(target=self._load_model, args=arguments, name="load", daemon=True).start()

    def read(self, revision: int, ink: Ink) -> None:
        """Read ``ink`` unless newer ink comes first; it waits for the first model."""
        with self._wake:
            self._ink = (revision, ink)
            self._wake.notify()

    @property
    def reader(self) -> "Reader | None":
        """The reader in use; None until the first model is loaded."""
        with self._wake:
            return self._reader

    @property
    def is_idle(self) -> bool:
        """Whether no answer is to be expected or waits to be taken."""
        with self._wake:
            busy = self._loading or self._is_reading or self._ink is not None
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

    def _load_model(self, number: int, model: Path | None) -> None:
        reader: Reader | None = None
        answer: Answer
        try:
            reader = self._load(model)
            answer = Loaded(reader.model_name)
        except Exception as error:
            answer = Failed(_sentence(error), during_load=True)
        with self._wake:
            if number == self._newest_load:
                self._reader = reader or self._reader
                self._answers.put(answer)
            self._loading -= 1
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._is_reading = False
                self._wake.wait_for(lambda: self._stopped or (self._ink and self._reader))
                if self._stopped or self._ink is None or self._reader is None:
                    return
                (revision, ink), self._ink = self._ink, None
                reader = self._reader
                self._is_reading = True
            try:
                self._answers.put(Read(revision, reader.read_ink(ink)))
            except Exception as error:
                self._answers.put(Failed(_sentence(error), during_load=False))


def _sentence(error: Exception) -> str:
    """Return what to tell the user; a bug is logged and does not end the thread."""
    if isinstance(error, DigitRecognizerError):
        return str(error)
    if isinstance(error, ModuleNotFoundError):
        return f"{error.name} is not installed: {INSTALL}."
    traceback.print_exception(error)
    return f"Reading failed ({error}); the drawing is kept."
