"""What the window "My handwriting" shows and does, without a window.

Purpose: whose handwriting it is about, how many labelled drawings there are of it, what was learnt of
whom, and learning more.
Contract: widgets read its attributes and listen; only its methods change them. The library's thread
reads and writes, files too; each answer arrives when that thread delivers. What was learnt is used only
after :meth:`HandwritingModel.take`.
Not here: Tk; learning (``learning_run``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.handwriting.learning_run import Outcome, start_learning
from digit_recognizer.app.jobs import Answer, CancellableRun, Progress
from digit_recognizer.app.language import tr
from digit_recognizer.app.library.library_thread import LibraryThread
from digit_recognizer.app.listeners import Observed
from digit_recognizer.app.session import NO_MODEL

if TYPE_CHECKING:
    from digit_recognizer.library import Library, StoredProfile
    from digit_recognizer.reader import Reader

MAX_PROFILE_BYTES = 16 * 2**20  # of a file


@dataclass(frozen=True, slots=True)
class Known:
    """What the library knows: ``labelled``, how many drawings of the writer have each label."""

    labelled: Mapping[str, int]
    writers: tuple[str, ...]
    profiles: "tuple[StoredProfile, ...]"


class HandwritingModel(Observed[[]]):
    """The writers of one library.

    ``reader()``: what reads now. ``on_info``, ``on_error``: called with a sentence. ``on_profiles``:
    other profiles may be in use.
    """

    def __init__(
        self, library_thread: LibraryThread, reader: "Callable[[], Reader | None]", writer: str, *,
        on_info: Callable[[str], None], on_error: Callable[[str], None],
        on_profiles: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._library_thread, self._reader = library_thread, reader
        self._on_info, self._on_error, self._on_profiles = on_info, on_error, on_profiles
        self.writer = writer
        self.known: Known | None = None
        """None until the library answered."""
        self.outcome: Outcome | None = None
        """What was learnt, until it is taken or left."""
        self._run: CancellableRun[Outcome] | None = None
        self._question = 0

    @property
    def progress(self) -> Progress | None:
        """How far learning is; None while nothing is being learnt."""
        return None if self._run is None else self._run.progress

    @property
    def is_busy(self) -> bool:
        """Whether something is to be expected."""
        return self._run is not None or not self._library_thread.is_idle

    def choose(self, writer: str) -> None:
        """Be about the handwriting of ``writer``; "" is nobody in particular."""
        self.writer, self.outcome = writer, None
        self.refresh()

    def refresh(self) -> None:
        """Ask the library anew."""
        self._question += 1
        question, writer = self._question, self.writer

        def job(library: "Library") -> Known:
            writers = tuple(name for name, _ in library.writers())
            return Known(_labelled(library, writer), writers, tuple(library.profiles()))

        def then(known: Known) -> None:
            if question == self._question:
                self.known = known
                self._changed()

        self._library_thread.ask(job, then, self._on_error)

    # Learning

    def learn(self) -> None:
        """Learn how the writer that is chosen writes."""
        reader = self._reader()
        if self._run is not None:
            return
        if reader is None:
            self._on_info(tr(NO_MODEL))
            return
        self._run = start_learning(self._library_thread.path, self.writer, reader)
        self._changed()

    def cancel(self) -> None:
        """Stop learning; nothing changes."""
        if self._run is not None:
            self._run.progress.cancel()

    def deliver(self) -> bool:
        """Take what came of learning; return whether it goes on."""
        if self._run is None:
            return False
        outcome = self._run.outcome
        if outcome is None:
            return True
        self._run = None
        if outcome.is_cancelled:
            self._on_info(tr("Stopped; nothing was changed"))
        elif outcome.sentence:
            self._on_error(outcome.sentence)
        else:
            self.outcome = outcome
            self._on_info("")
        self._changed()
        return False

    def take(self) -> None:
        """Save and use what was learnt."""
        outcome, self.outcome = self.outcome, None
        if outcome is not None:
            writer = outcome.writer

            def job(library: "Library") -> None:
                for alphabet, content in outcome.contents.items():
                    library.save_profile(writer, alphabet, content)

            said = tr("Learnt. Your drawings are read with it from now on")
            if writer:
                said = tr(
                    "Learnt. Drawings by {writer} are read with it from now on", writer=writer
                )
            self._do(job, lambda _: said)
        self._changed()

    def leave(self) -> None:
        """Leave everything as it was."""
        self.outcome = None
        self._changed()
        self._on_info(tr("Nothing was changed"))

    # Profiles

    def use(self, profile: "StoredProfile", *, active: bool) -> None:
        """Read with ``profile`` when its writer writes, or no longer."""
        writer, alphabet = profile.writer, profile.alphabet
        if active:
            said = tr("What was learnt of {whose} is used", whose=whose(writer))
        else:
            said = tr("What was learnt of {whose} is not used any more", whose=whose(writer))
        self._do(lambda db: db.use_profile(writer, alphabet, active=active), lambda _: said)

    def delete(self, profile: "StoredProfile") -> None:
        """Forget ``profile``; the drawings stay."""
        writer, alphabet = profile.writer, profile.alphabet
        said = tr(
            "Forgotten what was learnt of {whose}; the drawings are still there",
            whose=whose(writer),
        )
        self._do(lambda library: library.delete_profile(writer, alphabet), lambda _: said)

    def export(self, profile: "StoredProfile", path: Path) -> None:
        """Write ``profile`` to a file."""
        from digit_recognizer.files import write_atomically

        self._library_thread.ask(
            lambda _: write_atomically(path, profile.content),
            lambda _: self._on_info(tr("Saved {name}", name=path.name)),
            self._on_error,
        )

    def import_(self, path: Path) -> None:
        """Save the profile in a file, for the writer whom it names, if it fits what reads now."""
        reader = self._reader()
        if reader is None:
            self._on_info(tr(NO_MODEL))
            return

        def job(library: "Library") -> str:
            from digit_recognizer.files import read_limited
            from digit_recognizer.learning import import_profile

            data = read_limited(path, MAX_PROFILE_BYTES, tr("a profile"))
            return import_profile(library, data, path.name, reader).writer

        self._do(
            job,
            lambda writer: tr(
                "Read {name}: the hand of {whose}", name=path.name, whose=whose(writer)
            ),
        )

    def _do(self, job: "Callable[[Library], Answer]", words: Callable[[Answer], str]) -> None:
        """Do what changes profiles, and then say ``words`` of its answer."""

        def then(answer: Answer) -> None:
            self._on_info(words(answer))
            self._on_profiles()
            self.refresh()

        self._library_thread.ask(job, then, self._on_error)


def whose(writer: str) -> str:
    """Return a writer's name, or words for nobody's."""
    return writer or tr("nobody in particular")


def _labelled(library: "Library", writer: str) -> dict[str, int]:
    """Return how many labelled drawings of single symbols there are of ``writer``, by label."""
    from digit_recognizer.alphabet import ARITHMETIC
    from digit_recognizer.library import Filter

    counts = dict.fromkeys("0123456789", 0)
    for label, number in library.labels():
        if number and label in ARITHMETIC:
            counts[label] = library.count(Filter(label=label, writer=writer))
    return counts
