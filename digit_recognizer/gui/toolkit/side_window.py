"""A window beside the main one: the library, its analysis, the handwriting.

Purpose: what these windows have in common: coming up and to the front, keys, small print, a bar while
something takes its time, closing.
Contract: one of each at a time; it closes with the main one. A subclass builds it with ``note`` in it,
calls :meth:`SideWindow.appear`, and says what has the keys first, how it looks anew, what it takes from
its threads and what ends with it.
Not here: dialogs, which wait for an answer.
"""

import tkinter as tk
from collections.abc import Callable, Mapping
from tkinter import ttk

from digit_recognizer.app.language import tr
from digit_recognizer.app.session import APPLICATION
from digit_recognizer.gui.context import WindowContext
from digit_recognizer.gui.toolkit.controls import consuming, push_button
from digit_recognizer.gui.toolkit.menus import letter_of
from digit_recognizer.gui.toolkit.screen import screen_size


class SideWindow:
    """A window called ``name``, hidden until it is to appear."""

    note: ttk.Label
    """The small print."""

    def __init__(self, context: WindowContext, name: str) -> None:
        self._pump, self._theme = context.pump, context.theme
        self.top = tk.Toplevel(context.canvas)
        self.top.withdraw()
        self.top.title(f"{name} - {APPLICATION}")
        self.top.protocol("WM_DELETE_WINDOW", self.close)

    # What a subclass says

    def refresh(self) -> None:
        """Look anew at what is shown; raises NotImplementedError here."""
        raise NotImplementedError

    def deliver(self) -> bool:
        """Take what threads did; return whether more is to come; raises NotImplementedError here."""
        raise NotImplementedError

    def end(self) -> None:
        """Stop what was done for it; it is about to go."""

    # What all of them do

    @property
    def is_open(self) -> bool:
        """Whether the window is still there."""
        return bool(self.top.winfo_exists())

    def appear(self, first: tk.Misc, keys: Mapping[str, Callable[[], None]]) -> None:
        """Come up. ``first`` has the keys then; ``keys``: Tk's names, ``Mod`` for Ctrl or Command."""
        self._first = first
        mod = "Command" if self.top.tk.call("tk", "windowingsystem") == "aqua" else "Control"
        for key, run in keys.items():
            self.top.bind(f"<{key.replace('Mod', mod)}>", consuming(run))

        def by_position(event: "tk.Event[tk.Misc]") -> str | None:
            run = keys.get(f"Mod-{letter_of(event).lower()}")
            return None if run is None else consuming(run)(event)

        self.top.bind(f"<{mod}-Key>", by_position)
        self.top.bind("<Destroy>", self._on_destroy, add=True)
        self._theme.colour(self.top, background="ground")
        self._theme.colour(self.note, foreground="muted")
        self.top.deiconify()
        self.top.update_idletasks()  # its parts are as wide as the window turns out to be
        self._first.focus_set()
        self._pump.add(self.deliver)
        self.refresh()

    def lift(self) -> None:
        """Come to the front and look anew."""
        self.top.deiconify()
        self.top.lift()
        self._first.focus_force()
        self.refresh()

    def step_back(self) -> None:
        """Let the main window come to the front: there is something to see in it."""
        main = self.top.master.winfo_toplevel()
        self.top.lower(main)
        main.lift()
        self.top.master.focus_force()

    def close(self) -> None:
        """Close the window; closing twice does no harm."""
        if self.is_open:
            self.top.destroy()

    def say(self, sentence: str) -> None:
        """Show ``sentence`` in the small print; answers may still come when the window is gone."""
        if self.is_open:
            self.note.configure(text=sentence, foreground=self._theme.palette.muted)

    def fail(self, sentence: str) -> None:
        """Show what went wrong in the small print."""
        if self.is_open:
            self.note.configure(text=sentence, foreground=self._theme.palette.wrong)

    def build_bar(self, parent: ttk.Frame, cancel: Callable[[], None], width: int = 200) -> None:
        """Make the bar, ``width`` design pixels wide, and the button that stops what takes its time."""
        self.bar = ttk.Progressbar(parent, length=self._theme.px(width), maximum=1.0)
        self.cancel_button = push_button(parent, tr("Cancel"), cancel)

    def show_bar(self) -> None:
        """Show the bar and its button at the right."""
        self.bar.configure(value=0)
        self.cancel_button.pack(side="right")
        self.bar.pack(side="right", padx=self._theme.px(8))

    def hide_bar(self) -> None:
        """Put them away."""
        self.bar.pack_forget()
        self.cancel_button.pack_forget()

    def fit(self, size: tuple[int, int], smallest: tuple[int, int]) -> None:
        """Make it ``size`` design pixels large, and never less than ``smallest``, both on the screen."""
        screen = screen_size(self.top)
        width, height = (min(self._theme.px(a), b) for a, b in zip(size, screen, strict=True))
        self.top.geometry(f"{width}x{height}")
        least = (min(self._theme.px(a), b) for a, b in zip(smallest, screen, strict=True))
        self.top.minsize(*least)

    def _on_destroy(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self.top:
            self._pump.remove(self.deliver)
            self.end()
