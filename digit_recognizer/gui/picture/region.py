"""Choosing a region of the picture: a rubber band, by pointer or by keys.

Purpose: while it is out, dragging marks what is to stay; arrow keys move the band, with Shift they make
it larger or smaller, Return takes it, Escape leaves all as it was.
Contract: bound before the canvas's own bindings, so that nothing is drawn meanwhile. It changes nothing
itself: ``on_done`` is called with the region, or with None.
Not here: cutting the picture (``actions``).
"""

import tkinter as tk
from collections.abc import Callable

from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.toolkit.controls import consuming
from digit_recognizer.gui.toolkit.menus import SHIFT_BIT
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.ink.model import Box

BAND_INSET = 0.1  # of the picture's sides: where the band is at first
BAND_STEP = 10  # screen pixels an arrow key moves it by
MIN_DRAG = 6  # screen pixels: a shorter drag was none
ARROW_DIRECTIONS = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}


class RubberBand:
    """The band over ``canvas``."""

    def __init__(
        self, canvas: InkCanvas, theme: Theme, on_done: Callable[[Box | None], None]
    ) -> None:
        self._canvas, self._theme, self._on_done = canvas, theme, on_done
        self._within = self._band = Box(0, 0, 0, 0)
        self._start: tuple[float, float] | None = None
        self._cursor = ""
        self.is_out = False
        self._tag = f"RubberBand{canvas}"
        for sequence, run in (
            ("<ButtonPress>", self._on_press),
            ("<B1-Motion>", self._on_drag),
            ("<ButtonRelease>", self._on_release),
            ("<Motion>", lambda _: "break"),
            ("<Return>", consuming(self.take)),
            ("<KP_Enter>", consuming(self.take)),
            ("<Escape>", consuming(self.leave)),
        ):
            canvas.bind_class(self._tag, sequence, run)
        for name in ARROW_DIRECTIONS:
            canvas.bind_class(self._tag, f"<{name}>", self._on_arrow)
        theme.follow(canvas, self._show)

    def begin(self, within: Box) -> None:
        """Have a region within ``within``, in canvas units, chosen."""
        self.end()
        self._within, self.is_out = within, True
        left, top, right, bottom = within
        dx, dy = BAND_INSET * (right - left), BAND_INSET * (bottom - top)
        self._band = Box(left + dx, top + dy, right - dx, bottom - dy)
        self._cursor = str(self._canvas.cget("cursor"))
        self._canvas.configure(cursor="crosshair")
        self._canvas.bindtags((self._tag, *self._canvas.bindtags()))
        self._canvas.focus_set()
        self._show()

    def take(self) -> None:
        """Choose what the band is around now."""
        self._finish(self._band)

    def leave(self) -> None:
        """Choose nothing."""
        self._finish(None)

    def end(self) -> None:
        """Put the band away; nothing is chosen."""
        if not self.is_out:
            return
        self.is_out, self._start = False, None
        self._canvas.bindtags(tuple(t for t in self._canvas.bindtags() if t != self._tag))
        self._canvas.configure(cursor=self._cursor)
        self._canvas.delete("band")

    def _finish(self, region: Box | None) -> None:
        if self.is_out:
            self.end()
            self._on_done(region)

    def _on_press(self, event: "tk.Event[tk.Misc]") -> str | None:
        if event.num == 1:
            self._start = self._inside(event)
        elif event.num in (4, 5):
            return None  # the wheel moves the paper as ever
        return "break"

    def _on_drag(self, event: "tk.Event[tk.Misc]") -> str:
        if self._start is not None:
            (x0, y0), (x1, y1) = self._start, self._inside(event)
            self._band = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            self._show()
        return "break"

    def _on_release(self, event: "tk.Event[tk.Misc]") -> str:
        if event.num == 1 and self._start is not None:
            self._on_drag(event)
            self._start = None
            left, top, right, bottom = self._band
            if min(right - left, bottom - top) * self._canvas.zoom >= MIN_DRAG:
                self.take()
            else:
                self.begin(self._within)
        return "break"

    def _on_arrow(self, event: "tk.Event[tk.Misc]") -> str:
        step = BAND_STEP / self._canvas.zoom
        dx, dy = (step * way for way in ARROW_DIRECTIONS[event.keysym])
        left, top, right, bottom = self._band
        if int(event.state) & SHIFT_BIT:
            right, bottom = max(right + dx, left + step), max(bottom + dy, top + step)
        else:
            left, top, right, bottom = left + dx, top + dy, right + dx, bottom + dy
        inside = self._within
        if left >= inside.left and top >= inside.top:
            self._band = Box(left, top, min(right, inside.right), min(bottom, inside.bottom))
        self._show()
        return "break"

    def _inside(self, event: "tk.Event[tk.Misc]") -> tuple[float, float]:
        x, y = self._canvas.spot(event.x, event.y)
        left, top, right, bottom = self._within
        return min(max(x, left), right), min(max(y, top), bottom)

    def _show(self) -> None:
        self._canvas.delete("band")
        if not self.is_out:
            return
        zoom, palette = self._canvas.zoom, self._theme.palette
        outer, inner = ([side * zoom for side in box] for box in (self._within, self._band))
        left, top, right, bottom = outer
        x0, y0, x1, y1 = inner
        for shade in (
            (left, top, right, y0), (left, y1, right, bottom), (left, y0, x0, y1), (x1, y0, right, y1),
        ):  # fmt: skip
            self._canvas.create_rectangle(
                *shade, fill=palette.paper, stipple="gray50", width=0, tags="band"
            )
        self._canvas.create_rectangle(*inner, outline=palette.paper, width=4, tags="band")
        self._canvas.create_rectangle(*inner, outline=palette.sure, width=2, tags="band")
