"""What the window knows about whose hand it reads, and how it comes to know more.

Purpose: ask once how 1, 7 and 0 are written.
Contract: nothing is asked before the window stands, and nothing stands in the way of drawing. Answers
are kept in the settings.
Not here: the strip itself (``hand_strip``).
"""

import tkinter as tk

from digit_recognizer.gui.hand_strip import HandStrip
from digit_recognizer.gui.ink_canvas import InkCanvas
from digit_recognizer.gui.palette import LIGHT, Palette
from digit_recognizer.gui.session import Session
from digit_recognizer.gui.settings import Settings
from digit_recognizer.gui.status_bar import StatusBar

FIRST = 800  # milliseconds after the window opened
THANKS = "Thank you. To change it: Library, How I write 1, 7, 0"
LATER = "Any time: Library, How I write 1, 7, 0"


class Studying:
    """The part of one window that is about the writer's hand. ``strips``: see LibraryActions."""

    def __init__(
        self,
        canvas: InkCanvas,
        session: Session,
        settings: Settings,
        status: StatusBar,
        *,
        strips: tuple[tk.Misc, tk.Misc],
        scale: float,
    ) -> None:
        self._canvas, self._session, self._settings = canvas, session, settings
        self._status, self._strips, self._scale = status, strips, scale
        self._palette = LIGHT
        self.strip: HandStrip | None = None
        """The question, while it is shown."""
        self._timer: str | None = None
        if settings.hand is None:
            self._timer = canvas.after(FIRST, self._ask_first)
        canvas.bind("<Destroy>", self._stop_timer, add=True)

    def ask_hand(self) -> None:
        """Show the question how 1, 7 and 0 are written, with what was answered before."""
        if self.strip is None:
            parent, above = self._strips
            self.strip = HandStrip(
                parent, self._settings.hand or (), palette=self._palette, scale=self._scale,
                done=self._answered, skipped=self._skipped,
            )  # fmt: skip
            self.strip.pack(side="bottom", fill="x", before=above)

    def configure_palette(self, palette: Palette) -> None:
        """Change the colours."""
        self._palette = palette
        if self.strip is not None:
            self.strip.configure_palette(palette)

    def _ask_first(self) -> None:
        self._timer = None
        self.ask_hand()

    def _answered(self, answers: tuple[str, ...]) -> None:
        self._settings.hand = answers
        self._close_strip()
        self._status.say(THANKS)

    def _skipped(self) -> None:
        if self._settings.hand is None:
            self._settings.hand = ()
            self._status.say(LATER)
        self._close_strip()

    def _close_strip(self) -> None:
        if self.strip is not None:
            self.strip.destroy()
            self.strip = None
        self._canvas.focus_set()

    def _stop_timer(self, _: "tk.Event[tk.Misc]") -> None:
        if self._timer is not None:
            self._canvas.after_cancel(self._timer)
            self._timer = None
