"""Symbol candidates: sets of primitives that might be one symbol.

Purpose: propose, for every primitive, the few sets of near primitives that the decoder compares.
Contract: every primitive is in at least one candidate, that of itself alone. Late dots and crossbars
count: primitives need not follow each other in time, only lie near. So do the pieces of a bar that was
lengthened, however long it is, two bars or dots above each other, and two rings beside a slash, whatever
else is near them. The number of candidates grows linearly with the primitives.
Not here: what candidates look like (the classifier says), and which are right (the decoder says).
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from digit_recognizer.ink.model import Box, around
from digit_recognizer.segmentation.parameters import CANDIDATES
from digit_recognizer.segmentation.primitives import Primitive


@dataclass(frozen=True, slots=True)
class SymbolCandidate:
    """``members``: ascending indices of its primitives; ``mask``: the same as bits; ``box`` around them.

    ``gap``: the widest gap that has to be bridged to join them, in typical heights; 0 for one primitive.
    ``interleaved``: how many other primitives were written between its first and its last.
    ``smallest``: the longer side of its smallest primitive, in typical heights; ``share``: the same, by
    the longer side of the candidate. ``is_comma_like``: whether that primitive is beside the foot of the
    others, and reaches below it. ``is_colon``: whether it is two dots, or what is as small, above
    each other, with nothing between them.
    """

    members: tuple[int, ...]
    mask: int
    box: Box
    gap: float
    interleaved: int
    smallest: float
    share: float = 1.0
    is_comma_like: bool = False
    is_colon: bool = False


def candidates_of(primitives: Sequence[Primitive], height: float) -> list[SymbolCandidate]:
    """Return the candidates among ``primitives``, single ones first, then the closest.

    ``height``: of a digit, as :func:`typical_height` gives it.
    """
    near = _neighbours(primitives, height)
    found: dict[int, SymbolCandidate] = {}
    for index, box in enumerate(primitive.box for primitive in primitives):
        found[1 << index] = SymbolCandidate((index,), 1 << index, box, 0.0, 0, box.size / height)
    for index in range(len(primitives)):
        grown: list[SymbolCandidate] = []
        frontier = [found[1 << index]]
        for _ in range(CANDIDATES.max_primitives - 1):
            frontier = [
                joined
                for candidate in frontier
                for other, gap in _around(candidate, near)
                if (joined := _join(candidate, other, gap, primitives, height)) is not None
            ]
            unique = {candidate.mask: candidate for candidate in frontier}
            frontier = sorted(unique.values(), key=_looseness)[: CANDIDATES.max_candidates]
            grown += frontier
        for candidate in sorted(grown, key=_looseness)[: CANDIDATES.max_candidates]:
            found.setdefault(candidate.mask, candidate)
    level = sorted(
        (index for index, primitive in enumerate(primitives) if is_level(primitive.box, height)),
        key=lambda index: primitives[index].box.left,
    )
    for candidate in _lengthened(level, primitives, height):
        found.setdefault(candidate.mask, candidate)
    for one, other, gap in _pairs(level, primitives, height):
        if (pair := _join(found[1 << one], other, gap, primitives, height)) is not None:
            found.setdefault(pair.mask, pair)
    for one, other, gap in _colons(primitives, height):
        if (pair := _join(found[1 << one], other, gap, primitives, height)) is not None:
            found[pair.mask] = replace(pair, is_colon=True)
    for members in _per_cents(primitives):
        sign = _chain(members, primitives, height)
        found.setdefault(sign.mask, sign)
    candidates = [_with_smallest(candidate, primitives) for candidate in found.values()]
    return sorted(
        candidates, key=lambda candidate: (len(candidate.members) > 1, _looseness(candidate))
    )


def candidate_of(members: Sequence[int], primitives: Sequence[Primitive]) -> SymbolCandidate:
    """Return the candidate of the primitives at the indices ``members``, wherever they are.

    What is told in typical heights is left out of account: ``gap`` is 0, ``smallest`` infinite.
    """
    box = around(primitives[index].box for index in members)
    mask = sum(1 << index for index in members)
    return _with_smallest(
        SymbolCandidate(tuple(sorted(members)), mask, box, 0.0, 0, math.inf), primitives
    )


def is_lengthened(primitives: Sequence[Primitive], height: float) -> bool:
    """Return whether ``primitives`` are level lines end to end: one line in several strokes."""
    row = sorted(primitives, key=lambda primitive: primitive.box.left)
    return all(is_level(primitive.box, height) for primitive in row) and all(
        _goes_on(one, two, height) for one, two in pairwise(row)
    )


def is_level(box: Box, height: float) -> bool:
    """Return whether a line with this ``box`` is level, and long enough beside digits of ``height``."""
    width = box.width
    return width > CANDIDATES.min_level_width * height and box.height < CANDIDATES.flat * width


def _goes_on(one: Primitive, two: Primitive, height: float) -> bool:
    """Whether the level line ``two`` begins about where ``one`` ends, and ends further right."""
    gap = two.box.left - one.box.right
    if gap > CANDIDATES.end_gap * height or -gap > CANDIDATES.end_overlap * min(
        one.width, two.width
    ):
        return False
    end = one.points[one.points[:, 0].argmax()]
    beginning = two.points[two.points[:, 0].argmin()]
    return bool(abs(end[1] - beginning[1]) < CANDIDATES.end_gap * height)


def _lengthened(
    level: Sequence[int], primitives: Sequence[Primitive], height: float
) -> list[SymbolCandidate]:
    """Return the candidates of ``level`` lines end to end, which may be one long bar."""
    found: list[SymbolCandidate] = []
    for place, first in enumerate(level):
        members = [first]
        for other in level[place + 1 :]:
            last = primitives[members[-1]]
            if (
                len(members) == CANDIDATES.max_primitives
                or primitives[other].box.left > last.box.right + CANDIDATES.end_gap * height
            ):
                break
            if _goes_on(last, primitives[other], height):
                members.append(other)
                found.append(_chain(members, primitives, height))
    return found


def _pairs(
    level: Sequence[int], primitives: Sequence[Primitive], height: float
) -> Iterator[tuple[int, int, float]]:
    """Yield ``level`` lines above each other, two by two, with the gaps between them in ``height``s.

    They may be "=", whatever is nearer to either of them.
    """
    for place, one in enumerate(level):
        a = primitives[one]
        near: list[tuple[float, int]] = []
        for other in level[place + 1 :]:
            b = primitives[other]
            if b.box.left > a.box.right:
                break
            apart = max(b.box.top - a.box.bottom, a.box.top - b.box.bottom)
            if apart <= CANDIDATES.bar_gap * height and _overlap(
                a, b
            ) >= CANDIDATES.stacked_overlap * min(a.width, b.width):
                near.append((apart, other))
        for _, other in sorted(near)[: CANDIDATES.max_bar_pairs]:
            yield one, other, a.distance_to(primitives[other]) / height


def _colons(primitives: Sequence[Primitive], height: float) -> Iterator[tuple[int, int, float]]:
    """Yield what is as small as dots, two above each other, with the gaps in ``height``s."""
    most = CANDIDATES.colon_dot * height
    small = [index for index, each in enumerate(primitives) if each.box.size < most]
    small.sort(key=lambda index: primitives[index].middle)
    for place, one in enumerate(small):
        for other in small[place + 1 :]:
            lean = (primitives[other].middle - primitives[one].middle) / height
            if lean > CANDIDATES.colon_lean:
                break
            a, b = sorted((primitives[one], primitives[other]), key=lambda dot: dot.box.top)
            gap = (b.box.top - a.box.bottom) / height
            least, widest = CANDIDATES.colon_gaps
            if max(least, lean) <= gap <= widest and not _is_between(a, b, primitives):
                yield one, other, gap


def _per_cents(primitives: Sequence[Primitive]) -> Iterator[tuple[int, int, int]]:
    """Yield a ring, a slash and a ring, as they stand in "%", however far they are apart."""
    by_middle = sorted(range(len(primitives)), key=lambda index: primitives[index].middle)
    for place, slash in enumerate(by_middle):
        above = _ring(primitives, reversed(by_middle[:place]), slash, is_above=True)
        below = _ring(primitives, by_middle[place + 1 :], slash, is_above=False)
        if above is not None and below is not None:
            yield above, slash, below


def _ring(
    primitives: Sequence[Primitive], others: Iterable[int], slash: int, *, is_above: bool
) -> int | None:
    """Return the first of ``others`` that is small beside ``slash``, near it, and above its middle
    or below."""
    line = primitives[slash]
    box, gap = line.box, CANDIDATES.ring_gap * line.height
    for other in others:
        ring = primitives[other].box
        if abs(primitives[other].middle - line.middle) > line.width / 2 + gap + line.height:
            return None
        across, along = (max(each, 0.0) for each in box.gaps_to(ring))
        lower = ring.top + ring.bottom - box.top - box.bottom
        is_small = ring.size <= CANDIDATES.ring_size * line.height
        if is_small and across + along <= gap and (lower < 0 if is_above else lower > 0):
            return other
    return None


def _is_between(a: Primitive, b: Primitive, primitives: Sequence[Primitive]) -> bool:
    """Whether any of ``primitives`` is between ``a`` and ``b`` below it, or crosses what is there."""
    left, _, right, _ = around((a.box, b.box))
    return any(
        box.left < right and left < box.right and box.top < b.box.top and a.box.bottom < box.bottom
        for box in (each.box for each in primitives if each is not a and each is not b)
    )


def _overlap(a: Primitive, b: Primitive) -> float:
    """Return how far two primitives are above each other; negative where they are beside each other."""
    return min(a.box.right, b.box.right) - max(a.box.left, b.box.left)


def _chain(
    members: Sequence[int], primitives: Sequence[Primitive], height: float
) -> SymbolCandidate:
    candidate = candidate_of(members, primitives)
    gaps = [primitives[b].box.left - primitives[a].box.right for a, b in pairwise(members)]
    smallest = min(primitives[index].box.size for index in members)
    return replace(candidate, gap=max(*gaps, 0.0) / height, smallest=smallest / height)


def _looseness(candidate: SymbolCandidate) -> float:
    strokes = CANDIDATES.interleaved_cost * candidate.interleaved
    return candidate.gap + strokes + CANDIDATES.primitive_cost * len(candidate.members)


def _neighbours(primitives: Sequence[Primitive], height: float) -> list[list[tuple[int, float]]]:
    """Return for each primitive the near ones with their gaps in ``height``s, nearest first."""
    near: list[list[tuple[int, float]]] = [[] for _ in primitives]
    by_left = sorted(range(len(primitives)), key=lambda i: primitives[i].box.left)
    reach = CANDIDATES.stacked * height
    for place, i in enumerate(by_left):
        a = primitives[i].box
        for j in by_left[place + 1 :]:
            b = primitives[j].box
            if b.left > a.right + CANDIDATES.near * height:
                break
            if b.top > a.bottom + reach or a.top > b.bottom + reach:
                continue
            gap = _gap(primitives[i], primitives[j], height)
            if gap is not None:
                near[i].append((j, gap))
                near[j].append((i, gap))
    return [sorted(row, key=lambda entry: entry[1])[: CANDIDATES.max_neighbours] for row in near]


def _gap(a: Primitive, b: Primitive, height: float) -> float | None:
    """Return the gap between two primitives in ``height``s, or None if they can't be of one symbol."""
    apart = a.distance_to(b) / height
    if apart <= CANDIDATES.near:
        return apart
    least = CANDIDATES.stacked_overlap * min(a.width, b.width) - CANDIDATES.overlap_slack * height
    is_stacked = _overlap(a, b) >= least
    return apart if is_stacked and apart <= CANDIDATES.stacked else None


def _around(
    candidate: SymbolCandidate, near: list[list[tuple[int, float]]]
) -> list[tuple[int, float]]:
    gaps: dict[int, float] = {}
    for index in candidate.members:
        for other, gap in near[index]:
            if not candidate.mask >> other & 1:
                gaps[other] = min(gap, gaps.get(other, gap))
    return list(gaps.items())


def _join(
    candidate: SymbolCandidate,
    other: int,
    gap: float,
    primitives: Sequence[Primitive],
    height: float,
) -> SymbolCandidate | None:
    one, two = candidate.box, primitives[other].box
    box = Box(
        min(one.left, two.left), min(one.top, two.top),
        max(one.right, two.right), max(one.bottom, two.bottom),
    )  # fmt: skip
    is_wide = box.width > CANDIDATES.max_width * height and len(candidate.members) > 1
    if is_wide or box.height > CANDIDATES.max_height * height:
        return None
    members = tuple(sorted((*candidate.members, other)))
    orders = [primitives[index].order for index in members]
    interleaved = max(orders) - min(orders) - len(members) + 1 if min(orders) >= 0 else 0
    smallest = min(candidate.smallest, primitives[other].box.size / height)
    gap = max(gap, candidate.gap)
    return SymbolCandidate(
        members, candidate.mask | 1 << other, box, gap, max(interleaved, 0), smallest
    )


def _with_smallest(candidate: SymbolCandidate, primitives: Sequence[Primitive]) -> SymbolCandidate:
    """Return ``candidate`` with what is told of its smallest primitive beside the others."""
    if len(candidate.members) == 1:
        return candidate
    boxes = [primitives[index].box for index in candidate.members]
    low = min(boxes, key=lambda box: box.size)
    share = low.size / candidate.box.size if candidate.box.size else 1.0
    return replace(candidate, share=share, is_comma_like=_is_comma_like(low, boxes))


def _is_comma_like(low: Box, boxes: Sequence[Box]) -> bool:
    """Whether ``low``, the smallest of ``boxes``, begins low beside the others and ends below them."""
    rest = around(box for box in boxes if box is not low)
    high = max(rest.height, 1e-6)
    is_small = low.size < CANDIDATES.comma_size * rest.size
    begins, ends = (low.top - rest.top) / high, (low.bottom - rest.bottom) / high
    return is_small and begins > CANDIDATES.comma_begins and ends > CANDIDATES.comma_ends
