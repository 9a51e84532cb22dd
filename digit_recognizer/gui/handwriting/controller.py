"""What the window knows about whose hand it reads, and how it comes to know more.

Purpose: ask once how 1, 7 and 0 are written; read with what was learnt of who writes.
Contract: nothing is asked before the window can read, and nothing stands in the way of drawing. Answers
are kept in the settings, and as a starting profile in the library. No library is made to look for one.
Not here: the strip itself (``hand_strip``), learning and profiles (``hand_window``).
"""

import tkinter as tk
from collections.abc import Callable
from typing import TYPE_CHECKING

from digit_recognizer.app.library.library_thread import Librarian
from digit_recognizer.app.palette import LIGHT, Palette
from digit_recognizer.app.session import Change, Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.dialogs import Dialogs
from digit_recognizer.gui.handwriting.style_questions import HandStrip
from digit_recognizer.gui.status_bar import StatusBar

if TYPE_CHECKING:
    from digit_recognizer.classifier import Profile
    from digit_recognizer.gui.handwriting.window import HandWindow
    from digit_recognizer.library import Library

FIRST = 600  # milliseconds after the first model was loaded: what the strip needs is imported then
THANKS = "Thank you. To change it: Library, My handwriting"
LATER = "Any time: Library, My handwriting"


class Studying:
    """The part of one window that is about the writer's hand.

    ``strips``: see LibraryActions. ``asked()``: the librarian was asked something.
    """

    def __init__(
        self,
        canvas: InkCanvas,
        session: Session,
        settings: Settings,
        librarian: Librarian,
        *,
        dialogs: Dialogs,
        status: StatusBar,
        strips: tuple[tk.Misc, tk.Misc],
        scale: float,
        asked: Callable[[], None],
    ) -> None:
        self._canvas, self._session, self._settings = canvas, session, settings
        self._librarian, self._dialogs, self._status = librarian, dialogs, status
        self._strips, self._scale, self._asked = strips, scale, asked
        self._palette = LIGHT
        self.strip: HandStrip | None = None
        """The question, while it is shown."""
        self.window: HandWindow | None = None
        self.profiles: tuple[Profile, ...] = ()
        """What was learnt of who writes, as far as it is in use."""
        self._timer: str | None = None
        session.listen(self._on_change)
        canvas.bind("<Destroy>", self._stop_timer, add=True)

    def show_window(self) -> None:
        """Show what is known of hands; a window that is open comes to the front."""
        if self.window is not None and self.window.is_open:
            self.window.lift()
            return
        from digit_recognizer.gui.handwriting.window import HandWindow  # the start is not slower

        self.window = HandWindow(
            self._canvas, self._librarian, self._dialogs, lambda: self._session.reader,
            self._settings.writer, palette=self._palette, scale=self._scale,
            changed_profiles=self.apply, ask_hand=self.ask_hand,
        )  # fmt: skip

    def apply(self) -> None:
        """Read with what was learnt of who writes now, if anything was."""
        reader, writer = self._session.reader, self._settings.writer
        if reader is None or self._session.is_loading:
            return

        def job(library: "Library") -> "tuple[list[Profile], list[str]]":
            from digit_recognizer.learning import stored_profiles

            return stored_profiles(library, writer, reader)

        def then(found: "tuple[list[Profile], list[str]]") -> None:
            profiles, sentences = found
            if profiles or self.profiles:
                self.profiles = tuple(profiles)
                self._session.use_profiles(profiles)
            self._status.show_hand(self._settings, is_known=bool(profiles))
            for sentence in sentences:
                self._status.warn(sentence)

        self._librarian.ask(job, then, self._status.warn, makes=False)
        self._asked()

    def ask_hand(self) -> None:
        """Show the question how 1, 7 and 0 are written, with what was answered before."""
        if self.strip is None:
            parent, above = self._strips
            self.strip = HandStrip(
                parent, self._settings.hand or (), palette=self._palette, scale=self._scale,
                done=self._answered, skipped=self._skipped,
            )  # fmt: skip
            self.strip.pack(side="bottom", fill="x", before=above)

    def close(self) -> None:
        """Close the window about hands."""
        if self.window is not None:
            self.window.close()

    def configure_palette(self, palette: Palette) -> None:
        """Change the colours."""
        self._palette = palette
        if self.strip is not None:
            self.strip.configure_palette(palette)
        if self.window is not None and self.window.is_open:
            self.window.configure_palette(palette)

    def _ask_first(self) -> None:
        self._timer = None
        if not self._session.editor.is_empty:  # never while somebody draws: the paper would jump
            self._timer = self._canvas.after(FIRST, self._ask_first)
        elif self._settings.hand is None:
            self.ask_hand()

    def _answered(self, answers: tuple[str, ...]) -> None:
        self._settings.hand = answers
        self._close_strip()
        reader, writer = self._session.reader, self._settings.writer
        if reader is None:
            return  # without a model there is nothing to learn with; the answers are remembered

        def then(_: None) -> None:
            self._status.say(THANKS)
            self.apply()
            if self.window is not None and self.window.is_open:
                self.window.refresh()

        def job(library: "Library") -> None:
            from digit_recognizer.learning import store_answers

            networks = filter(None, (reader.classifier, reader.symbols))
            store_answers(library, writer, networks, answers)

        self._librarian.ask(job, then, self._status.warn)
        self._asked()

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

    def _on_change(self, change: Change) -> None:
        if change == "model" and self._session.reader is not None:
            self.apply()
            if self._settings.hand is None and self._timer is None:
                self._timer = self._canvas.after(FIRST, self._ask_first)

    def _stop_timer(self, _: "tk.Event[tk.Misc]") -> None:
        if self._timer is not None:
            self._canvas.after_cancel(self._timer)
            self._timer = None
