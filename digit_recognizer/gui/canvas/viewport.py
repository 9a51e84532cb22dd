"""The paper under the ink: it scrolls and zooms, and makes room as a line grows.

Purpose: let a line be longer, and a page higher, than the window.
Contract: the ink's coordinates never change; only what is seen of it does. Nothing moves while the pen
is down. A single digit and a finished line never make the paper move, unless its result fits in no size.
Not here: drawing (``ink_canvas``), wheel and space bar (``panning``).

Why scrolling: when a line nears the edge, the paper slides on by itself, so that one goes on writing in
the same size at the same height; zooming out instead would make what is written ever smaller than what
is written next, and sizes say what is a power and what is not. It slides only after a pause
(``ROOM_PAUSE``), since the second stroke of a 4 must find the first where it was. The wheel (with Shift:
sideways; with Ctrl: zoom), dragging with the space bar held, and the two thin bars at the edges bring
back what slid away; zooming is for looking at all of it.
"""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from digit_recognizer.app.palette import mixed
from digit_recognizer.app.picture.images import MAX_SHOWN_SIDE
from digit_recognizer.app.picture.picture import MAX_PICTURE_SLIDE
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.ink.model import Box

ROOM_PAUSE = 600  # milliseconds after the last stroke
NEXT_WIDTH = 1.0  # of its height, with the gap: with less room beside the ink the paper slides on
NEXT_DEPTH = 1.3  # of its height, with the gap: what is under a fraction bar
ROOM_MADE = 2.0  # next symbols that there is room for then
GLIDE_TIME, GLIDE_STEP = 180, 15  # milliseconds
ZOOM_FACTOR = 1.2
MIN_ZOOM, MAX_ZOOM = 0.2, 4.0
VIEW_MARGIN = 24  # design pixels around all of the ink
BAR_THICKNESS, MIN_BAR_LENGTH = 5, 30  # design pixels


class Viewport:
    """Moves what ``canvas`` shows.

    ``reach``: how far to the right results go, in units of the ink; ``next_height``: how high the next
    symbol of the line that is being written is likely to be, 0 where none is to come.
    """

    def __init__(
        self,
        canvas: InkCanvas,
        theme: Theme,
        *,
        reach: Callable[[], float],
        next_height: Callable[[], float],
        on_zoom: Callable[[], None],
    ) -> None:
        self._canvas, self._margin = canvas, VIEW_MARGIN * theme.scale
        self._reach, self._next_height, self._on_zoom = reach, next_height, on_zoom
        self._timer: str | None = None
        self._is_gliding = self._is_asked_again = False
        self._slid = (0.0, 0.0)  # by itself, and not yet back
        self._strokes = 0  # when it was looked at last
        self._bars = Scrollbars(canvas, theme, self.scroll_by)
        canvas.configure(xscrollincrement=1, yscrollincrement=1)
        canvas.bind("<Configure>", lambda _: self.refresh(), add=True)
        canvas.bind("<Destroy>", lambda _: self.stop(), add=True)
        canvas.watch(self._on_ink)

    # What the window calls

    @property
    def origin(self) -> tuple[float, float]:
        """The corner of the window on the paper, in zoomed pixels."""
        return self._canvas.canvasx(0), self._canvas.canvasy(0)

    def reset(self) -> None:
        """Go back to the beginning and to the size in which one writes."""
        self.stop()
        self._slid = (0.0, 0.0)
        self.zoom_to(1.0)
        self._scroll_to(0, 0)
        self._canvas.place_hint()  # it is in the middle of what is seen

    def show_all(self) -> None:
        """Show all ink; once it is shown, go back to its beginning in the size it was written in."""
        if self._canvas.editor.is_empty:
            return
        self.stop()
        box, margin = self._extent(), self._margin
        width, height = self._canvas.winfo_width(), self._canvas.winfo_height()
        fit = min(
            1.0,
            (width - 2 * margin) / max(box.width, 1),
            (height - 2 * margin) / max(box.height, 1),
        )
        fit = max(MIN_ZOOM, fit)
        goal = (min(0.0, box.left * fit - margin), min(0.0, box.top * fit - margin))
        if box.right * fit - goal[0] > width - margin / 2:
            goal = (box.left * fit - margin, goal[1])
        if box.bottom * fit - goal[1] > height - margin / 2:
            goal = (goal[0], box.top * fit - margin)
        is_there = max(abs(a - b) for a, b in zip(self.origin, goal, strict=True)) < 2
        if abs(self._canvas.zoom - fit) < 0.01 and is_there:
            fit, goal = 1.0, (0.0, 0.0)
        self.zoom_to(fit)
        self._scroll_to(*goal)

    def zoom_by(self, factor: float, x: float | None = None, y: float | None = None) -> None:
        """Show all ``factor`` times as large; the screen pixel (x, y), or the middle, stays in place."""
        canvas = self._canvas
        if canvas.is_pressed:
            return
        x = canvas.winfo_width() / 2 if x is None else x
        y = canvas.winfo_height() / 2 if y is None else y
        place = canvas.spot(x, y)
        most, picture = MAX_ZOOM, canvas.editor.picture
        if picture is not None:
            most = min(most, MAX_SHOWN_SIDE / (picture.scale * max(picture.width, picture.height)))
        zoom = max(MIN_ZOOM, min(most, canvas.zoom * factor))
        if abs(zoom - 1) < 0.05:
            zoom = 1.0
        self.zoom_to(zoom)
        self._scroll_to(*self._limited(place[0] * zoom - x, place[1] * zoom - y))

    def zoom_to(self, zoom: float) -> None:
        """Show all in this size."""
        if zoom != self._canvas.zoom:
            self._canvas.set_zoom(zoom)
            self._on_zoom()

    def scroll_by(self, dx: float, dy: float) -> None:
        """Move on by screen pixels, as far as there is ink and a little further."""
        self.stop()
        x, y = self.origin
        self._scroll_to(*self._limited(x + dx, y + dy))

    def refresh(self) -> None:
        """Show at the edges how much there is beside what is seen."""
        canvas, (x, y) = self._canvas, self.origin
        width, height = canvas.winfo_width(), canvas.winfo_height()
        box = self._extent()
        left, top, right, bottom = (value * canvas.zoom for value in box)
        self._bars.show(
            Span(min(0.0, left, x), max(right, x + width), x, width),
            Span(min(0.0, top, y), max(bottom, y + height), y, height),
        )

    def stop(self) -> None:
        """Move no further, and make no room for now."""
        if self._timer is not None:
            self._canvas.after_cancel(self._timer)
            self._timer = None
        self._is_gliding = self._is_asked_again = False

    def make_room_soon(self) -> None:
        """Make room after a pause, unless the pen comes back before; a move under way is ended first."""
        if self._is_gliding:
            self._is_asked_again = True
            return
        self.stop()
        self._timer = self._canvas.after(ROOM_PAUSE, self._make_room)

    def show_result(self) -> None:
        """Make room for results that are not to be seen whole, after a pause."""
        right = self.origin[0] + self._canvas.winfo_width()
        if self._timer is None and self._reach() * self._canvas.zoom > right:
            self.make_room_soon()

    # Making room

    def _make_room(self) -> None:
        self._timer = None
        canvas = self._canvas
        if canvas.is_pressed:
            return
        count = len(canvas.ink)
        is_less, self._strokes = count < self._strokes, count
        here, goal = self.origin, self._goal()
        if is_less:  # back, but not further than it came
            back = (max(a - s, min(a, g)) for a, s, g in zip(here, self._slid, goal, strict=True))
            goal = (next(back), next(back))
        else:
            goal = (max(here[0], goal[0]), max(here[1], goal[1]))
        if goal != here:
            x, y = (max(0.0, s + g - a) for s, g, a in zip(self._slid, goal, here, strict=True))
            self._slid = (x, y)
            self._glide(here, goal, 1)

    def _goal(self) -> tuple[float, float]:
        """Return the least corner of the window with which there is room for what comes next."""
        canvas = self._canvas
        width, height, zoom = canvas.winfo_width(), canvas.winfo_height(), canvas.zoom
        x = self.origin[0]
        # A picture is all there at once: it makes way for its results, and its beginning stays.
        most = (MAX_PICTURE_SLIDE * width + self._margin) / zoom
        end = canvas.ink.strokes[-1].box if canvas.ink else Box(most, 0, 0, 0)
        symbol = self._next_height() * zoom
        goal_x = goal_y = 0.0
        if symbol:
            room_x = x + width - end.right * zoom
            wanted = (ROOM_MADE if room_x < NEXT_WIDTH * symbol else NEXT_WIDTH) * symbol
            goal_x = max(0.0, end.right * zoom + wanted - width)
            goal_y = max(0.0, end.bottom * zoom + NEXT_DEPTH * symbol - height)
        over = self._reach() * zoom - width
        if over > max(goal_x, x):  # it is cut off
            goal_x = max(goal_x, min(over + self._margin, end.left * zoom - self._margin))
        return goal_x, goal_y

    def _glide(self, start: tuple[float, float], goal: tuple[float, float], step: int) -> None:
        """Move in small steps, the last ones slower."""
        share = min(1.0, step * GLIDE_STEP / GLIDE_TIME)
        eased = 1 - (1 - share) ** 3
        self._scroll_to(*(a + eased * (b - a) for a, b in zip(start, goal, strict=True)))
        self._timer = None
        self._is_gliding = share < 1
        if self._is_gliding:
            self._timer = self._canvas.after(GLIDE_STEP, lambda: self._glide(start, goal, step + 1))
        elif self._is_asked_again:
            self._is_asked_again = False
            self.make_room_soon()

    # Where it is

    def _scroll_to(self, x: float, y: float) -> None:
        here = self.origin
        self._canvas.xview_scroll(round(x - here[0]), "units")
        self._canvas.yview_scroll(round(y - here[1]), "units")
        self.refresh()

    def _extent(self) -> Box:
        """Return the box of ink, picture and results, in units of the ink; without any an empty one."""
        box = self._canvas.editor.box
        if box is None:
            return Box(0, 0, 0, 0)
        return Box(box.left, box.top, max(box.right, self._reach()), box.bottom)

    def _limited(self, x: float, y: float) -> tuple[float, float]:
        """Return the nearest place at which some of the ink stays in view."""
        if self._canvas.editor.is_empty:
            return 0.0, 0.0
        box, zoom = self._extent(), self._canvas.zoom
        width, height = self._canvas.winfo_width(), self._canvas.winfo_height()
        least_x = min(0.0, box.left * zoom - self._margin)
        least_y = min(0.0, box.top * zoom - self._margin)
        return (
            max(least_x, min(x, box.right * zoom - 0.3 * width)),
            max(least_y, min(y, box.bottom * zoom - 0.3 * height)),
        )

    def _on_ink(self) -> None:
        """Begin at the beginning again once all is gone; slide back where some is."""
        canvas = self._canvas
        if canvas.is_pressed:
            return
        if not canvas.editor.is_empty:
            if len(canvas.ink) < self._strokes:
                self.make_room_soon()
            return
        if self.origin != (0.0, 0.0) or canvas.zoom != 1.0:
            self.reset()


@dataclass(frozen=True, slots=True)
class Span:
    """One direction of the paper: ``begin`` to ``end``, ``side`` of it seen from ``start``; pixels."""

    begin: float
    end: float
    start: float
    side: float


class Scrollbars:
    """Thin bars at the edges of ``canvas``, each there while some of the paper is not seen.

    ``move``: called with pixels of the paper while one is dragged.
    """

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
