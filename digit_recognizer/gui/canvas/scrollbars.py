"""Thin bars at the edges of the canvas: how much there is beside what is seen.

Purpose: show where on the paper one is, and move it by dragging.
Contract: a bar is there only while some of the paper is not seen.
Not here: what the paper is (``viewport``).
"""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from digit_recognizer.app.palette import mixed
from digit_recognizer.gui.toolkit.theme import Theme

BAR_THICKNESS, MIN_BAR_LENGTH = 5, 30  # design pixels


@dataclass(frozen=True, slots=True)
class Span:
    """One direction of the paper: ``begin`` to ``end``, ``side`` of it seen from ``start``; pixels."""

    begin: float
    end: float
    start: float
    side: float


class Scrollbars:
    """The bars of ``canvas``. ``move``: called with pixels of the paper while one is dragged."""

    def __init__(
        self, canvas: tk.Canvas, theme: Theme, move: Callable[[float, float], None]
    ) -> None:
        self._theme, self._move = theme, move
        self._grabbed = (0, 0)
        self._across = tk.Frame(canvas, cursor="sb_h_double_arrow")
        self._down = tk.Frame(canvas, cursor="sb_v_double_arrow")
        self._spans = (Span(0, 0, 0, 1), Span(0, 0, 0, 1))
        for bar in (self._across, self._down):
            bar.bind("<ButtonPress-1>", self._grab)
            bar.bind("<B1-Motion>", self._pull)
            theme.follow(bar, partial(self._dress, bar))

    def show(self, across: Span, down: Span) -> None:
        """Show how much there is from left to right, and from top to bottom."""
        self._spans = (across, down)
        thick = self._theme.px(BAR_THICKNESS)
        for bar, span in ((self._across, across), (self._down, down)):
            if span.end - span.begin <= span.side + 1:  # all is seen
                bar.place_forget()
                continue
            share = span.side / (span.end - span.begin)
            start = share * (span.start - span.begin)
            length = max(MIN_BAR_LENGTH * self._theme.scale, share * span.side)
            if bar is self._across:
                bar.place(x=start, y=down.side - thick, width=length, height=thick)
            else:
                bar.place(x=across.side - thick, y=start, width=thick, height=length)

    def _dress(self, bar: tk.Frame) -> None:
        palette = self._theme.palette
        bar.configure(background=mixed(palette.paper, palette.muted, 0.35))

    def _grab(self, event: "tk.Event[tk.Misc]") -> None:
        self._grabbed = (event.x_root, event.y_root)

    def _pull(self, event: "tk.Event[tk.Misc]") -> None:
        dx, dy = event.x_root - self._grabbed[0], event.y_root - self._grabbed[1]
        self._grabbed = (event.x_root, event.y_root)
        across, down = ((span.end - span.begin) / max(span.side, 1) for span in self._spans)
        if event.widget is self._across:
            self._move(dx * across, 0.0)
        else:
            self._move(0.0, dy * down)
