"""The status bar: the model, what drawings are read as, the zoom, the file, short notes.

Purpose: the row of small print below the canvas.
Contract: it shows what it is told; a note goes by itself.
Not here: what is told (``window``).
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from digit_recognizer.app.actions import ACTIONS, tip
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.gui.toolkit.controls import Tooltip
from digit_recognizer.gui.toolkit.menus import Choice, Command
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.gui.toolkit.timer import Timer

NOTE_TIME = 2500  # milliseconds
WARNING_TIME = 10_000
TABLE_OFFER = "This looks like a table: read it as one"
UNDO_LINK, UNDO_TIP = "Undo", "Take it back"
SAVING_ALL_TIP = "Each drawing is saved when it is cleared; click to save only what you want"


class StatusBar(ttk.Frame):
    """The small print. ``chosen`` says what drawings are read as, by the name of the action."""

    def __init__(self, parent: tk.Misc, theme: Theme, command: Command, chosen: Choice) -> None:
        pad = theme.px(8)
        super().__init__(parent, padding=(pad, pad // 2))
        self._chosen = chosen["expect"]
        self._gap, self._theme = 2 * pad, theme
        self._note_timer = Timer(self, self._end_note)
        self._file = ""
        self._is_known = False
        self._model_label = theme.label(self)
        self._model_label.pack(side="left")
        self._reads = theme.label(self, cursor="hand2")
        self._menu = menu = tk.Menu(self, tearoff=False)
        self._names = {}
        for entry in (entry for entry in ACTIONS if entry.group == "expect"):
            self._names[entry.name] = entry.label
            menu.add_radiobutton(
                label=entry.label, variable=self._chosen, value=entry.name,
                command=command(entry.name),
            )  # fmt: skip
        self._reads.bind("<ButtonRelease-1>", self._pop_up)
        self._reads.pack(side="left", padx=2 * pad)
        Tooltip(self._reads, "What is drawn: found out by itself, or what you choose")
        self.writer = self._button(command("writer"), tip("writer"))
        self.saving_all = self._button(command("keep_all"), SAVING_ALL_TIP, "doubt")
        self.table_offer = self._button(command("read_table"), tip("read_table"), "sure")
        self.table_offer.configure(text=TABLE_OFFER)
        self._zoom_button = self._button(command("show_all"), tip("show_all"))
        self.note = theme.label(self)
        self.note.pack(side="right")
        self._undo: Callable[[], None] = lambda: None
        self.undo_link = self._button(self._take_back, UNDO_TIP, "sure")
        self.undo_link.configure(text=UNDO_LINK)

    def show(self, session: Session) -> None:
        """Show the model, the file, and what drawings are read as."""
        loading = ", loading another…" if session.is_loading and session.model_name else ""
        self._model_label.configure(text=f"Model: {session.model_name or 'none'}{loading}")
        name = session.path.name if session.path else ""
        self._file = name + (" •" if session.has_unsaved_file else "")
        if not self._note_timer.is_running:
            self.note.configure(text=self._file)
        self._reads.configure(text=f"Reads: {self._names[self._chosen.get()].lower()} ▾")

    def show_zoom(self, zoom: float) -> None:
        """Show how large the ink is, where that is not its own size."""
        if zoom == 1.0:
            self._zoom_button.pack_forget()
        else:
            self._zoom_button.configure(text=f"{round(100 * zoom)} %")
            self._zoom_button.pack(side="left")

    def show_library(self, settings: Settings, *, is_known: bool | None = None) -> None:
        """Show who draws, and whether all of it is saved, where that is not as ever.

        ``is_known``: whether they are read with what was learnt of them; None: as before.
        """
        self._is_known = self._is_known if is_known is None else is_known
        writer = f"Writer: {settings.writer}" if settings.writer else ""
        if self._is_known:
            writer = f"{writer}, hand learnt" if writer else "Hand learnt"
        for label, text in (
            (self.writer, writer),
            (self.saving_all, "● Saves everything" if settings.keep_all else ""),
        ):
            label.configure(text=text)
            if text:
                label.pack(side="left", padx=(0, self._gap))
            else:
                label.pack_forget()

    def say(self, note: str) -> None:
        """Show ``note`` for a moment."""
        self._show_note(note, self._theme.palette.muted, NOTE_TIME)

    def offer_undo(self, note: str, undo: Callable[[], None]) -> None:
        """Show ``note`` longer, with a link that calls ``undo``."""
        self._show_note(note, self._theme.palette.muted, WARNING_TIME)
        self._undo = undo
        self.undo_link.pack(side="right", before=self.note, padx=(self._gap // 2, 0))

    def forget_undo(self) -> None:
        """Offer no longer to take back what is not the last thing done any more."""
        self.undo_link.pack_forget()

    def say_until_next(self, note: str) -> None:
        """Show ``note`` until there is another one."""
        self._note_timer.stop()
        self.undo_link.pack_forget()
        self.note.configure(text=note, foreground=self._theme.palette.muted)

    def offer_table(self, is_offered: bool) -> None:
        """Offer to read the picture as a table, or no longer."""
        if is_offered:
            self.table_offer.pack(side="left", padx=(0, self._gap))
        else:
            self.table_offer.pack_forget()

    def warn(self, sentence: str) -> None:
        """Show what went wrong, longer."""
        self._show_note(sentence, self._theme.palette.wrong, WARNING_TIME)

    def _show_note(self, text: str, colour: str, time: int) -> None:
        self.undo_link.pack_forget()
        self.note.configure(text=text, foreground=colour)
        self._note_timer.start(time)

    def _button(self, run: Callable[[], None], help_: str, role: str = "muted") -> ttk.Label:
        label = self._theme.label(self, role, cursor="hand2")
        label.bind("<ButtonRelease-1>", lambda _: run())
        Tooltip(label, help_)
        return label

    def _pop_up(self, _: "tk.Event[tk.Misc]") -> None:
        height = self._menu.winfo_reqheight()
        self._menu.tk_popup(self._reads.winfo_rootx(), self._reads.winfo_rooty() - height)

    def _take_back(self) -> None:
        self._note_timer.stop()
        self._end_note()
        self._undo()

    def _end_note(self) -> None:
        self.undo_link.pack_forget()
        self.note.configure(text=self._file, foreground=self._theme.palette.muted)
