"""The thread that loads models and reads ink, so that the window never waits.

Purpose: keep import, loading and inference off the thread that draws.
Contract: only the newest ink is read; a request that a newer one overtakes is dropped. Answers carry
the revision they belong to and come out of :meth:`ReadingWorker.answers` on whichever thread asks.
The worker never touches widgets, and no failure ends it.
Not here: Tk; deciding what to do with an answer.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.document.corrections import CorrectedIndices, Corrections
from digit_recognizer.app.jobs import CancellableRun, LatestJob, sentence_of
from digit_recognizer.app.language import tr_later
from digit_recognizer.app.picture.picture import Picture, Piece
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.ink import Ink

if TYPE_CHECKING:  # importing the reader costs numpy and ONNX Runtime: the thread does it
    from digit_recognizer.app.picture.reading import PictureReading
    from digit_recognizer.classifier import Profile
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Expectation, Reading

READING_REST = 0.03  # seconds at most until a reading is shown: two threads share Python
LOAD_TIMEOUT = 10.0  # seconds that a window which closes waits for a model
READING_BUG = tr_later("Reading failed ({}); the drawing is kept.")


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be read: the ink of ``revision``.

    ``picture``: what the ink is drawn on; its pieces are numbered after the strokes. ``corrections``:
    what is read by; ``said``: the same and more, by the strokes and pieces themselves.
    """

    revision: int
    ink: Ink
    expect: "Expectation" = "auto"
    corrections: CorrectedIndices = ()
    picture: Picture | None = None
    said: Corrections = field(default_factory=Corrections)


@dataclass(frozen=True, slots=True)
class Read:
    """The answer to ``question``, as a person is shown it.

    ``pieces``: those of its picture, in the reader's order.
    """

    question: Question
    reading: "Reading"
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Lies:
    """The picture of ``question`` must be turned left by so many ``quarters`` to stand upright."""

    question: Question
    quarters: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model is in use now; ``remark``: what its user should know of it, "" for nothing."""

    name: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A model could not be loaded, or reading failed; ``sentence`` says why."""

    sentence: str
    during_load: bool


Answer = Read | Lies | Loaded | Failed


def load_reader(model: Path | None) -> "Reader":
    """Return a reader; the import happens here so that the first call pays for it."""
    from digit_recognizer.reader import Reader

    return Reader.load(model)


class ReadingWorker(LatestJob[Question, Answer]):
    """A background thread that reads, and one for every model that is loaded."""

    name = "reading"
    rest = READING_REST

    def __init__(self, load: Callable[[Path | None], "Reader"] = load_reader) -> None:
        super().__init__()
        self._load = load
        self._lock = threading.Lock()  # for the following
        self._reader: Reader | None = None
        self._profiles: tuple[Profile, ...] = ()
        self._pictures: PictureReading | None = None  # of the thread; until there is one to read
        self._is_held = False
        self._loads: list[CancellableRun[None]] = []  # the newest one counts
        self._loading = 0

    def load(self, model: Path | None) -> None:
        """Load ``model`` (None: the shipped one) and use it once it is there.

        The model in use goes on reading meanwhile. Of several, the one asked for last counts.
        """
        with self._lock:
            self._loading += 1
            number = len(self._loads) + 1
            self._loads.append(CancellableRun("load", lambda _: self._load_model(number, model)))

    def stop(self) -> None:
        """End the thread once it is done; wait for models, since loading one aborts a dying process."""
        super().stop()
        for run in self._loads:
            run.join(LOAD_TIMEOUT)

    def use_profiles(self, profiles: "Sequence[Profile]") -> None:
        """Read with what is known of a writer, by the networks in use and by those loaded later.

        Profiles that were learnt with another network do nothing. Without any it reads as for everybody.
        """
        with self._lock:
            self._profiles = tuple(profiles)
            if self._reader is not None:
                self._reader = _for_writer(self._reader, self._profiles)

    @property
    def reader(self) -> "Reader | None":
        """The reader in use; None until the first model is loaded."""
        with self._lock:
            return self._reader

    @property
    def is_ready(self) -> bool:
        """Whether there is a reader, and time for it."""
        return self._reader is not None and not self._is_held

    def hold(self, *, is_held: bool) -> None:
        """Begin to read nothing while it is held."""
        self._is_held = is_held
        self.look_again()

    @property
    def is_idle(self) -> bool:
        """Whether no answer is to be expected or waits to be taken."""
        with self._lock:
            return not self._loading and super().is_idle

    def _load_model(self, number: int, model: Path | None) -> None:
        reader: Reader | None = None
        answer: Answer
        try:
            reader = self._load(model)
            answer = Loaded(reader.model_name, reader.remark)
        except Exception as error:
            answer = Failed(sentence_of(error, READING_BUG), during_load=True)
        with self._lock:
            if number == len(self._loads):
                if reader is not None:
                    self._reader = _for_writer(reader, self._profiles) if self._profiles else reader
                self.answer(answer)
            self._loading -= 1
        self.look_again()

    def work(self, request: Question) -> "Iterator[Read | Lies]":
        """Yield the reading, and then whether its picture lies on a side."""
        from digit_recognizer.app.document.answers import as_told
        from digit_recognizer.reading import Correction

        reader, ink, picture = self.reader, request.ink, request.picture
        assert reader is not None  # it is never taken away again
        corrections = tuple(Correction(strokes, text) for strokes, text in request.corrections)
        pieces: tuple[Piece, ...] = ()
        if picture is None:
            reading = reader.read_ink(ink, expect=request.expect, corrections=corrections)
        else:
            if self._pictures is None:
                from digit_recognizer.app.picture.reading import PictureReading

                self._pictures = PictureReading()
            reading, pieces = self._pictures.read(reader, picture, ink, request.expect, corrections)
        parts, is_written = (*ink, *pieces), picture is None
        yield Read(request, as_told(reading, parts, request.said, is_written=is_written), pieces)
        if self._pictures is not None and picture is not None and not ink and not corrections:
            quarters = self._pictures.quarters_to_turn(
                reader, picture, request.expect, reading, lambda: self.is_overtaken
            )
            if quarters:
                yield Lies(request, quarters)

    def failed(self, request: Question, error: Exception) -> Failed:
        """Return why it could not be read."""
        return Failed(sentence_of(error, READING_BUG), during_load=False)


def _for_writer(reader: "Reader", profiles: "Sequence[Profile]") -> "Reader":
    """Return ``reader`` for the writer of those ``profiles`` that were learnt with its networks."""
    fitting = []
    for profile in profiles:
        with contextlib.suppress(DigitRecognizerError):
            reader.with_profiles([profile])
            fitting.append(profile)
    return reader.with_profiles(fitting)
