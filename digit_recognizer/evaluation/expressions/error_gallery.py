"""The gallery: every expression that was misread, with its ink, the truth and the reading.

Purpose: what a person looks at to see why.
Contract: PNG bytes. Strokes that were read as one symbol have one colour.
Not here: the figures (``expressions``).
"""

from collections.abc import Sequence

from digit_recognizer.charts.pillow_surface import (
    ACCENT,
    INK,
    SECOND,
    SOFT,
    Canvas,
    head_cell,
    how_read,
    in_rows,
)
from digit_recognizer.evaluation.expressions.scoring import Outcome
from digit_recognizer.ink import Ink

ACROSS = 3
WIDTH, MARGIN, HEAD = 400, 10, 80
CAPTION = 38
HIGHEST = 120  # points that ink takes up
LARGEST = 64.0  # points: one symbol need not fill its cell
PER_PAGE = 120
LONGEST = 52  # characters of a caption
COLOURS = (INK, ACCENT, SECOND, "#1a7f37", "#8250df")


def gallery(name: str, outcomes: Sequence[Outcome]) -> list[bytes]:
    """Return pictures of the ``outcomes`` that are not exact, the most confident first; at least one."""
    wrong = sorted((o for o in outcomes if "exact" not in o.right), key=lambda o: -o.confidence)
    title = f"{name}: {len(wrong)} misread of {len(outcomes):,}"
    pages = [wrong[first : first + PER_PAGE] for first in range(0, max(1, len(wrong)), PER_PAGE)]
    return [
        _page(f"{title}, page {number} of {len(pages)}" if len(pages) > 1 else title, page)
        for number, page in enumerate(pages, start=1)
    ]


def _page(title: str, outcomes: Sequence[Outcome]) -> bytes:
    cells, height = in_rows(
        outcomes, ACROSS, WIDTH, lambda one: CAPTION + _size(one.written.ink)[1] + 2 * MARGIN
    )
    canvas = Canvas(ACROSS * WIDTH, HEAD + round(height))
    canvas.text(MARGIN, 28, title, 20)
    canvas.text(
        MARGIN, 56,
        "above what it is, below in red what was read and how surely; the place in the file; "
        "x and : are signs of operations", 12, SOFT,
    )  # fmt: skip
    for one, x, y in cells:
        _cell(canvas, one, x, HEAD + y)
    return canvas.png(fast=True)


def _cell(canvas: Canvas, one: Outcome, x: float, y: float) -> None:
    head_cell(
        canvas,
        (x, y),
        WIDTH,
        truth=one.written.label,
        read=how_read(one.text, one.confidence, doubtful=one.doubtful, longest=LONGEST),
        where=f"no. {one.number}",
        longest=LONGEST,
        margin=MARGIN,
    )
    colours = _colours(one)
    for stroke, path in enumerate(_fitted(one.written.ink, x + MARGIN, y + CAPTION + MARGIN)):
        colour = colours.get(stroke, SOFT)
        if len(path) > 1:
            canvas.line(path, colour, 1.5)
        canvas.dot(*path[0], 1.0, colour)


def _colours(one: Outcome) -> dict[int, str]:
    """Return the colour of each stroke, another for each symbol and its neighbour."""
    return {
        stroke: COLOURS[place % len(COLOURS)]
        for place, strokes in enumerate(one.groups)
        for stroke in strokes
    }


def _size(ink: Ink) -> tuple[float, float]:
    """Return the scale at which ``ink`` fits its cell, and how high it is then, in points."""
    if not ink:
        return 1.0, 0.0
    box = ink.box
    sides = (
        ((WIDTH - 2 * MARGIN), box.right - box.left),
        (HIGHEST, box.bottom - box.top),
        (LARGEST, max(stroke.box.size for stroke in ink)),
    )
    scale = min(room / side for room, side in sides if side > 0) if box.size > 0 else 1.0
    return scale, scale * (box.bottom - box.top)


def _fitted(ink: Ink, x: float, y: float) -> list[list[tuple[float, float]]]:
    """Return the strokes as points of the picture, the ink's corner at (x, y)."""
    scale, _ = _size(ink)
    return [
        [(x + (p.x - ink.box.left) * scale, y + (p.y - ink.box.top) * scale) for p in stroke.points]
        for stroke in ink
    ]
