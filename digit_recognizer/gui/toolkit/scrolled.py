"""A frame that scrolls where its window is too small for it.

Purpose: sheets and side windows show all they have on any screen.
Contract: ``body`` holds the widgets. It is as wide as the window or wider, and asks for a window as
large as itself, at most the screen. The wheel, Page up and down scroll; what has the keyboard is
brought into view.
Not here: what stands in it.
"""

import tkinter as tk
from tkinter import ttk

from digit_recognizer.gui.toolkit.controls import bind_wheel
from digit_recognizer.gui.toolkit.screen import screen_size
from digit_recognizer.gui.toolkit.theme import Theme

SHEET_SCREEN_SHARE = 0.92  # of the screen's height that a sheet takes at most
SHEET_SCROLL_STEP = 40  # design pixels


class Scrolled(ttk.Frame):
    """The frame, in ``parent``, a window of its own."""

    def __init__(self, parent: tk.Toplevel, theme: Theme, *, padding: tuple[int, int]) -> None:
        super().__init__(parent)
        self._step = theme.px(SHEET_SCROLL_STEP)
        self._page = page = tk.Canvas(self, highlightthickness=0, width=1, height=1)
        theme.colour(page, background="ground")
        self._down = ttk.Scrollbar(self, command=page.yview)
        self._across = ttk.Scrollbar(self, command=page.xview, orient="horizontal")
        page.configure(
            yscrollcommand=self._down.set, xscrollcommand=self._across.set,
            yscrollincrement=1, xscrollincrement=1,
        )  # fmt: skip
        self.rowconfigure(0, weight=1)
        self.columnconfigure(0, weight=1)
        page.grid(row=0, column=0, sticky="nsew")
        self.body = ttk.Frame(page, padding=padding)
        self._item = page.create_window(0, 0, window=self.body, anchor="nw")
        self.body.bind("<Configure>", lambda _: self._fit())
        page.bind("<Configure>", lambda _: self._fit())
        bind_wheel(parent, lambda _, way: self._scroll(way * self._step))
        parent.bind("<Prior>", lambda _: page.yview_scroll(-1, "pages"), add=True)
        parent.bind("<Next>", lambda _: page.yview_scroll(1, "pages"), add=True)
        parent.bind("<FocusIn>", lambda event: self._see(event.widget), add=True)

    def _fit(self) -> None:
        """Ask for as much room as there is to show, and scroll what the window has no room for."""
        page, body = self._page, self.body
        wide, high = body.winfo_reqwidth(), body.winfo_reqheight()
        top = self.winfo_toplevel()
        beside = sum(w.winfo_reqheight() for w in top.pack_slaves() if w is not self)
        wide_screen, high_screen = (round(SHEET_SCREEN_SHARE * a) for a in screen_size(top))
        most = (wide_screen, high_screen - beside)
        page.configure(width=min(wide, most[0]), height=min(high, most[1]))
        room = (page.winfo_width(), page.winfo_height())
        page.itemconfigure(self._item, width=max(wide, room[0]))
        page.configure(scrollregion=(0, 0, max(wide, room[0]), max(high, room[1])))
        for bar, is_needed, place in (
            (self._down, high > room[1] > 1, {"row": 0, "column": 1, "sticky": "ns"}),
            (self._across, wide > room[0] > 1, {"row": 1, "column": 0, "sticky": "ew"}),
        ):
            if is_needed:
                bar.grid(**place)  # type: ignore[arg-type]
            else:
                bar.grid_remove()

    def _scroll(self, pixels: int) -> None:
        if self._down.winfo_ismapped():
            self._page.yview_scroll(pixels, "units")

    def _see(self, widget: tk.Misc) -> None:
        """Scroll until ``widget`` is seen, if it is one of the body."""
        if not str(widget).startswith(f"{self.body}.") or not self._down.winfo_ismapped():
            return
        top = widget.winfo_rooty() - self._page.winfo_rooty()
        below = top + widget.winfo_height() - self._page.winfo_height()
        if top < 0:
            self._scroll(top)
        elif below > 0:
            self._scroll(below)


def beside(root: tk.Misc, gap: int) -> str:
    """Return where a window that may be as large as the screen goes: near ``root`` and on it."""
    room_x, room_y = ((1 - SHEET_SCREEN_SHARE) * side / 2 for side in screen_size(root))
    x, y = (min(root.winfo_rootx() + gap, room_x), min(root.winfo_rooty() + gap, room_y))
    return f"+{max(0, round(x))}+{max(0, round(y))}"
