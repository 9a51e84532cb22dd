"""What encloses writing: circles and boxes, in one stroke or several, drawn or printed.

Purpose: tell a circle around a 7 from a 0, and a box around a number from a radical.
Contract: strokes and pieces of a picture alike; the points of a piece have no order. What encloses goes
all around ink of a symbol's size, clear of it. Deterministic.
Not here: lines under and through writing (``decoding.annotations``).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Mask
from digit_recognizer.ink.model import Box, around
from digit_recognizer.segmentation.parameters import ENCLOSURES
from digit_recognizer.segmentation.primitives import Primitive, typical_height

_Array = NDArray[np.float64]


def enclosures_of(primitives: Sequence[Primitive], free: Sequence[int]) -> Iterator[int]:
    """Yield the indices in ``free`` of what encloses others, alone or as the sides of a box."""
    boxes = np.array([each.box for each in primitives])
    height = typical_height(primitives)
    long = [i for i in free if primitives[i].box.size > ENCLOSURES.min_side * height]
    if len(long) > ENCLOSURES.max_primitives:
        return
    taken: set[int] = set()
    for sides in [(i,) for i in long] + _rings(primitives, long, height):
        box = around(primitives[i].box for i in sides)
        within = (boxes[:, :2] >= box[:2]) & (boxes[:, 2:] <= box[2:])
        inner = set(np.flatnonzero(within.all(axis=1)).tolist()) - set(sides)
        if inner and not taken & set(sides):
            ring = np.concatenate([primitives[i].points for i in sides])
            held = [primitives[i] for i in sorted(inner) if _is_around(ring, primitives[i])]
            if held and _is_symbol_in(ring, box, held):
                taken.update(sides)
                yield from sides


def is_clear(ring: Mask) -> bool:
    """Return whether the ink of a ring in a picture, (H, W) in its box, is no more than its wall.

    What touches it, inside or outside, reaches deep into the box around both.
    """
    height, width = ring.shape
    y, x = np.nonzero(ring)
    depth = np.minimum.reduce([x, width - 1 - x, y, height - 1 - y])
    is_deep = depth > ENCLOSURES.wall_depth * min(ring.shape)
    return bool(is_deep.mean() <= ENCLOSURES.max_deep)


def _is_around(ring: _Array, inner: Primitive) -> bool:
    """Whether the points ``ring`` go all around ``inner``, as seen from its middle."""
    middle = np.array([inner.middle, (inner.box.top + inner.box.bottom) / 2])
    seen = ring - middle
    angles, radii = np.arctan2(*seen.T), np.hypot(*seen.T)
    turns = np.sort(angles)
    if np.diff(turns, append=turns[0] + 2 * np.pi).max() > np.radians(ENCLOSURES.max_ring_gap):
        return False
    own = inner.points - middle
    reach = np.interp(np.arctan2(*own.T), angles, radii, period=2 * np.pi)
    return bool((np.hypot(*own.T) < reach).mean() >= ENCLOSURES.min_inside)


def _is_symbol_in(ring: _Array, box: Box, held: Sequence[Primitive]) -> bool:
    """Whether what a ring holds may be a symbol: no speck, and no slash through a zero."""
    content = around(each.box for each in held)
    if max(content.width / box.width, content.height / box.height) < ENCLOSURES.min_content:
        return False
    apart = np.hypot(*(ring[:, None] - held[0].points).T).min()
    is_clear = apart > ENCLOSURES.slash_gap * held[0].box.size
    return bool(is_clear or len(held) > 1 or not held[0].is_straight)


def _rings(
    primitives: Sequence[Primitive], long: Sequence[int], height: float
) -> list[tuple[int, ...]]:
    """Return sets of two to four primitives, small sets first, all ends of which lie at another one."""
    if len(long) < 2:
        return []
    boxes = np.array([primitives[i].box for i in long])
    sizes = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    reach = ENCLOSURES.corner_reach * np.minimum(np.minimum(sizes, sizes[:, None]), height)
    ends = np.stack([_ends(primitives[i]) for i in long])
    # Few ends are near the box of another one, so few distances are worked out.
    low = boxes[:, :2] - reach[..., None] <= ends[:, :, None].swapaxes(0, 1)
    high = boxes[:, 2:] + reach[..., None] >= ends[:, :, None].swapaxes(0, 1)
    near: dict[int, list[set[int]]] = {i: [set(), set()] for i in long}
    for end, one, other in np.argwhere((low & high).all(axis=3)).tolist():
        apart = np.hypot(*(primitives[long[other]].points - ends[one, end]).T)
        if one != other and apart.min() <= reach[one, other]:
            near[long[one]][end].add(long[other])
    chains: list[tuple[int, ...]] = [(i,) for i in long if all(near[i])]
    found: dict[tuple[int, ...], None] = {}
    for count in range(2, ENCLOSURES.max_sides + 1):
        chains = [
            (*chain, other)
            for chain in chains
            for other in sorted(near[chain[-1]][0] | near[chain[-1]][1])[: ENCLOSURES.max_links]
            if all(near[other]) and other not in chain
        ]
        found |= dict.fromkeys(
            tuple(sorted(chain))
            for chain in chains
            if all(side & set(chain) for i in chain for side in near[i])
            and sum(primitives[i].is_straight for i in chain) in ENCLOSURES.straight_sides[count]
        )
    return list(found)


def _ends(primitive: Primitive) -> _Array:
    """Return the (2, 2) ends: of a stroke its first and last point, of a piece the outermost ones."""
    points = primitive.points
    if primitive.order >= 0:
        return points[[0, -1]]
    along = points @ primitive.direction
    return points[[along.argmin(), along.argmax()]]
