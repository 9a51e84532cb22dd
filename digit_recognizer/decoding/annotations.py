"""Marks about symbols: what encloses them, lines under them and through them.

Purpose: tell what is said about writing from what is written, before symbols are looked for.
Contract: strokes and pieces of a picture alike; the points of a piece have no order. An underline has
writing above it and nothing below. A strike goes through two digits, or reaches far beyond one.
Deterministic; the first primitives are judged, ``max_primitives`` of the page at most.
Not here: strikes that hang together with digits in a picture; what a strike means (``lines``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.ink.model import Box, around
from digit_recognizer.segmentation import Primitive, are_crowded, retraced, typical_height
from digit_recognizer.segmentation.enclosures import enclosures_of

_Array = NDArray[np.float64]
_ANNOTATIONS = PARAMETERS.annotations


@dataclass(frozen=True, slots=True)
class Annotations:
    """``marks``: ascending indices of primitives that are no symbols; ``struck``: boxes of what is
    struck out; ``retraced``: strokes that go over another one again, each with that one; ``left_out``:
    indices of what is no symbol, as a person said.
    """

    marks: tuple[int, ...] = ()
    struck: tuple[Box, ...] = ()
    retraced: Mapping[int, int] = field(default_factory=dict)
    left_out: tuple[int, ...] = ()

    @property
    def absent(self) -> frozenset[int]:
        """All that is not looked at for symbols."""
        return frozenset([*self.marks, *self.retraced, *self.left_out])


def annotations_of(
    primitives: Sequence[Primitive], given: frozenset[int] = frozenset()
) -> Annotations:
    """Return the marks among ``primitives``; those at the indices ``given`` are known to be symbols."""
    free = [
        i for i in range(min(len(primitives), PARAMETERS.page.max_primitives)) if i not in given
    ]
    if len(free) < 2 or are_crowded(primitives[: PARAMETERS.page.max_primitives]):
        return Annotations()
    again = retraced(primitives, typical_height(primitives), free)
    if again:
        kept = [i for i in range(len(primitives)) if i not in again]
        known = frozenset(n for n, i in enumerate(kept) if i in given)
        found = annotations_of([primitives[i] for i in kept], known)
        marks = {kept[n] for n in found.marks}
        over_marks = {top for top, base in again.items() if base in marks}  # a line drawn twice
        rest_again = {top: base for top, base in again.items() if top not in over_marks}
        return Annotations(tuple(sorted(marks | over_marks)), found.struck, rest_again)
    boxes = np.array([each.box for each in primitives])
    marks = set(enclosures_of(primitives, free))
    rest = [i for i in free if i not in marks]
    height = typical_height([each for i, each in enumerate(primitives) if i not in marks])
    struck = [
        *_strikes(primitives, boxes, rest, height),
        *_crosses(primitives, boxes, rest, height),
    ]
    marks.update(i for strokes, _ in struck for i in strokes)
    rest = [i for i in range(len(primitives)) if i not in marks]
    marks.update(rest[n] for n in _underlines(boxes[rest], height) if rest[n] not in given)
    if len(marks) == len(primitives):  # there is nothing that they are about
        return Annotations()
    return Annotations(tuple(sorted(marks)), tuple(box for _, box in struck))


def _strikes(
    primitives: Sequence[Primitive], boxes: _Array, free: Sequence[int], height: float
) -> Iterator[tuple[tuple[int, ...], Box]]:
    """Yield lines and scribbles through tall ink, with boxes around that."""
    for index in free:
        line = primitives[index]
        if line.width < max(_ANNOTATIONS.min_strike * height, _ANNOTATIONS.min_lean * line.height):
            continue
        middle_x, middle_y = line.points.mean(axis=0).tolist()
        x = line.points[:, 0] - middle_x
        slope = float(x @ line.points[:, 1] / (x @ x))
        start = middle_y - slope * middle_x
        left, top, right, bottom = boxes.T
        shared = np.minimum(right, line.box.right) - np.maximum(left, line.box.left)
        y = slope * (left + right) / 2 + start
        # A level line goes through the middle of all, a sloping one past the ends of some.
        margin = (_ANNOTATIONS.level_margin - _ANNOTATIONS.lean_margin * abs(slope)) * height
        is_crossed = (shared >= _ANNOTATIONS.min_covered * (right - left)) & (y > top + margin)
        is_crossed &= (y < bottom - margin) & (bottom - top > _ANNOTATIONS.tall * height)
        crossed = [primitives[i] for i in free if is_crossed[i] and i != index]
        touched = sum(line.distance_to(each) <= _ANNOTATIONS.touch * height for each in crossed)
        if not crossed or 2 * touched < len(crossed):
            continue
        box = around(each.box for each in crossed)
        wide, high = box.width, box.height
        middle = (slope * (box.left + box.right) / 2 + start - box.top) / high
        over = min(box.left - line.box.left, line.box.right - box.right) / height
        is_bare = all(each.is_straight for each in crossed)
        is_one = is_bare or len(crossed) == 1 or wide < _ANNOTATIONS.min_several * high
        if over < (_ANNOTATIONS.min_overhang if is_one else -_ANNOTATIONS.max_shortfall):
            continue
        # Plus, times and asterisk, and a zero with a slash.
        sides = sorted((each.box.left, each.box.right) for each in crossed)
        is_sign = is_bare and any(b[0] < a[1] for a, b in pairwise(sides))
        is_sign |= wide < _ANNOTATIONS.upright * high or abs(slope) > _ANNOTATIONS.max_lean
        is_sign |= high < _ANNOTATIONS.min_struck * height
        if is_one and (is_sign or (len(crossed) == 1 and is_bare)):
            continue
        is_through = _ANNOTATIONS.middle[0] <= middle <= _ANNOTATIONS.middle[1]
        if is_through and (line.is_straight or _is_scribble(line, box, is_one=is_one)):
            yield (index,), box


def _is_scribble(stroke: Primitive, box: Box, *, is_one: bool) -> bool:
    """Whether a stroke goes to and fro over ``box``, which holds one digit or more."""
    low, high = np.array(box[:2]), np.array(box[2:])
    slack = _ANNOTATIONS.scribble_slack * (high - low)
    inside = ((stroke.points >= low - slack) & (stroke.points <= high + slack)).all(axis=1)
    way = np.hypot(*np.diff(stroke.points, axis=0).T).sum()
    is_long = way >= _ANNOTATIONS.scribble * np.hypot(*(high - low))
    return bool(inside.mean() >= _ANNOTATIONS.min_scribbled and (is_long or not is_one))


def _crosses(
    primitives: Sequence[Primitive], boxes: _Array, free: Sequence[int], height: float
) -> Iterator[tuple[tuple[int, ...], Box]]:
    """Yield pairs of straight lines from corner to corner of what they are drawn over."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    lines = [i for i in free if primitives[i].is_straight]
    rises = np.array([np.prod(primitives[i].direction) < 0 for i in lines], np.bool_)
    low, high = (boxes[lines, part] for part in (slice(0, 2), slice(2, 4)))
    size = np.maximum(high[:, None], high) - np.minimum(low[:, None], low)  # of the box around both
    sides = np.minimum((high - low)[:, None], high - low)
    is_cross = (sides >= _ANNOTATIONS.min_covered * size).all(axis=2)
    is_cross &= (size[..., 1] >= _ANNOTATIONS.min_cross * height) & rises[:, None] & ~rises
    for one, two in np.argwhere(is_cross).tolist():
        pair = lines[one], lines[two]
        box = around(primitives[i].box for i in pair)
        middle, reach = (np.array(box[:2]) + box[2:]) / 2, size[one, two] / 2
        is_inside = (abs(middles - middle) < reach).all(axis=1)
        held = [primitives[i] for i in free if is_inside[i] and i not in pair]
        if held and not all(each.is_straight for each in held):
            content = around(each.box for each in held)
            own = content.width, content.height
            if (own > _ANNOTATIONS.min_crossed * size[one, two]).all():
                yield pair, content


def _underlines(boxes: _Array, height: float) -> Iterator[int]:
    """Yield the places of level lines with writing above and nothing but such lines below."""
    left, top, right, bottom = boxes.T
    wide, y = right - left, (top + bottom) / 2
    is_level = bottom - top <= _ANNOTATIONS.flat * wide
    reach, descent = _ANNOTATIONS.underline_reach * height, _ANNOTATIONS.descent * height
    found: list[int] = []
    for n in np.argsort(y).tolist():
        if not is_level[n] or wide[n] < _ANNOTATIONS.min_underline * height:
            continue
        shared = np.minimum(right, right[n]) - np.maximum(left, left[n])
        is_over = shared >= 0.5 * np.minimum(wide, wide[n])
        first = min((y[i] for i in found if is_over[i] and y[n] - y[i] < reach), default=y[n])
        above = is_over & ~is_level & (bottom < first + descent) & (top > first - 3 * reach)
        near = above & (bottom - top > _ANNOTATIONS.tall * height) & (bottom > first - reach)
        if not near.any():
            continue
        foot = bottom[above].max()
        is_near = (left < right[n] + reach) & (right > left[n] - reach)
        # What stands on the line's level, what is below it, other bars beside and above it.
        others = is_near & ~is_level & (bottom > y[n] + descent)
        others &= (top < y[n] - descent) | is_over & (top < y[n] + 1.25 * reach)
        others |= is_near & is_level & ~is_over & (abs(y - y[n]) < descent)
        others |= is_over & is_level & (y > foot) & (y < first)
        if above.sum() == 1:  # the plus of a "±"
            others |= is_over & is_level & (y > top[above].min()) & (y < foot - descent)
        covered = min(right[above].max(), right[n]) - max(left[above].min(), left[n])
        is_slim = near.sum() == 1 and wide[near].max() < 0.5 * height
        is_serif = wide[n] < 1.3 * height and (is_slim or foot > y[n] - _ANNOTATIONS.serif * height)
        if not others.any() and not is_serif and covered >= _ANNOTATIONS.min_over * wide[n]:
            found.append(n)
            yield n
