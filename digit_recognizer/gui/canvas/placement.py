"""Where what is offered for ink is put: beside it.

Purpose: one home for finding a place that covers nothing one needs to see.
Contract: boxes are in screen pixels of the canvas, unless said otherwise. The same boxes give the same
place.
Not here: what is offered.
"""

import math
import tkinter as tk
from collections.abc import Sequence

from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.ink.model import Box

LABEL_ROOM = 3  # gaps above a symbol, for its label


def place_beside(
    size: tuple[float, float],
    boxes: Sequence[Box],
    room: tuple[float, float],
    gap: float,
    others: Sequence[Box] = (),
) -> tuple[float, float]:
    """Return where a pop-up of (width, height) is put into ``room``, beside what it is about.

    ``boxes``: around the symbol, and around its line: neither is covered, if that can be, else not the
    symbol. The gap above is larger, for labels. ``others``: covered as little as can be, which may be
    further away.
    """
    (width, height), symbol = size, boxes[0]
    most_x, most_y = max(0.0, room[0] - width), max(0.0, room[1] - height)
    middle = min(most_x, max(0.0, (symbol.left + symbol.right - width) / 2))
    level = min(most_y, max(0.0, (symbol.top + symbol.bottom - height) / 2))
    above = LABEL_ROOM * gap
    places = [
        place
        for box in reversed(boxes)
        for place in (
            (middle, box.bottom + gap),
            (middle, box.top - gap - above - height),
            (box.right + gap, level),
            (box.left - gap - width, level),
        )
    ]

    def covered(place: tuple[float, float]) -> float:
        own = Box(place[0], place[1], place[0] + width, place[1] + height)
        return sum(_shared(box, own) for box in (symbol, *others))

    places = [(x, y) for x, y in places if 0 <= x <= most_x and 0 <= y <= most_y]
    if others and all(map(covered, places)):
        rows, columns = (
            [most * step / count for step in range(count + 1)]
            for most, count in (
                (most_y, int(most_y / height) + 1),
                (most_x, int(most_x / width) + 1),
            )
        )
        grid = [(x, y) for y in rows for x in columns]
        places += sorted(grid, key=lambda at: math.dist(at, (middle, level)))
    # Where there is no such place, it covers least in a corner.
    return min(places or [(x, y) for x in (0.0, most_x) for y in (0.0, most_y)], key=covered)


def _shared(one: Box, other: Box) -> float:
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(wide, 0.0) * max(high, 0.0)


def put_beside(
    canvas: InkCanvas,
    widget: tk.Widget,
    box: Box,
    gap: float,
    *,
    tag: str,
    others: Sequence[Box] = (),
) -> None:
    """Show ``widget`` on ``canvas`` beside a ``box`` of the ink, on no other ink if there is room.

    ``others``: what else should be seen, in units of the ink, too.
    """
    half, picture = canvas.pen_width / 2, canvas.editor.picture
    inked = [part.box for part in (*canvas.editor.ink, *(picture.pieces if picture else ()))]
    others = [*others, *(box.grown(half) for box in inked)]
    size = (widget.winfo_reqwidth(), widget.winfo_reqheight())
    room = (canvas.winfo_width(), canvas.winfo_height())
    x, y = place_beside(size, [canvas.seen(box)], room, gap, [*map(canvas.seen, others)])
    canvas.create_window(
        x + canvas.canvasx(0), y + canvas.canvasy(0), window=widget, anchor="nw", tags=tag
    )
