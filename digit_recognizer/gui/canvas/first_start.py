"""The first start shows itself: a sum is written, read, corrected by a tap, scratched out.

Purpose: show once, in a few seconds, what nobody would look up.
Contract: nothing of it is ink: it is neither read nor undone. The first press or key ends it, and so
does anything that is drawn or opened. It is shown on an empty canvas only.
Not here: when it is shown (``application``), whether it was shown before (``settings``).
"""

import math
from collections.abc import Callable, Generator, Iterator
from itertools import pairwise

from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.palette import mixed
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.gui.toolkit.timer import Timer
from digit_recognizer.ink import Ink, Stroke, read_inkml
from digit_recognizer.ink.curves import curve, spaced
from digit_recognizer.resources import example_expressions

FRAME_TIME = 20  # milliseconds
FIRST_LOOK_TIME = 200  # milliseconds until it is looked again whether there is a window
LEAST_SHOWN_WIDTH = 200  # design pixels of the canvas
WRITTEN_SUM, ITS_RESULT = "sum", "46"  # an example, and what it comes to
TAPPED_STROKE, SCRATCHED_STROKES = 4, (4, 5, 6)  # of the example: its 3, and its 34
POINTS_A_FRAME = 3  # of the curve of a stroke
FRAMES_BETWEEN_STROKES = 6
FRAMES_OF_A_PHASE = 75
SHOWN_PEN = 6  # design pixels
SHOWN_WIDTH_SHARE = 0.5  # of the canvas
SHOWN_STRENGTH = 0.75  # share of ink in its colour
ZIGZAG_SWEEPS = 6
RESULT_CAPTION = tr_later("Write a sum: the result comes by itself")
TAP_CAPTION = tr_later("Wrong? Tap a symbol to correct it")
SCRATCH_CAPTION = tr_later("Scratch out what is to go")
SHOW_TAG = "first-start"


class FirstStart:
    """The show on ``canvas``. ``on_end()``: it is over, or was skipped."""

    def __init__(self, canvas: InkCanvas, theme: Theme, on_end: Callable[[], None]) -> None:
        self._canvas, self._theme, self._on_end = canvas, theme, on_end
        self._frames: Iterator[None] | None = None
        self._timer = Timer(canvas, self._wake)
        root = canvas.winfo_toplevel()
        for sequence in ("<ButtonPress>", "<KeyPress>"):
            root.bind(sequence, lambda _: self.end(), add=True)
        canvas.editor.listen(self.end)

    @property
    def is_shown(self) -> bool:
        """Whether it is going on."""
        return self._frames is not None

    def begin(self) -> None:
        """Show it, if there is nothing on the canvas."""
        canvas = self._canvas
        if canvas.winfo_width() < self._theme.px(LEAST_SHOWN_WIDTH):  # not on the screen yet
            self._timer.start(FIRST_LOOK_TIME)
        elif canvas.editor.is_empty and not self.is_shown:
            self._frames = self._show()
            self._next()

    def end(self) -> None:
        """Show no more of it."""
        if self.is_shown:
            self._frames = None
            self._timer.stop()
            self._canvas.delete(SHOW_TAG)
            self._canvas.itemconfigure("hint", state="normal")
            self._on_end()

    def _wake(self) -> None:
        if self.is_shown:
            self._next()
        else:
            self.begin()

    def _next(self) -> None:
        """Show the next frame."""
        if self._frames is None:
            return
        self._canvas.itemconfigure("hint", state="hidden")
        try:
            next(self._frames)
        except StopIteration:
            self.end()
        else:
            self._timer.start(FRAME_TIME)

    def _show(self) -> Iterator[None]:
        """Paint it, a frame for each step."""
        ink = self._placed()
        palette = self._theme.palette
        items = []
        for stroke in ink:
            items.append((yield from self._drawn(stroke)))
            yield from self._rest(FRAMES_BETWEEN_STROKES)
        box = ink.box
        middle = (box.top + box.bottom) / 2
        font = self._theme.fonts.font(max(12, round(box.height)))
        self._canvas.create_text(
            box.right + self._theme.px(24), middle, text=ITS_RESULT, anchor="w", font=font,
            fill=palette.result, tags=SHOW_TAG,
        )  # fmt: skip
        caption = self._caption(box.bottom)
        yield from self._said(caption, RESULT_CAPTION)
        ring = self._canvas.create_oval(
            *ink.strokes[TAPPED_STROKE].box.grown(self._theme.px(8)),
            outline=palette.sure, width=self._theme.px(3), tags=SHOW_TAG,
        )  # fmt: skip
        yield from self._said(caption, TAP_CAPTION)
        self._canvas.delete(ring)
        gone = [items[number] for number in SCRATCHED_STROKES]
        scratch = yield from self._drawn(zigzag(ink, SCRATCHED_STROKES))
        self._canvas.delete(scratch, *gone)
        yield from self._said(caption, SCRATCH_CAPTION)

    def _placed(self) -> Ink:
        """Return the example in the middle of what is seen."""
        ink, canvas = example_sum(), self._canvas
        width, height = canvas.winfo_width(), canvas.winfo_height()
        box = ink.box
        scale = SHOWN_WIDTH_SHARE * width / box.width
        x = 0.45 * width - scale * (box.left + box.right) / 2
        y = 0.45 * height - scale * (box.top + box.bottom) / 2
        return ink.moved(canvas.canvasx(0) + x, canvas.canvasy(0) + y, scale)

    def _drawn(self, stroke: Stroke) -> Generator[None, None, int]:
        """Draw ``stroke`` a little further with each step; return its item."""
        path = curve(spaced(stroke.points, 3.0))
        flat = [value for place in path for value in place]
        item = self._canvas.create_line(
            *flat[:2], *flat[:2], width=self._theme.px(SHOWN_PEN), capstyle="round",
            joinstyle="round", tags=SHOW_TAG,
            fill=mixed(self._theme.palette.paper, self._theme.palette.ink, SHOWN_STRENGTH),
        )  # fmt: skip
        for end in range(4, len(flat) + 1, 2 * POINTS_A_FRAME):
            self._canvas.coords(item, *flat[:end])
            yield
        if len(flat) >= 4:
            self._canvas.coords(item, *flat)
        return item

    def _caption(self, bottom: float) -> int:
        x = self._canvas.canvasx(self._canvas.winfo_width() / 2)
        return self._canvas.create_text(
            x, bottom + self._theme.px(48), font=self._theme.font(18),
            fill=self._theme.palette.muted, tags=SHOW_TAG,
        )  # fmt: skip

    def _said(self, caption: int, text: str) -> Iterator[None]:
        self._canvas.itemconfigure(caption, text=tr(text))
        return self._rest(FRAMES_OF_A_PHASE)

    def _rest(self, frames: int) -> Iterator[None]:
        for _ in range(frames):
            yield


def example_sum() -> Ink:
    """Return the example that is written, as it was drawn."""
    (path,) = [path for path in example_expressions() if path.stem == WRITTEN_SUM]
    return read_inkml(path).ink


def zigzag(ink: Ink, numbers: tuple[int, ...]) -> Stroke:
    """Return a zigzag over some strokes."""
    boxes = [ink.strokes[number].box for number in numbers]
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    top, bottom = min(box.top for box in boxes), max(box.bottom for box in boxes)
    places = []
    for sweep in range(ZIGZAG_SWEEPS + 1):
        x = left if sweep % 2 == 0 else right
        places.append((x, top + (bottom - top) * sweep / ZIGZAG_SWEEPS))
    path = []
    for (x, y), (to_x, to_y) in pairwise(places):
        steps = max(2, math.ceil(math.hypot(to_x - x, to_y - y) / 4))
        path += [(x + (to_x - x) * i / steps, y + (to_y - y) * i / steps) for i in range(steps)]
    return Stroke.from_xy([*path, places[-1]])
