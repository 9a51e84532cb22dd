"""Rules: lines, grids, boxes, dots and security patterns that are on a page before anyone writes.

Purpose: the patterns of real papers: ruled, squared, dotted, tables, combs, boxes, margins, guilloche.
Contract: polylines are (n, 2) float64 in pixels; coverage (H, W) float32. A grid's lines are where
``Grid`` says, so that writing can be put into its cells. All chance comes from the generator.
Not here: what is written, how the camera bends it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import PixelClass, Polyline
from digit_recognizer.synthesis.paper.layers import Mark, Rgb, drawn, noise

Bend = Callable[[Polyline], Polyline]
"""Moves (n, 2) points of a flat page to where the camera sees them."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the lines of a table are: ``rows`` are (r,) y, ``columns`` (c,) x, in pixels, rising."""

    rows: NDArray[np.float64]
    columns: NDArray[np.float64]

    def polylines(self, random: np.random.Generator, missing: float = 0.0) -> list[Polyline]:
        """Return its lines, each missing with a chance of ``missing``."""
        lines = [
            straight((self.columns[0], y), (self.columns[-1], y))
            for y in self.rows if random.random() >= missing
        ]  # fmt: skip
        return lines + [
            straight((x, self.rows[0]), (x, self.rows[-1]))
            for x in self.columns if random.random() >= missing
        ]  # fmt: skip


def straight(start: tuple[float, float], end: tuple[float, float]) -> Polyline:
    """Return the line from ``start`` to ``end`` with a point every few pixels, so that it bends."""
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    return np.linspace(start, end, max(2, round(length / 12)))


def ruled(
    lines: list[Polyline], shape: tuple[int, int], bend: Bend, random: np.random.Generator
) -> list[Mark]:
    """Return the marks of printed ``lines`` on an (H, W) page: one style for all, sometimes broken."""
    if not lines:
        return []
    colour, opacity = _rule_colour(random)
    width = float(
        random.choice([random.uniform(0.5, 1.6), random.uniform(1.5, 4.5)], p=[0.75, 0.25])
    )
    bent = [bend(line) for line in lines]
    if random.random() < 0.12:
        bent = [part for line in bent for part in _dashes(line, random)]
    coverage = drawn(bent, shape, max(width, 1.0))
    texture = None
    if width < 1:
        opacity *= max(width, 0.4)
    if random.random() < 0.4:
        tooth = noise(shape, float(random.uniform(1, 12)), random)
        texture = np.asarray(
            1 - random.uniform(0.2, 1) * np.clip(tooth * 2 - 0.7, 0, 1), np.float32
        )
    return [Mark(PixelClass.RULE, coverage, texture, colour, opacity)]


def dots(
    shape: tuple[int, int], pitch: float, bend: Bend, random: np.random.Generator
) -> list[Mark]:
    """Return the marks of dotted paper."""
    across, down = np.meshgrid(
        np.arange(random.uniform(0, pitch), shape[1], pitch),
        np.arange(random.uniform(0, pitch), shape[0], pitch),
    )
    places = bend(np.stack([across.ravel(), down.ravel()], axis=1).astype(np.float64))
    if not len(places):
        return []
    colour, opacity = _rule_colour(random)
    points = [np.array([place, place]) for place in places]
    return [
        Mark(
            PixelClass.RULE,
            drawn(points, shape, float(random.uniform(1, 2.2))),
            None,
            colour,
            opacity,
        )
    ]


def guilloche(shape: tuple[int, int], random: np.random.Generator) -> list[Mark]:
    """Return the fine lines of a cheque or a bank form: level lines of smooth surfaces.

    They are straight, wavy, or rings, one family or several across each other, from hardly seen to as
    dark as ink.
    """
    rows, columns = np.indices(shape)
    marks = []
    for _ in range(int(random.choice([1, 2, 3], p=[0.5, 0.35, 0.15]))):
        angle, period = random.uniform(0, np.pi), random.uniform(3, 12)
        along = columns * np.cos(angle) + rows * np.sin(angle)
        if random.random() < 0.3:
            middle = random.uniform(-1, 2, 2) * shape
            along = np.hypot(rows - middle[0], columns - middle[1])
        surface = along / period
        if random.random() < 0.5:
            across = columns * np.sin(angle) - rows * np.cos(angle)
            surface += random.uniform(0, 2.5) * np.sin(across / random.uniform(6, 40))
        if random.random() < 0.5:
            surface += 4 * random.random() * noise(shape, float(random.uniform(30, 90)), random)
        level = np.abs((surface % 1) - 0.5) * 2
        thin = random.uniform(0.2, 0.6)
        coverage = np.clip((level - (1 - thin)) / 0.25, 0, 1)
        colour, opacity = _rule_colour(random)
        opacity *= random.uniform(0.15, 0.9)
        # Such patterns are the paper itself: neither rules that part cells nor writing.
        marks.append(
            Mark(PixelClass.PAPER, np.asarray(coverage, np.float32), None, colour, opacity)
        )
    return marks


def box(left: float, top: float, right: float, bottom: float) -> list[Polyline]:
    """Return the four sides of a box."""
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return [straight(a, b) for a, b in pairwise(corners)]


def _rule_colour(random: np.random.Generator) -> tuple[Rgb, float]:
    if random.random() < 0.65:
        grey = float(random.uniform(0, 0.5))
        return (grey, grey, grey), float(random.uniform(0.25, 1))
    red, green, blue = random.uniform(0.1, 0.8, 3).tolist()
    return (red, green, blue), float(random.uniform(0.2, 0.9))


def _dashes(line: Polyline, random: np.random.Generator) -> list[Polyline]:
    start, end = line[0], line[-1]
    length = float(np.hypot(*(end - start)))
    period, share = random.uniform(4, 14), random.uniform(0.4, 0.85)
    begins = np.arange(0, max(length - 1, 1), period)
    ends = np.minimum(begins + period * share, length)
    way = (end - start) / max(length, 1e-6)
    return [np.stack([start + way * a, start + way * b]) for a, b in zip(begins, ends, strict=True)]
