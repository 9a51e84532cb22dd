"""Drawings that are nearly the same: one drawing kept again, larger, elsewhere, or slightly changed.

Purpose: find them among very many.
Contract: drawings are compared as their points came, one after the other: 32 of each, evenly by their
number, moved to one middle and brought to one size. The distance is the root of the mean square of the
distances of these points, in shares of the larger side. Two drawings of one hand are hardly ever within
:data:`NEAR`, since the pen's speed is never twice the same. Pictures are not compared.
Not here: copies that are the same bit by bit (``library_stats``).
"""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

SAMPLES = 32
NEAR = 0.015
"""Of the larger side: a drawing of 100 pixels rounded to whole ones differs from itself by 0.004."""

LEAST_POINTS = 6  # of fewer points any two are alike
LARGEST = 1e100
AXES = 5  # of the grid in which near ones are looked for
CROWD = 32  # how many of a crowd in one cell each drawing is compared with
_CHUNK = 200_000  # pairs compared at once

Points = NDArray[np.float64]


def signatures(
    drawings: Sequence[Sequence[Points]],
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return what is compared of ``drawings``, (M, 64), and (M,) which of them each row is of.

    ``drawings``: the strokes of each, (n, 2) points. The Euclidean distance of two rows is the distance
    above. Those of too few points, or of no size, are left out.
    """
    counts = np.array([sum(map(len, strokes)) for strokes in drawings], np.int64)
    rows = np.flatnonzero(counts >= LEAST_POINTS)
    if not len(rows):
        return np.zeros((0, 2 * SAMPLES), np.float32), rows
    points = np.concatenate([stroke for row in rows.tolist() for stroke in drawings[row]])
    counts = counts[rows]
    starts = np.cumsum(counts) - counts
    low = np.minimum.reduceat(points, starts, axis=0)
    high = np.maximum.reduceat(points, starts, axis=0)
    with np.errstate(all="ignore"):
        sizes = (high - low).max(axis=1)  # of what is endless: no number
    places = np.linspace(0, 1, SAMPLES) * (counts - 1)[:, None]
    before = np.minimum(places.astype(np.int64), (counts - 2)[:, None])
    part = (places - before)[:, :, None]
    first = starts[:, None] + before
    good = np.isfinite(sizes) & (sizes > 0) & (sizes < LARGEST)
    first, part, low, high = first[good], part[good], low[good], high[good]
    sampled = points[first] * (1 - part) + points[first + 1] * part
    middle, size = ((low + high) / 2)[:, None], sizes[good, None, None]
    flat = (sampled - middle) / (size * np.sqrt(SAMPLES))
    return flat.astype(np.float32).reshape(-1, 2 * SAMPLES), rows[good]


def near_groups(
    signatures: NDArray[np.float32], kinds: NDArray[np.int64], near: float = NEAR
) -> list[list[int]]:
    """Return groups of two rows or more of (N, 64) ``signatures`` that are within ``near``, ascending.

    Those are joined that have a common neighbour. ``kinds``: (N,) small numbers, only equal ones are
    compared, here the number of strokes.

    It is looked for in a grid along the axes in which the drawings differ most, which can only shorten a
    distance: whoever is near is in the same cell or, along each axis, in the nearer one beside it.
    """
    # The very same ones first, or a library full of them would be one crowd.
    bits = np.ascontiguousarray(np.hstack([signatures, kinds[:, None].astype(np.float32)]))
    _, firsts, owner = np.unique(
        bits.view(f"V{bits.itemsize * bits.shape[1]}").ravel(),
        return_index=True, return_inverse=True,
    )  # fmt: skip
    joined = _joined(signatures[firsts], kinds[firsts], near)
    groups: dict[int, list[int]] = {}
    for number, group in enumerate(joined[owner].tolist()):
        groups.setdefault(group, []).append(number)
    return [group for group in groups.values() if len(group) > 1]


def _joined(
    signatures: NDArray[np.float32], kinds: NDArray[np.int64], near: float
) -> NDArray[np.int64]:
    """Return (N,) the group of each of the different ``signatures``."""
    owner = np.arange(len(signatures))
    if len(signatures) < 2:
        return owner
    cells, nearer, first = _grid(signatures, near)
    order = np.lexsort((first, *cells.T[::-1], kinds))
    keys = _keys(cells[order], kinds[order])
    for step in product((0, 1), repeat=cells.shape[1]):
        probes = _keys(cells + nearer * np.array(step), kinds)
        low = np.searchsorted(keys, probes, "left")
        high = np.searchsorted(keys, probes, "right")
        for ones, others in _pairs(low, high, order, first):
            apart = np.square(signatures[ones] - signatures[others]).sum(axis=1)
            _join(owner, ones[apart <= near**2], others[apart <= near**2])
    return owner


def _grid(
    signatures: NDArray[np.float32], near: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return (N, axes) cells, the step to the nearer neighbour along each axis, and (N,) an order."""
    some = signatures[:: max(1, len(signatures) // 2000)].astype(np.float64)
    _, axes = np.linalg.eigh(np.cov(some.T))
    along = signatures @ axes[:, ::-1].astype(np.float32)
    places = along[:, :AXES] / (2 * near)
    cells = np.floor(places).astype(np.int64)
    return cells, np.where(places - cells < 0.5, -1, 1), along[:, AXES]


def _keys(cells: NDArray[np.int64], kinds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one number for each cell and kind; equal for equal ones, and in their order."""
    keys = np.clip(kinds, 0, 255)
    for column in cells.T:
        keys = keys * 512 + np.clip(column + 256, 0, 511)
    return keys


def _pairs(
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    order: NDArray[np.int64],
    first: NDArray[np.float32],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield pairs of rows to compare: each with those in ``order[low:high]``.

    Of a crowd, each only with the ``CROWD`` about as far along the next axis: near ones are neighbours
    there too, and who is near through others is joined all the same.
    """
    counts = high - low
    start = low.copy()
    for row in np.flatnonzero(counts > CROWD):
        members = first[order[low[row] : high[row]]]
        middle = int(np.searchsorted(members, first[row]))
        begin = min(max(0, middle - CROWD // 2), int(counts[row]) - CROWD)
        start[row] = low[row] + begin
    counts = np.minimum(counts, CROWD)
    rows = np.flatnonzero(counts)
    for some in np.array_split(rows, max(1, int(counts.sum()) // _CHUNK)):
        ones = np.repeat(some, counts[some])
        within = np.arange(len(ones)) - np.repeat(
            np.cumsum(counts[some]) - counts[some], counts[some]
        )
        others = order[start[ones] + within]
        kept = ones < others
        yield ones[kept], others[kept]


def _join(owner: NDArray[np.int64], ones: NDArray[np.int64], others: NDArray[np.int64]) -> None:
    """Join the groups of ``ones`` and ``others``: each row's ``owner`` is the first row of its group."""
    while len(ones):
        a, b = owner[ones], owner[others]
        lower = np.minimum(a, b)
        np.minimum.at(owner, a, lower)
        np.minimum.at(owner, b, lower)
        while (owner[owner] != owner).any():
            owner[:] = owner[owner]
        apart = owner[ones] != owner[others]
        ones, others = ones[apart], others[apart]
