"""The status bar: the file, short notes, and what is not as ever.

Purpose: the row of small print below the canvas.
Contract: it shows what it is told, and is empty where there is nothing to say. A note goes by itself;
one that is too long is whole in its tooltip.
Not here: what is told (``window``).
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from digit_recognizer.app.actions import ACTIONS, tip
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.gui.toolkit.controls import Tooltip
from digit_recognizer.gui.toolkit.menus import Choice, Command
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.gui.toolkit.timer import Timer

NOTE_TIME = 2500  # milliseconds
WARNING_TIME = 10_000
STATUS_TEXT_SIZE = 14  # design pixels: of sv-ttk's labels
TURN_OFFERS = (
    tr_later("It lies on its right side: turn it"),
    tr_later("It lies upside down: turn it"),
    tr_later("It lies on its left side: turn it"),
)
TABLE_OFFER = tr_later("This looks like a table: read it as one")
TURN_TIP = tr_later("Its writing is read better so")
UNDO_LINK, UNDO_TIP = tr_later("Undo"), tr_later("Take it back")
HAND_LEARNT = tr_later("Read with what was learnt of this hand")
SAVING_ALL_TIP = tr_later(
    "Each drawing is kept when it is cleared; click to keep only what you want"
)


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
        self._loading = theme.label(self, text=tr("Loading another model…"))
        self._reads = theme.label(self, cursor="hand2")
        self._menu = menu = theme.menu(self)
        self._names = {}
        for entry in (entry for entry in ACTIONS if entry.group == "expect"):
            self._names[entry.name] = entry.label
            menu.add_radiobutton(
                label=entry.label, variable=self._chosen, value=entry.name,
                command=command(entry.name), **theme.entry_look,
            )  # fmt: skip
        self._reads.bind("<ButtonRelease-1>", self._pop_up)
        Tooltip(self._reads, tr("Digit, or number and sum: automatic or fixed"))
        self.writer, self.writer_tip = self._button_and_tip(command("writer"), tip("writer"))
        self.saving_all = self._button(command("keep_all"), tr(SAVING_ALL_TIP), "doubt")
        self.table_offer = self._button(command("read_table"), tip("read_table"), "sure")
        self.table_offer.configure(text=tr(TABLE_OFFER))
        self._turn: Callable[[], None] = lambda: None
        self.turn_offer = self._button(lambda: self._turn(), tr(TURN_TIP), "sure")
        self._zoom_button = self._button(command("show_all"), tip("show_all"))
        self.note = theme.label(self)
        self.note.pack(side="right")
        self._undo: Callable[[], None] = lambda: None
        self._offers_undo = False
        self.undo_link = self._button(self._take_back, tr(UNDO_TIP), "sure")
        self.undo_link.configure(text=tr(UNDO_LINK))
        self._whole_note = Tooltip(self.note, "")
        self.said = ""
        """The note, whole where there is no room for it."""
        self.bind("<Configure>", lambda _: self._fit_note())

    def show(self, session: Session) -> None:
        """Show the file, and what is not as ever: another model, what drawings are read as."""
        is_loading = session.is_loading and bool(session.model_name)
        self._put(self._loading, is_loading)
        name = session.path.name if session.path else ""
        self._file = name + (" •" if session.has_unsaved_file else "")
        if not self._note_timer.is_running:
            self._write(self._file, self._theme.palette.muted)
        kind = self._chosen.get()
        self._reads.configure(text=tr("Read as: {kind} ▾", kind=self._names[kind].lower()))
        self._put(self._reads, kind != "auto")

    def show_zoom(self, zoom: float) -> None:
        """Show how large the ink is, where that is not its own size."""
        if zoom == 1.0:
            self._put(self._zoom_button, False)
        else:
            self._zoom_button.configure(text=f"{round(100 * zoom)} %")
            self._put(self._zoom_button, True)

    def show_library(self, settings: Settings, *, is_known: bool | None = None) -> None:
        """Show who draws, and whether all of it is saved, where that is not as ever.

        ``is_known``: whether they are read with what was learnt of them; None: as before.
        """
        self._is_known = self._is_known if is_known is None else is_known
        writer = tr("Writer: {writer}", writer=settings.writer) if settings.writer else ""
        help_ = tip("writer")
        self.writer_tip.text = f"{help_}. {tr(HAND_LEARNT)}" if self._is_known else help_
        for label, text in (
            (self.writer, writer),
            (self.saving_all, tr("● Keeps everything") if settings.keep_all else ""),
        ):
            label.configure(text=text)
            self._put(label, bool(text))

    def say(self, note: str) -> None:
        """Show ``note`` for a moment."""
        self._show_note(note, self._theme.palette.muted, NOTE_TIME)

    def offer_undo(self, note: str, undo: Callable[[], None]) -> None:
        """Show ``note`` longer, with a link that calls ``undo``."""
        self._show_note(note, self._theme.palette.muted, WARNING_TIME)
        self._undo, self._offers_undo = undo, True
        self.undo_link.pack(side="right", before=self.note, padx=(self._gap // 2, 0))

    def forget_undo(self) -> None:
        """Offer no longer to take back what is not the last thing done any more."""
        if self._offers_undo:  # this runs at every movement of the pen
            self._note_timer.stop()
            self._end_note()

    def say_until_next(self, note: str) -> None:
        """Show ``note`` until there is another one."""
        self._note_timer.stop()
        self._drop_undo()
        self._write(note, self._theme.palette.muted)

    def offer_table(self, is_offered: bool) -> None:
        """Offer to read the picture as a table, or no longer."""
        self._put(self.table_offer, is_offered)

    def offer_turn(self, quarters: int, turn: Callable[[], None] = lambda: None) -> None:
        """Offer to call ``turn``, which turns the picture left by ``quarters``; 0: no longer."""
        self._turn = turn
        if quarters:
            self.turn_offer.configure(text=tr(TURN_OFFERS[quarters - 1]))
        self._put(self.turn_offer, bool(quarters))

    def warn(self, sentence: str) -> None:
        """Show what went wrong, longer."""
        self._show_note(sentence, self._theme.palette.wrong, WARNING_TIME)

    def _show_note(self, text: str, colour: str, time: int) -> None:
        self._drop_undo()
        self._write(text, colour)
        self._note_timer.start(time)

    def _drop_undo(self) -> None:
        self._offers_undo = False
        self.undo_link.pack_forget()

    def _put(self, label: ttk.Label, is_shown: bool) -> None:
        """Have ``label`` in the row, or not."""
        if is_shown and not label.winfo_manager():
            label.pack(side="left", padx=(0, self._gap))
        elif not is_shown:
            label.pack_forget()
        self._fit_note()

    def _write(self, text: str, colour: str) -> None:
        self.said = text
        self.note.configure(foreground=colour)
        self._fit_note()

    def _fit_note(self) -> None:
        """Write the note where it ends: what there is no room for is left out of its middle."""
        others = [w for w in self.pack_slaves() if w is not self.note]
        used = sum(w.winfo_reqwidth() + self._gap for w in others) + 2 * self._gap
        width = self.winfo_width()
        short = self.said
        if width > 1:  # before, nothing is placed yet
            size = self._theme.px(STATUS_TEXT_SIZE)
            short = cut_in_the_middle(
                self.said, lambda text: self._theme.fonts.width(text, size) <= width - used
            )
        self.note.configure(text=short)
        self._whole_note.text = self.said if short != self.said else ""

    def _button(self, run: Callable[[], None], help_: str, role: str = "muted") -> ttk.Label:
        return self._button_and_tip(run, help_, role)[0]

    def _button_and_tip(
        self, run: Callable[[], None], help_: str, role: str = "muted"
    ) -> tuple[ttk.Label, Tooltip]:
        label = self._theme.label(self, role, cursor="hand2")
        label.bind("<ButtonRelease-1>", lambda _: run())
        return label, Tooltip(label, help_)

    def _pop_up(self, _: "tk.Event[tk.Misc]") -> None:
        height = self._menu.winfo_reqheight()
        self._menu.tk_popup(self._reads.winfo_rootx(), self._reads.winfo_rooty() - height)

    def _take_back(self) -> None:
        self._note_timer.stop()
        self._end_note()
        self._undo()

    def _end_note(self) -> None:
        self._drop_undo()
        self._write(self._file, self._theme.palette.muted)


def cut_in_the_middle(text: str, fits: Callable[[str], bool]) -> str:
    """Return ``text``, or as much of its beginning and end as ``fits``, with an ellipsis between.

    The end of a sentence about a file says what to do; its middle is a path.
    """
    if fits(text):
        return text
    short, kept = "…", len(text) - 1
    while kept > 0:
        start = kept // 3
        short = f"{text[:start]}…{text[len(text) - (kept - start) :]}"
        if fits(short):
            break
        kept -= 1
    return short
