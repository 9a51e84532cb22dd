"""The search for tables: from a map of evidence to grids.

Purpose: find every ruled table on a picture, the larger first.
Contract: evidence is (H, W) float32 in [0, 1], from grey levels (``evidence``) or from a network; tables
may be skewed up to 15 degrees, in perspective, bent, broken, and open at their sides. Deterministic.
Not here: the rules themselves (``rules``), which of them are a table's (``lattice``).
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Flags, Levels
from digit_recognizer.raster.connected_components import connected_components
from digit_recognizer.raster.running import spread
from digit_recognizer.tables.grid import Grid
from digit_recognizer.tables.lattice import Lines, lattice
from digit_recognizer.tables.parameters import GRID
from digit_recognizer.tables.rules import Rules, rules_of

REGION_FACTOR = 4  # pixels of the map for one of the copy in which tables are told apart


def find_grids(evidence: Levels) -> list[Grid]:
    """Return the grids on a picture with this (H, W) ``evidence`` of rules in [0, 1], largest first."""
    level, upright = rules_of(evidence), rules_of(np.ascontiguousarray(evidence.T))
    grids: list[Grid] = []
    for of_level, of_upright in _regions(evidence.shape, level, upright):
        lines = Lines.of(level, of_level), Lines.of(upright, of_upright)
        grids += lattice(*lines)
    grids.sort(key=lambda grid: -grid.area)
    return [grid for grid in grids if grid.area >= GRID.min_area * grids[0].area]


def _regions(shape: tuple[int, int], level: Rules, upright: Rules) -> list[tuple[Flags, Flags]]:
    """Return which pixels of both kinds of rules hang together: one table each."""
    factor = REGION_FACTOR
    height, width = (side // factor + 1 for side in shape)
    places = [
        (_clipped(level.y / factor, height), _clipped(level.x / factor, width)),
        (_clipped(upright.x / factor, height), _clipped(upright.y / factor, width)),
    ]
    mask = np.zeros((height, width), bool)
    for place in places:
        mask[place] = True
    reach = max(1, round(GRID.region_gap * max(shape) / factor)) | 1
    pieces = connected_components(spread(mask, reach))
    count = len(pieces.areas)
    labels = pieces.labels(mask.shape, np.arange(count, dtype=np.int32))
    own = [labels[place] for place in places]
    if not count:
        return []
    counts = np.minimum(*(np.bincount(each, minlength=count) for each in own))
    order = [int(name) for name in np.argsort(-counts, kind="stable") if counts[name]]
    return [(own[0] == name, own[1] == name) for name in order[: GRID.max_regions]]


def _clipped(values: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    return np.clip(values.astype(np.intp), 0, count - 1)
