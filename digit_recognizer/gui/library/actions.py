"""What the Library menu does: keep, say what it is, the gallery, the writer.

Purpose: connect the window to what keeps drawings; each action of the Library menu is a method here.
Contract: the library is made by the first action that needs it, never by the start. What it says
goes to the status bar, as one sentence; the drawing on the canvas stays whatever happens.
Not here: what is kept (``keeping``), the gallery itself (``gallery``).
"""

import tkinter as tk
from collections.abc import Callable
from typing import TYPE_CHECKING

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.app.library.library_thread import Librarian
from digit_recognizer.app.library.saving import Keeping
from digit_recognizer.app.palette import LIGHT, Palette
from digit_recognizer.app.session import Change, Session, fitted
from digit_recognizer.app.settings import Settings
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.dialogs import Dialogs
from digit_recognizer.gui.handwriting.controller import Studying
from digit_recognizer.gui.panel.reading_panel import ReadingPanel
from digit_recognizer.gui.panel.saved_line import words
from digit_recognizer.gui.status_bar import StatusBar
from digit_recognizer.gui.toolkit.menus import MODIFIERS

if TYPE_CHECKING:
    from digit_recognizer.gui.library.analysis_window import AnalysisWindow
    from digit_recognizer.gui.library.gallery_window import Gallery
    from digit_recognizer.library import Entry

POLL = 15  # milliseconds between looks at the librarian while an answer is due
REST = 1200  # milliseconds after a correction until it is kept
LAST_WAIT = 20.0  # seconds at most for the disk when the window closes
KEEPS_ALL = "Everything you draw is saved from now on, on this computer only"
KEEPS_SAVED = "Only what you save or correct is kept from now on"


class LibraryActions:
    """The library's side of one window."""

    def __init__(
        self,
        canvas: InkCanvas,
        session: Session,
        settings: Settings,
        librarian: Librarian,
        dialogs: Dialogs,
        *,
        panel: ReadingPanel,
        status: StatusBar,
        keeps_all: tk.BooleanVar,
        scale: float,
        may_leave: Callable[[], bool],
        shown: Callable[[], None],
        strips: tuple[tk.Misc, tk.Misc],
    ) -> None:
        """``may_leave()``: whether another drawing may come on the canvas; ``shown()``: it has;
        ``strips``: the frame that strips are put into, and the one that they go below."""
        self._canvas, self._session, self._settings = canvas, session, settings
        self.librarian = librarian
        self._dialogs, self._panel, self._status, self._scale = dialogs, panel, status, scale
        self._keeps_all = keeps_all
        self._may_leave, self._shown = may_leave, shown
        self._palette = LIGHT
        self._poll_timer: str | None = None
        self._rest_timer: str | None = None
        self._gallery: Gallery | None = None
        self._analysis: AnalysisWindow | None = None
        self._gave_up = False
        self.studying = Studying(
            canvas, session, settings, librarian, dialogs=dialogs, status=status,
            strips=strips, scale=scale, asked=self._poll_soon,
        )  # fmt: skip
        self.keeping = Keeping(session, librarian, settings, lambda: session.reader)
        self.keeping.note = status.say
        self.keeping.fail = status.warn
        self.keeping.listen(self._on_kept)
        session.listen(self._on_change)
        canvas.bind("<Key>", self._on_key, add=True)
        canvas.bind("<Destroy>", self._stop_timers, add=True)
        self._show_settings()

    # The actions, by the names of the table

    def keep(self) -> None:
        """Save the drawing to the library."""
        self.keeping.keep()
        self._poll_soon()

    def confirm(self) -> None:
        """Save the drawing as read rightly."""
        self.keeping.confirm()
        self._poll_soon()

    def gallery(self) -> None:
        """Show what is kept in a window of its own; one that is open comes to the front."""
        if self._gallery is not None and self._gallery.is_open:
            self._gallery.lift()
            return
        from digit_recognizer.gui.library.gallery_window import Gallery  # the start is not slower

        self._gallery = Gallery(
            self._canvas, self.librarian, lambda: self._session.reader,
            palette=self._palette, scale=self._scale, open_entry=self.open_entry,
        )  # fmt: skip
        self._gallery.model.listen(self._on_gallery)

    def analysis(self) -> None:
        """Show figures of what is kept in a window of its own; one that is open counts anew."""
        if self._analysis is not None and self._analysis.is_open:
            self._analysis.lift()
            return
        from digit_recognizer.gui.library.analysis_window import AnalysisWindow

        self._analysis = AnalysisWindow(
            self._canvas, self.librarian, self._dialogs,
            palette=self._palette, scale=self._scale, show_drawings=self.show_drawings,
        )  # fmt: skip

    def show_drawings(self, target: object) -> None:
        """Show the drawings that a figure counts in the gallery: a Filter, or their numbers."""
        self.gallery()
        if self._gallery is not None:
            self._gallery.show(target)

    def learn(self) -> None:
        """Show what is known of the writer's hand, and how to learn more."""
        self.studying.show_window()

    def writer(self) -> None:
        """Ask who writes from now on."""

        def ask(names: list[str]) -> None:
            answer = self._dialogs.ask_writer(names, self._settings.writer)
            if answer is not None:
                self.set_writer(answer)

        self._names(ask)

    def keep_all(self) -> None:
        """Keep everything that is drawn from now on, or no longer."""
        self._settings.keep_all = not self._settings.keep_all
        self._show_settings()
        self._status.say(KEEPS_ALL if self._settings.keep_all else KEEPS_SAVED)

    # What the window asks

    def say(self, label: str) -> None:
        """Save the drawing as one that is ``label``."""
        self.keeping.say(label)
        self._poll_soon()

    def set_writer(self, name: str) -> None:
        """Take ``name`` for who writes from now on; "" is nobody in particular."""
        self._settings.writer = " ".join(name.split())
        self._show_settings()
        self.studying.apply()

    def finish(self) -> None:
        """Keep the drawing before it goes from the canvas, where that is wanted."""
        self.keeping.finish()
        self._poll_soon()

    def close(self) -> bool:
        """Finish everything before the window closes; return whether it may.

        A drawing that could not be kept stays on the canvas, and the next time it is not tried again.
        """
        failures: list[str] = []
        warn, self.keeping.fail = self.keeping.fail, failures.append
        if not self._gave_up:
            self.keeping.finish()
        is_done = self.librarian.settle(LAST_WAIT)
        self.keeping.fail = warn
        if not is_done:
            failures.append("The library takes too long; the drawing is still on the canvas.")
        if failures and not self._gave_up:
            self._gave_up = True
            self._dialogs.error(f"{failures[-1]} Close again to leave without saving it.")
            return False
        for window in (self._gallery, self._analysis):
            if window is not None:
                window.close()
        self.studying.close()
        return True

    def open_entry(self, entry: "Entry") -> str:
        """Show a drawing of the library on the canvas; return a sentence where it can't be."""
        if entry.ink is None:
            return "This one is a picture: only what was drawn can be opened on the canvas."
        if not self._may_leave():
            return ""
        width, height = self._canvas.winfo_width(), self._canvas.winfo_height()
        ink = fitted(entry.ink, width, height)
        self.finish()
        self.keeping.adopt(entry, ink)
        self._session.show(ink)
        self._shown()
        return ""

    def configure_palette(self, palette: Palette) -> None:
        """Change the colours, the gallery's too."""
        self._palette = palette
        self.studying.configure_palette(palette)
        if self._gallery is not None and self._gallery.is_open:
            self._gallery.configure_palette(palette)
        if self._analysis is not None and self._analysis.is_open:
            self._analysis.configure_palette(palette)

    def show_kept(self) -> None:
        """Say below the reading whether it is kept."""
        kept = self.keeping.kept
        label = kept.label if kept is not None else None
        can_keep = self._session.editor.picture is None
        said = words(self._session.reading, kept, can_keep=can_keep)
        self._panel.show_kept(said, label or "")

    # What happens

    def _on_change(self, change: Change) -> None:
        if change in {"ink", "reading", "file"}:
            self.show_kept()
        if change == "reading" and self.keeping.is_due:
            self._cancel_rest()
            self._rest_timer = self._canvas.after(REST, self._settle)

    def _settle(self) -> None:
        self._rest_timer = None
        self.keeping.settle()
        self._poll_soon()

    def _on_kept(self) -> None:
        self.show_kept()
        if self._gallery is not None and self._gallery.is_open:
            self._gallery.refresh()

    def _on_gallery(self, change: str) -> None:
        if change == "list":  # what is on the canvas may have another label there, or be gone
            self.keeping.look_again(self.show_kept)
            self._poll_soon()

    def _on_key(self, event: "tk.Event[tk.Misc]") -> str | None:
        if event.char in DIGITS and self.keeping.digit and not int(event.state) & MODIFIERS:
            self.say(event.char)
            return "break"
        return None

    def _names(self, then: Callable[[list[str]], None]) -> None:
        """Ask the library who has drawn; what was typed lately counts too."""

        def with_present(writers: list[tuple[str, int]]) -> None:
            names = {name for name, _ in writers} | {self._settings.writer}
            then(sorted(names - {""}, key=str.casefold))

        self.librarian.ask(lambda library: library.writers(), with_present, self._status.warn)
        self._poll_soon()

    def _show_settings(self) -> None:
        self._keeps_all.set(self._settings.keep_all)
        self._status.show_library(self._settings)

    def _poll_soon(self) -> None:
        if self._poll_timer is None:
            self._poll_timer = self._canvas.after(POLL, self._poll)

    def _poll(self) -> None:
        self._poll_timer = None
        if self.librarian.deliver():
            self._poll_soon()

    def _cancel_rest(self) -> None:
        if self._rest_timer is not None:
            self._canvas.after_cancel(self._rest_timer)
            self._rest_timer = None

    def _stop_timers(self, _: "tk.Event[tk.Misc]") -> None:
        self._cancel_rest()
        if self._poll_timer is not None:
            self._canvas.after_cancel(self._poll_timer)
            self._poll_timer = None
