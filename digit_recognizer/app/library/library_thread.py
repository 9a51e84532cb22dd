"""The thread that talks to the library, so that the window never waits for a disk.

Purpose: do whatever the window asks of the library, one thing after the other, in the order asked.
Contract: nothing that was asked is dropped: :meth:`LibraryThread.stop` lets the thread finish its work
first. A failure is one sentence, and ends neither the thread nor what was asked after it. The first
thing asked opens the library's file, and the next one again where that failed.
Not here: Tk; what is saved (``saving``), what the gallery shows (``gallery``).
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.jobs import Answer, JobQueue
from digit_recognizer.app.language import tr_later

if TYPE_CHECKING:  # SQLite is the thread's to import: the window is up sooner
    from digit_recognizer.library import Library

LIBRARY_BUG = tr_later("The library did not answer ({}); your drawing is still on the canvas.")


def open_library(path: Path | None) -> "Library":
    """Return the library in ``path``, or the user's; raises FileError."""
    from digit_recognizer.library import Library

    return Library.open(path)


class LibraryThread(JobQueue):
    """A background thread with the library in ``path``; None: the user's own."""

    name = "library"
    bug = LIBRARY_BUG

    def __init__(
        self, path: Path | None = None, open_: "Callable[[Path | None], Library]" = open_library
    ) -> None:
        super().__init__()
        self.path = path
        self._open = open_
        self._library: Library | None = None  # the thread's

    def ask(
        self, job: "Callable[[Library], Answer]", on_answer: Callable[[Answer], None],
        on_error: Callable[[str], None], *, makes: bool = True,
    ) -> None:  # fmt: skip
        """Do ``job`` in its turn; deliver its answer to ``on_answer``, or a sentence to ``on_error``.

        Unless it ``makes`` the library where there is none yet, nothing is done there.
        """

        def run() -> list[Answer]:
            from digit_recognizer.library import default_path

            if self._library is None and (makes or (self.path or default_path()).exists()):
                self._library = self._open(self.path)
            return [] if self._library is None else [job(self._library)]

        def deliver(answers: list[Answer]) -> None:
            for answer in answers:
                on_answer(answer)

        self.submit(run, deliver, on_error)

    def close(self) -> None:
        """Close the library."""
        if self._library is not None:
            self._library.close()
