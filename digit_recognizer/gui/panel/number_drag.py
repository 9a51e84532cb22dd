"""Dragging a number of a typeset line up and down, with the result following.

Purpose: try another number without writing it: what would the sum be with 35?
Contract: nothing that was written changes, and a new reading ends it. A press beside numbers is not its
business. A click on a number that was dragged takes it back.
Not here: painting (``sum_panel``), numbers in a text (``app.document.numbers``).
"""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

from digit_recognizer.app.document.numbers import Number, number_of_digit, stepped
from digit_recognizer.app.document.typeset import Block, Text
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.symbol_table import DIGIT_SIGNS

DRAG_STEP = 9  # design pixels of a drag for each step


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """Line number ``number`` on the page: ``block`` with its base line at ``base``; what it says.

    ``own``: how many signs are written, where a result is behind them; None: there is none.
    """

    number: int
    block: Block
    base: float
    text: str
    own: int | None = None


@dataclass(frozen=True, slots=True)
class _Grip:
    line: PlacedLine
    number: Number
    y: int


class NumberDrag:
    """The drags on ``page``.

    ``lines()``: what is painted now. ``show(line, text)``: paints the line of this number as one that
    says ``text``; "" for as it was written.
    """

    def __init__(
        self, page: tk.Canvas, theme: Theme, lines: Callable[[], list[PlacedLine]],
        show: Callable[[int, str], None],
    ) -> None:  # fmt: skip
        self._page, self._theme, self._lines, self._show = page, theme, lines, show
        self._grip: _Grip | None = None
        self._steps = 0
        page.bind("<Motion>", self._on_motion, add=True)

    @property
    def is_dragging(self) -> bool:
        """Whether a number is held."""
        return self._grip is not None

    def result_at(self, event: "tk.Event[tk.Misc]") -> int | None:
        """Return the number of the line whose result is under the pointer; None: none is."""
        x, y = self._page.canvasx(event.x), self._page.canvasy(event.y)
        for line in self._lines():
            block, own = line.block, line.own
            if own is None or not -block.ascent <= y - line.base <= block.descent:
                continue
            behind = [p.x for p in block.pieces if isinstance(p, Text) and p.sign >= own]
            if behind and min(behind) <= x <= block.width:
                return line.number
        return None

    def press(self, event: "tk.Event[tk.Misc]") -> bool:
        """Take the number under the pointer; return whether there is one."""
        found = self._at(event)
        self._steps = 0
        self._grip = None if found is None else _Grip(*found, event.y)
        return self._grip is not None

    def drag(self, event: "tk.Event[tk.Misc]") -> None:
        """Have the number that is held as much larger as the pointer is higher."""
        grip = self._grip
        if grip is None:
            return
        steps = round((grip.y - event.y) / self._theme.px(DRAG_STEP))
        if steps != self._steps:
            self._steps = steps
            self._show(grip.line.number, stepped(grip.line.text, grip.number, steps))

    def release(self) -> None:
        """Let go; a click takes back what was dragged before."""
        grip, self._grip = self._grip, None
        if grip is not None and self._steps == 0:
            self._show(grip.line.number, "")

    def _at(self, event: "tk.Event[tk.Misc]") -> tuple[PlacedLine, Number] | None:
        x, y = self._page.canvasx(event.x), self._page.canvasy(event.y)
        for line in self._lines():
            digit = _digit_at(line.block, x, y - line.base, self._theme.fonts.width)
            number = None if digit is None else number_of_digit(line.text, digit)
            if number is not None:
                return line, number
        return None

    def _on_motion(self, event: "tk.Event[tk.Misc]") -> None:
        if not self.is_dragging and not int(event.state) & 0x100:
            cursor = "sb_v_double_arrow" if self._at(event) else ""
            self._page.configure(cursor="hand2" if self.result_at(event) is not None else cursor)


def _digit_at(block: Block, x: float, y: float, width: Callable[[str, int], float]) -> int | None:
    """Return which of the digits of ``block``, in reading order, is at (x, y)."""
    digits = sorted(
        (piece for piece in block.pieces if isinstance(piece, Text) and piece.text in DIGIT_SIGNS),
        key=lambda piece: piece.sign,
    )
    for place, piece in enumerate(digits):
        right = piece.x + width(piece.text, piece.size)
        if piece.x <= x <= right and piece.y - piece.size <= y <= piece.y + 0.3 * piece.size:
            return place
    return None
