"""Signs that the collections of symbols lack, made from strokes people drew: ÷ · ± √.

Purpose: a minus with two dots, a dot at mid height, a plus on a minus, and the hook of a root.
Contract: polylines (n, 2) float64, y downwards, in heights of the writer's digits; strokes in the order
a pen would draw them.
Not here: whose strokes they are (``writers``).
"""

import numpy as np

from digit_recognizer.arrays import Polyline
from digit_recognizer.raster.pen import extent

Strokes = list[Polyline]


def division(bar: Strokes, upper: Strokes, lower: Strokes, random: np.random.Generator) -> Strokes:
    """Return ``bar`` with a dot above and one below, in one of the orders people draw them."""
    middle = _centre(bar)
    rise, sink = random.uniform(0.14, 0.36) + random.uniform(-0.05, 0.05, 2)
    lean = random.uniform(-0.06, 0.12)
    above = _moved(upper, middle + np.array((lean + random.normal(0, 0.03), -rise)))
    below = _moved(lower, middle + np.array((-lean + random.normal(0, 0.03), sink)))
    orders = ([bar, above, below], [above, bar, below], [above, below, bar])
    chosen = orders[int(random.choice(3, p=[0.6, 0.3, 0.1]))]
    return [stroke for strokes in chosen for stroke in strokes]


def dot(point: Strokes, random: np.random.Generator) -> Strokes:
    """Return ``point``, a little bolder or smaller than the one at the end of a sentence."""
    return [points * random.uniform(0.7, 1.3) for points in point]


def plus_minus(plus: Strokes, minus: Strokes, random: np.random.Generator) -> Strokes:
    """Return ``plus`` flattened a little, and ``minus`` under it."""
    least, greatest = extent(plus)
    upper = [points * (1.0, random.uniform(0.75, 1.0)) for points in plus]
    least, greatest = extent(upper)
    low, high = extent(minus)
    stretch = random.uniform(0.8, 1.2) * (greatest[0] - least[0]) / max(high[0] - low[0], 0.1)
    flat = [points * (stretch, 1.0) for points in minus]
    place = (
        (least[0] + greatest[0]) / 2 + random.normal(0, 0.03),
        greatest[1] + random.uniform(0.02, 0.22),
    )
    lower = _moved(flat, np.array(place))
    return [*upper, *lower] if random.random() < 0.85 else [*lower, *upper]


def root(
    random: np.random.Generator, height: float = 1.0, reach: float = 0.0
) -> tuple[Strokes, float]:
    """Return a √ ``height`` tall with a line ``reach`` long, and the x where that begins.

    One stroke or two. The hook begins with a small tick or without, has a sharp or a round foot.
    """
    tick = random.uniform(0.08, 0.3) if random.random() < 0.75 else 0.0
    foot = tick + random.uniform(0.08, 0.25)
    top = foot + random.uniform(0.12, 0.45)
    start = -height * random.uniform(0.3, 0.65)
    corners = [(tick, start), (foot, 0.0), (top, -height)]
    if tick:
        corners.insert(0, (0.0, start + random.uniform(0.0, 0.15) * height))
    hook = _by_hand(corners, random)
    if reach <= 0:
        return [hook], top
    slope = random.normal(0, 0.03)
    end = (top + reach, -height + slope * reach)
    drop = (end[0] + random.uniform(-0.05, 0.05), end[1] + random.uniform(0.08, 0.25))
    line_ends = [end, drop] if random.random() < 0.2 else [end]
    if random.random() < 0.65:
        return [_by_hand([*corners, *line_ends], random)], top
    begin = (top + random.uniform(-0.05, 0.08), -height + random.uniform(-0.06, 0.06))
    return [hook, _by_hand([begin, *line_ends], random)], top


def _by_hand(corners: list[tuple[float, float]], random: np.random.Generator) -> Polyline:
    """Return a pen's way through ``corners``: rounded a little, never quite straight."""
    points = np.array(corners)
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    total = float(along[-1])
    count = max(8, int(total / random.uniform(0.03, 0.08)))
    even = np.linspace(0, total, count)
    path = np.stack([np.interp(even, along, points[:, axis]) for axis in (0, 1)], axis=1)
    for _ in range(int(random.integers(0, 4))):
        path[1:-1] = (path[:-2] + 2 * path[1:-1] + path[2:]) / 4
    waves = random.normal(0, 0.012, (2, 3))
    phase = even[:, None] * np.array([1.5, 3.0, 6.0]) + random.uniform(0, 2 * np.pi, 3)
    return np.asarray(path + (np.sin(phase)[:, None, :] * waves).sum(axis=2))


def _centre(strokes: Strokes) -> Polyline:
    least, greatest = extent(strokes)
    return (least + greatest) / 2


def _moved(strokes: Strokes, centre: Polyline) -> Strokes:
    shift = centre - _centre(strokes)
    return [points + shift for points in strokes]
