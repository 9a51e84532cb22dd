"""One loop that asks the threads for their answers, while any are expected.

Purpose: bring what threads have done to the thread that paints.
Contract: while something is expected, every source is asked once in ``PUMP_PERIOD``; otherwise nothing
runs. A source may show a dialog: the loop goes on meanwhile. The failure of one source is reported as
that of any callback, and the others go on.
Not here: the threads (``app.jobs``), what becomes of the answers.
"""

import sys
import tkinter as tk
from collections.abc import Callable

PUMP_PERIOD = 4  # milliseconds


class Pump:
    """The loop of the window ``root``."""

    def __init__(self, root: tk.Tk) -> None:
        self._root = root
        self._sources: list[Callable[[], bool]] = []
        self._timer: str | None = None
        self._is_due = False
        root.bind("<Destroy>", self._on_destroy, add=True)

    def add(self, deliver: Callable[[], bool]) -> None:
        """Call ``deliver`` from now on; it hands over answers and returns whether more are expected."""
        self._sources.append(deliver)
        self.wake()

    def remove(self, deliver: Callable[[], bool]) -> None:
        """Call ``deliver`` no longer."""
        if deliver in self._sources:
            self._sources.remove(deliver)

    def wake(self) -> None:
        """Go on: something was asked of a thread."""
        self._is_due = True
        if self._timer is None:
            self._timer = self._root.after(PUMP_PERIOD, self._turn)

    def _turn(self) -> None:
        self._timer = None
        self.wake()  # before the sources: one may show a dialog, which runs Tk's loop
        self._is_due = False
        for deliver in tuple(self._sources):
            if deliver in self._sources and self._is_more_due(deliver):
                self.wake()
        if not self._is_due:
            self._rest()

    def _is_more_due(self, deliver: Callable[[], bool]) -> bool:
        try:
            return deliver()
        except Exception:
            self._root.report_callback_exception(*sys.exc_info())
            return False

    def _rest(self) -> None:
        if self._timer is not None:
            self._root.after_cancel(self._timer)
            self._timer = None

    def _on_destroy(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self._root:
            self._sources.clear()
            self._rest()
