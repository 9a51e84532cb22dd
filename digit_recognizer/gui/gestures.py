"""The six gestures that matter, each with a small picture: the top of the help sheet.

Purpose: show what a pen can do here before any list of keys.
Contract: the pictures are painted in the window's own colours and size, from the example sum; nothing
in them can be pressed.
Not here: the gestures' words (``app.actions``), the sheet (``dialogs``).
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from digit_recognizer.app.actions import FIRST_GESTURES
from digit_recognizer.app.document.typeset import typeset
from digit_recognizer.app.language import tr
from digit_recognizer.app.palette import mixed
from digit_recognizer.expression import row_from_text
from digit_recognizer.gui.canvas.first_start import (
    ITS_RESULT,
    SCRATCHED_STROKES,
    TAPPED_STROKE,
    example_sum,
    zigzag,
)
from digit_recognizer.gui.toolkit.formula import draw
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.ink import Ink, Stroke
from digit_recognizer.ink.model import Box, around

CARD_SIZE = (236, 84)  # design pixels
CARD_COLUMNS, GESTURE_GAP = 3, 20  # at most; design pixels
CARD_PEN, CARD_LINE = 3, 2  # design pixels
CARD_INK_WIDTH = 150  # design pixels of the sum on a card
CARD_TYPE, CARD_RESULT_TYPE = 30, 34  # design pixels
RIM_SHARE = 0.5  # of ink in the half-tone rim around it
FINGER = 15  # design pixels: the ring that stands for a tap


def gesture_cards(parent: tk.Misc, theme: Theme, room: int) -> ttk.Frame:
    """Return the cards, in rows of three, or of fewer where ``room`` pixels are too narrow."""
    cards, ink = ttk.Frame(parent), example_sum()
    columns = max(1, min(CARD_COLUMNS, room // theme.px(CARD_SIZE[0] + GESTURE_GAP)))
    for number, (name, title, words) in enumerate(FIRST_GESTURES):
        card = ttk.Frame(cards)
        row, column = divmod(number, columns)
        card.grid(
            row=row,
            column=column,
            sticky="nw",
            padx=(0, theme.px(GESTURE_GAP)),
            pady=(0, theme.px(16)),
        )
        _Card(card, theme, name, ink).canvas.pack(anchor="w")
        ttk.Label(card, text=tr(title), font="SunValleyBodyStrongFont").pack(
            anchor="w", pady=(theme.px(6), 0)
        )
        ttk.Label(card, text=tr(words), wraplength=theme.px(CARD_SIZE[0])).pack(anchor="w")
    return cards


class _Card:
    """The picture of one gesture, with ``ink``, on a ``canvas`` of its own."""

    def __init__(self, parent: tk.Misc, theme: Theme, name: str, ink: Ink) -> None:
        self._theme = theme
        width, height = map(theme.px, CARD_SIZE)
        self.canvas = tk.Canvas(parent, width=width, height=height, highlightthickness=1)
        self._middle = height / 2
        scale = theme.px(CARD_INK_WIDTH) / ink.box.width
        ink = ink.moved(-scale * ink.box.left, -scale * ink.box.top, scale)
        left = theme.px(18)
        self._ink = ink.moved(left, self._middle - ink.box.bottom / 2)
        painters: dict[str, Callable[[], None]] = {
            "write": self._written, "tap": self._tapped, "scratch": self._scratched,
            "circle": self._circled, "copy": self._copied, "drag": self._dragged,
        }  # fmt: skip
        self._paint = painters[name]
        theme.follow(self.canvas, self._show)

    def _show(self) -> None:
        palette = self._theme.palette
        self.canvas.delete("all")
        self.canvas.configure(background=palette.paper, highlightbackground=palette.edge)
        self._paint()

    def _strokes(self, strokes: Ink | list[Stroke], colour: str) -> None:
        rim = mixed(self._theme.palette.paper, colour, RIM_SHARE)
        for shade, wider in ((rim, 1), (colour, -0.5)):
            for stroke in strokes:
                flat = [value for point in stroke.points for value in (point.x, point.y)]
                self.canvas.create_line(
                    *flat, *flat[-2:], fill=shade, width=self._theme.px(CARD_PEN) + wider,
                    smooth=True, capstyle="round", joinstyle="round",
                )  # fmt: skip

    def _box(self, *numbers: int) -> Box:
        return around(self._ink.strokes[number].box for number in numbers)

    def _ring(self, x: float, y: float) -> None:
        """Draw the tip of a finger."""
        reach = self._theme.px(FINGER)
        self.canvas.create_oval(
            x - reach, y - reach, x + reach, y + reach, outline=self._theme.palette.sure,
            width=self._theme.px(CARD_LINE),
        )  # fmt: skip

    def _type(self, text: str, x: float, size: int, colour: str) -> float:
        """Set ``text`` from ``x`` on, in the middle; return where it ends."""
        fonts = self._theme.fonts
        block = typeset(row_from_text(text), self._theme.px(size), fonts.width)
        base = self._middle + (block.ascent - block.descent) / 2
        draw(self.canvas, block, (x, base), fonts=fonts, colour=colour)
        return x + block.width

    def _result(self) -> float:
        """Write the sum with its result; return where that begins."""
        palette, start = self._theme.palette, self._ink.box.right + self._theme.px(10)
        self._strokes(self._ink, palette.ink)
        self._type(ITS_RESULT, start, CARD_RESULT_TYPE, palette.result)
        return start

    def _written(self) -> None:
        self._result()

    def _tapped(self) -> None:
        palette, box, px = self._theme.palette, self._box(TAPPED_STROKE), self._theme.px
        self._strokes(self._ink, palette.ink)
        self._ring((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        side, top = px(24), px(6)
        for place, text in enumerate("385"):
            left = box.right + px(32) + place * side
            self.canvas.create_rectangle(
                left, top, left + side, top + side, fill=palette.ground, outline=palette.edge
            )
            self.canvas.create_text(
                left + side / 2, top + side / 2, text=text, fill=palette.text,
                font=self._theme.font(15),
            )  # fmt: skip

    def _scratched(self) -> None:
        self._strokes(self._ink, self._theme.palette.muted)
        self._strokes([zigzag(self._ink, SCRATCHED_STROKES)], self._theme.palette.ink)

    def _circled(self) -> None:
        palette, px = self._theme.palette, self._theme.px
        left, top, right, bottom = self._box(*SCRATCHED_STROKES)
        self._strokes(self._ink, palette.ink)
        self.canvas.create_oval(
            left - px(14), top - px(10), right + px(14), bottom + px(10), outline=palette.sure,
            width=px(CARD_LINE), dash=(4, 3),
        )  # fmt: skip

    def _copied(self) -> None:
        start = self._result()
        self._ring(start + self._theme.px(16), self._middle)

    def _dragged(self) -> None:
        palette, px = self._theme.palette, self._theme.px
        middle = self._type("12+", px(18), CARD_TYPE, palette.text)
        end = self._type("34", middle, CARD_TYPE, palette.text)
        self._type(
            ITS_RESULT, self._type("=", end, CARD_TYPE, palette.text), CARD_TYPE, palette.result
        )
        for way in (-1, 1):
            x, y = (middle + end) / 2, self._middle + way * px(20)
            head = (px(7), px(8), px(4))
            self.canvas.create_line(
                x, y, x, y + way * px(17), arrow="last", arrowshape=head, fill=palette.sure,
                width=px(CARD_LINE),
            )  # fmt: skip
