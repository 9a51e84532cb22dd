"""Something that is done a while later, unless it is put off.

Purpose: one home for Tk's ``after`` and ``after_cancel``.
Contract: one call waits at most; it goes with its widget. Starting and stopping are one call of Tk each,
since at every call another thread may take Python for a moment.
Not here: what is done over and over (``pump``).
"""

import tkinter as tk
from collections.abc import Callable
from typing import Literal


class Timer:
    """Calls ``run`` in ``widget``'s loop."""

    def __init__(self, widget: tk.Misc, run: Callable[[], None]) -> None:
        self._widget, self._run = widget, run
        self._waiting: str | None = None
        self._command = ""  # Tk's name of what is called; made when it is first needed
        widget.bind("<Destroy>", self._on_destroy, add=True)

    @property
    def is_running(self) -> bool:
        """Whether the call is still to come."""
        return self._waiting is not None

    def start(self, when: int | Literal["idle"]) -> None:
        """Call after so many milliseconds, or once nothing else is to be done; not as asked earlier."""
        self.stop()
        if not self._command:
            self._command = self._widget.register(self._fire)
        self._waiting = str(self._widget.tk.call("after", when, self._command))

    def stop(self) -> None:
        """Do not call after all."""
        if self._waiting is not None:
            self._widget.tk.call("after", "cancel", self._waiting)
            self._waiting = None

    def _fire(self) -> None:
        self._waiting = None
        self._run()

    def _on_destroy(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self._widget:
            self.stop()
