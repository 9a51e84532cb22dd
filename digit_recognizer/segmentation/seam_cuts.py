"""Cuts through digits that touch: where a wide piece of ink may be several symbols.

Purpose: propose ways from top to bottom that cross as little ink as possible, straight or slanting with
the writing. They only make more parts: whether two are one symbol or two is decided with all the rest.
Contract: deterministic; a seam is (H,) int: for each row the column from which ink is on its right.
The seams of least cost are found for all ends at once by dynamic programming, as in S. Avidan and
A. Shamir, "Seam carving for content-aware image resizing", ACM Trans. Graphics 26(3), 2007.
Not here: which pieces are cut (``components``), groups of parts.
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.raster.connected_components import pieces_of

Seam = NDArray[np.intp]

ASLANT = 0.12  # cost of a step aside, in pixels of ink
HOLE = 0.8  # of a pixel of ink: digits that touch are cut beside their loops
DEEPEST = 4.0  # stroke widths of ink a seam may cross
APART = 0.2  # typical heights between seams, and to the ends of the ink
MOST = 12  # seams of a piece


def seams(ink: NDArray[np.bool_], height: float, stroke: float) -> list[Seam]:
    """Return the seams through a (H, W) mask of one piece, from left to right.

    ``height``: of a digit; ``stroke``: how wide strokes are, both in pixels.
    """
    rows, columns = ink.shape
    cost = np.where(ink, 1.0, HOLE * _holes(ink))
    total = cost[0].copy()
    came = np.zeros((rows, columns), np.intp)
    for row in range(1, rows):
        ways = np.full((3, columns), np.inf)
        ways[0, 1:] = total[:-1] + ASLANT
        ways[1] = total
        ways[2, :-1] = total[1:] + ASLANT
        best = ways.argmin(axis=0)
        came[row] = best - 1
        total = ways[best, np.arange(columns)] + cost[row]
    found: list[tuple[float, Seam]] = []
    for end in np.argsort(total, kind="stable").tolist():
        if len(found) == MOST or total[end] > DEEPEST * stroke + ASLANT * rows:
            break
        seam = _walked(came, end)
        middle = float(seam.mean())
        is_inside = APART * height < middle < columns - APART * height
        if is_inside and all(abs(middle - other) > APART * height for other, _ in found):
            found.append((middle, seam))
    found.sort(key=lambda each: each[0])
    return [seam for _, seam in found]


def _holes(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels of paper that ink encloses."""
    paper = np.pad(~ink, 1, constant_values=True)
    pieces = pieces_of(paper)
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
