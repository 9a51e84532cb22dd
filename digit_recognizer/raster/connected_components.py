"""Connected pieces of ink: which pixels hang together.

Purpose: label them and measure their runs, for cleaning a photo and for finding the parts of a page.
Contract: ink touches its eight neighbours. Deterministic; pieces come in the order of their first pixel.
Not here: what is dust and what a symbol.

All runs that touch are joined at once, each piece to the lowest that it touches, until none does
(Y. Shiloach and U. Vishkin, "An O(log n) parallel connectivity algorithm", J. Algorithms 3(1), 1982).
scipy.ndimage would do it, at 40 MB for a reader that needs nothing else of it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Levels, Mask, PixelLabels

MAX_RUNS = 200_000

Runs = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]
"""Row, start and stop of runs of ink."""


@dataclass(frozen=True, slots=True, eq=False)
class ConnectedComponents:
    """Connected components of ink.

    ``boxes`` (N, 4) int: left, top, right, bottom in pixels, right and bottom exclusive; ``areas`` (N,)
    int: pixels of ink. ``runs`` and ``piece`` (R,): the runs, and whose they are.
    """

    boxes: NDArray[np.intp]
    areas: NDArray[np.intp]
    runs: Runs
    piece: NDArray[np.intp]

    def labels(self, shape: tuple[int, int], names: NDArray[np.int32]) -> PixelLabels:
        """Return (H, W) int32: for each pixel the name of its piece in ``names`` (N,), or -1."""
        named = names[self.piece] if len(self.piece) else np.zeros(0, np.int32)
        labels = np.full(shape, -1, np.int32)
        _fill(labels, self.runs, named)
        return labels

    def numbered(self, values: Levels) -> tuple[PixelLabels, NDArray[np.float32]]:
        """Return (H, W) numbers of the pieces, -1 elsewhere, and (N,) their largest ``values``."""
        count = len(self.areas)
        labels = self.labels((values.shape[0], values.shape[1]), np.arange(count, dtype=np.int32))
        inked, peaks = labels >= 0, np.full(count, -np.inf, np.float32)
        np.maximum.at(peaks, labels[inked], values[inked])
        return labels, peaks


def connected_components(ink: Mask) -> ConnectedComponents:
    """Return the pieces of a (H, W) mask; none where it has more than ``MAX_RUNS`` runs."""
    rows, starts, stops = _runs(ink)
    if len(rows) > MAX_RUNS:
        rows, starts, stops = rows[:0], starts[:0], stops[:0]
    found, piece = np.unique(_joined(rows, starts, stops), return_inverse=True)
    boxes = np.zeros((len(found), 4), np.intp)
    boxes[:, :2] = max(ink.shape)
    np.minimum.at(boxes[:, 0], piece, starts)
    np.minimum.at(boxes[:, 1], piece, rows)
    np.maximum.at(boxes[:, 2], piece, stops)
    np.maximum.at(boxes[:, 3], piece, rows + 1)
    areas = np.bincount(piece, stops - starts, len(found)).astype(np.intp)
    return ConnectedComponents(boxes, areas, (rows, starts, stops), piece)


def run_lengths(mask: Mask) -> NDArray[np.intp]:
    """Return for each pixel of a (H, W) mask how long the run it is in is, 0 outside.

    Runs go from left to right.
    """
    runs = _runs(mask)
    lengths = np.zeros(mask.shape, np.intp)
    _fill(lengths, runs, runs[2] - runs[1])
    return lengths


def _fill(pixels: NDArray[Any], runs: Runs, values: NDArray[Any]) -> None:
    """Give all pixels of each run its value."""
    rows, starts, stops = runs
    lengths = stops - starts
    first = np.cumsum(lengths) - lengths
    columns = np.arange(lengths.sum()) - np.repeat(first - starts, lengths)
    pixels[np.repeat(rows, lengths), columns] = np.repeat(values, lengths)


def _runs(ink: Mask) -> Runs:
    """Return row, start and stop of every run of ink, in reading order."""
    padded = np.zeros((ink.shape[0], ink.shape[1] + 2), np.int8)
    padded[:, 1:-1] = ink
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    return rows, starts, np.nonzero(steps == -1)[1]


def _joined(
    rows: NDArray[np.intp], starts: NDArray[np.intp], stops: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Return for each run the first run of its piece."""
    wide = int(stops.max(initial=0)) + 1  # runs in reading order, as numbers that rise
    above = (rows - 1) * wide
    first = np.searchsorted(rows * wide + stops, above + starts)
    count = np.searchsorted(rows * wide + starts, above + stops, side="right") - first
    count = np.maximum(count, 0)
    run = np.repeat(np.arange(len(rows)), count)
    other = np.arange(len(run)) + np.repeat(first - (np.cumsum(count) - count), count)
    roots = np.arange(len(rows))
    while (roots[run] != roots[other]).any():
        own, touched = roots[run], roots[other]
        np.minimum.at(roots, np.maximum(own, touched), np.minimum(own, touched))
        while (roots[roots] != roots).any():
            roots = roots[roots]
    return roots
