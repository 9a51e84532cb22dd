"""The theme that follows the system's look.

Purpose: be dark where the system is, at the start and whenever one comes back to the window.
Contract: the system is asked on a thread, when the window is opened and when it is given the focus. Only
while the settings say so, the theme is switched. What it was last is remembered, so that the next start
does not flash.
Not here: asking the system (``app.system_look``).
"""

import tkinter as tk
from collections.abc import Callable

from digit_recognizer.app.jobs import Failure, LatestCall
from digit_recognizer.app.settings import Settings
from digit_recognizer.app.system_look import is_system_dark
from digit_recognizer.gui.toolkit.pump import Pump

LOOK_BUG = "{}"


class SystemTheme:
    """``switch(is_dark)``: paints all in other colours."""

    def __init__(
        self,
        root: tk.Tk,
        pump: Pump,
        settings: Settings,
        switch: Callable[[bool], None],
        ask: Callable[[], bool] = is_system_dark,
    ) -> None:
        self._root, self._pump, self._settings = root, pump, settings
        self._switch, self._ask = switch, ask
        self._asking: LatestCall[bool] = LatestCall("asking for the look", LOOK_BUG)
        pump.add(self._deliver)
        root.bind("<FocusIn>", self._on_focus, add=True)
        root.bind("<Destroy>", self._on_destroy, add=True)
        self.look()

    def look(self) -> None:
        """Ask how the system looks, where it is followed."""
        if self._settings.theme == "system":
            self._asking.ask(self._ask)
            self._pump.wake()

    def _deliver(self) -> bool:
        for answer in self._asking.answers():
            is_new = not isinstance(answer, Failure) and answer != self._settings.was_dark
            if is_new and self._settings.theme == "system":
                self._settings.change(was_dark=answer)
                self._switch(bool(answer))
        return not self._asking.is_idle

    def _on_focus(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self._root:
            self.look()

    def _on_destroy(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self._root:
            self._asking.stop()
