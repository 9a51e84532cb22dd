"""Drawing what was typeset on a Tk canvas, and what a result looks like.

Purpose: the canvas items of a block; the row and the colour of a result.
Contract: drawing costs no more than the items, since the theme remembers fonts and widths.
Not here: where the pieces stand (``typeset``).
"""

import tkinter as tk
from collections.abc import Mapping

from digit_recognizer.app.document.typeset import Block, Text
from digit_recognizer.app.palette import Palette
from digit_recognizer.expression import Item, Row, Sign, row_from_text
from digit_recognizer.gui.toolkit.theme import Fonts


def draw(
    canvas: tk.Canvas,
    block: Block,
    place: tuple[float, float],
    *,
    fonts: Fonts,
    colour: str,
    marked: Mapping[int, str] | None = None,
    tag: str | tuple[str, ...] = "formula",
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


def tone_colour(palette: Palette, tone: str) -> str:
    """Return the colour of a result."""
    return {
        "value": palette.result,
        "right": palette.right,
        "wrong": palette.wrong,
        "words": palette.muted,
        "quiet": palette.muted,
        "doubtful": palette.doubt,
    }[tone]


def row_of_result(text: str) -> Row:
    """Return a result such as ``√{2} ≈ 1.414`` or ``28 or -2`` as a row: words stay words."""
    items: list[Item] = []
    for word in text.split():
        row = Row((Sign(word),)) if word.isalpha() else row_from_text(word)
        is_spaced = bool(set(word) & set("=≈")) or items[-1:] in ([Sign("=")], [Sign("≈")])
        items += row.items if is_spaced or not items else (Sign(" "), *row.items)
    return Row(tuple(items))
