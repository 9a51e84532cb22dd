"""The gallery: a second window with what is saved.

Purpose: put filters, grid, details and a line of small print together, and do what keys and buttons
say.
Contract: one window at a time, which closes with the main one. Its work is its model's; what goes
wrong is one sentence in its small print. It looks anew when it is given the focus, since other windows
may have changed the library.
Not here: saving drawings (``app.library.saving``), the analysis of many.
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import TYPE_CHECKING

from digit_recognizer.app.actions import shown
from digit_recognizer.app.jobs import CancellableRun
from digit_recognizer.app.language import tr, whole_number
from digit_recognizer.app.library.captions import counted, read_again
from digit_recognizer.app.library.gallery import GalleryModel
from digit_recognizer.app.library.rereading import Outcome, start_rereading
from digit_recognizer.app.library.thumbnails import Thumbnails
from digit_recognizer.app.session import NO_MODEL
from digit_recognizer.gui.context import WindowContext
from digit_recognizer.gui.library.gallery_details import Details
from digit_recognizer.gui.library.gallery_filters import Filters
from digit_recognizer.gui.library.gallery_grid import Grid
from digit_recognizer.gui.toolkit.controls import push_button
from digit_recognizer.gui.toolkit.side_window import SideWindow
from digit_recognizer.gui.toolkit.timer import Timer

if TYPE_CHECKING:
    from digit_recognizer.library import Entry

GALLERY_SIZE = (1100, 720)
MIN_GALLERY_SIZE = (560, 400)
GALLERY_NOTE_TIME = 6000  # milliseconds


class Gallery(SideWindow):
    """The window of one library. ``open_entry``: see LibraryActions."""

    def __init__(self, context: WindowContext, open_entry: "Callable[[Entry], str]") -> None:
        super().__init__(context, tr("Library"))
        self._session, self._open_entry = context.session, open_entry
        self.rereading: CancellableRun[Outcome] | None = None
        self._library_thread = library_thread = context.library_thread
        self.model = GalleryModel(library_thread, on_info=self.say_shortly, on_error=self.fail)
        self._thumbnails = Thumbnails(library_thread.path)
        self._large = Thumbnails(library_thread.path)
        self._note_timer = Timer(self.top, lambda: self.say(""))
        self._build()
        self.model.listen(lambda change: self._count())
        self.fit(GALLERY_SIZE, MIN_GALLERY_SIZE)
        model = self.model
        self.appear(self.grid.canvas, {
            "Mod-z": model.undo, "Mod-Z": model.redo, "Mod-y": model.redo, "Mod-Y": model.redo,
            "Mod-f": self.filters.box("outcome").focus_set, "Mod-Key-0": self.filters.clear,
            "Mod-w": self.close, "F5": self.read_again, "Escape": self._escape,
        })  # fmt: skip
        self.top.bind("<FocusIn>", self._on_focus)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._is_drawing or not self._library_thread.is_idle

    @property
    def _is_drawing(self) -> bool:
        threads = (self._thumbnails, self._large)
        return self.rereading is not None or not all(thread.is_idle for thread in threads)

    def show(self, target: object) -> None:
        """Show the drawings that a Filter stands for, or select those whose numbers ``target`` holds."""
        from digit_recognizer.library import Filter

        wanted = target if isinstance(target, Filter) else Filter()
        self.filters.show(wanted)
        self.model.show(wanted, target if isinstance(target, tuple) else None)

    def refresh(self) -> None:
        """Look anew at what is in the library."""
        self.model.refresh()

    def say(self, sentence: str) -> None:
        """Show ``sentence`` in the small print, until the next."""
        self._note_timer.stop()
        self.note.configure(text=sentence, foreground=self._theme.palette.text)

    def say_shortly(self, sentence: str) -> None:
        """Show ``sentence`` in the small print for a while."""
        self.say(sentence)
        self._note_timer.start(GALLERY_NOTE_TIME)

    def fail(self, sentence: str) -> None:
        """Show what went wrong in the small print, until the next."""
        self._note_timer.stop()
        super().fail(sentence)

    # What keys and buttons do

    def open_selected(self) -> None:
        """Show the selected drawing on the canvas."""
        chosen = self.model.selection.in_order()
        if len(chosen) != 1:
            self.say_shortly(tr("Select one drawing to open it on the canvas"))
            return

        def then(entry: "Entry") -> None:
            sentence = self._open_entry(entry)
            if sentence:
                self.fail(sentence)
            else:
                self.step_back()

        self.model.entry(chosen[0], then)

    def read_again(self) -> None:
        """Read all that is shown with the present model, and then show what changed."""
        reader = self._session.reader
        if self.rereading is not None:
            return
        if reader is None:
            self.say_shortly(tr(NO_MODEL))
            return
        if not self.model.ids:
            self.say_shortly(tr("There is nothing to read"))
            return
        self.rereading = start_rereading(self._library_thread.path, list(self.model.ids), reader)
        for button in (self.read_button, self._undo_button, self._redo_button):
            button.pack_forget()
        self.show_bar()
        self._pump.wake()

    def cancel(self) -> None:
        """Stop reading again; what was read counts."""
        if self.rereading is not None:
            self.rereading.progress.cancel()

    # Building

    def _build(self) -> None:
        top, theme, pad = self.top, self._theme, self._theme.px(12)
        whole = ttk.Frame(top, padding=(pad, pad // 2, 0, 0))
        whole.pack(fill="both", expand=True)
        below = ttk.Frame(whole, padding=(0, pad // 2, pad, pad // 2))
        below.pack(side="bottom", fill="x")
        self.filters = Filters(whole, theme, self.model, on_done=self._back)
        self.filters.pack(fill="x", padx=(0, pad))
        self.details = Details(
            whole, theme, self.model, self._large, self._pump,
            open_selected=self.open_selected, on_done=self._back,
        )  # fmt: skip
        self.details.pack(side="right", fill="y", pady=(pad // 2, 0))
        self.grid = Grid(
            whole, theme, self.model, self._thumbnails, pump=self._pump, on_open=self.open_selected,
            on_edit_label=self.details.edit_label, on_menu=self._pop_up,
        )  # fmt: skip
        self.grid.pack(fill="both", expand=True, pady=(pad // 2, 0))
        self.counted = theme.label(below)
        self.counted.pack(side="left")
        self.note = ttk.Label(below)
        self.note.pack(side="left", padx=pad)
        self.read_button = push_button(
            below, tr("Read all again"), self.read_again,
            tr("Read all that is shown with the present model (F5)"), takefocus=False,
        )  # fmt: skip
        self.read_button.pack(side="right")
        self._redo_button = push_button(
            below, tr("Redo"), self.model.redo,
            tr("Make the change again that was undone (Ctrl+Y, Ctrl+Shift+Z)"), takefocus=False,
        )  # fmt: skip
        self._undo_button = push_button(
            below, tr("Undo"), self.model.undo, tr("Take back the last change here (Ctrl+Z)"),
            takefocus=False,
        )  # fmt: skip
        self._pack_undo()
        self.build_bar(below, self.cancel)
        self._menu = menu = theme.menu(top)
        for label, keys, run in (
            (tr("Open on the canvas"), shown("Return"), self.open_selected),
            (tr("Label…"), "L", self.details.edit_label),
            (tr("Remove the label"), "", lambda: self.model.relabel(None)),
            (tr("Delete"), shown("Delete"), self.model.delete),
        ):
            menu.add_command(label=label, accelerator=keys, command=run, **theme.entry_look)
        menu.insert_separator(3)

    def _pack_undo(self) -> None:
        gap = self._theme.px(6)
        self._redo_button.pack(side="right", padx=(0, gap))
        self._undo_button.pack(side="right", padx=gap)

    # What happens

    def _back(self) -> None:
        """Give the keyboard back to the drawings."""
        self.grid.canvas.focus_set()

    def _escape(self) -> None:
        """Stop reading, or select nothing, or close."""
        if self.rereading is not None:
            self.cancel()
        elif self.model.selection.chosen:
            self.model.selection.none()
            self.model.tell_selection()
        else:
            self.close()

    def _pop_up(self, x: int, y: int) -> None:
        one = "normal" if len(self.model.selection.chosen) == 1 else "disabled"
        self._menu.entryconfigure(0, state=one)
        self._menu.tk_popup(x, y)

    def _count(self) -> None:
        model = self.model
        said = counted(len(model.ids), model.choices.total, len(model.selection.chosen))
        self.counted.configure(text=said if model.is_loaded else tr("Opening the library…"))
        self._undo_button.state(["!disabled" if model.can_undo else "disabled"])
        self._redo_button.state(["!disabled" if model.can_redo else "disabled"])
        some = tr("Read these again") if model.is_filtered else tr("Read all again")
        self.read_button.configure(text=some)

    def _on_focus(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self.top:
            self.refresh()

    def end(self) -> None:
        """Stop what was done for the window."""
        self.model.close()
        self.cancel()
        self._thumbnails.stop()
        self._large.stop()

    def deliver(self) -> bool:
        """Show thumbnails that came, and how far reading again is."""
        self.grid.take()
        self.details.take()
        self._watch_rereading()
        return self._is_drawing

    def _watch_rereading(self) -> None:
        run = self.rereading
        if run is None:
            return
        progress, outcome = run.progress, run.outcome
        if outcome is None:
            said = tr(
                "Reading {done} of {total}",
                done=whole_number(progress.done),
                total=whole_number(progress.total),
            )
            if said != self.note.cget("text"):
                self.bar.configure(value=progress.share)
                self.say(said)
            return
        self.rereading = None
        self.hide_bar()
        self.read_button.pack(side="right")
        self._pack_undo()
        reader = self._session.reader
        said = read_again(outcome, reader.model_name if reader is not None else tr("the model"))
        self.model.has_read(outcome.before, said)
        (self.fail if outcome.sentence else self.say)(said)
        if outcome.changed:
            self.model.show_changed(outcome.changed)
        else:
            self.model.refresh()
