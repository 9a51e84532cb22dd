"""What the window "My handwriting" shows and does, without a window.

Purpose: whose hand it is about, how many labelled drawings there are of it, what was learnt of whom.
Contract: widgets read its attributes and listen; only its methods change them. The disk's work is the
librarian's, and so is reading and writing files; each answer arrives when the librarian delivers.
Not here: Tk; learning (``learner``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.library.library_thread import Librarian

if TYPE_CHECKING:
    from digit_recognizer.library import Library, StoredProfile
    from digit_recognizer.reader import Reader

LARGEST = 16 * 2**20  # bytes of a profile from a file


@dataclass(frozen=True, slots=True)
class Known:
    """What the library knows: ``labelled``, how many drawings of the writer have each label."""

    labelled: Mapping[str, int]
    writers: tuple[str, ...]
    profiles: "tuple[StoredProfile, ...]"


class HandModel:
    """The hands of one library. ``changed_profiles()`` is called when others may be in use."""

    def __init__(
        self, librarian: Librarian, writer: str, changed_profiles: Callable[[], None]
    ) -> None:
        self._librarian, self._changed_profiles = librarian, changed_profiles
        self.writer = writer
        self.known: Known | None = None
        """None until the library answered."""
        self._question = 0
        self._listeners: list[Callable[[], None]] = []
        self.note: Callable[[str], None] = lambda sentence: None
        self.fail: Callable[[str], None] = lambda sentence: None

    def listen(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after every change."""
        self._listeners.append(listener)

    def choose(self, writer: str) -> None:
        """Be about the hand of ``writer``; "" is nobody in particular."""
        self.writer = writer
        self.refresh()

    def refresh(self) -> None:
        """Ask the library anew."""
        self._question += 1
        question, writer = self._question, self.writer

        def job(library: "Library") -> Known:
            return Known(
                _labelled(library, writer),
                tuple(name for name, _ in library.writers()),
                tuple(library.profiles()),
            )

        def then(known: Known) -> None:
            if question == self._question:
                self.known = known
                for listener in self._listeners:
                    listener()

        self._librarian.ask(job, then, self.fail)

    def keep(self, writer: str, contents: Mapping[str, bytes]) -> None:
        """Keep and use what was learnt of ``writer``: profiles by alphabet."""

        def job(library: "Library") -> None:
            for alphabet, content in contents.items():
                library.save_profile(writer, alphabet, content)

        self._do(job, f"Learnt: what {whose(writer)} draws is read with it from now on")

    def use(self, profile: "StoredProfile", *, active: bool) -> None:
        """Read with ``profile`` when its writer writes, or no longer."""
        words = "is used" if active else "is not used any more"
        self._do(
            lambda library: library.use_profile(profile.writer, profile.alphabet, active=active),
            f"What was learnt of {whose(profile.writer)} {words}",
        )

    def delete(self, profile: "StoredProfile") -> None:
        """Forget ``profile``; the drawings stay."""
        self._do(
            lambda library: library.delete_profile(profile.writer, profile.alphabet),
            f"Forgotten what was learnt of {whose(profile.writer)}; the drawings are still there",
        )

    def export(self, profile: "StoredProfile", path: Path) -> None:
        """Write ``profile`` to a file."""
        from digit_recognizer.files import write_atomically

        self._librarian.ask(
            lambda _: write_atomically(path, profile.content),
            lambda _: self.note(f"Saved {path.name}"),
            self.fail,
        )

    def import_(self, path: Path, reader: "Reader") -> None:
        """Keep the profile in a file, for the writer whom it names, if it fits ``reader``."""

        def job(library: "Library") -> str:
            from digit_recognizer.files import read_limited
            from digit_recognizer.learning import import_profile

            data = read_limited(path, LARGEST, "a profile")
            return import_profile(library, data, path.name, reader).writer

        def then(writer: str) -> None:
            self.note(f"Read {path.name}: the hand of {whose(writer)}")
            self._changed_profiles()
            self.refresh()

        self._librarian.ask(job, then, self.fail)

    def _do(self, job: "Callable[[Library], None]", words: str) -> None:
        def then(_: None) -> None:
            self.note(words)
            self._changed_profiles()
            self.refresh()

        self._librarian.ask(job, then, self.fail)


def whose(writer: str) -> str:
    """Return a writer's name, or words for nobody's."""
    return writer or "nobody in particular"


def _labelled(library: "Library", writer: str) -> dict[str, int]:
    """Return how many labelled drawings of single symbols there are of ``writer``, by label."""
    from digit_recognizer.alphabet import ARITHMETIC
    from digit_recognizer.library import Filter

    counts = dict.fromkeys("0123456789", 0)
    for label, number in library.labels():
        if number and label in ARITHMETIC:
            counts[label] = library.count(Filter(label=label, writer=writer))
    return counts
