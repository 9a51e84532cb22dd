"""The thread that loads models and reads ink, so that the window never waits.

Purpose: keep import, loading and inference off the thread that draws.
Contract: only the newest ink is read; a request that a newer one overtakes is dropped. Answers carry
the revision they belong to and come out of :meth:`ReadingWorker.answers` on whichever thread asks.
The worker never touches widgets, and no failure ends it.
Not here: Tk; deciding what to do with an answer.
"""

import contextlib
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.jobs import Mailbox
from digit_recognizer.app.picture.picture import Picture
from digit_recognizer.app.settings import Expectation
from digit_recognizer.errors import INSTALL, DigitRecognizerError
from digit_recognizer.ink import Ink

if TYPE_CHECKING:  # importing the reader costs numpy and ONNX Runtime: the thread does it
    from digit_recognizer.app.picture.reading import PictureReading
    from digit_recognizer.classifier import Profile
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Reading


REST = 0.03  # seconds at most between readings, for the thread that draws


@dataclass(frozen=True, slots=True)
class Read:
    """The reading of ``ink`` on ``picture``, which were those of ``revision``.

    ``corrections``: those it was read with.
    """

    revision: int
    reading: "Reading"
    ink: Ink
    picture: Picture | None = None
    corrections: tuple[tuple[tuple[int, ...], str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be read: ``corrections`` are pairs of stroke indices and the symbol they are.

    ``picture``: what the ink is drawn on; its pieces are numbered after the strokes.
    """

    revision: int
    ink: Ink
    expect: Expectation = "auto"
    corrections: tuple[tuple[tuple[int, ...], str], ...] = ()
    picture: Picture | None = None


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
        self._mailbox: Mailbox[Question, Answer] = Mailbox()
        self._lock = threading.Lock()  # for the following
        self._reader: Reader | None = None
        self._profiles: tuple[Profile, ...] = ()
        self._pictures: PictureReading | None = None  # of the thread; until there is one to read
        self._newest_load = 0
        self._loading = 0
        self._thread = threading.Thread(target=self._run, name="reading", daemon=True)
        self._thread.start()

    def load(self, model: Path | None) -> None:
        """Load ``model`` (None: the shipped one) and use it once it is there.

        The model in use goes on reading meanwhile. Of several, the one asked for last counts.
        """
        with self._lock:
            self._newest_load += 1
            self._loading += 1
            number = self._newest_load
        arguments = (number, model)
        threading.Thread(target=self._load_model, args=arguments, name="load", daemon=True).start()

    def use_profiles(self, profiles: "Sequence[Profile]") -> None:
        """Read with what is known of a hand, by the networks in use and by those loaded later.

        Profiles that were learnt with another network do nothing. Without any it reads as for everybody.
        """
        with self._lock:
            self._profiles = tuple(profiles)
            if self._reader is not None:
                self._reader = _for_hand(self._reader, self._profiles)

    def read(self, question: Question) -> None:
        """Read what is asked unless a newer question comes first; it waits for the first model."""
        self._mailbox.ask(question)

    @property
    def reader(self) -> "Reader | None":
        """The reader in use; None until the first model is loaded."""
        with self._lock:
            return self._reader

    @property
    def is_idle(self) -> bool:
        """Whether no answer is to be expected or waits to be taken."""
        with self._lock:
            return not self._loading and self._mailbox.is_idle

    def answers(self) -> Iterator[Answer]:
        """Return the answers that have come since the last call; never waits."""
        return self._mailbox.answers()

    def stop(self) -> None:
        """End the thread once it is done with what it is doing."""
        self._mailbox.stop()

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
        with self._lock:
            if number == self._newest_load:
                if reader is not None:
                    self._reader = _for_hand(reader, self._profiles) if self._profiles else reader
                self._mailbox.answer(answer)
            self._loading -= 1
        self._mailbox.look_again()

    def _run(self) -> None:
        for question in self._mailbox.requests(ready=lambda: self._reader is not None, rest=REST):
            reader = self.reader
            assert reader is not None  # it is never taken away again
            try:
                reading = self._read(reader, question)
                asked = (question.ink, question.picture, question.corrections)
                self._mailbox.answer(Read(question.revision, reading, *asked))
            except Exception as error:
                self._mailbox.answer(Failed(_sentence(error), during_load=False))

    def _read(self, reader: "Reader", question: Question) -> "Reading":
        from digit_recognizer.reading import Correction

        corrections = tuple(Correction(strokes, text) for strokes, text in question.corrections)
        if question.picture is None:
            return reader.read_ink(question.ink, expect=question.expect, corrections=corrections)
        if self._pictures is None:
            from digit_recognizer.app.picture.reading import PictureReading

            self._pictures = PictureReading()
        return self._pictures.read(
            reader, question.picture, question.ink, question.expect, corrections
        )


def _for_hand(reader: "Reader", profiles: "Sequence[Profile]") -> "Reader":
    """Return ``reader`` for the hand of those ``profiles`` that were learnt with its networks."""
    fitting = []
    for profile in profiles:
        with contextlib.suppress(DigitRecognizerError):
            reader.with_profiles([profile])
            fitting.append(profile)
    return reader.with_profiles(fitting)


def _sentence(error: Exception) -> str:
    """Return what to tell the user; a bug is logged and does not end the thread."""
    if isinstance(error, DigitRecognizerError):
        return str(error)
    if isinstance(error, ModuleNotFoundError):
        return f"{error.name} is not installed: {INSTALL}."
    traceback.print_exception(error)
    return f"Reading failed ({error}); the drawing is kept."
