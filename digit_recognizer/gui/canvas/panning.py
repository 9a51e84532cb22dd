"""Moving the paper by hand: the wheel, and dragging with the space bar held.

Purpose: turn wheel, space bar and presses into what :class:`~.viewport.Viewport` does.
Contract: bound before the canvas's own bindings, so that the pen draws nothing while it moves the paper.
Not here: how far the paper moves.
"""

import tkinter as tk

from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.canvas.viewport import ZOOM_FACTOR, Viewport
from digit_recognizer.gui.toolkit.menus import CONTROL_BIT, SHIFT_BIT
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.gui.toolkit.timer import Timer

PANNING_STEP = 60  # design pixels for each notch
KEY_REPEAT_TIME = 60  # milliseconds: X11 repeats a held key as releases and presses


class Panning:
    """The bindings that move the ``viewport`` of ``canvas``."""

    def __init__(self, canvas: InkCanvas, viewport: Viewport, theme: Theme) -> None:
        self._canvas, self._viewport, self._theme = canvas, viewport, theme
        self._system = canvas.tk.call("tk", "windowingsystem")
        self._release = Timer(canvas, self._end_space)
        self._dragged: tuple[int, int] | None = None
        self._is_space_down = False
        self._cursor = ""
        tag = f"Panning{canvas}"
        canvas.bindtags((tag, *canvas.bindtags()))
        for sequence, run in (
            ("<ButtonPress>", self._on_press),
            ("<B1-Motion>", self._on_drag),
            ("<ButtonRelease>", self._on_release),
            ("<KeyPress-space>", self._on_space),
            ("<KeyRelease-space>", self._on_space_up),
            ("<MouseWheel>", self._on_wheel),
        ):
            canvas.bind_class(tag, sequence, run)

    def _on_press(self, event: "tk.Event[tk.Misc]") -> str | None:
        self._viewport.stop()
        if self._system == "x11" and event.num in (4, 5):
            return self._wheel(event, 1 if event.num == 4 else -1)
        if self._is_space_down and event.num == 1:
            self._dragged = (event.x, event.y)
            return "break"
        return None

    def _on_drag(self, event: "tk.Event[tk.Misc]") -> str | None:
        if self._dragged is None:
            return None
        self._viewport.scroll_by(self._dragged[0] - event.x, self._dragged[1] - event.y)
        self._dragged = (event.x, event.y)
        return "break"

    def _on_release(self, event: "tk.Event[tk.Misc]") -> str | None:
        if self._dragged is not None and event.num == 1:
            self._dragged = None
            return "break"
        if event.num == 1:
            self._viewport.make_room_soon()
        return None

    def _on_space(self, _: "tk.Event[tk.Misc]") -> None:
        if self._release.is_running:
            self._release.stop()
        elif not self._is_space_down:
            self._is_space_down = True
            self._cursor = str(self._canvas.cget("cursor"))
            self._canvas.configure(cursor="fleur")

    def _on_space_up(self, _: "tk.Event[tk.Misc]") -> None:
        if not self._release.is_running and self._is_space_down:
            self._release.start(KEY_REPEAT_TIME)

    def _end_space(self) -> None:
        self._is_space_down = False
        self._canvas.configure(cursor=self._cursor)

    def _on_wheel(self, event: "tk.Event[tk.Misc]") -> str:
        return self._wheel(event, event.delta / (1 if self._system == "aqua" else 120))

    def _wheel(self, event: "tk.Event[tk.Misc]", notches: float) -> str:
        if not self._canvas.is_pressed:
            way = -notches * PANNING_STEP * self._theme.scale
            if int(event.state) & CONTROL_BIT:
                self._viewport.zoom_by(ZOOM_FACTOR**notches, event.x, event.y)
            elif int(event.state) & SHIFT_BIT:
                self._viewport.scroll_by(way, 0)
            else:
                self._viewport.scroll_by(0, way)
        return "break"
