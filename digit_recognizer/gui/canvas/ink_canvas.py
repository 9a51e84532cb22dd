"""InkCanvas: a Tk widget to draw ink on, for this program and for others.

Purpose: take mouse, pen and touch (which Tk reports as a mouse) and show the strokes as they grow.
Contract: ``<<InkChanged>>`` is generated after every change; :attr:`InkCanvas.ink` is the ink of that
moment. The left button draws (or erases, with the eraser), the middle and the right one always erase,
but where there is a ``lasso``; while one is down the others do nothing. Motions that come faster than
Tk draws are one change, and a point each. Items that others put on the canvas are left alone.
Ink has coordinates of its own, in which nothing moves: what is drawn lands where the pointer is, however
the canvas is scrolled (Tk's ``xview`` and ``yview``) and zoomed.
Not here: reading; files; undo buttons (call ``canvas.editor.undo()``); scrolling (``viewport``); what
presses mean that are no drawing (``taps``).

>>> canvas = InkCanvas(root)                                             # doctest: +SKIP
>>> canvas.bind("<<InkChanged>>", lambda event: show(canvas.ink))        # doctest: +SKIP
"""

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from itertools import chain
from tkinter import font as tkfont
from typing import Any, Protocol

from digit_recognizer.app.document.editor import ERASER_RADIUS, InkEditor
from digit_recognizer.app.document.taps import Place, Press, Taps
from digit_recognizer.app.palette import LIGHT_PALETTE, Palette, mixed
from digit_recognizer.gui.toolkit.timer import Timer
from digit_recognizer.ink import Ink, Stroke
from digit_recognizer.ink.curves import spaced
from digit_recognizer.ink.model import Box

STROKE_RIMS = ((0.9, 0.62), (2.2, 0.28))
"""Half-tone rims under each stroke (pixels wider, share of ink): Tk's lines have hard edges on X11
and Windows, and these stand in for anti-aliasing."""

MAX_RIMMED_STROKES = 2_000  # on the canvas: of more none has rims
DRAWN_AT_ONCE = 1_000  # strokes; of more the rest is drawn in parts, with the loop in between
MAX_SINGLE_RIMS = 20  # that are lowered one by one, which repaints nothing else
REPAINT_TIME = 0.02  # seconds motions wait at most: some pens report so fast that Tk never rests
POINT_SPACING = 4.0  # screen pixels in a drawn line: closer, whole pixels show as steps


class _Circling(Protocol):
    """A lasso, see ``gui.canvas.lasso``."""

    @property
    def is_active(self) -> bool: ...
    def grab(self, press: Press) -> bool: ...
    def begin(self, press: Press) -> bool: ...
    def move_along(self, path: Sequence[Place]) -> None: ...
    def up(self) -> None: ...


class InkCanvas(tk.Canvas):
    """A canvas for ink.

    ``editor``: the document; a new one unless given. ``pen_width``: pixels, only how ink looks.
    ``hint``: shown while there is no ink. Other options are ``tk.Canvas``'s.
    """

    def __init__(
        self,
        parent: tk.Misc,
        *,
        editor: InkEditor | None = None,
        pen_width: float = 14,
        palette: Palette = LIGHT_PALETTE,
        hint: str = "",
        **options: Any,
    ) -> None:
        super().__init__(parent, **{"highlightthickness": 0, "cursor": "pencil", **options})
        self.editor = editor or InkEditor()
        self._pen_width = pen_width
        self._palette = palette
        self._hint = hint
        self._hint_font = tkfont.nametofont("TkDefaultFont", self).copy()
        self._hint_font.configure(size=round(1.4 * self._hint_font.cget("size")))
        # By identity, with their items on the canvas: strokes never change.
        self._shown: dict[int, tuple[Stroke, list[int]]] = {}
        self._waiting: list[Stroke] = []  # to be drawn, the highest on the paper last
        self._parts = Timer(self, self._show_part)
        self.on_shown: Callable[[], None] = lambda: None
        """Called when all of the ink is on the canvas, after every change."""
        self._button: int | None = None
        self._zoom = 1.0
        self._path: list[Place] = []  # motions that wait to be drawn, all at once
        self._idle = Timer(self, self._on_idle)
        self._painted = 0.0  # when the ink was painted last
        self._frame = (0.0, 0.0, 0, 0)  # left, top, width, height at the press: asked for once
        self._is_hint_shown = False
        self._watchers: list[Callable[[], None]] = []
        self.taps: Taps | None = None
        """What keeps back presses that may not be meant as drawing; None: all are."""
        self.lasso: _Circling | None = None
        """What takes presses that circle ink, and that drag what is circled; None: none do."""
        self.editor.listen(self._on_ink)
        for button in (1, 2, 3):
            self.bind(f"<ButtonPress-{button}>", self._down)
            self.bind(f"<B{button}-Motion>", self._move)
            self.bind(f"<ButtonRelease-{button}>", self._up)
        self.bind("<Configure>", lambda _: self.place_hint())
        self.bind("<Destroy>", lambda _: self.editor.unlisten(self._on_ink))
        self.configure_look(palette, pen_width)

    @property
    def ink(self) -> Ink:
        """The ink on the canvas, the unfinished stroke included."""
        return self.editor.ink

    @property
    def zoom(self) -> float:
        """Screen pixels for each unit of the ink."""
        return self._zoom

    @property
    def is_pressed(self) -> bool:
        """Whether a button is down."""
        return self._button is not None

    @property
    def pen_width(self) -> float:
        """In units of the ink, like its coordinates."""
        return self._pen_width

    def clear(self) -> None:
        """Remove all ink; undo brings it back."""
        self.editor.clear()

    def set_zoom(self, zoom: float) -> None:
        """Show the ink ``zoom`` times as large, its origin where it is."""
        if zoom != self._zoom:  # else all of the ink would be drawn again
            self._zoom = zoom
            self.configure_look()

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """Return where in the ink the screen pixel (x, y) of this widget is."""
        return self.canvasx(x) / self._zoom, self.canvasy(y) / self._zoom

    def seen(self, box: Box) -> Box:
        """Return where in this widget a box of the ink is, in screen pixels."""
        zoomed = Box(*(self._zoom * side for side in box))
        return zoomed.moved(-self.canvasx(0), -self.canvasy(0))

    def items_of(self, stroke: object) -> list[int]:
        """Return the items that show this very stroke."""
        return self._shown[id(stroke)][1] if id(stroke) in self._shown else []

    def configure_look(
        self, palette: Palette | None = None, pen_width: float | None = None
    ) -> None:
        """Change the colours or the width of the pen, for what is drawn already too."""
        self._palette = palette or self._palette
        self._pen_width = pen_width or self._pen_width
        self.configure(background=self._palette.paper)
        self.editor.eraser_radius = max(ERASER_RADIUS / self._zoom, self._pen_width / 2 + 6)
        self.delete("ink")
        self._shown.clear()
        self._show_strokes()

    def _down(self, event: "tk.Event[tk.Misc]") -> None:
        self.focus_set()
        # The same button again: its release went elsewhere, to a dialog that opened for example.
        if self._button in (None, event.num):
            self._button = int(event.num)
            self._frame = (
                self.canvasx(0), self.canvasy(0), self.winfo_width(), self.winfo_height(),
            )  # fmt: skip
            self._catch_up()
            press = Press(*self._inside(event), event.time / 1000, self._button)
            if self.lasso is not None and self.lasso.grab(press):
                return
            if self.taps is None or not self.taps.down(press):
                self.begin(press)

    def begin(self, press: Press, path: Sequence[Place] = ()) -> None:
        """Put the pen or the eraser down, as ``press`` says, and move it along ``path``."""
        if self.lasso is not None and self.lasso.begin(press):
            self.lasso.move_along(path)
            return
        self.editor.down(press.x, press.y, press.t, erase=press.button != 1)
        self.editor.move_along(path)

    def _move(self, event: "tk.Event[tk.Misc]") -> None:
        place = Place(*self._inside(event), event.time / 1000)
        if self.taps is None or not self.taps.move(*place):
            self._path.append(place)
            if not self._idle.is_running:  # a pen may report faster than ink is drawn
                self._idle.start("idle")
            if time.monotonic() - self._painted > REPAINT_TIME:
                self._catch_up()
                self.update_idletasks()  # paints, though more motions wait
                self._painted = time.monotonic()

    def _on_idle(self) -> None:
        self._catch_up()
        self._painted = time.monotonic()

    def _catch_up(self) -> None:
        """Draw where the pen has been since."""
        path, self._path = self._path, []
        if self.lasso is not None and self.lasso.is_active:
            self.lasso.move_along(path)
        else:
            self.editor.move_along(path)

    def _up(self, event: "tk.Event[tk.Misc]") -> None:
        if event.num == self._button:
            self._button = None
            self._catch_up()
            if self.taps is not None and self.taps.up():
                return
            if self.lasso is not None and self.lasso.is_active:
                self.lasso.up()
            else:
                self.editor.up()

    def _inside(self, event: "tk.Event[tk.Misc]") -> tuple[float, float]:
        """Return the pointer's place in the ink, kept on the canvas: what is not seen is not read."""
        left, top, width, height = self._frame
        x, y = min(max(event.x, 0), width - 1), min(max(event.y, 0), height - 1)
        return (left + x) / self._zoom, (top + y) / self._zoom

    def watch(self, on_change: Callable[[], None]) -> None:
        """Call ``on_change`` after every change of the ink, before its event: without Tk on the way."""
        self._watchers.append(on_change)

    def _on_ink(self) -> None:
        self._show_strokes()
        for on_change in self._watchers:
            on_change()
        self.event_generate("<<InkChanged>>")

    def _show_strokes(self) -> None:
        """Bring the items on the canvas in line with the ink: only what changed is drawn.

        Many strokes are drawn from the top down: Tk paints only the rows that a part is in.
        """
        strokes = {id(stroke): stroke for stroke in self.editor.ink}
        gone = [key for key in self._shown if key not in strokes]
        added = [stroke for key, stroke in strokes.items() if key not in self._shown]
        self._waiting = []
        if not self._redraws(gone, added):
            if gone:
                self.delete(*chain.from_iterable(self._shown[key][1] for key in gone))
            self._waiting = sorted(added, key=lambda stroke: -stroke.box.top)
        for key in gone:
            del self._shown[key]
        self._show_part()
        self.place_hint()

    def _show_part(self) -> None:
        part = self._waiting[-DRAWN_AT_ONCE:]
        del self._waiting[-DRAWN_AT_ONCE:]
        if part:
            self._shown |= {id(stroke): (stroke, items) for stroke, items in self._drawn(part)}
        if self._waiting:
            self._parts.start(1)
        else:
            self.on_shown()

    def _redraws(self, gone: list[int], added: list[Stroke]) -> bool:
        """Draw one stroke in the place of another, as a moving pen wants; return whether it did."""
        if len(gone) != 1 or len(added) != 1:
            return False
        former, items = self._shown[gone[0]]
        if min(len(former.points), len(added[0].points)) < 2:
            return False
        path = self._path_of(added[0])
        for item in items:  # a script of all would be compiled each time, which takes longer
            self.coords(item, path)
        self._shown[id(added[0])] = (added[0], items)
        return True

    def _drawn(self, strokes: Sequence[Stroke]) -> list[tuple[Stroke, list[int]]]:
        """Draw ``strokes`` in layers, and return the items of each.

        Every rim lies below every stroke, or it would cut through. Of very many none has rims.
        """
        ink, width = self._palette.ink, self._pen_width * self._zoom
        rims = STROKE_RIMS if len(self.editor.ink) <= MAX_RIMMED_STROKES else ()
        made = []
        for stroke in strokes:
            path = self._path_of(stroke)
            made.append(self._line(path, ink, max(1.0, width - 0.5), ("ink", "core")))
            for number, (wider, share) in enumerate(rims):
                colour = mixed(self._palette.paper, ink, share)
                made.append(self._line(path, colour, width + wider, ("ink", f"rim{number}")))
        # One call of Tcl: each one lets other threads run, and waits until they make way.
        items = [int(item) for item in self.tk.eval(" ".join(["list", *made])).split()]
        layers = 1 + len(rims)
        above = "core"
        for number in range(len(rims)):
            layer: list[int] | list[str] = items[1 + number :: layers]
            # Lowering looks for the layer each time: of many strokes all rims are lowered at once.
            for item in layer if len(layer) <= MAX_SINGLE_RIMS else [f"rim{number}"]:
                self.tag_lower(item, above)
            above = f"rim{number}"
        return [
            (stroke, items[place * layers : (place + 1) * layers])
            for place, stroke in enumerate(strokes)
        ]

    def _path_of(self, stroke: Stroke) -> list[float]:
        """Return where the line of ``stroke`` goes, x and y in turn, in zoomed pixels."""
        spacing = max(POINT_SPACING, self._pen_width * self._zoom / 4) / self._zoom
        return [self._zoom * value for at in spaced(stroke.points, spacing) for value in at]

    def _line(self, path: list[float], colour: str, width: float, tags: tuple[str, ...]) -> str:
        """Return the call of Tcl that draws a line, and gives its item."""
        kind = "line"
        look: tuple[object, ...] = ("-smooth", 1, "-capstyle", "round", "-joinstyle", "round")
        if len(path) == 2:
            x, y, radius = *path, width / 2
            path, width = [x - radius, y - radius, x + radius, y + radius], 0
            kind, look = "oval", ()
        words = (self, "create", kind, *path, "-fill", colour, "-width", width, *look)
        return " ".join(["[", *map(str, words), "-tags", "{", *tags, "}", "]"])

    def place_hint(self) -> None:
        """Show the hint in the middle of what is seen, where there is no ink."""
        if self._is_hint_shown:
            self.delete("hint")
        self._is_hint_shown = bool(self._hint) and self.editor.is_empty
        if self._is_hint_shown:
            self.create_text(
                self.canvasx(self.winfo_width() / 2), self.canvasy(self.winfo_height() / 2),
                text=self._hint, tags="hint", font=self._hint_font, fill=self._palette.muted,
                justify="center",
            )  # fmt: skip
