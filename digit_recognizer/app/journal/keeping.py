"""Keeping a window's canvas in its journal, and bringing it back.

Purpose: ask for a writing whenever something was done, and say so once where that fails.
Contract: while the pen is down nothing is asked for: a gesture is kept when it ends. What is brought
back has its undo, its corrections, its file, and knows what of it is in the library.
Not here: Tk, the journal's files (``journal``).
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_data_path

from digit_recognizer.app.jobs import Failure
from digit_recognizer.app.journal.journal import Journal
from digit_recognizer.app.journal.snapshot import Snapshot
from digit_recognizer.app.library.saving import Saving
from digit_recognizer.app.session import Change, Session

MAX_WINDOWS = 32  # that keep a journal at the same time


class CanvasKeeping:
    """Keeps what ``session`` shows and ``saving`` knows in ``journal``.

    ``on_work``: called when an answer is to be expected; ``on_error``: called with a sentence.
    """

    def __init__(
        self, session: Session, saving: Saving, journal: Journal, *,
        on_work: Callable[[], None], on_error: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._session, self._saving, self._journal = session, saving, journal
        self._on_work, self._on_error = on_work, on_error
        self.is_failing = False
        """Whether the last writing failed; :meth:`keep` tries again."""

    def restore(self) -> bool:
        """Bring back what was kept and keep it from now on; return whether there was anything."""
        found, sentence = self._journal.load()
        if found is not None:
            self._saving.restore(found.drawings)
            sheets, place = found.sheets, found.place
            self._session.editor.restore(sheets[:place], sheets[place], sheets[place + 1 :])
        if sentence:
            self._on_error(sentence)
        self._session.editor.listen(self.keep)
        self._session.listen(self._on_change)
        self._saving.listen(self.keep)
        return found is not None and not found.sheets[found.place].is_blank

    def keep(self) -> None:
        """Have all there is written, unless something is just being drawn, or very much painted."""
        editor = self._session.editor
        if editor.is_busy or self._session.is_held:
            return
        past, present, future = editor.steps
        sheets = (*past, present, *future)
        self._journal.ask(Snapshot(sheets, len(past), self._saving.known))
        self._on_work()

    def poll(self) -> bool:
        """Take the journal's answers; return whether more are to be expected."""
        for answer in self._journal.answers():
            is_failing = isinstance(answer, Failure)
            if isinstance(answer, Failure) and not self.is_failing:
                self._on_error(answer.sentence)
            self.is_failing = is_failing
        return not self._journal.is_idle

    def finish(self, timeout: float) -> bool:
        """Write all there is, ``timeout`` seconds at most; return whether it is on the disk."""
        self._session.hold(is_held=False)
        self.keep()
        is_done = self._journal.finish(timeout)
        self._journal.stop()
        return is_done

    def _on_change(self, change: Change) -> None:
        if change in {"file", "step"}:
            self.keep()


class Slot:
    """The locked folder of a window's journal, until :meth:`free`: no other window uses it meanwhile.

    The first that nobody has locked is taken, so what a window left is back in the next one. The system
    unlocks it when its process ends, however it ends.
    """

    def __init__(self, folder: Path, handle: int) -> None:
        self.folder, self._handle = folder, handle

    @classmethod
    def take(cls, parent: Path | None = None) -> "Slot | None":
        """Return the first free folder in ``parent``, or the user's; None: all are taken.

        Raises OSError where none can be made.
        """
        parent = parent or user_data_path("digit-recognizer", appauthor=False)
        for number in range(1, MAX_WINDOWS + 1):
            folder = parent / f"canvas-{number}"
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            if _locked(handle):
                return cls(folder, handle)
            os.close(handle)
        return None

    def free(self) -> None:
        """Let another window have it."""
        os.close(self._handle)


def _locked(handle: int) -> bool:
    """Lock a file as long as it is open; return whether nobody else had."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
