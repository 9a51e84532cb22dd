"""Strokes as smooth curves: what is drawn on the canvas and in small pictures alike.

Purpose: positions of a pen are whole pixels and far apart where it is fast; a curve through fewer of
them shows neither steps nor corners.
Contract: pure; standard library only. Ends stay where they are.
Not here: drawing (``gui.canvas``, ``raster``).
"""

import math
from collections.abc import Sequence

from digit_recognizer.ink.model import Ink, Point

CURVE_STEPS = 6  # straight pieces between two points of a curve


def spaced(points: Sequence[Point], gap: float) -> list[tuple[float, float]]:
    """Return the places of the points at least ``gap`` from the one before, and of both ends."""
    kept = [points[0]]
    for point in points[1:-1]:
        if math.hypot(point.x - kept[-1].x, point.y - kept[-1].y) >= gap:
            kept.append(point)
    if len(points) > 1:
        kept.append(points[-1])
    return [(point.x, point.y) for point in kept]


def curve(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a smooth curve along ``places``: the one that Tk draws for ``smooth=True``.

    Quadratic B-spline: its pieces begin and end half way between two places, and the place between
    them pulls (Foley et al., Computer Graphics, 2nd ed., 11.2).
    """
    if len(places) < 3:
        return list(places)
    found = [places[0]]
    last = len(places) - 2
    for index in range(1, last + 1):
        pull = places[index]
        start = places[0] if index == 1 else _middle(places[index - 1], pull)
        end = places[-1] if index == last else _middle(pull, places[index + 1])
        for step in range(1, CURVE_STEPS + 1):
            t = step / CURVE_STEPS
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
            found.append(
                (a * start[0] + b * pull[0] + c * end[0], a * start[1] + b * pull[1] + c * end[1])
            )
    return found


def smoothed(ink: Ink, gap: float) -> Ink:
    """Return ``ink`` along smooth curves through points at least ``gap`` apart, without its times."""
    return Ink.from_xy([curve(spaced(stroke.points, gap)) for stroke in ink])


def _middle(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
