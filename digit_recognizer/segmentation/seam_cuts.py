"""Cuts through digits that touch: where a wide piece of ink may be several symbols.

Purpose: propose ways from top to bottom that cross as little ink as possible, straight or slanting with
the writing. They only make more parts: whether two are one symbol or two is decided with all the rest.
Contract: deterministic; a seam is (H,) int: for each row the column from which ink is on its right.
The seams of least cost are found for all ends at once by dynamic programming, as in S. Avidan and
A. Shamir, "Seam carving for content-aware image resizing", ACM Trans. Graphics 26(3), 2007.
Not here: which pieces are cut (``picture_primitives``), symbol candidates.
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Mask
from digit_recognizer.raster.connected_components import connected_components
from digit_recognizer.segmentation.parameters import SEAMS

Seam = NDArray[np.intp]


def seams(ink: Mask, height: float, stroke: float) -> list[Seam]:
    """Return the seams through a (H, W) mask of one piece, from left to right.

    ``height``: of a digit; ``stroke``: how wide strokes are, both in pixels.
    """
    rows, columns = ink.shape
    apart = SEAMS.min_distance * height
    cost = np.where(ink, 1.0, SEAMS.hole_cost * _holes(ink))
    total = cost[0].copy()
    came = np.zeros((rows, columns), np.intp)
    for row in range(1, rows):
        ways = np.full((3, columns), np.inf)
        ways[0, 1:] = total[:-1] + SEAMS.step_cost
        ways[1] = total
        ways[2, :-1] = total[1:] + SEAMS.step_cost
        best = ways.argmin(axis=0)
        came[row] = best - 1
        total = ways[best, np.arange(columns)] + cost[row]
    found: list[tuple[float, Seam]] = []
    for end in np.argsort(total, kind="stable").tolist():
        if (
            len(found) == SEAMS.max_seams
            or total[end] > SEAMS.max_ink * stroke + SEAMS.step_cost * rows
        ):
            break
        seam = _walked(came, end)
        middle = float(seam.mean())
        is_inside = apart < middle < columns - apart
        if is_inside and all(abs(middle - other) > apart for other, _ in found):
            found.append((middle, seam))
    found.sort(key=lambda each: each[0])
    return [seam for _, seam in found]


def _holes(ink: Mask) -> Mask:
    """Return the pixels of paper that ink encloses."""
    paper = np.pad(~ink, 1, constant_values=True)
    pieces = connected_components(paper)
    names = np.arange(len(pieces.areas), dtype=np.int32)
    labels = pieces.labels(paper.shape, names)
    return np.asarray((labels > 0)[1:-1, 1:-1])  # the first piece is all that is outside


def _walked(came: NDArray[np.intp], end: int) -> Seam:
    """Return the seam that ends in the column ``end`` of the last row."""
    seam = np.empty(len(came), np.intp)
    for row in range(len(came) - 1, -1, -1):
        seam[row] = end
        end += int(came[row, end])
    return seam
