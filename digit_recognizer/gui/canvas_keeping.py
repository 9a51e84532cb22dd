"""The journal of one window: taken at the start, kept while it is open, finished when it closes.

Purpose: connect the window to what keeps its canvas.
Contract: a window that can't have a journal says so in one sentence, and works all the same.
Not here: what is kept and how (``app.journal``).
"""

from typing import TYPE_CHECKING

from digit_recognizer.app.journal.journal import KEPT_NO_MORE, Journal
from digit_recognizer.app.journal.keeping import CanvasKeeping, Slot
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.files import reason
from digit_recognizer.gui.toolkit.timer import Timer

if TYPE_CHECKING:
    from digit_recognizer.gui.window import MainWindow

RETRY_PERIOD = 10_000  # milliseconds between two tries where the disk is full
BACK_NOTE = tr_later("Your last drawing is back")
TOO_MANY_WINDOWS = tr_later("too many windows are open")


class KeptCanvas:
    """The journal of ``window``."""

    def __init__(self, window: "MainWindow") -> None:
        self._window, self._slot = window, _slot(window)
        self._keeping: CanvasKeeping | None = None
        self._timer = Timer(window.root, self._try_again)
        if self._slot is not None:
            self._keeping = CanvasKeeping(
                window.session, window.library.saving, Journal(self._slot.folder),
                on_work=window.pump.wake, on_error=window.status.warn,
            )  # fmt: skip
            if self._keeping.restore():
                window.status.say(tr(BACK_NOTE))
            window.pump.add(self._poll)

    def finish(self, timeout: float) -> None:
        """Have all of it on the disk, and let another window have the journal."""
        if self._keeping is not None:
            self._keeping.finish(timeout)
        if self._slot is not None:
            self._slot.free()

    def _poll(self) -> bool:
        assert self._keeping is not None  # it is polled only where there is one
        is_more_due = self._keeping.poll()
        if self._keeping.is_failing and not self._timer.is_running:
            self._timer.start(RETRY_PERIOD)
        return is_more_due

    def _try_again(self) -> None:
        if self._keeping is not None and self._keeping.is_failing:
            self._keeping.keep()


def _slot(window: "MainWindow") -> Slot | None:
    """Return the folder of the window's journal; None, and a sentence, where it can have none."""
    try:
        slot = Slot.take()
        why = "" if slot is not None else tr(TOO_MANY_WINDOWS)
    except OSError as error:
        slot, why = None, f"{reason(error)} ({error.filename})"
    if why:
        window.status.warn(tr(KEPT_NO_MORE).format(f"{why}."))
    return slot
