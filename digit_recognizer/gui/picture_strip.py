"""The strip below a picture: what it is called, and what can be done with it.

Purpose: the actions of the Picture menu in reach of the pointer.
Contract: it runs the actions of the table and shows what it is told.
Not here: doing it (``picture_actions``).
"""

import tkinter as tk
from tkinter import ttk

from digit_recognizer.gui.actions import ACTIONS, tip
from digit_recognizer.gui.menus import Command
from digit_recognizer.gui.palette import Palette
from digit_recognizer.gui.picture import Picture
from digit_recognizer.gui.tooltip import Tooltip

SHORT = {
    "turn_left": "⟲", "turn_right": "⟳", "straighten": "Straighten", "region": "Region",
    "remove_picture": "Remove",
}  # fmt: skip
HOW = "Drag around what is to stay (arrow keys, Shift; Return takes it, Esc leaves it)"
LONGEST = 34  # signs of a name


class PictureStrip(ttk.Frame):
    """The strip. ``scale``: screen pixels per design pixel."""

    def __init__(self, parent: tk.Misc, command: Command, *, scale: float, mac: bool) -> None:
        pad = round(6 * scale)
        super().__init__(parent, padding=(0, pad, 0, 0))
        self.buttons: dict[str, ttk.Button] = {}
        names = [entry.name for entry in ACTIONS if entry.menu == "Picture"]
        for name in reversed(names):
            button = ttk.Button(self, text=SHORT[name], command=command(name), takefocus=False)
            if name.startswith("turn"):
                button.configure(width=2)
            button.pack(side="right", padx=(pad, 0))
            Tooltip(button, tip(name, mac=mac))
            self.buttons[name] = button
        self._label = ttk.Label(self)
        self._label.pack(side="left", fill="x", expand=True)

    def configure_palette(self, palette: Palette) -> None:
        """Change the colours."""
        self._label.configure(foreground=palette.muted)

    def show(self, picture: Picture, *, chooses: bool) -> None:
        """Say what ``picture`` is, or how to choose a region of it."""
        name, (width, height) = picture.source.name, picture.source.size
        if len(name) > LONGEST:
            name = name[: LONGEST - 1] + "…"
        self._label.configure(text=HOW if chooses else f"{name} · {width} × {height}")
