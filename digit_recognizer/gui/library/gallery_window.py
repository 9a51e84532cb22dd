"""The gallery: a second window with what is kept.

Purpose: put filters, grid, details and a line of small print together, and do what keys and buttons
say.
Contract: one window at a time, which closes with the main one. Its work is its model's; what goes
wrong is one sentence in its small print. It looks anew when it is given the focus, since other windows
may have changed the library.
Not here: keeping drawings (``keeping``), the analysis of many.
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import TYPE_CHECKING

from digit_recognizer.app.library.captions import counted, read_again
from digit_recognizer.app.library.gallery import GalleryModel
from digit_recognizer.app.library.library_thread import Librarian
from digit_recognizer.app.library.rereading import Rereading
from digit_recognizer.app.library.thumbnails import Thumbnails
from digit_recognizer.app.palette import LIGHT, Palette
from digit_recognizer.gui.library.gallery_details import Details
from digit_recognizer.gui.library.gallery_filters import Filters
from digit_recognizer.gui.library.gallery_grid import Commands, Grid
from digit_recognizer.gui.toolkit.side_window import SideWindow
from digit_recognizer.gui.toolkit.tooltip import Tooltip

if TYPE_CHECKING:
    from digit_recognizer.library import Entry
    from digit_recognizer.reader import Reader

POLL = 15  # milliseconds
SIZE = (1100, 720)
SMALLEST = (700, 500)
NOTE_TIME = 6000  # milliseconds
NO_MODEL = "The model is still being loaded: try again in a moment"


class Gallery(SideWindow):
    """The window of one library. ``reader()``: what reads now; ``open_entry``: see LibraryActions."""

    def __init__(
        self,
        parent: tk.Misc,
        librarian: Librarian,
        reader: "Callable[[], Reader | None]",
        *,
        palette: Palette,
        scale: float,
        open_entry: "Callable[[Entry], str]",
    ) -> None:
        self._librarian, self._reader, self._open_entry = librarian, reader, open_entry
        self._scale, self._palette = scale, LIGHT
        self._poll_timer: str | None = None
        self._note_timer: str | None = None
        self._reading: Rereading | None = None
        self.model = model = GalleryModel(librarian)
        model.note, model.fail = self.say, lambda sentence: self.say(sentence, is_bad=True)
        self._thumbnails, self._large = Thumbnails(librarian.path), Thumbnails(librarian.path)
        super().__init__(parent, "Library")
        top = self.top
        self._build()
        self._bind()
        model.listen(lambda change: self._count())
        self.configure_palette(palette)
        self.fit(SIZE, SMALLEST, scale)
        top.deiconify()
        self.grid.canvas.focus_set()
        self.refresh()

    @property
    def first(self) -> tk.Misc:
        """The widget that has the keys when the window comes to the front."""
        return self.grid.canvas

    def show(self, target: object) -> None:
        """Show the drawings that a Filter stands for, or select those whose numbers ``target`` holds."""
        from digit_recognizer.library import Filter

        wanted = target if isinstance(target, Filter) else Filter()
        self.filters.show(wanted)
        self.model.show(wanted, target if isinstance(target, tuple) else None)
        self._poll_soon()

    def refresh(self) -> None:
        """Look anew at what is in the library."""
        self.model.refresh()
        self._poll_soon()

    def configure_palette(self, palette: Palette) -> None:
        """Change the colours."""
        self._palette = palette
        self.top.configure(background=palette.ground)
        self.filters.configure_palette(palette)
        self.grid.configure_palette(palette)
        self.details.configure_palette(palette)
        self._counted.configure(foreground=palette.muted)
        self._note.configure(foreground=palette.muted)

    def say(self, sentence: str, *, is_bad: bool = False, stays: bool = False) -> None:
        """Show ``sentence`` in the small print for a while; what ``stays`` or is bad, until the next."""
        if self._note_timer is not None:
            self.top.after_cancel(self._note_timer)
            self._note_timer = None
        colour = self._palette.wrong if is_bad else self._palette.text
        self._note.configure(text=sentence, foreground=colour)
        if not (is_bad or stays):
            self._note_timer = self.top.after(NOTE_TIME, self._end_note)

    # What keys and buttons do

    def open_selected(self) -> None:
        """Show the selected drawing on the canvas."""
        chosen = self.model.selection.in_order()
        if len(chosen) != 1:
            self.say("Select one drawing to open it on the canvas")
            return

        def then(entry: "Entry") -> None:
            sentence = self._open_entry(entry)
            if sentence and self.is_open:
                self.say(sentence, is_bad=True)

        self._then(lambda: self.model.entry(chosen[0], then))

    def delete(self) -> None:
        """Delete what is selected; undo brings it back."""
        self._then(self.model.delete)

    def undo(self) -> None:
        """Take back the last change."""
        self._then(self.model.undo)

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._then(self.model.redo)

    def label(self, label: str | None) -> None:
        """Say what is selected really is; None: nobody knows."""
        self._then(lambda: self.model.relabel(label))

    def read_again(self) -> None:
        """Read all that is shown with the present model, and then show what changed."""
        reader = self._reader()
        if self._reading is not None:
            return
        if reader is None:
            self.say(NO_MODEL)
            return
        if not self.model.ids:
            self.say("There is nothing to read")
            return
        self._reading = Rereading(self._librarian.path, list(self.model.ids), reader)
        self._bar.configure(maximum=self._reading.total, value=0)
        self._read_button.pack_forget()
        self._undo_button.pack_forget()
        self._redo_button.pack_forget()
        self._cancel_button.pack(side="right")
        self._bar.pack(side="right", padx=round(8 * self._scale))
        self._poll_soon()

    def cancel(self) -> None:
        """Stop reading again; what was read counts."""
        if self._reading is not None:
            self._reading.cancel()

    # Building

    def _build(self) -> None:
        top, scale, pad = self.top, self._scale, round(12 * self._scale)
        whole = ttk.Frame(top, padding=(pad, pad // 2, 0, 0))
        whole.pack(fill="both", expand=True)
        below = ttk.Frame(whole, padding=(0, pad // 2, pad, pad // 2))
        below.pack(side="bottom", fill="x")
        self.model.listen(lambda change: self._poll_soon())
        self.filters = Filters(whole, self.model, scale=scale, done=self._back)
        self.filters.pack(fill="x", padx=(0, pad))
        self._large_side = ttk.Frame(whole)
        self.details = Details(
            whole, self.model, self._large, scale=scale, open_selected=self.open_selected,
            done=self._back, asked=self._poll_soon,
        )  # fmt: skip
        self.details.pack(side="right", fill="y", pady=(pad // 2, 0))
        commands = Commands(
            self.open_selected, self.delete, self.label, self.details.edit_label, self._pop_up
        )
        self.grid = Grid(
            whole, self.model, self._thumbnails, commands, scale=scale, asked=self._poll_soon
        )
        self.grid.pack(fill="both", expand=True, pady=(pad // 2, 0))
        self._counted = ttk.Label(below)
        self._counted.pack(side="left")
        self._note = ttk.Label(below)
        self._note.pack(side="left", padx=pad)
        self._read_button = ttk.Button(
            below, text="Read all again", command=self.read_again, takefocus=False
        )
        self._read_button.pack(side="right")
        Tooltip(self._read_button, "Read all that is shown with the present model (F5)")
        self._redo_button = ttk.Button(below, text="Redo", command=self.redo, takefocus=False)
        Tooltip(self._redo_button, "Make the change again that was undone (Ctrl+Y, Ctrl+Shift+Z)")
        self._undo_button = ttk.Button(below, text="Undo", command=self.undo, takefocus=False)
        self._pack_undo()
        Tooltip(self._undo_button, "Take back the last change here (Ctrl+Z)")
        self._cancel_button = ttk.Button(below, text="Cancel", command=self.cancel)
        self._bar = ttk.Progressbar(below, length=round(200 * scale))
        self._menu = menu = tk.Menu(top, tearoff=False)
        menu.add_command(
            label="Open on the canvas", accelerator="Return", command=self.open_selected
        )
        menu.add_command(label="Label…", accelerator="L", command=self.details.edit_label)
        menu.add_command(label="Remove the label", command=lambda: self.label(None))
        menu.add_separator()
        menu.add_command(label="Delete", accelerator="Del", command=self.delete)

    def _pack_undo(self) -> None:
        gap = round(6 * self._scale)
        self._redo_button.pack(side="right", padx=(0, gap))
        self._undo_button.pack(side="right", padx=gap)

    def _bind(self) -> None:
        top = self.top
        mod = "Command" if top.tk.call("tk", "windowingsystem") == "aqua" else "Control"
        for sequence, run in (
            (f"<{mod}-z>", self.undo), (f"<{mod}-Z>", self.redo), (f"<{mod}-y>", self.redo),
            (f"<{mod}-Y>", self.redo), ("<F5>", self.read_again),
            (f"<{mod}-f>", self.filters.focus_first), (f"<{mod}-Key-0>", self.filters.clear),
            (f"<{mod}-w>", self.close), ("<Escape>", self._escape),
        ):  # fmt: skip
            top.bind(sequence, self._running(run))
        top.bind("<FocusIn>", self._on_focus)
        top.bind("<Destroy>", self._on_destroy)

    def _running(self, run: Callable[[], None]) -> Callable[["tk.Event[tk.Misc]"], str]:
        def on_key(_: "tk.Event[tk.Misc]") -> str:
            run()
            return "break"

        return on_key

    # What happens

    def _then(self, run: Callable[[], None]) -> None:
        run()
        self._poll_soon()

    def _back(self) -> None:
        """Give the keyboard back to the drawings."""
        self.grid.canvas.focus_set()
        self._poll_soon()

    def _escape(self) -> None:
        """Stop reading, or select nothing, or close."""
        if self._reading is not None:
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
        self._counted.configure(text=said if model.is_loaded else "Opening the library…")
        self._undo_button.state(["!disabled" if model.can_undo else "disabled"])
        self._redo_button.state(["!disabled" if model.can_redo else "disabled"])
        some = "Read these again" if model.is_filtered else "Read all again"
        self._read_button.configure(text=some)

    def _end_note(self) -> None:
        self._note_timer = None
        self._note.configure(text="")

    def _on_focus(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self.top:
            self.refresh()

    def _on_destroy(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self.top:
            for timer in (self._poll_timer, self._note_timer):
                if timer is not None:
                    self.top.after_cancel(timer)
            self.model.close()
            self.cancel()
            self._thumbnails.stop()
            self._large.stop()

    def _poll_soon(self) -> None:
        if self._poll_timer is None:
            self._poll_timer = self.top.after(POLL, self._poll)

    def _poll(self) -> None:
        self._poll_timer = None
        self._librarian.deliver()
        if not self.is_open:  # what was delivered closed it
            return
        self.grid.take()
        self.details.take()
        self._watch_reading()
        threads = (self._librarian, self._thumbnails, self._large)
        if self._reading or not all(thread.is_idle for thread in threads):
            self._poll_soon()

    def _watch_reading(self) -> None:
        reading = self._reading
        if reading is None:
            return
        self._bar.configure(value=reading.progress)
        outcome = reading.outcome
        if outcome is None:
            self._note.configure(
                text=f"Reading {reading.progress:,} of {reading.total:,}",
                foreground=self._palette.text,
            )
            return
        self._reading = None
        self._cancel_button.pack_forget()
        self._bar.pack_forget()
        self._read_button.pack(side="right")
        self._pack_undo()
        reader = self._reader()
        said = read_again(outcome, reader.model_name if reader is not None else "the model")
        self.model.has_read(outcome.before, said)
        self.say(said, is_bad=bool(outcome.sentence), stays=True)
        if outcome.changed:
            self.model.show_changed(outcome.changed)
        else:
            self.model.refresh()
