"""The strip below a picture: what it is called, and what can be done with it.

Purpose: the actions of the Picture menu in reach of the pointer.
Contract: it runs the actions of the table and shows what it is told.
Not here: doing it (``actions``).
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from digit_recognizer.app.actions import tip
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.picture.picture import Picture
from digit_recognizer.gui.toolkit.controls import push_button
from digit_recognizer.gui.toolkit.menus import Command
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.words import shortened

PAGE_BUTTONS = ("previous_page", "go_to_page", "next_page")
BUTTON_TEXTS = {
    "previous_page": "◀", "go_to_page": "", "next_page": "▶",
    "turn_left": "⟲", "turn_right": "⟳", "straighten": tr_later("Straighten"),
    "region": tr_later("Region"),
    "remove_picture": tr_later("Remove"),
}  # fmt: skip
REGION_ADVICE = tr_later("Drag around what is to stay")
REGION_KEYS = tr_later(
    "Return takes the region, Esc leaves all as it is; arrow keys move it, with Shift they size it"
)
MAX_NAME_LENGTH = 24  # signs of a name


class PictureStrip(ttk.Frame):
    """The strip. ``on_take``, ``on_leave``: what the buttons do while a region is chosen."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        command: Command,
        *,
        on_take: Callable[[], None],
        on_leave: Callable[[], None],
    ) -> None:
        pad, self._gap = theme.px(6), theme.px(10)
        super().__init__(parent, padding=(0, pad, 0, 0))
        self.buttons: dict[str, ttk.Button] = {}
        self._usual, self._choosing = ttk.Frame(self), ttk.Frame(self)
        self._turning = ttk.Frame(self._usual)
        for name, text in BUTTON_TEXTS.items():
            parent = self._turning if name in PAGE_BUTTONS else self._usual
            style = "Toolbutton" if name in PAGE_BUTTONS else "TButton"
            button = push_button(
                parent,
                tr(text) if text else "",
                command(name),
                tip(name),
                takefocus=False,
                style=style,
            )
            if name.startswith("turn"):
                button.configure(width=2)
            button.pack(side="left", padx=(0 if name in PAGE_BUTTONS else pad, 0))
            self.buttons[name] = button
        for name, text, run, style in (
            ("take", tr("Take it"), on_take, "Accent.TButton"),
            ("leave", tr("Cancel"), on_leave, "TButton"),
        ):
            button = push_button(
                self._choosing, text, run, tr(REGION_KEYS), takefocus=False, style=style
            )
            button.pack(side="left", padx=(pad, 0))
            self.buttons[name] = button
        self._label = theme.label(self)
        self._usual.pack(side="right")
        self._label.pack(side="left", fill="x", expand=True)

    def show(self, picture: Picture, *, chooses: bool) -> None:
        """Say what ``picture`` is, or how to choose a region of it."""
        name = shortened(picture.source.name, MAX_NAME_LENGTH)
        self._label.configure(text=tr(REGION_ADVICE) if chooses else name)
        pages = picture.source.pages
        if pages is None:
            self._turning.pack_forget()
        else:
            self._turning.pack(side="left", before=self.buttons["turn_left"], padx=self._gap)
            self.buttons["go_to_page"].configure(text=f"{pages.number} / {pages.count}")
        shown, hidden = (self._choosing, self._usual) if chooses else (self._usual, self._choosing)
        hidden.pack_forget()
        shown.pack(side="right", before=self._label)
