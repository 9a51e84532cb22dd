"""Marks by hand: circles and boxes around something, lines under and through it, crosses, ticks.

Purpose: one home for their shapes, for composed lines, composed paper and what is no digit.
Contract: a mark is strokes, (n, 2) float64 each, about a box of ``size`` (width, height) with its left
upper corner at (0, 0). Lengths are heights of a digit, y grows downwards. All chance comes from the
generator.
Not here: what is marked (``paper``, training, benchmarks), the pen.
"""

import numpy as np

from digit_recognizer.arrays import Polyline
from digit_recognizer.synthesis.writers import by_hand

BOX_STROKE_SHARES = ((1, 0.45), (2, 0.15), (4, 0.4))  # of boxes by how many strokes they have
HALF_TICK_SHARE = 0.35  # of ticks, struck through: half of what the answer was worth
SHAKE = (0.01, 0.05)  # by which a hand that goes over a stroke misses it
SHIFT = 0.03  # the whole stroke is that far off at most
AGAIN_SHARE = (0.6, 1.0)  # of the stroke that is gone over
KNOTS = 6  # places along a stroke at which the hand strays anew

Size = tuple[float, float]
"""Width and height."""


def tick(random: np.random.Generator) -> list[Polyline]:
    """Return a tick about one high, its foot near (0, 0); some are half a tick: struck through."""
    foot = np.array((random.uniform(0.12, 0.4), 0.0))
    start = foot - np.array((random.uniform(0.12, 0.4), random.uniform(0.2, 0.55)))
    end = foot + np.array((random.uniform(0.4, 1.1), -random.uniform(0.7, 1.3)))
    bend = (foot + end) / 2 + random.normal(0, 0.06, 2)
    strokes = [np.array([start, foot, bend, end]) + random.normal(0, 0.02, (4, 2))]
    if random.random() < HALF_TICK_SHARE:
        middle = foot + random.uniform(0.35, 0.75) * (end - foot)
        way = random.uniform(0.12, 0.35, 2)
        strokes.append(np.array([middle - way, middle + way]))
    return strokes


def centred(strokes: list[Polyline], size: Size) -> list[Polyline]:
    """Return a mark about a box of ``size`` whose middle is at (0, 0)."""
    return [stroke - np.array(size) / 2 for stroke in strokes]


def circle(size: Size, random: np.random.Generator) -> list[Polyline]:
    """Return a ring around a box of this ``size`` with a corner at (0, 0), not always closed."""
    middle = np.array(size) / 2
    room = random.uniform(0.12, 0.5, 2)
    power = random.uniform(2.0, 3.5)  # 2 is an ellipse, more a rounded box
    # A curve through the corners of the box, then some room.
    half = np.maximum(middle, 0.15) * 2 ** (1 / power) + room
    start = random.uniform(0, 2 * np.pi)
    turn = 2 * np.pi + np.radians(random.uniform(-30, 50))
    angles = start + np.linspace(0, turn, 48) * random.choice((-1, 1))
    cosine, sine = np.cos(angles), np.sin(angles)
    radius = (np.abs(cosine) ** power + np.abs(sine) ** power) ** (-1 / power)
    radius *= np.linspace(1, random.uniform(0.92, 1.12), len(angles))
    points = np.stack([cosine, sine], axis=1) * radius[:, None] * half
    return [by_hand(list(map(tuple, points + middle)), random)]


def box_around(size: Size, random: np.random.Generator) -> list[Polyline]:
    """Return a box in one, two or four strokes around a box of this ``size``, its corners rough."""
    width, height = size
    rooms = random.uniform(0.12, 0.5, 4)
    corners = np.array(
        [(-rooms[0], -rooms[1]), (width + rooms[2], -rooms[1]),
         (width + rooms[2], height + rooms[3]), (-rooms[0], height + rooms[3])]
    )  # fmt: skip
    corners += random.normal(0, 0.04, (4, 2))
    count = int(
        random.choice([n for n, _ in BOX_STROKE_SHARES], p=[p for _, p in BOX_STROKE_SHARES])
    )
    ring = [*corners, corners[0] + random.normal(0, 0.08, 2)]
    parts = [ring[first : first + 4 // count + 1] for first in range(0, 4, 4 // count)]
    return [by_hand(_rough(part) if count == 1 else _rough(part, random), random) for part in parts]


def underline(size: Size, random: np.random.Generator) -> list[Polyline]:
    """Return a line under a box of this ``size``."""
    return [_under(size, random.uniform(0.05, 0.4), random)]


def double_underline(size: Size, random: np.random.Generator) -> list[Polyline]:
    """Return two lines under a box of this ``size``."""
    gap = random.uniform(0.05, 0.3)
    return [_under(size, g, random) for g in (gap, gap + random.uniform(0.12, 0.3))]


def strike(size: Size, random: np.random.Generator) -> list[Polyline]:
    """Return a line through a box of this ``size``, level or from corner to corner."""
    width, height = size
    over = random.uniform(0.15, 0.5, 2)
    if width < 1.0:
        over += 0.25  # what goes through one digit reaches far beyond it
    lean = random.choice((0.0, 0.0, -1.0, 1.0)) * random.uniform(0.2, 0.4)
    middle = random.uniform(0.38, 0.62) + random.normal(0, 0.03, 2)
    ends = [(-over[0], height * (middle[0] + lean)), (width + over[1], height * (middle[1] - lean))]
    return [by_hand(ends, random)]


def zigzag(size: Size, random: np.random.Generator) -> list[Polyline]:
    """Return a line that goes to and fro through a box of this ``size``."""
    width, height = size
    teeth = max(5, int(random.uniform(4, 9) * max(width, 0.8)))
    along = np.linspace(-random.uniform(0.05, 0.3), width + random.uniform(0.05, 0.3), teeth)
    reach = random.uniform(0.25, 0.6)
    across = 0.5 + reach * (np.arange(teeth) % 2 - 0.5)
    points = np.stack([along, across * height], axis=1) + random.normal(0, 0.05, (teeth, 2))
    return [by_hand(list(map(tuple, points)), random)]


def cross(size: Size, random: np.random.Generator) -> list[Polyline]:
    """Return two lines from corner to corner of a box of this ``size``."""
    width, height = size
    spread = random.normal(0, 0.08, (4, 2)) + random.uniform(0.0, 0.25) * np.array(
        [(-1, -1), (1, 1), (-1, 1), (1, -1)]
    )
    ends = np.array([(0, 0), (width, height), (0, height), (width, 0)]) + spread
    return [by_hand(list(map(tuple, pair)), random) for pair in (ends[:2], ends[2:])]


def gone_over(path: Polyline, height: float, random: np.random.Generator) -> Polyline:
    """Return (n, 2) ``path``, or a part of it, as a hand would go over it again.

    ``height``: of a digit, in the path's units.
    """
    share = random.uniform(*AGAIN_SHARE)
    first = int(random.uniform(0, 1 - share) * len(path))
    path = path[first : first + max(2, round(share * len(path)))]
    along = np.linspace(0, KNOTS - 1, len(path))
    stray = random.normal(0, random.uniform(*SHAKE) * height, (KNOTS, 2))
    off = np.stack([np.interp(along, np.arange(KNOTS), stray[:, axis]) for axis in (0, 1)], axis=1)
    return path + off + random.uniform(-SHIFT, SHIFT, 2) * height


def _under(size: Size, gap: float, random: np.random.Generator) -> Polyline:
    width, height = size
    left, right = random.uniform(-0.15, 0.4, 2)
    slope = random.normal(0, 0.025) * width
    y = height + gap
    return by_hand([(-left, y + max(slope, 0)), (width + right, y + max(-slope, 0))], random)


def _rough(
    corners: list[Polyline], random: np.random.Generator | None = None
) -> list[tuple[float, float]]:
    """Return ``corners`` of a path, its ends too short or too long where there is a generator."""
    if random is not None:
        for end, inner in ((0, 1), (-1, -2)):
            way = corners[end] - corners[inner]
            corners[end] = corners[end] + way / np.hypot(*way) * random.normal(0.02, 0.07)
    return [(float(x), float(y)) for x, y in corners]
