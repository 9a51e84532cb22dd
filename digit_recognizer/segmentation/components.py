"""Connected components: the parts of a picture.

Purpose: find the pieces of ink on a page that hang together; they take the place of strokes there.
Contract: pages as in ``raster``: (H, W) uint8, ink bright. Ink touches its eight neighbours. Components
come from left to right, tiny specks left out.
Not here: polarity and files (``raster.image``), cutting apart what touches.

The runs of each row are joined with a union-find over runs (Rosenfeld and Pfaltz, "Sequential operations
in digital picture processing", J. ACM 13(4), 1966). scipy.ndimage would do it, at 40 MB for a reader
that needs nothing else of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.ink.model import Box
from digit_recognizer.segmentation.parts import SAMPLES, Part

MOST_RUNS = 200_000
SPECK = 0.012  # of the page's height of ink: pieces smaller both ways are dust


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """``parts`` of a page; ``labels`` (H, W) int32: the index of the part each pixel is of, or -1."""

    parts: list[Part]
    labels: NDArray[np.int32]


def components(page: NDArray[np.uint8], level: int) -> Components:
    """Return the connected components of the pixels of ``page`` that are at least ``level``."""
    ink = page >= level
    labels = np.full(page.shape, -1, np.int32)
    rows, starts, stops = _runs(ink)
    if not len(rows) or len(rows) > MOST_RUNS:
        return Components([], labels)
    roots = _joined(rows, starts, stops)
    boxes: dict[int, list[int]] = {}
    for number, root in enumerate(roots):
        box = boxes.setdefault(
            root, [starts[number], rows[number], stops[number], rows[number] + 1]
        )
        box[0], box[2] = min(box[0], starts[number]), max(box[2], stops[number])
        box[3] = rows[number] + 1
    inked = np.flatnonzero(ink.any(axis=1))
    least = SPECK * (inked[-1] - inked[0] + 1)
    kept = [r for r, b in boxes.items() if max(b[2] - b[0], b[3] - b[1]) > least]
    kept.sort(key=lambda root: boxes[root][0] + boxes[root][2])
    names = {root: name for name, root in enumerate(kept)}
    for number, root in enumerate(roots):
        if root in names:
            labels[rows[number], starts[number] : stops[number]] = names[root]
    return Components([_part(boxes[root], names[root], labels) for root in kept], labels)


def _runs(ink: NDArray[np.bool_]) -> tuple[list[int], list[int], list[int]]:
    """Return row, start and stop of every run of ink, in reading order."""
    padded = np.zeros((ink.shape[0], ink.shape[1] + 2), np.int8)
    padded[:, 1:-1] = ink
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    return rows.tolist(), starts.tolist(), np.nonzero(steps == -1)[1].tolist()


def _joined(rows: list[int], starts: list[int], stops: list[int]) -> list[int]:
    """Return for each run the first run of its component."""
    above = list(range(len(rows)))

    def root(run: int) -> int:
        while above[run] != run:
            above[run] = above[above[run]]
            run = above[run]
        return run

    previous = 0  # the first run of the row above that may still touch
    for run in range(len(rows)):
        while rows[previous] < rows[run] - 1 or (
            rows[previous] == rows[run] - 1 and stops[previous] < starts[run]
        ):
            previous += 1
        other = previous
        while rows[other] == rows[run] - 1 and starts[other] <= stops[run]:
            first, second = sorted((root(run), root(other)))
            above[second] = first
            other += 1
    return [root(run) for run in range(len(rows))]


def _part(box: list[int], name: int, labels: NDArray[np.int32]) -> Part:
    left, top, right, bottom = box
    y, x = np.nonzero(labels[top:bottom, left:right] == name)
    chosen = np.linspace(0, len(y) - 1, min(len(y), 3 * SAMPLES)).round().astype(np.intp)
    points = np.stack([x[chosen] + left + 0.5, y[chosen] + top + 0.5], axis=1)
    return Part(Box(float(left), float(top), float(right), float(bottom)), points, -1)
