"""Sides of boxes on a map of rules: moved to where the rules are.

Purpose: the exact place of each side, of a blank form's boxes and of a scan's.
Contract: evidence is (H, W) float32 in [0, 1]; quads are (N, 4, 2) in its pixels and stay convex.
Not here: finding boxes (``boxes``), laying a form over a scan (``alignment``).
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Levels
from digit_recognizer.forms.form import Places, Quads

SIDE_SAMPLES = 32  # places along a side
SAMPLE_STEP = 0.5  # pixels across it
NEARNESS = 0.06  # mean evidence that a pixel off costs


def sampled(evidence: Levels, places: Places) -> NDArray[np.float64]:
    """Return the evidence at ``places`` (..., 2), between pixels; 0 beyond the picture."""
    height, width = evidence.shape
    x, y = places[..., 0] - 0.5, places[..., 1] - 0.5
    left, top = np.floor(x).astype(np.intp), np.floor(y).astype(np.intp)
    across, down = x - left, y - top
    is_in = (left >= 0) & (top >= 0) & (left < width - 1) & (top < height - 1)
    left, top = np.where(is_in, left, 0), np.where(is_in, top, 0)
    flat, start = evidence.ravel(), top * width + left
    far = width + 1 if height > 1 and width > 1 else 0
    upper = flat[start] * (1 - across) + flat[np.minimum(start + 1, flat.size - 1)] * across
    below = np.minimum(start + width, flat.size - 1)
    lower = flat[below] * (1 - across) + flat[np.minimum(start + far, flat.size - 1)] * across
    return np.where(is_in, upper * (1 - down) + lower * down, 0.0)


def snapped(
    quads: Quads, evidence: Levels, *, inwards: float, outwards: float, level: float
) -> Quads:
    """Return ``quads`` with each side moved, parallel to itself, to the rule near it.

    ``inwards``, ``outwards``: pixels in which it is looked for. ``level``: mean evidence of a rule at
    least; a side without one stays.
    """
    along = np.roll(quads, -1, axis=1) - quads
    lengths = np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-9)[..., None]
    outward = np.stack([along[..., 1], -along[..., 0]], axis=-1) / lengths  # y grows downwards
    offsets = np.arange(-inwards, outwards + SAMPLE_STEP / 2, SAMPLE_STEP)
    shares = np.linspace(0.12, 0.88, SIDE_SAMPLES)  # corners belong to the other sides as well
    on_side = quads[:, :, None] + along[:, :, None] * shares[:, None]
    places = on_side[:, :, None] + outward[:, :, None, None] * offsets[:, None, None]
    profile = sampled(evidence, places).mean(axis=-1)
    # Of two rules within reach the nearer counts if it is nearly as strong: the middle is on none.
    peak = offsets[(profile - NEARNESS * np.abs(offsets)).argmax(axis=-1)][..., None]
    best = np.where(offsets == peak, profile, 0).max(axis=-1, keepdims=True)
    weights = np.where(profile >= 0.8 * best, profile, 0)
    weights = np.where(np.abs(offsets - peak) <= 1.5, weights, 0)
    moves = (weights * offsets).sum(axis=-1) / np.maximum(weights.sum(axis=-1), 1e-9)
    moves = np.where(best[..., 0] >= level, moves, 0.0)
    moved = quads + outward * moves[..., None]
    return _crossings(moved, along)


def _crossings(starts: Quads, along: Quads) -> Quads:
    """Return where each side crosses the one before it."""
    before, direction = np.roll(starts, 1, axis=1), np.roll(along, 1, axis=1)
    gap = starts - before
    cross = direction[..., 0] * along[..., 1] - direction[..., 1] * along[..., 0]
    share = (gap[..., 0] * along[..., 1] - gap[..., 1] * along[..., 0]) / np.where(
        np.abs(cross) < 1e-9, 1e-9, cross
    )
    return before + direction * share[..., None]
