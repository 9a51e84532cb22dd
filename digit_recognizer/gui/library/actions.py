"""What the Library menu does: save, say what it is, the gallery, the analysis, the writer.

Purpose: connect the window to the library; :attr:`LibraryActions.commands` are the menu's actions.
Contract: the library is made by the first action that needs it, never by the start. What it says
goes to the status bar, as one sentence; the drawing on the canvas stays whatever happens.
Not here: what is saved (``app.library.saving``), the gallery itself (``gallery_window``).
"""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk
from typing import TYPE_CHECKING

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.library.saving import Saving
from digit_recognizer.app.session import Change, fitted
from digit_recognizer.gui.context import WindowContext
from digit_recognizer.gui.handwriting.controller import HandwritingController
from digit_recognizer.gui.panel.reading_panel import ReadingPanel
from digit_recognizer.gui.panel.saved_line import words
from digit_recognizer.gui.toolkit.controls import push_button
from digit_recognizer.gui.toolkit.menus import MODIFIERS
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.gui.toolkit.timer import Timer

if TYPE_CHECKING:
    from digit_recognizer.gui.library.analysis_window import AnalysisWindow
    from digit_recognizer.gui.library.gallery_window import Gallery
    from digit_recognizer.library import Entry


COLLECT_QUESTION = tr_later("Keep corrected drawings, to learn your hand?")
CORRECTION_REST = 1200  # milliseconds after a correction until it is saved
CLOSING_TIMEOUT = 20.0  # seconds at most for the disk when the window closes
SAVING_ALL = tr_later("Everything you draw is kept from now on, on this computer only")
SAVING_SOME = tr_later("Only what you save is kept from now on")
COLLECTING = tr_later("Corrected drawings are kept from now on, on this computer only")
COLLECTING_NOTHING = tr_later("Corrections stay with the drawing; nothing is kept of it")


class LibraryActions:
    """The library's side of one window.

    ``keeps_all``, ``collects``: show whether everything is saved, and whether corrected drawings are.
    """

    def __init__(
        self, context: WindowContext, *, panel: ReadingPanel, keeps_all: tk.BooleanVar,
        collects: tk.BooleanVar,
    ) -> None:  # fmt: skip
        self._context, self._panel = context, panel
        self._keeps_all, self._collects = keeps_all, collects
        self._canvas, self._session, self._settings = (
            context.canvas, context.session, context.settings,
        )  # fmt: skip
        self.thread = context.library_thread
        self.thread.watch(context.pump.wake)
        context.pump.add(self.thread.deliver)
        self.gallery: Gallery | None = None
        self.analysis: AnalysisWindow | None = None
        self.question: CollectQuestion | None = None
        """Whether corrected drawings are to be saved, while that is asked."""
        self._was_asked = False
        self._gave_up = False
        self.handwriting = HandwritingController(context, self._show_question)
        status = context.status
        self.saving = Saving(
            self._session, self.thread, self._settings, on_info=status.say, on_error=status.warn,
            on_collected=status.offer_undo, on_question=self._ask_to_collect,
        )  # fmt: skip
        self.saving.listen(self._on_saved)
        self._rest = Timer(self._canvas, self.saving.settle)
        self._session.listen(self._on_change)
        self._canvas.bind("<Key>", self._on_key, add=True)
        self._show_settings()

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """The actions of the menu, by the names of the table."""
        return {
            "keep": self.saving.save,
            "confirm": self.saving.confirm,
            "gallery": self.show_gallery,
            "analysis": self.show_analysis,
            "learn": self.handwriting.show_window,
            "writer": self.ask_writer,
            "keep_all": self.toggle_keep_all,
            "collect": lambda: self.collect(not self._settings.collects),
        }

    def show_gallery(self) -> None:
        """Show what is saved in a window of its own; one that is open comes to the front."""
        if self.gallery is not None and self.gallery.is_open:
            self.gallery.lift()
            return
        from digit_recognizer.gui.library.gallery_window import Gallery  # the start is not slower

        self.gallery = Gallery(self._context, self.open_entry)
        self.gallery.model.listen(self._on_gallery)

    def show_analysis(self) -> None:
        """Show figures of what is saved in a window of its own; one that is open counts anew."""
        if self.analysis is not None and self.analysis.is_open:
            self.analysis.lift()
            return
        from digit_recognizer.gui.library.analysis_window import AnalysisWindow

        self.analysis = AnalysisWindow(self._context, self.show_drawings)

    def show_drawings(self, target: object) -> None:
        """Show the drawings that a figure counts in the gallery: a Filter, or their numbers."""
        self.show_gallery()
        if self.gallery is not None:
            self.gallery.show(target)

    def say(self, label: str) -> None:
        """Say what the one digit that is drawn is."""
        read = self.saving.digit
        self.saving.say(label)
        self.handwriting.corrected(read, label)

    def ask_writer(self) -> None:
        """Ask who writes from now on."""

        def ask(writers: list[tuple[str, int]]) -> None:
            names = {name for name, _ in writers} | {self._settings.writer}  # as typed lately too
            answer = self._context.dialogs.ask_writer(
                sorted(names - {""}, key=str.casefold), self._settings.writer
            )
            if answer is not None:
                self.set_writer(answer)

        self.thread.ask(lambda library: library.writers(), ask, self._context.status.warn)

    def set_writer(self, name: str) -> None:
        """Take ``name`` for who writes from now on; "" is nobody in particular."""
        self._settings.change(writer=" ".join(name.split()))
        self._show_settings()
        self.handwriting.profiles.apply()

    def toggle_keep_all(self) -> None:
        """Save everything that is drawn from now on, or no longer."""
        self._settings.change(keep_all=not self._settings.keep_all)
        self._show_settings()
        self._context.status.say(tr(SAVING_ALL) if self._settings.keep_all else tr(SAVING_SOME))

    def collect(self, collects: bool) -> None:
        """Save corrected drawings from now on, or no longer."""
        self._end_question()
        self._context.status.say(tr(COLLECTING if collects else COLLECTING_NOTHING))
        self.saving.answer(collects)
        self._show_settings()

    # What the window asks

    def close(self) -> bool:
        """Finish everything before the window closes; return whether it may.

        A drawing that could not be saved stays on the canvas, and the next time it is not tried again.
        """
        if self._gave_up:
            self.thread.settle(CLOSING_TIMEOUT)
        else:
            failure = self.saving.finish_all(CLOSING_TIMEOUT)
            if failure:
                self._gave_up = True
                self._context.dialogs.error(
                    tr("{failure} Close again to leave without saving it.", failure=failure)
                )
                return False
        for window in (self.gallery, self.analysis, self.handwriting.window):
            if window is not None:
                window.close()
        return True

    def open_entry(self, entry: "Entry") -> str:
        """Show a drawing of the library on the canvas; return a sentence where it can't be."""
        if entry.ink is None:
            return tr("This one is a picture: only what was drawn can be opened on the canvas.")
        if not self._context.may_leave():
            return ""
        width, height = self._canvas.winfo_width(), self._canvas.winfo_height()
        ink = fitted(entry.ink, width, height)
        self.saving.finish()
        self.saving.adopt(entry, ink)
        self._session.show(ink)
        self._context.on_shown()
        return ""

    def show_saved(self) -> None:
        """Say below the reading whether it is saved."""
        saved = self.saving.saved
        label = saved.label if saved is not None else None
        can_save, said = self._session.editor.picture is None, self._session.editor.said
        self._panel.show_saved(
            words(self._session.reading, saved, said, can_save=can_save), label or said
        )

    # What happens

    def _ask_to_collect(self) -> None:
        """Ask once, below the paper, whether corrected drawings are to be saved."""
        if not self._was_asked:
            self._was_asked = True
            parent, _ = self._context.strips
            self.question = CollectQuestion(parent, self._context.theme, self.collect)
            self._show_question()

    def _show_question(self) -> None:
        """Show it, below the paper; while another one is asked there it waits."""
        if self.question is not None and self.handwriting.strip is None:
            self.question.pack(side="bottom", fill="x", before=self._context.strips[1])
        elif self.question is not None:
            self.question.pack_forget()

    def _end_question(self) -> None:
        if self.question is not None:
            self.question.destroy()
            self.question = None
            self._canvas.focus_set()

    def _on_change(self, change: Change) -> None:
        if change == "file":  # another drawing: it was about the last one
            self._end_question()
        if change in {"ink", "reading", "file"}:
            self.show_saved()
        if change == "reading" and self.saving.is_due:
            self._rest.start(CORRECTION_REST)

    def _on_saved(self) -> None:
        self.show_saved()
        if self.gallery is not None and self.gallery.is_open:
            self.gallery.refresh()

    def _on_gallery(self, change: str) -> None:
        if change == "list":  # what is on the canvas may have another label there, or be gone
            self.saving.look_again(self.show_saved)

    def _on_key(self, event: "tk.Event[tk.Misc]") -> str | None:
        if event.char in DIGITS and self.saving.digit and not int(event.state) & MODIFIERS:
            self.say(event.char)
            return "break"
        return None

    def _show_settings(self) -> None:
        self._keeps_all.set(self._settings.keep_all)
        self._collects.set(bool(self._settings.collects))
        self._context.status.show_library(self._settings)


class CollectQuestion(ttk.Frame):
    """The strip that asks once, in nobody's way, whether corrected drawings are to be saved."""

    def __init__(self, parent: tk.Misc, theme: Theme, on_answer: Callable[[bool], None]) -> None:
        pad = theme.px(6)
        super().__init__(parent, padding=(2 * pad, pad))
        self.no_button = push_button(self, tr("No"), partial(on_answer, False))
        self.no_button.pack(side="right")
        self.yes_button = push_button(self, tr("Yes"), partial(on_answer, True))
        self.yes_button.pack(side="right", padx=pad)
        ttk.Label(self, text=tr(COLLECT_QUESTION), font=theme.font(14)).pack(side="left")
