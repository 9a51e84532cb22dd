"""Styles: which way a digit is written, told from its strokes by a written rule.

Purpose: accuracy by style, since a network misses the styles that its training writers do not use.
Contract: every rule uses the strokes and the true label alone, never the network's answer; a digit has
one style. Distances are shares of the digit's longer side. Ink without extent has no style.
Not here: geometry (``stroke_geometry``), figures.
"""

from collections.abc import Callable

import numpy as np

from benchmarks.accuracy.stroke_geometry import (
    crossings,
    gap,
    length,
    loops,
    nearest,
    size,
    straightness,
    turning,
    unit_paths,
)
from digit_recognizer.arrays import Polyline
from digit_recognizer.ink import Ink

TOUCH_DISTANCE = 0.08  # ends as near as this touch

RULE_TEXTS = {
    "0": "slashed: a line through the middle of the ring; several: strokes beside each other",
    "1": "flag: the pen goes up before it goes down, by 0.12 of the size; long flag: by 0.45; "
    "foot: a level line at the bottom; bar: none of these",
    "2": "loop: the path crosses itself in the lower half",
    "3": "loop: the path crosses itself in the middle; flat top: it begins with a straight level line",
    "4": "closed: the pen's first point touches the upright; open: it does not; or in one stroke",
    "5": "in one stroke, or in two and more",
    "6": "tiny loop: lower than a quarter of the digit; open loop: the end touches nothing",
    "7": "crossed: a line across the stem; serif: the pen begins with a line downwards",
    "8": "two rings: two strokes, both nearly closed; one stroke; two strokes: any other",
    "9": "curled tail: the pen turns by 60 degrees or more in the lower half; or in two strokes",
}


def style_of(ink: Ink, label: str) -> str | None:
    """Return the style in which ``ink`` is written if it is the digit ``label``, else None."""
    rule, paths = STYLE_RULES.get(label), unit_paths(ink)
    return rule(paths) if rule is not None and paths else None


def _zero(paths: list[Polyline]) -> str:
    if len(paths) > 1 and max(path[:, 0].min() for path in paths) > min(
        path[:, 0].max() for path in paths
    ):
        return "several"
    return "slashed" if _goes_through_the_middle(np.concatenate(paths)) else "plain"


def _goes_through_the_middle(points: Polyline) -> bool:
    """Whether ink crosses the inner half of a ring, right through its middle.

    The ring is made round first: an ellipse at any slant, whitened, is a circle about the middle.
    """
    middle = points.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov((points - middle).T) + 1e-6 * np.eye(2))
    round_ = (points - middle) @ vectors / np.sqrt(2 * values)
    away = np.hypot(*round_.T)
    if away.min() > 0.2:
        return False
    inner = round_[away < 0.5]
    return bool(np.ptp(inner @ _main_direction(inner)) > 0.75)


def _main_direction(points: Polyline) -> Polyline:
    return np.asarray(np.linalg.svd(points - points.mean(axis=0), full_matrices=False)[2][0])


def _one(paths: list[Polyline]) -> str:
    stem = max(paths, key=lambda path: size(path)[1])
    if any(_is_level(path) and path[:, 1].mean() > 0.8 for path in paths if path is not stem):
        return "foot"
    if len(stem) > 8 and _level_end(stem):
        return "foot"
    top = int(stem[:, 1].argmin())
    rise = stem[0, 1] - stem[top, 1] if top < len(stem) / 2 + 1 else stem[-1, 1] - stem[top, 1]
    others = [path for path in paths if path is not stem and path[:, 1].mean() < 0.5]
    rise = max([rise, *(size(path)[1] for path in others)])
    if rise >= 0.45:
        return "long flag"
    return "flag" if rise >= 0.12 else "bar"


def _is_level(path: Polyline) -> bool:
    width, height = size(path)
    return width > 0.15 and height < 0.5 * width


def _level_end(path: Polyline) -> bool:
    """Whether a path ends in a level line at the bottom, at least 0.2 wide."""
    low = path[:, 1] > 0.9 * path[:, 1].max()
    tail = path[-(int(low[::-1].argmin()) or len(path)) :] if low[-1] else path[:0]
    return len(tail) > 2 and size(tail)[0] > 0.2


def _two(paths: list[Polyline]) -> str:
    return "loop" if any(_crosses_itself(path, 0.5, 1.0) for path in paths) else "no loop"


def _crosses_itself(path: Polyline, above: float, below: float) -> bool:
    height = size(path)[1]
    return any(
        above * height <= path[first, 1] - path[:, 1].min() <= below * height
        for first, _ in loops(path)
    )


def _three(paths: list[Polyline]) -> str:
    path = max(paths, key=length)
    if _crosses_itself(path, 0.25, 0.75):
        return "loop"
    head = path[: max(4, 2 * len(path) // 5)]
    bar = path[: int(head[:, 0].argmax()) + 1]
    if size(bar)[0] > 0.2 and straightness(bar) > 0.93 and _is_level(bar):
        return "flat top"
    return "round top"


def _four(paths: list[Polyline]) -> str:
    if len(paths) == 1:
        return "one stroke"
    upright = max(paths[1:], key=lambda path: size(path)[1])
    return "closed" if nearest(upright, paths[0][0]) < 1.5 * TOUCH_DISTANCE else "open"


def _five(paths: list[Polyline]) -> str:
    return "one stroke" if len(paths) == 1 else "two strokes"


def _six(paths: list[Polyline]) -> str:
    path = max(paths, key=length)
    closed = [path[first : last + 1] for first, last in loops(path, TOUCH_DISTANCE)]
    heights = [size(part)[1] for part in closed if part[:, 1].mean() > 0.45]
    if not heights:
        return "open loop"
    return "tiny loop" if max(heights) < 0.25 * size(path)[1] else "loop"


def _seven(paths: list[Polyline]) -> str:
    stem = max(paths, key=lambda path: size(path)[1])
    for path in paths:
        if path is not stem and len(crossings(path, stem)) and path[:, 1].mean() > 0.25:
            return "crossed"
    if _crosses_itself(stem, 0.3, 0.8):
        return "crossed"
    return "serif" if _begins_downwards(paths[0]) else "plain"


def _begins_downwards(path: Polyline) -> bool:
    """Whether the pen goes down before it draws the bar."""
    head = path[: max(3, len(path) // 4)]
    corner = int(head[:, 1].argmax())
    rest = path[corner:]
    drop = head[corner, 1] - head[0, 1]
    return bool(0 < corner < len(head) - 1 and drop > 0.1 and np.ptp(rest[:, 0]) > 0.2)


def _eight(paths: list[Polyline]) -> str:
    if len(paths) == 1:
        return "one stroke"
    rings = [path for path in paths if gap(path) < 0.35 * max(size(path)) and len(path) > 8]
    return "two rings" if len(rings) == 2 else "two strokes"


def _nine(paths: list[Polyline]) -> str:
    if len(paths) > 1:
        return "two strokes"
    path = paths[0]
    upper = np.flatnonzero(path[:, 1] < 0.5 * path[:, 1].max())
    tail = path[int(upper[-1]) :] if len(upper) else path
    return "curled tail" if abs(turning(tail)) > 60 else "straight tail"


STYLE_RULES: dict[str, Callable[[list[Polyline]], str]] = {
    "0": _zero,
    "1": _one,
    "2": _two,
    "3": _three,
    "4": _four,
    "5": _five,
    "6": _six,
    "7": _seven,
    "8": _eight,
    "9": _nine,
}
