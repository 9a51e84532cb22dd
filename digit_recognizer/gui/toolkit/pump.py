"""One loop that asks the threads for their answers, while any are expected.

Purpose: bring what threads have done to the thread that paints.
Contract: while something is expected, every source is asked once in ``PUMP_PERIOD``, and at once where
a thread knocks; otherwise nothing runs. A source may show a dialog: the loop goes on meanwhile. The
failure of one source is reported as that of any callback; it is asked again after the next ``wake``, and
the others go on.
Not here: the threads (``app.jobs``), what becomes of the answers.
"""

import contextlib
import os
import sys
import threading
import tkinter as tk
from collections.abc import Callable

from digit_recognizer.gui.toolkit.timer import Timer

PUMP_PERIOD = 4  # milliseconds
MAX_KNOCKS = 1024  # that are answered together


class Pump:
    """The loop of the window ``root``."""

    def __init__(self, root: tk.Tk) -> None:
        self._root = root
        self._sources: dict[Callable[[], bool], bool] = {}  # and whether each is to be asked
        self._timer = Timer(root, self._turn)
        self._lock = threading.Lock()  # for the pipe
        self._pipe: tuple[int, int] | None = None
        if hasattr(root.tk, "createfilehandler"):  # Windows has none: there it is asked in time
            self._pipe = os.pipe()
            for end in self._pipe:
                os.set_blocking(end, False)
            root.tk.createfilehandler(self._pipe[0], tk.READABLE, self._on_knock)
        root.bind("<Destroy>", self._on_destroy, add=True)

    def add(self, deliver: Callable[[], bool]) -> None:
        """Call ``deliver`` from now on; it hands over answers and returns whether more are expected."""
        self._sources[deliver] = True
        self._go_on()

    def remove(self, deliver: Callable[[], bool]) -> None:
        """Call ``deliver`` no longer."""
        self._sources.pop(deliver, None)

    def wake(self) -> None:
        """Ask all sources again: something was asked of a thread."""
        self._sources = dict.fromkeys(self._sources, True)
        self._go_on()

    def knock(self) -> None:
        """Ask all sources that expect something, at once; for any thread."""
        with self._lock, contextlib.suppress(BlockingIOError):  # a full pipe is as good
            if self._pipe is not None:
                os.write(self._pipe[1], b".")

    def _on_knock(self, file: int, _: int) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(file, MAX_KNOCKS)
        self._turn()

    def _go_on(self) -> None:
        if not self._timer.is_running and any(self._sources.values()):
            self._timer.start(PUMP_PERIOD)

    def _turn(self) -> None:
        self._go_on()  # before the sources: one may show a dialog, which runs Tk's loop
        for deliver in [source for source, is_due in self._sources.items() if is_due]:
            if deliver in self._sources:  # no other one has removed it
                self._sources[deliver] = False
                if self._is_more_due(deliver) and deliver in self._sources:
                    self._sources[deliver] = True
        self._timer.stop()
        self._go_on()  # a whole period later: what is idle, painting, comes first

    def _is_more_due(self, deliver: Callable[[], bool]) -> bool:
        try:
            return deliver()
        except Exception:
            self._root.report_callback_exception(*sys.exc_info())
            return False

    def _on_destroy(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self._root:
            self._sources.clear()
            with self._lock:
                pipe, self._pipe = self._pipe or (), None
            if pipe:
                self._root.tk.deletefilehandler(pipe[0])
            for end in pipe:
                os.close(end)
