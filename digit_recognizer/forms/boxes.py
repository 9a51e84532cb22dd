"""The boxes of a blank form: what rules enclose, and which of them are a comb.

Purpose: make the template of a blank form, its fields called f1, f2, … in reading order.
Contract: a box has four sides, is skewed by at most 15 degrees, and is empty but for a hint. A frame
around boxes is none. Deterministic; a sheet without boxes gives a form without fields.
Not here: names that people give (``form_file``).
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.arrays import Flags, Levels
from digit_recognizer.forms.form import Form, FormField, Places, Quads
from digit_recognizer.forms.parameters import BOXES
from digit_recognizer.forms.sides import snapped
from digit_recognizer.raster.connected_components import connected_components
from digit_recognizer.raster.running import closed, spread
from digit_recognizer.tables.evidence import reduced, rule_evidence

Floats = NDArray[np.float64]


def found_form(levels: Image.Image) -> Form:
    """Return the form on a blank sheet, which is 8-bit grey with bright paper."""
    small, factor = reduced(np.asarray(levels))
    quads = find_boxes(rule_evidence(small))
    fields = [
        FormField(f"f{number}", "comb" if len(group) > 1 else "box", quads[group] * factor)
        for number, group in enumerate(_groups(quads), 1)
    ]
    return Form(*levels.size, tuple(fields))


def find_boxes(evidence: Levels) -> Quads:
    """Return (N, 4, 2) the boxes on a picture with this (H, W) ``evidence`` of rules in [0, 1]."""
    rules = evidence >= BOXES.rule_level
    rules = closed(rules, BOXES.gap, 0) | closed(rules, BOXES.gap, 1)
    # Paper touches its eight neighbours: a sloping rule must be two pixels thick to part it.
    quads = _enclosed(~spread(rules, 3))
    if not len(quads):
        return quads
    quads = snapped(quads, evidence, inwards=0, outwards=BOXES.reach, level=BOXES.rule_level)
    return quads[~_hold_others(quads)]


def _enclosed(paper: NDArray[np.bool_]) -> Quads:
    """Return (N, 4, 2) the pieces of ``paper`` that have four straight sides."""
    height, width = paper.shape
    pieces = connected_components(paper)
    left, top, right, bottom = pieces.boxes.T
    is_candidate = (np.minimum(right - left, bottom - top) >= BOXES.min_side) & (
        (left > 0) & (top > 0) & (right < width) & (bottom < height)
    )
    is_candidate &= (right - left < BOXES.max_side * width) | (
        bottom - top < BOXES.max_side * height
    )
    rows, starts, stops = pieces.runs
    order = np.argsort(pieces.piece, kind="stable")
    bounds = np.searchsorted(pieces.piece[order], np.arange(len(pieces.areas) + 1))
    found = []
    for piece in np.flatnonzero(is_candidate).tolist():
        own = order[bounds[piece] : bounds[piece + 1]]
        quad = _quad(rows[own], starts[own], stops[own])
        inside = np.bincount(rows[own] - rows[own[0]], minlength=1)
        first = np.full(len(inside), width)
        np.minimum.at(first, rows[own] - rows[own[0]], starts[own])
        last = np.zeros(len(inside), np.intp)
        np.maximum.at(last, rows[own] - rows[own[0]], stops[own])
        if _is_box(quad, float((last - first).sum()), float(pieces.areas[piece])):
            found.append(quad)
    return np.array(found, np.float64).reshape(-1, 4, 2)


def _quad(rows: NDArray[np.intp], starts: NDArray[np.intp], stops: NDArray[np.intp]) -> Floats:
    """Return the corners of a piece: what lies furthest in the four diagonal directions."""
    a, b = int(np.argmin(rows + starts)), int(np.argmax(stops - rows))
    c, d = int(np.argmax(rows + stops)), int(np.argmin(starts - rows))
    return np.array(
        [
            (starts[a], rows[a]),
            (stops[b], rows[b]),
            (stops[c], rows[c] + 1),
            (starts[d], rows[d] + 1),
        ],
        np.float64,
    )


def _is_box(quad: Floats, hull: float, bare: float) -> bool:
    """Whether a piece with these corners is a box; ``hull``, ``bare``: pixels with, without ink."""
    x, y = quad.T
    area = float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
    sides = np.hypot(*(np.roll(quad, -1, axis=0) - quad).T)
    if sides.min() < BOXES.min_side or area <= 0:
        return False
    differences = np.abs(sides[:2] - sides[2:]) / np.maximum(sides[:2], sides[2:])
    return bool(
        BOXES.filled <= area / hull <= 1 / BOXES.filled
        and bare >= BOXES.bare * hull
        and differences.max() <= BOXES.max_skew
    )


def _hold_others(quads: Quads) -> Flags:
    """Return (N,) which boxes have the middle of a smaller one inside."""
    middles = quads.mean(axis=1)
    along = np.roll(quads, -1, axis=1) - quads
    (a, b), (c, d) = (quads[:, 2] - quads[:, 0]).T, (quads[:, 3] - quads[:, 1]).T
    areas = np.abs(a * d - b * c)
    found = np.zeros(len(quads), np.bool_)
    for box, (quad, sides) in enumerate(zip(quads, along, strict=True)):  # squared paper has many
        gap = middles[:, None] - quad
        turns = sides[:, 0] * gap[..., 1] - sides[:, 1] * gap[..., 0]
        found[box] = ((turns > 0).all(axis=1) & (areas < areas[box])).any()
    return found


def _groups(quads: Quads) -> list[list[int]]:
    """Return the boxes of each field, in reading order."""
    if not len(quads):
        return []
    sides = np.hypot(*np.moveaxis(np.roll(quads, -1, axis=1) - quads, -1, 0))
    widths, heights = (sides[:, 0] + sides[:, 2]) / 2, (sides[:, 1] + sides[:, 3]) / 2
    middles = _level(quads)
    rows = _rows(middles[:, 1], heights)
    groups: list[list[int]] = []
    for row in rows:
        row.sort(key=lambda box: float(middles[box, 0]))
        gaps = [_gap(middles, widths, heights, first, second) for first, second in pairwise(row)]
        groups.append([row[0]])
        for place, box in enumerate(row[1:]):
            beside = gaps[max(0, place - 1) : place] + gaps[place + 1 : place + 2]
            if gaps[place] <= min([BOXES.comb_gap, *(gap + BOXES.even for gap in beside)]):
                groups[-1].append(box)
            else:
                groups.append([box])
    return groups


def _level(quads: Quads) -> Places:
    """Return (N, 2) the middles of boxes as they are where the sheet is level."""
    tops = quads[:, 1] - quads[:, 0]
    angle = float(np.median(np.arctan2(tops[:, 1], tops[:, 0])))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.asarray(quads.mean(axis=1) @ turn)


def _rows(middles: Floats, heights: Floats) -> list[list[int]]:
    """Return the boxes that stand side by side, from the top row down."""
    rows: list[list[int]] = []
    for box in np.argsort(middles, kind="stable").tolist():
        first = rows[-1][0] if rows else -1
        near = BOXES.same_row * min(heights[box], heights[first]) if rows else 0.0
        if rows and middles[box] - middles[first] <= near:
            rows[-1].append(box)
        else:
            rows.append([box])
    return rows


def _gap(middles: Places, widths: Floats, heights: Floats, first: int, second: int) -> float:
    """Return how far two boxes of a row are apart, in widths; infinitely if they are not alike."""
    width, height = widths[[first, second]], heights[[first, second]]
    off = abs(middles[first, 1] - middles[second, 1])
    is_alike = (
        np.ptp(width) <= BOXES.alike * width.max()
        and np.ptp(height) <= BOXES.alike * height.max()
        and off <= BOXES.alike * height.max()
        and width.mean() <= BOXES.comb_shape * height.mean()
    )
    apart = float(middles[second, 0] - middles[first, 0] - width.mean()) / float(width.mean())
    return apart if is_alike else float("inf")
