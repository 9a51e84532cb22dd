"""The primitives of a picture: its connected components, cut where digits may touch.

Purpose: find the pieces of ink on a page that hang together; they take the place of strokes there. Wide
ones are cut from top to bottom where little ink is crossed, straight or slanting with the writing.
Contract: pages as in ``raster``: (H, W) uint8, ink bright. Ink touches its eight neighbours. Primitives
come from left to right, tiny specks left out. Deterministic.
Not here: polarity and files (``raster.image``), whether two pieces are one symbol or two (``decoding``).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Flags, Mask, Page, PixelLabels
from digit_recognizer.ink.model import Box
from digit_recognizer.raster.connected_components import connected_components, run_lengths
from digit_recognizer.raster.glyph import stroke_width
from digit_recognizer.raster.running import spread
from digit_recognizer.segmentation.level_bars import parted_by_bars
from digit_recognizer.segmentation.parameters import PRIMITIVES, SEAMS
from digit_recognizer.segmentation.primitives import Primitive, cut_through, typical_height

EDGE_WIDTH = 5
"""Pixels: the grey edges of ink on both sides of a pixel of it."""

Seam = NDArray[np.intp]
"""(H,) int: for each row the column from which ink is on the right of a cut."""


@dataclass(frozen=True, slots=True, eq=False)
class PicturePrimitives:
    """``primitives`` of a page; ``labels`` (H, W): the index of the primitive of each pixel, or -1.

    ``across`` (H, W): for a pixel beside a cut the primitive on the other side, or -1. ``wholes``: of
    what each primitive is a part, by its index before they were cut; its own where none was.
    """

    primitives: list[Primitive]
    labels: PixelLabels
    across: PixelLabels
    wholes: tuple[int, ...]

    def shown(self, region: tuple[slice, slice], members: Sequence[int]) -> Mask:
        """Return which pixels of ``region`` (rows, columns) show the primitives ``members`` together.

        What is beside a cut is shown only with what is on the other side of it: the stroke that joins
        two digits would make a 6 of a 0.
        """
        is_member = self._mask(members)
        across = self.across[region]
        return np.asarray(is_member[self.labels[region]] & ((across < 0) | is_member[across]))

    def mask_of(self, index: int) -> Mask:
        """Return which pixels in the box of the primitive ``index`` are its own."""
        left, top, right, bottom = map(round, self.primitives[index].box)
        return np.asarray(self.labels[top:bottom, left:right] == index)

    def without(self, page: Page, members: Sequence[int]) -> Page:
        """Return ``page`` without the primitives ``members`` and the grey beside them."""
        own = self._mask(members)[self.labels]
        is_edge = spread(own, EDGE_WIDTH) & (self.labels < 0)
        return np.where(own | is_edge, 0, page).astype(np.uint8)

    def are_cut(self, members: Sequence[int]) -> bool:
        """Return whether the primitives ``members`` were cut from others."""
        return cut_through(members, self.primitives) > 0

    def shared(self, region: tuple[slice, slice], members: Sequence[int], reach: int) -> Mask:
        """Return which pixels of ``region`` show ``members`` and what they may share with neighbours.

        That is the ink they were cut from, up to ``reach`` pixels away: digits that touch may have one
        wall, which a cut leaves to one of them.
        """
        sources = {self.primitives[index].source_component for index in members} - {-1}
        joined = [n for n, each in enumerate(self.primitives) if each.source_component in sources]
        labels = self.labels[region]
        own = self._mask(members)[labels]
        near = spread(own, 2 * reach + 1)
        return np.asarray(own | (near & self._mask(joined)[labels]))

    def _mask(self, members: Sequence[int]) -> Flags:
        """Return by index whether a primitive is among ``members``; the last one, -1, is none."""
        mask = np.zeros(len(self.primitives) + 1, np.bool_)
        mask[list(members)] = True
        return mask


def picture_primitives(page: Page, level: int) -> PicturePrimitives:
    """Return the connected components of the pixels of ``page`` that are at least ``level``.

    Strokes that a thin level line has broken, or that was taken out of them, are joined.
    """
    ink = page >= level
    if not ink.any():
        nothing = np.full(page.shape, -1, np.int32)
        return PicturePrimitives([], nothing, nothing, ())
    pieces = connected_components(ink | _breaks(ink, PRIMITIVES.max_break * stroke_width(page)))
    inked = np.flatnonzero(ink.any(axis=1))
    least = PRIMITIVES.speck * (inked[-1] - inked[0] + 1)
    sides = pieces.boxes[:, 2:] - pieces.boxes[:, :2]
    kept = np.flatnonzero(sides.max(axis=1) > least)
    middles = pieces.boxes[kept, 0] + pieces.boxes[kept, 2]
    kept = kept[np.argsort(middles, kind="stable")]
    names = np.full(len(pieces.areas), -1, np.int32)
    names[kept] = np.arange(len(kept))
    labels = np.where(ink, pieces.labels(ink.shape, names), np.int32(-1))
    boxes = pieces.boxes[kept]
    primitives = [_primitive(box.tolist(), name, labels) for name, box in enumerate(boxes)]
    return PicturePrimitives(primitives, labels, np.full_like(labels, -1), (*range(len(kept)),))


def _breaks(ink: Mask, most: float) -> Mask:
    """Return the pixels of paper with ink above and below that is at most ``most`` pixels apart."""
    paper = ~ink.T
    gaps = (run_lengths(paper) <= most) & paper
    # What is above or below all ink is no gap.
    seen = np.logical_or.accumulate
    inked = seen(ink, axis=0) & seen(ink[::-1], axis=0)[::-1]
    return np.asarray(gaps.T & inked)


_Piece = tuple[NDArray[np.intp], NDArray[np.intp]]
"""(2, n) y and x of the pixels between two cuts, and (2, m) of those on the other side of a cut."""


def cut_apart(
    found: PicturePrimitives, stroke: float, places: Sequence[float] = (), *,
    only: bool = False, bars: Collection[int] = (),
) -> PicturePrimitives:  # fmt: skip
    """Return what was ``found``, wide primitives cut where they may be several symbols that touch.

    ``stroke``: how wide strokes are, in pixels. ``places``: columns near which each primitive that is
    there is cut anyway; ``only`` there, if so. ``bars``: primitives that are cut along long bars
    instead, which writing touches. From left to right again.
    """
    if not found.primitives:
        return found
    height = typical_height(found.primitives)
    least = max(PRIMITIVES.min_cut_height * height, PRIMITIVES.dash_height * stroke)
    parts = []
    for name, primitive in enumerate(found.primitives):
        shape, (left, _, right, _) = found.mask_of(name), primitive.box
        is_wide = primitive.width > PRIMITIVES.min_cut_width * height and primitive.height > least
        is_cut = is_wide and not only
        inside = [x - left for x in places if left + stroke < x < right - stroke]
        ways = seams(shape, height, stroke, inside, is_wide=is_cut) if is_cut or inside else []
        parts.append(_between(shape, ways, PRIMITIVES.join_reach * stroke))
        if name in bars:
            cut = parted_by_bars(shape, height, stroke)
            parts[-1] = [(np.stack(np.nonzero(part)), parts[-1][0][1][:, :0]) for part in cut]
    return _parted(found, parts)


def _parted(found: PicturePrimitives, parts: Sequence[Sequence[_Piece]]) -> PicturePrimitives:
    """Return the ``parts`` of each primitive that was ``found``, in pixels of its box, in its place."""
    pieces = []
    for name, (whole, own) in enumerate(zip(found.primitives, parts, strict=True)):
        corner = np.array([[round(whole.box.top)], [round(whole.box.left)]])
        is_cut = len(own) > 1
        pieces += [(pixels + corner, across + corner, name, is_cut) for pixels, across in own]
    pieces.sort(key=lambda piece: int(piece[0][1].min() + piece[0][1].max()))
    labels, across = np.full_like(found.labels, -1), np.full_like(found.labels, -1)
    for name, (pixels, beside, *_) in enumerate(pieces):
        labels[tuple(pixels)] = name
        across[tuple(beside)] = name
    cut = []
    for name, ((y, x), _, source, is_cut) in enumerate(pieces):
        box = [int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1]
        part = replace(_primitive(box, name, labels), source_component=source)
        cut.append(part if is_cut else found.primitives[source])
    return PicturePrimitives(cut, labels, across, tuple(piece[2] for piece in pieces))


def _between(shape: Mask, ways: Sequence[Seam], reach: float) -> list[_Piece]:
    """Return the pieces of a (H, W) mask between the seams ``ways``, from left to right.

    ``reach``: pixels beside a seam that are across for the piece on its other side.
    """
    columns = np.arange(shape.shape[1])[None]
    side = np.zeros(shape.shape, np.intp)
    for seam in ways:
        side += columns >= seam[:, None]
    other = np.full(shape.shape, -1, np.intp)
    for number, seam in enumerate(ways):
        away = columns - seam[:, None]
        other[(away >= 0) & (away < reach) & (side == number + 1)] = number
        other[(away < 0) & (away >= -reach) & (side == number)] = number + 1
    pixels = np.stack(np.nonzero(shape))
    sides, others = side[tuple(pixels)], other[tuple(pixels)]
    return [
        (pixels[:, sides == number], pixels[:, others == number])
        for number in range(len(ways) + 1)
        if (sides == number).any()
    ]


def _primitive(box: list[int], name: int, labels: PixelLabels) -> Primitive:
    left, top, right, bottom = box
    y, x = np.nonzero(labels[top:bottom, left:right] == name)
    chosen = np.linspace(0, len(y) - 1, min(len(y), 3 * PRIMITIVES.samples)).round().astype(np.intp)
    points = np.stack([x[chosen] + left + 0.5, y[chosen] + top + 0.5], axis=1)
    return Primitive(Box(float(left), float(top), float(right), float(bottom)), points, -1)


def seams(
    ink: Mask, height: float, stroke: float, places: Sequence[float] = (), *, is_wide: bool = True
) -> list[Seam]:
    """Return the seams through a (H, W) mask of one piece, from left to right.

    ``height``: of a digit; ``stroke``: how wide strokes are, both in pixels. ``places``: columns near
    each of which there is one; ``is_wide``: whether there are others. Those of least cost are found for
    all ends at once by dynamic programming (S. Avidan and A. Shamir, "Seam carving for content-aware
    image resizing", ACM Trans. Graphics 26(3), 2007).
    """
    rows, columns = ink.shape
    apart = SEAMS.min_distance * height
    cost = np.where(ink, 1.0, SEAMS.hole_cost * _holes(ink))
    total = cost[0].copy()
    came = np.zeros((rows, columns), np.intp)
    for row in range(1, rows):
        ways = np.full((3, columns), np.inf)
        ways[0, 1:] = total[:-1] + SEAMS.step_cost
        ways[1] = total
        ways[2, :-1] = total[1:] + SEAMS.step_cost
        best = ways.argmin(axis=0)
        came[row] = best - 1
        total = ways[best, np.arange(columns)] + cost[row]
    found: list[tuple[float, Seam]] = []
    ends = np.arange(columns)
    for place in places:
        aside = np.abs(ends - place)
        near = np.flatnonzero(aside <= max(apart, aside.min()))
        away = SEAMS.away_cost * np.abs(near - place)
        seam = _walked(came, int(near[(total[near] + away).argmin()]))
        if all((seam != other).any() for _, other in found):
            found.append((float(seam.mean()), seam))
    for end in np.argsort(total, kind="stable").tolist() if is_wide else ():
        if (
            len(found) >= SEAMS.max_seams
            or total[end] > SEAMS.max_ink * stroke + SEAMS.step_cost * rows
        ):
            break
        seam = _walked(came, end)
        middle = float(seam.mean())
        is_inside = apart < middle < columns - apart
        if is_inside and all(abs(middle - other) > apart for other, _ in found):
            found.append((middle, seam))
    found.sort(key=lambda each: each[0])
    return [seam for _, seam in found]


def _holes(ink: Mask) -> Mask:
    """Return the pixels of paper that ink encloses."""
    paper = np.pad(~ink, 1, constant_values=True)
    pieces = connected_components(paper)
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
