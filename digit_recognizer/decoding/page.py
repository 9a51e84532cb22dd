"""A page: lines of writing below each other, each read by itself.

Purpose: find the lines, decide by the readings' scores whether what stands below belongs to what is
above (a fraction) or is a line of its own, and say how likely each reading is.
Contract: never raises on odd ink; every part is in exactly one line. Lines come from top to bottom.
Not here: rows and what is in them (``search``, ``lattice``).
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from digit_recognizer.decoding.appearance import Appearance
from digit_recognizer.decoding.lattice import Lattice
from digit_recognizer.decoding.units import RowReading
from digit_recognizer.ink import Ink
from digit_recognizer.segmentation import Group, Part, groups_of, typical_height

BEST = 5
LINE = -2.0  # log prior of each line more
NEAR_LINES = 1.0  # typical heights between lines that may be one fraction
CLOSE = 0.5  # between a row and an exponent that floats above it, or a late dot
MOST_BANDS = 9  # of a fraction of fractions
TEMPERATURE = 2.0  # of path scores, which count the same evidence more than once


@dataclass(frozen=True, slots=True, eq=False)
class LineReading:
    """The readings of a line, likeliest first, with the share of each among them (they sum to 1)."""

    readings: tuple[RowReading, ...]
    shares: tuple[float, ...]
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PageReading:
    """The lines; ``looks``: every group that was weighed, with what it may be; ``partial``: cut short."""

    lines: tuple[LineReading, ...]
    looks: dict[int, dict[str, float]]
    height: float
    partial: bool


def read_page(ink: Ink, appearance: Appearance, *, seconds: float) -> PageReading:
    """Return the reading of ``ink``, of at least one stroke, in about ``seconds`` at most."""
    deadline = time.monotonic() + seconds
    parts = [Part.of_stroke(stroke, order) for order, stroke in enumerate(ink)]
    height = typical_height(parts)
    groups = groups_of(parts, height, Part.distance_to)
    log_probs = appearance.log_probs(ink, groups)
    looks = appearance.weighed(log_probs, groups, height)
    height = _refined(height, groups, looks)
    looks = appearance.weighed(log_probs, groups, height)
    lattice = Lattice(parts, list(zip(groups, looks, strict=True)), height, deadline)
    for group, row in zip(groups, log_probs.tolist(), strict=True):
        if _may_be_bar(group, height):
            lattice.add_bar(group, max(row[DASH], -4.0))
    masks = _lines(parts, height, lattice)
    lines = tuple(_line(lattice, mask) for mask in masks)
    partial = time.monotonic() > deadline
    return PageReading(
        lines,
        {group.mask: look for group, look in zip(groups, looks, strict=True)},
        height,
        partial,
    )


DASH = 11  # the column of "-"


def _may_be_bar(group: Group, height: float) -> bool:
    left, top, right, bottom = group.box
    return (
        len(group.parts) == 1 and right - left > 0.35 * height and bottom - top < 0.4 * (right - left)
    )


def _refined(height: float, groups: Sequence[Group], looks: Sequence[dict[str, float]]) -> float:
    """Return the median height of what are most likely digits, or ``height`` if there are none."""
    found = sorted(
        group.box.bottom - group.box.top
        for group, look in zip(groups, looks, strict=True)
        if max(look["0123456789"[n]] for n in range(10)) > math.log(0.6)
    )
    return max(found[len(found) // 2], 0.5 * height) if found else height


def _lines(parts: Sequence[Part], height: float, lattice: Lattice) -> list[int]:
    """Return the masks of the lines, from top to bottom: the likeliest way to join near bands."""
    bands = _bands(parts)
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(bands) + 1):
        ways = []
        mask = 0
        for start in range(end - 1, max(end - 1 - MOST_BANDS, -1), -1):
            if start < end - 1 and bands[start + 1][1] - bands[start][2] > NEAR_LINES * height:
                break
            mask |= bands[start][0]
            is_close = start == end - 2 and bands[end - 1][1] - bands[start][2] < CLOSE * height
            if start == end - 1 or is_close or lattice.has_fraction(mask):
                score, lines = best[start]
                ways.append((score + LINE + lattice.read(mask, BEST)[0].score, [*lines, mask]))
        best.append(max(ways, key=lambda way: way[0]))
    return best[-1][1]


def _bands(parts: Sequence[Part]) -> list[tuple[int, float, float]]:
    """Return (mask, top, bottom) of the runs of parts without a horizontal gap between them."""
    bands: list[tuple[int, float, float]] = []
    for index in sorted(range(len(parts)), key=lambda i: parts[i].box.top):
        box = parts[index].box
        if bands and box.top <= bands[-1][2]:
            mask, top, bottom = bands[-1]
            bands[-1] = (mask | 1 << index, top, max(bottom, box.bottom))
        else:
            bands.append((1 << index, box.top, box.bottom))
    return bands


def _line(lattice: Lattice, mask: int) -> LineReading:
    readings = tuple(lattice.read(mask, BEST))
    weights = [math.exp((r.score - readings[0].score) / TEMPERATURE) for r in readings]
    total = sum(weights)
    members = tuple(i for i in range(mask.bit_length()) if mask >> i & 1)
    return LineReading(readings, tuple(weight / total for weight in weights), members)
