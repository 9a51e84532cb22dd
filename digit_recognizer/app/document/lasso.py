"""What a loop drawn around ink holds.

Purpose: choose strokes, and pieces of a picture, to move, delete or read as one symbol.
Contract: the loop is closed by the line from its end to its beginning. Something is inside where most of
it is, so that nobody has to draw exactly. Needs no Tk.
Not here: drawing the loop, what is done with what it holds.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from digit_recognizer.app.picture.picture import Piece
from digit_recognizer.ink import Stroke

Place = tuple[float, float]
MIN_CIRCLED_SHARE = 0.6  # of its points
SAMPLED_POINTS = 40  # of a stroke or a piece that are looked at
MIN_LOOP_SIZE = 8.0  # units of the ink: a smaller one is a click


def circled(parts: Iterable[Stroke | Piece], loop: Sequence[Place]) -> tuple[Stroke | Piece, ...]:
    """Return those of ``parts`` that the ``loop`` is drawn around; none for a click."""
    if len(loop) < 3:
        return ()
    left, right = min(x for x, _ in loop), max(x for x, _ in loop)
    top, bottom = min(y for _, y in loop), max(y for _, y in loop)
    if max(right - left, bottom - top) < MIN_LOOP_SIZE:
        return ()
    found = []
    for part in parts:
        box = part.box
        if box.right < left or box.left > right or box.bottom < top or box.top > bottom:
            continue
        places = _sampled(part)
        inside = sum(is_inside(x, y, loop) for x, y in places)
        if inside >= MIN_CIRCLED_SHARE * len(places):
            found.append(part)
    return tuple(found)


def is_inside(x: float, y: float, loop: Sequence[Place]) -> bool:
    """Whether (x, y) is inside the closed ``loop``, by the even-odd rule."""
    crossings = 0
    for (x0, y0), (x1, y1) in pairwise([*loop, loop[0]]):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            crossings += 1
    return crossings % 2 == 1


def _sampled(part: Stroke | Piece) -> list[Place]:
    if isinstance(part, Stroke):
        places = [(point.x, point.y) for point in part.points]
    else:
        places = [(float(x), float(y)) for x, y in part.spots]
    step = max(1, len(places) // SAMPLED_POINTS)
    return places[::step]
