"""The paper under the ink: it scrolls and zooms, and makes room as a line grows.

Purpose: let a line be longer, and a page higher, than the window.
Contract: the ink's coordinates never change; only what is seen of it does. Nothing moves while the pen
is down. A single digit never makes the paper move.
Not here: drawing (``ink_canvas``).

Why scrolling: when a line nears the edge, the paper slides on by itself, so that one goes on writing in
the same size at the same height; zooming out instead would make what is written ever smaller than what
the hand writes next, and sizes say what is a power and what is not. It slides only after a pause
(``PAUSE``), since the second stroke of a 4 must find the first where it was. The wheel (with Shift:
sideways; with Ctrl: zoom), dragging with the space bar held, and the two thin bars at the edges bring
back what slid away; zooming is for looking at all of it.
"""

import tkinter as tk
from collections.abc import Callable

from digit_recognizer.gui.ink_canvas import InkCanvas
from digit_recognizer.gui.palette import Palette, mixed
from digit_recognizer.ink.model import Box

PAUSE = 600  # milliseconds after the last stroke
NEAR_EDGE = 0.82  # of the width or height: beyond, it is time for more room
AFTERWARDS = 0.6  # where the end of the ink is then
GLIDE, STEP = 180, 15  # milliseconds
WHEEL = 60  # design pixels for each notch
FACTOR = 1.2
LEAST_ZOOM, MOST_ZOOM = 0.2, 4.0
BAR = 5  # design pixels, the thickness of the bars at the edges
MARGIN = 24  # design pixels around all of the ink
REPEAT = 60  # milliseconds: X11 repeats a held key as releases and presses
SHIFT, CONTROL = 0x1, 0x4


class Paper:
    """Moves what ``canvas`` shows. ``scale``: screen pixels per design pixel.

    ``reach``: how far to the right results go, in units of the ink; ``grows``: whether what is drawn is
    a line that may go on.
    """

    def __init__(
        self,
        canvas: InkCanvas,
        *,
        scale: float,
        reach: Callable[[], float],
        grows: Callable[[], bool],
        zoomed: Callable[[], None],
    ) -> None:
        self._canvas, self._scale = canvas, scale
        self._reach, self._grows, self._zoomed = reach, grows, zoomed
        self._timer: str | None = None
        self._release: str | None = None
        self._dragged: tuple[int, int] | None = None
        self._is_space_down = False
        self._cursor = ""
        canvas.configure(xscrollincrement=1, yscrollincrement=1)
        self._bars = {
            "x": tk.Frame(canvas, cursor="sb_h_double_arrow"),
            "y": tk.Frame(canvas, cursor="sb_v_double_arrow"),
        }
        for axis, bar in self._bars.items():
            bar.bind("<ButtonPress-1>", self._grab)
            bar.bind("<B1-Motion>", lambda event, axis=axis: self._pull(event, axis))  # type: ignore[misc]
        self._bind()

    def _bind(self) -> None:
        """Bind before the canvas's own bindings: with the space bar held, the pen moves the paper."""
        canvas, tag = self._canvas, f"Paper{self._canvas}"
        canvas.bindtags((tag, *canvas.bindtags()))
        for sequence, run in (
            ("<ButtonPress>", self._on_press),
            ("<B1-Motion>", self._on_drag),
            ("<ButtonRelease>", self._on_release),
            ("<KeyPress-space>", self._on_space),
            ("<KeyRelease-space>", self._on_space_up),
            ("<MouseWheel>", self._on_wheel),
            ("<Configure>", lambda _: self.refresh()),
            ("<Destroy>", lambda _: self._stop()),
            ("<<InkChanged>>", lambda _: self._on_ink()),
        ):
            canvas.bind_class(tag, sequence, run)

    # What the window calls

    def configure_palette(self, palette: Palette) -> None:
        """Change the colours."""
        for bar in self._bars.values():
            bar.configure(background=mixed(palette.paper, palette.muted, 0.35))

    @property
    def origin(self) -> tuple[float, float]:
        """The corner of the window on the paper, in zoomed pixels."""
        return self._canvas.canvasx(0), self._canvas.canvasy(0)

    def reset(self) -> None:
        """Go back to the beginning and to the size in which one writes."""
        self._stop()
        self.zoom_to(1.0)
        self._scroll_to(0, 0)
        self._canvas.configure_look()  # the hint is in the middle of what is seen

    def show_all(self) -> None:
        """Show all ink; once it is shown, go back to its beginning in the size it was written in."""
        if not self._canvas.ink:
            return
        self._stop()
        box, margin = self._extent(), MARGIN * self._scale
        width, height = self._canvas.winfo_width(), self._canvas.winfo_height()
        fit = min(
            1.0,
            (width - 2 * margin) / max(box.right - box.left, 1),
            (height - 2 * margin) / max(box.bottom - box.top, 1),
        )
        fit = max(LEAST_ZOOM, fit)
        goal = (min(0.0, box.left * fit - margin), min(0.0, box.top * fit - margin))
        if box.right * fit - goal[0] > width - margin / 2:
            goal = (box.left * fit - margin, goal[1])
        if box.bottom * fit - goal[1] > height - margin / 2:
            goal = (goal[0], box.top * fit - margin)
        if abs(self._canvas.zoom - fit) < 0.01 and self._is_at(*goal):
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
        zoom = max(LEAST_ZOOM, min(MOST_ZOOM, canvas.zoom * factor))
        if abs(zoom - 1) < 0.05:
            zoom = 1.0
        self.zoom_to(zoom)
        self._scroll_to(*self._limited(place[0] * zoom - x, place[1] * zoom - y))

    def zoom_to(self, zoom: float) -> None:
        """Show all in this size."""
        if zoom != self._canvas.zoom:
            self._canvas.set_zoom(zoom)
            self._zoomed()

    def scroll_by(self, dx: float, dy: float) -> None:
        """Move on by screen pixels, as far as there is ink and a little further."""
        self._stop()
        x, y = self.origin
        self._scroll_to(*self._limited(x + dx, y + dy))

    def refresh(self) -> None:
        """Show at the edges how much there is beside what is seen."""
        canvas, thick = self._canvas, round(BAR * self._scale)
        for axis, (begin, end, seen, size) in self._shares().items():
            bar = self._bars[axis]
            if end - begin <= seen[1] - seen[0] + 1:
                bar.place_forget()
                continue
            start = size * (seen[0] - begin) / (end - begin)
            length = max(30.0, size * (seen[1] - seen[0]) / (end - begin))
            if axis == "x":
                bar.place(x=start, y=canvas.winfo_height() - thick, width=length, height=thick)
            else:
                bar.place(x=canvas.winfo_width() - thick, y=start, width=thick, height=length)

    # Making room

    def _make_room(self) -> None:
        self._timer = None
        canvas = self._canvas
        if canvas.is_pressed or not canvas.ink or not self._grows():
            return
        width, height, zoom = canvas.winfo_width(), canvas.winfo_height(), canvas.zoom
        x, y = self.origin
        end = canvas.ink.strokes[-1].box
        goal_x, goal_y = x, y
        if end.right * zoom - x > NEAR_EDGE * width:
            goal_x = end.right * zoom - AFTERWARDS * width
        over = self._reach() * zoom + MARGIN * self._scale - width
        if over > goal_x:
            goal_x = min(over, end.left * zoom - MARGIN * self._scale)
        if end.bottom * zoom - y > NEAR_EDGE * height:
            goal_y = end.bottom * zoom - AFTERWARDS * height
        if (goal_x, goal_y) != (x, y):
            self._glide((x, y), (max(goal_x, x), max(goal_y, y)), 1)

    def _glide(self, start: tuple[float, float], goal: tuple[float, float], step: int) -> None:
        """Move in small steps, the last ones slower."""
        share = min(1.0, step * STEP / GLIDE)
        eased = 1 - (1 - share) ** 3
        self._scroll_to(*(a + eased * (b - a) for a, b in zip(start, goal, strict=True)))
        self._timer = None
        if share < 1:
            self._timer = self._canvas.after(STEP, lambda: self._glide(start, goal, step + 1))

    def _stop(self) -> None:
        if self._timer is not None:
            self._canvas.after_cancel(self._timer)
            self._timer = None

    # Where it is

    def _scroll_to(self, x: float, y: float) -> None:
        here = self.origin
        self._canvas.xview_scroll(round(x - here[0]), "units")
        self._canvas.yview_scroll(round(y - here[1]), "units")
        self.refresh()

    def _is_at(self, x: float, y: float) -> bool:
        here = self.origin
        return abs(here[0] - x) < 2 and abs(here[1] - y) < 2

    def _extent(self) -> Box:
        """Return the box of ink and results, in units of the ink."""
        box = self._canvas.ink.box
        return Box(box.left, box.top, max(box.right, self._reach()), box.bottom)

    def _limited(self, x: float, y: float) -> tuple[float, float]:
        """Return the nearest place at which some of the ink stays in view."""
        if not self._canvas.ink:
            return 0.0, 0.0
        box, zoom = self._extent(), self._canvas.zoom
        width, height = self._canvas.winfo_width(), self._canvas.winfo_height()
        least_x = min(0.0, box.left * zoom - MARGIN * self._scale)
        least_y = min(0.0, box.top * zoom - MARGIN * self._scale)
        return (
            max(least_x, min(x, box.right * zoom - 0.3 * width)),
            max(least_y, min(y, box.bottom * zoom - 0.3 * height)),
        )

    def _shares(self) -> dict[str, tuple[float, float, tuple[float, float], int]]:
        """Return for each axis: begin and end of the paper, what is seen of it, the window's side."""
        canvas = self._canvas
        if not canvas.ink:
            return dict.fromkeys(self._bars, (0, 0, (0, 0), 0))
        box, zoom, (x, y) = self._extent(), canvas.zoom, self.origin
        shares = {}
        for axis, low, high, start, side in (
            ("x", box.left, box.right, x, canvas.winfo_width()),
            ("y", box.top, box.bottom, y, canvas.winfo_height()),
        ):
            seen = (start, start + side)
            shares[axis] = (
                min(0.0, low * zoom, seen[0]), max(high * zoom, seen[1]), seen, side
            )  # fmt: skip
        return shares

    # Events

    def _on_ink(self) -> None:
        if not self._canvas.ink and not self._canvas.is_pressed:
            moved = self.origin != (0.0, 0.0) or self._canvas.zoom != 1.0
            if moved:
                self.reset()

    def _on_press(self, event: "tk.Event[tk.Misc]") -> str | None:
        self._stop()
        if event.num in (4, 5):  # the wheel, under X11
            return self._wheel(event, 1 if event.num == 4 else -1)
        if self._is_space_down and event.num == 1:
            self._dragged = (event.x, event.y)
            return "break"
        return None

    def _on_drag(self, event: "tk.Event[tk.Misc]") -> str | None:
        if self._dragged is None:
            return None
        self.scroll_by(self._dragged[0] - event.x, self._dragged[1] - event.y)
        self._dragged = (event.x, event.y)
        return "break"

    def _on_release(self, event: "tk.Event[tk.Misc]") -> str | None:
        if self._dragged is not None and event.num == 1:
            self._dragged = None
            return "break"
        if event.num == 1:
            self._stop()
            self._timer = self._canvas.after(PAUSE, self._make_room)
        return None

    def _on_space(self, _: "tk.Event[tk.Misc]") -> None:
        if self._release is not None:
            self._canvas.after_cancel(self._release)
            self._release = None
        elif not self._is_space_down:
            self._is_space_down = True
            self._cursor = str(self._canvas.cget("cursor"))
            self._canvas.configure(cursor="fleur")

    def _on_space_up(self, _: "tk.Event[tk.Misc]") -> None:
        if self._release is None and self._is_space_down:
            self._release = self._canvas.after(REPEAT, self._end_space)

    def _end_space(self) -> None:
        self._release = None
        self._is_space_down = False
        self._canvas.configure(cursor=self._cursor)

    def _on_wheel(self, event: "tk.Event[tk.Misc]") -> str | None:
        per_notch = 1 if self._canvas.tk.call("tk", "windowingsystem") == "aqua" else 120
        return self._wheel(event, event.delta / per_notch)

    def _wheel(self, event: "tk.Event[tk.Misc]", notches: float) -> str:
        if not self._canvas.is_pressed:
            way = -notches * WHEEL * self._scale
            if int(event.state) & CONTROL:
                self.zoom_by(FACTOR**notches, event.x, event.y)
            elif int(event.state) & SHIFT:
                self.scroll_by(way, 0)
            else:
                self.scroll_by(0, way)
        return "break"

    def _grab(self, event: "tk.Event[tk.Misc]") -> None:
        self._dragged = (event.x_root, event.y_root)

    def _pull(self, event: "tk.Event[tk.Misc]", axis: str) -> None:
        """Move with a bar at an edge."""
        if self._dragged is None:
            return
        begin, end, _, size = self._shares()[axis]
        ratio = (end - begin) / max(size, 1)
        dx, dy = event.x_root - self._dragged[0], event.y_root - self._dragged[1]
        self._dragged = (event.x_root, event.y_root)
        self.scroll_by(*((dx * ratio, 0) if axis == "x" else (0, dy * ratio)))
