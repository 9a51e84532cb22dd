"""The side of the gallery: what is known of the selected drawings, and changing it.

Purpose: a large picture of one drawing with all that is known; label and writer of one or many.
Contract: it shows the model's selection; changes go through the model, when Return is pressed or a name
chosen.
Not here: which drawings are selected (``selection``).
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import TypeVar

from digit_recognizer.app.language import tr, tr_later, whole_number
from digit_recognizer.app.library.captions import NOBODY, common, details, drawings, lines, one_line
from digit_recognizer.app.library.gallery import GalleryModel
from digit_recognizer.app.library.thumbnails import Thumbnails, ThumbnailStyle
from digit_recognizer.gui.toolkit.controls import consuming, push_button
from digit_recognizer.gui.toolkit.pump import Pump
from digit_recognizer.gui.toolkit.theme import Theme

DETAILS_WIDTH = 250  # design pixels
LARGE_PICTURE = (218, 164)
MIN_BODY_HEIGHT = 260  # design pixels of height for all that can be changed
MAX_COMPARED_DRAWINGS = 2_000  # of more, what they have in common is not looked for
DIFFERENT_VALUES = "(several)"
SELECTION_ADVICE = tr_later("Click a drawing, or press an arrow key.\nShift and Ctrl select more.")
SEVERAL_ADVICE = tr_later("A digit's key labels all of them, Del deletes them.")


Field = TypeVar("Field", bound=ttk.Entry)


class Details(ttk.Frame):
    """What is selected."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        model: GalleryModel,
        large: Thumbnails,
        pump: Pump,
        *,
        open_selected: Callable[[], None],
        on_done: Callable[[], None],
    ) -> None:
        """``on_done``: the keyboard goes back to the drawings."""
        pad = theme.px(16)
        super().__init__(parent, width=theme.px(DETAILS_WIDTH), padding=(pad, 0, pad, 0))
        self.pack_propagate(False)
        self._model, self._large, self._pump, self._theme = model, large, pump, theme
        self._on_done = on_done
        self._picture: tk.PhotoImage | None = None
        self._shown: tuple[int | None, ThumbnailStyle, str] | None = None
        self._small = theme.font(12)
        width, height = map(theme.px, LARGE_PICTURE)
        self.canvas = tk.Canvas(self, width=width, height=height, highlightthickness=1)
        self.canvas.pack()
        theme.colour(self.canvas, background="paper", highlightbackground="edge")
        self._title = ttk.Label(self, font=theme.font(16))
        self._title.pack(anchor="w", pady=(pad // 2, 0))
        self._body = ttk.Frame(self)
        self.label = self._field(tr("Label"), ttk.Entry(self._body), self._on_label)
        self.writer = self._field(tr("Writer"), ttk.Combobox(self._body), self._on_writer)
        self.writer.bind("<<ComboboxSelected>>", consuming(self._on_writer))
        self.open_button = push_button(self._body, tr("Open on the canvas"), open_selected)
        self.open_button.pack(fill="x", pady=(theme.px(12), theme.px(4)))
        push_button(self._body, tr("Delete"), model.delete).pack(fill="x")
        self._facts = ttk.Frame(self._body)
        self._facts.pack(fill="x", pady=(theme.px(12), 0))
        self._facts.columnconfigure(1, weight=1)
        self.bind("<Configure>", lambda event: self._make_room(event.height))
        model.listen(lambda change: self.show())
        theme.follow(self, self.show)

    def show(self) -> None:
        """Show what is selected now."""
        model = self._model
        chosen = model.selection.chosen
        self._show_picture(next(iter(chosen)) if len(chosen) == 1 else None, len(chosen))
        if not chosen:
            self._title.configure(text=tr("Nothing selected"), foreground=self._theme.palette.muted)
            self._body.pack_forget()
            return
        self._body.pack(fill="both", expand=True)
        compared = chosen if len(chosen) <= MAX_COMPARED_DRAWINGS else ()
        found = [model.known(number) for number in compared]
        known = [summary for summary in found if summary is not None]
        is_all = bool(known) and len(known) == len(chosen)
        label = common([summary.label for summary in known]) if is_all else None
        writer = common([summary.writer for summary in known]) if is_all else None
        title = (
            drawings(len(chosen))
            if len(chosen) > 1
            else tr("Drawing {number}", number=whole_number(next(iter(chosen))))
        )
        self._title.configure(text=title, foreground=self._theme.palette.text)
        if self.focus_get() is not self.label:
            self._fill(self.label, DIFFERENT_VALUES if label is None else one_line(label))
        self.writer.configure(values=[tr(NOBODY), *(n for n, _ in model.choices.writers if n)])
        if self.focus_get() is not self.writer:
            self._fill(self.writer, DIFFERENT_VALUES if writer is None else writer or tr(NOBODY))
        self._show_facts(known[0] if len(chosen) == 1 and known else None)
        self.open_button.state(["!disabled" if len(chosen) == 1 else "disabled"])

    def edit_label(self) -> None:
        """Give the keyboard to the label."""
        if self._model.selection.chosen:
            self.label.focus_set()
            self.label.selection_range(0, "end")
            self.label.icursor("end")

    def take(self) -> None:
        """Show the large picture when it has been drawn."""
        for thumbnail in self._large.answers():
            if self._shown == (thumbnail.number, thumbnail.style, "") and thumbnail.ppm:
                self._picture = tk.PhotoImage(master=self, data=thumbnail.ppm, format="PPM")
                self.canvas.delete("all")
                self.canvas.create_image(1, 1, image=self._picture, anchor="nw")

    def _make_room(self, height: int) -> None:
        """Leave the picture out where there is not the room for it and for what can be changed."""
        has_room = height >= (LARGE_PICTURE[1] + MIN_BODY_HEIGHT) * self._theme.scale
        if has_room != bool(self.canvas.winfo_manager()):
            if has_room:
                self.canvas.pack(before=self._title)
            else:
                self.canvas.pack_forget()

    def _field(self, text: str, entry: Field, on_return: Callable[[], None]) -> Field:
        """Show ``entry`` with ``text`` above; what is typed counts when Return is pressed."""
        caption = self._theme.label(self._body, text=text, font=self._small)
        caption.pack(anchor="w", pady=(self._theme.px(8), 0))
        entry.pack(fill="x")
        for sequence, run in (
            ("<Return>", on_return), ("<KP_Enter>", on_return), ("<Escape>", self._on_escape),
        ):  # fmt: skip
            entry.bind(sequence, consuming(run))
        return entry

    def _show_picture(self, number: int | None, count: int) -> None:
        width, height = map(self._theme.px, LARGE_PICTURE)
        style = ThumbnailStyle(width, height, self._theme.palette.paper, self._theme.palette.ink)
        hint = "" if number is not None else tr(SEVERAL_ADVICE) if count else tr(SELECTION_ADVICE)
        shown = (number, style, hint)
        if shown == self._shown:
            return
        self._shown = shown
        self.canvas.delete("all")
        self._picture = None
        if number is not None:
            self._large.want([number], style)
            self._pump.wake()
        self.canvas.create_text(
            width / 2, height / 2, text=hint, fill=self._theme.palette.muted, font=self._small,
            justify="center", width=width * 0.9,
        )  # fmt: skip

    def _show_facts(self, summary: object) -> None:
        from digit_recognizer.library import Summary

        for child in self._facts.winfo_children():
            child.destroy()
        self._facts.configure(height=1)  # an empty frame keeps its size otherwise
        if not isinstance(summary, Summary):
            return
        for row, (name, value, tone) in enumerate(details(summary)):
            caption = self._theme.label(self._facts, text=name, font=self._small)
            caption.grid(row=row, column=0, sticky="nw", padx=(0, self._theme.px(10)))
            said = self._theme.label(
                self._facts, tone, text=value, font=self._small, wraplength=self._theme.px(140),
                justify="left",
            )  # fmt: skip
            said.grid(row=row, column=1, sticky="w", pady=1)

    def _fill(self, entry: ttk.Entry, text: str) -> None:
        if entry.get() != text:
            entry.delete(0, "end")
            entry.insert(0, text)

    def _on_label(self) -> None:
        typed = self.label.get().strip()
        self._on_done()
        if typed != DIFFERENT_VALUES:
            self._model.relabel(lines(typed) or None)

    def _on_writer(self) -> None:
        typed = self.writer.get().strip()
        self._on_done()
        if typed != DIFFERENT_VALUES:
            self._model.set_writer("" if typed == tr(NOBODY) else typed)

    def _on_escape(self) -> None:
        self._on_done()
        self.show()
