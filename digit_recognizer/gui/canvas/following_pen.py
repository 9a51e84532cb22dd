"""A pen as wide as the writing wants it: fine for small sums, broad for one large digit.

Purpose: give the pen its width where nobody chose one.
Contract: the width changes only while the pen rests, by steps that can be seen. It says nothing about
readings, which know no width.
Not here: choosing a width (``window``), drawing (``ink_canvas``).
"""

from collections.abc import Callable

from digit_recognizer.app.session import Change, Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.toolkit.timer import Timer

PEN_REST = 450  # milliseconds after a reading
LEAST_PEN, MOST_PEN = 4, 14  # design pixels
PEN_SHARE, PEN_BASE = 0.04, 4.0  # of the height of digits, and design pixels besides
MIN_PEN_STEP = 1.5  # design pixels: less of a change is none


def fitting_width(height: float) -> float:
    """Return the width of the pen for digits ``height`` high, both in design pixels."""
    return max(LEAST_PEN, min(MOST_PEN, PEN_BASE + PEN_SHARE * height))


class FollowingPen:
    """``take(width)``: draws with a pen of so many design pixels; ``scale``: pixels for each."""

    def __init__(
        self, canvas: InkCanvas, session: Session, settings: Settings, scale: float,
        take: Callable[[int], None],
    ) -> None:  # fmt: skip
        self._canvas, self._session, self._settings = canvas, session, settings
        self._scale, self._take = scale, take
        self._timer = Timer(canvas, self._follow)
        session.listen(self._on_change)

    def _on_change(self, change: Change) -> None:
        if change == "reading" and self._settings.pen_follows and self._session.editor.ink:
            self._timer.start(PEN_REST)

    def _follow(self) -> None:
        if self._canvas.is_pressed:
            self._timer.start(PEN_REST)
            return
        height = self._height()
        if height is None or not self._settings.pen_follows:
            return
        wanted = fitting_width(height / self._scale)
        if abs(wanted - self._settings.pen_width) >= MIN_PEN_STEP:
            self._take(round(wanted))

    def _height(self) -> float | None:
        """Return how high digits are written, in units of the ink; None while that is not known."""
        marks = self._session.marks.symbols
        heights = sorted(m.box.bottom - m.box.top for m in marks if m.symbol.text.isdigit())
        if heights:
            return heights[len(heights) // 2]
        ink = self._session.editor.ink
        if marks or not ink:
            return None
        return ink.box.bottom - ink.box.top
