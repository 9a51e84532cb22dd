"""Groups: sets of parts that might be one symbol.

Purpose: propose, for every part, the few sets of near parts that the decoder weighs against each other.
Contract: every part is in at least one group, that of itself alone. Late dots and crossbars count: parts
need not follow each other in time, only lie near; so do the pieces of a bar that was lengthened, however
long it is, and two bars above each other, whatever else is near them. The number of groups grows
linearly with the parts.
Not here: what the groups look like (the classifier says), and which are right (the decoder says).
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from digit_recognizer.ink.model import Box, around
from digit_recognizer.segmentation.parameters import CANDIDATES
from digit_recognizer.segmentation.primitives import Part

Distance = Callable[[Part, Part], float]


@dataclass(frozen=True, slots=True)
class Group:
    """``parts``: ascending indices; ``mask``: the same as bits; ``box`` around them all.

    ``gap``: the widest gap that has to be bridged to join them, in typical heights; 0 for one part.
    ``pause``: how many other parts were written between its first and its last. ``smallest``: the longer
    side of its smallest part, in typical heights; ``share``: the same, by the longer side of the group.
    ``tail``: whether that part is a comma's kind of stroke: beside the others' foot, and reaching below
    it.
    """

    parts: tuple[int, ...]
    mask: int
    box: Box
    gap: float
    pause: int
    smallest: float
    share: float = 1.0
    tail: bool = False


def groups_of(parts: Sequence[Part], height: float, distance: Distance) -> list[Group]:
    """Return the groups among ``parts``, single ones first, then the closest.

    ``height``: of a digit, as :func:`typical_height` gives it.
    """
    near = _neighbours(parts, height, distance)
    found: dict[int, Group] = {}
    for index, part in enumerate(parts):
        found[1 << index] = Group((index,), 1 << index, part.box, 0.0, 0, part.box.size / height)
    for index in range(len(parts)):
        grown: list[Group] = []
        frontier = [found[1 << index]]
        for _ in range(CANDIDATES.max_primitives - 1):
            frontier = [
                joined
                for group in frontier
                for other, gap in _around(group, near)
                if (joined := _join(group, other, gap, parts, height)) is not None
            ]
            unique = {group.mask: group for group in frontier}
            frontier = sorted(unique.values(), key=_looseness)[: CANDIDATES.max_candidates]
            grown += frontier
        for group in sorted(grown, key=_looseness)[: CANDIDATES.max_candidates]:
            found.setdefault(group.mask, group)
    level = sorted(
        (index for index, part in enumerate(parts) if is_level(part.box, height)),
        key=lambda index: parts[index].box.left,
    )
    for group in _lengthened(level, parts, height):
        found.setdefault(group.mask, group)
    for one, other, gap in _pairs(level, parts, height, distance):
        if (pair := _join(found[1 << one], other, gap, parts, height)) is not None:
            found.setdefault(pair.mask, pair)
    groups = [_with_smallest(group, parts) for group in found.values()]
    return sorted(groups, key=lambda group: (len(group.parts) > 1, _looseness(group)))


def group_of(members: Sequence[int], parts: Sequence[Part]) -> Group:
    """Return the group of the parts at the indices ``members``, wherever they are.

    What is told in typical heights is left out of account: ``gap`` is 0, ``smallest`` infinite.
    """
    box = around(parts[index].box for index in members)
    mask = sum(1 << index for index in members)
    return _with_smallest(Group(tuple(sorted(members)), mask, box, 0.0, 0, math.inf), parts)


def is_lengthened(parts: Sequence[Part], height: float) -> bool:
    """Return whether ``parts`` are level lines end to end: one line in several strokes."""
    row = sorted(parts, key=lambda part: part.box.left)
    return all(is_level(part.box, height) for part in row) and all(
        _goes_on(one, two, height) for one, two in pairwise(row)
    )


def is_level(box: Box, height: float) -> bool:
    """Return whether a line with this ``box`` is level, and long enough beside digits of ``height``."""
    width = box.right - box.left
    return (
        width > CANDIDATES.min_level_width * height
        and box.bottom - box.top < CANDIDATES.flat * width
    )


def _goes_on(one: Part, two: Part, height: float) -> bool:
    """Whether the level line ``two`` begins about where ``one`` ends, and ends further right."""
    gap = two.box.left - one.box.right
    if gap > CANDIDATES.end_gap * height or -gap > CANDIDATES.end_overlap * min(
        one.width, two.width
    ):
        return False
    end = one.points[one.points[:, 0].argmax()]
    beginning = two.points[two.points[:, 0].argmin()]
    return bool(abs(end[1] - beginning[1]) < CANDIDATES.end_gap * height)


def _lengthened(level: Sequence[int], parts: Sequence[Part], height: float) -> list[Group]:
    """Return the groups of ``level`` lines end to end, which may be one long bar."""
    found: list[Group] = []
    for place, first in enumerate(level):
        members = [first]
        for other in level[place + 1 :]:
            last = parts[members[-1]]
            if (
                len(members) == CANDIDATES.max_primitives
                or parts[other].box.left > last.box.right + CANDIDATES.end_gap * height
            ):
                break
            if _goes_on(last, parts[other], height):
                members.append(other)
                found.append(_chain(members, parts, height))
    return found


def _pairs(
    level: Sequence[int], parts: Sequence[Part], height: float, distance: Distance
) -> Iterator[tuple[int, int, float]]:
    """Yield ``level`` lines above each other, two by two, with the gaps between them in ``height``s.

    They may be "=", whatever is nearer to either of them.
    """
    for place, one in enumerate(level):
        a = parts[one]
        near: list[tuple[float, int]] = []
        for other in level[place + 1 :]:
            b = parts[other]
            if b.box.left > a.box.right:
                break
            apart = max(b.box.top - a.box.bottom, a.box.top - b.box.bottom)
            if apart <= CANDIDATES.bar_gap * height and _overlap(
                a, b
            ) >= CANDIDATES.stacked_overlap * min(a.width, b.width):
                near.append((apart, other))
        for _, other in sorted(near)[: CANDIDATES.max_bar_pairs]:
            yield one, other, distance(a, parts[other]) / height


def _overlap(a: Part, b: Part) -> float:
    """Return how far two parts are above each other; negative where they are beside each other."""
    return min(a.box.right, b.box.right) - max(a.box.left, b.box.left)


def _chain(members: Sequence[int], parts: Sequence[Part], height: float) -> Group:
    group = group_of(members, parts)
    gaps = [parts[b].box.left - parts[a].box.right for a, b in pairwise(members)]
    smallest = min(parts[index].box.size for index in members)
    return replace(group, gap=max(*gaps, 0.0) / height, smallest=smallest / height)


def _looseness(group: Group) -> float:
    strokes = CANDIDATES.interleaved_cost * group.pause
    return group.gap + strokes + CANDIDATES.primitive_cost * len(group.parts)


def _neighbours(
    parts: Sequence[Part], height: float, distance: Distance
) -> list[list[tuple[int, float]]]:
    """Return for each part the near ones with their gaps in ``height``s, nearest first."""
    near: list[list[tuple[int, float]]] = [[] for _ in parts]
    by_left = sorted(range(len(parts)), key=lambda i: parts[i].box.left)
    reach = CANDIDATES.stacked * height
    for place, i in enumerate(by_left):
        a = parts[i].box
        for j in by_left[place + 1 :]:
            b = parts[j].box
            if b.left > a.right + CANDIDATES.near * height:
                break
            if b.top > a.bottom + reach or a.top > b.bottom + reach:
                continue
            gap = _gap(parts[i], parts[j], height, distance)
            if gap is not None:
                near[i].append((j, gap))
                near[j].append((i, gap))
    return [sorted(row, key=lambda entry: entry[1])[: CANDIDATES.max_neighbours] for row in near]


def _gap(a: Part, b: Part, height: float, distance: Distance) -> float | None:
    """Return the gap between two parts in ``height``s, or None if they can't be of one symbol."""
    apart = distance(a, b) / height
    if apart <= CANDIDATES.near:
        return apart
    least = CANDIDATES.stacked_overlap * min(a.width, b.width) - CANDIDATES.overlap_slack * height
    is_stacked = _overlap(a, b) >= least
    return apart if is_stacked and apart <= CANDIDATES.stacked else None


def _around(group: Group, near: list[list[tuple[int, float]]]) -> list[tuple[int, float]]:
    gaps: dict[int, float] = {}
    for index in group.parts:
        for other, gap in near[index]:
            if not group.mask >> other & 1:
                gaps[other] = min(gap, gaps.get(other, gap))
    return list(gaps.items())


def _join(
    group: Group, other: int, gap: float, parts: Sequence[Part], height: float
) -> Group | None:
    one, two = group.box, parts[other].box
    box = Box(
        min(one.left, two.left), min(one.top, two.top),
        max(one.right, two.right), max(one.bottom, two.bottom),
    )  # fmt: skip
    is_wide = box.right - box.left > CANDIDATES.max_width * height and len(group.parts) > 1
    if is_wide or box.bottom - box.top > CANDIDATES.max_height * height:
        return None
    members = tuple(sorted((*group.parts, other)))
    orders = [parts[index].order for index in members]
    pause = max(orders) - min(orders) - len(members) + 1 if min(orders) >= 0 else 0
    smallest = min(group.smallest, parts[other].box.size / height)
    gap = max(gap, group.gap)
    return Group(members, group.mask | 1 << other, box, gap, max(pause, 0), smallest)


def _with_smallest(group: Group, parts: Sequence[Part]) -> Group:
    """Return ``group`` with what is told of its smallest part beside the others."""
    if len(group.parts) == 1:
        return group
    boxes = [parts[index].box for index in group.parts]
    low = min(boxes, key=lambda box: box.size)
    share = low.size / group.box.size if group.box.size else 1.0
    return replace(group, share=share, tail=_is_tail(low, boxes))


def _is_tail(low: Box, boxes: Sequence[Box]) -> bool:
    """Whether ``low``, the smallest of ``boxes``, begins low beside the others and ends below them."""
    rest = around(box for box in boxes if box is not low)
    high = max(rest.bottom - rest.top, 1e-6)
    is_small = low.size < CANDIDATES.comma_size * rest.size
    begins, ends = (low.top - rest.top) / high, (low.bottom - rest.bottom) / high
    return is_small and begins > CANDIDATES.comma_begins and ends > CANDIDATES.comma_ends
