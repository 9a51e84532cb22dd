"""Drawing what was typeset on a Tk canvas.

Purpose: fonts for :mod:`typeset` and the canvas items of a block.
Contract: fonts and measured widths are kept, so that drawing again costs no more than the items.
Not here: where the pieces stand (``typeset``).
"""

import tkinter as tk
from collections.abc import Mapping
from tkinter import font as tkfont

from digit_recognizer.app.document.typeset import Block, Text

MAX_KNOWN_WIDTHS = 5_000


class Fonts:
    """The window's font in every size that is needed, in pixels."""

    def __init__(self, parent: tk.Misc) -> None:
        self._parent = parent
        self._fonts: dict[int, tkfont.Font] = {}
        self._widths: dict[tuple[str, int], float] = {}
        self._low: dict[int, int] = {}

    def font(self, size: int) -> tkfont.Font:
        """Return the font, ``size`` pixels high."""
        if size not in self._fonts:
            font = tkfont.Font(self._parent, family="TkDefaultFont", size=-size)
            self._fonts[size] = font
            self._low[size] = font.metrics("descent")
        return self._fonts[size]

    def width(self, text: str, size: int) -> float:
        """Return how wide ``text`` is."""
        key = (text, size)
        if key not in self._widths:
            if len(self._widths) > MAX_KNOWN_WIDTHS:
                self._widths.clear()
            self._widths[key] = float(self.font(size).measure(text))
        return self._widths[key]

    def low(self, size: int) -> int:
        """Return how far the font reaches below the base line."""
        self.font(size)
        return self._low[size]


def draw(
    canvas: tk.Canvas,
    block: Block,
    place: tuple[float, float],
    *,
    fonts: Fonts,
    colour: str,
    marked: Mapping[int, str] | None = None,
    tag: str = "formula",
) -> None:
    """Draw ``block`` with the left end of its base line at ``place``.

    ``marked``: the colours of those signs, by their numbers, that have another one than ``colour``.
    """
    x, y = place
    colours = marked or {}
    for piece in block.pieces:
        if isinstance(piece, Text):
            canvas.create_text(
                x + piece.x, y + piece.y + fonts.low(piece.size), text=piece.text, anchor="sw",
                font=fonts.font(piece.size), fill=colours.get(piece.sign, colour), tags=tag,
            )  # fmt: skip
        else:
            flat = [value for px, py in piece.points for value in (x + px, y + py)]
            canvas.create_line(
                *flat, width=piece.width, fill=colours.get(piece.sign, colour), smooth=piece.round,
                joinstyle="miter", tags=tag,
            )  # fmt: skip
