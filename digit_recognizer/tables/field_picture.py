"""The picture of one field: a cell of a table, or a box of a form, with all that was written into it.

Purpose: cut a field out of a photo with some context, make it level, take its rules out, and keep what
belongs to it: a stroke that reaches over the rule stays whole, a neighbour's stroke that reaches in is
left out.
Contract: levels are (H, W) uint8, paper bright. A picture is (h, w) uint8 with bright ink, as pages in
``raster``. What belongs to a field has the larger part of its ink inside.
Not here: where fields are (``search``), what they say (``read_table``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.arrays import Mask, Page, PixelClass, PixelShares
from digit_recognizer.errors import ModelError
from digit_recognizer.raster.connected_components import connected_components
from digit_recognizer.raster.glyph import INK_LEVEL, stroke_width
from digit_recognizer.raster.page_segmentation import PageNetwork, SegmentedPicture
from digit_recognizer.raster.running import dilated, spread
from digit_recognizer.reading import Only
from digit_recognizer.tables.grid import Quad
from digit_recognizer.tables.parameters import CELLS


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A field cut out: ``levels`` (h, w) uint8 with context; ``inner``: rows and columns of the field.

    ``quad``: where ``levels`` lies on the sheet.
    """

    levels: Page
    inner: tuple[slice, slice]
    quad: Quad


def cut_out(sheet: Image.Image, quad: Quad) -> Cut:
    """Return the field at ``quad`` of a grey ``sheet``, rectified, with context around it."""
    sides = np.hypot(*(np.roll(quad, -1, axis=0) - quad).T)
    native_width, native_height = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    height = int(np.clip(native_height, CELLS.height, CELLS.max_height))
    width = int(np.clip(native_width * height / max(native_height, 1.0), 8, CELLS.max_width))
    margin = round(CELLS.margin * height)
    across, down = margin / width, margin / height
    outer = np.stack([
        _at(quad, x, y)
        for x, y in ((-across, -down), (1 + across, -down), (1 + across, 1 + down), (-across, 1 + down))
    ])  # fmt: skip
    size = (width + 2 * margin, height + 2 * margin)
    # Pillow wants the corners counter-clockwise from the left upper one, in coordinates of centres.
    corners = outer[[0, 3, 2, 1]].ravel().tolist()
    # Finer filters make rings of brighter paper around ink.
    image = sheet.transform(
        size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=None
    )
    levels = np.array(image)
    if outer.min() < 0 or (outer > sheet.size).any():
        levels[_outside(outer, size, sheet.size)] = np.median(levels)
    inner = slice(margin, margin + height), slice(margin, margin + width)
    return Cut(levels, inner, outer)


def _at(quad: Quad, x: float, y: float) -> NDArray[np.float64]:
    top, bottom = quad[0] * (1 - x) + quad[1] * x, quad[3] * (1 - x) + quad[2] * x
    return np.asarray(top * (1 - y) + bottom * y)


def _outside(outer: Quad, size: tuple[int, int], sheet: tuple[int, int]) -> Mask:
    """Return (h, w) which pixels of a cut lie beyond the sheet."""
    width, height = size
    a, b = np.meshgrid((np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height)
    a, b = a[..., None], b[..., None]
    place = (outer[0] * (1 - a) + outer[1] * a) * (1 - b) + (outer[3] * (1 - a) + outer[2] * a) * b
    return np.asarray(((place < 0) | (place > sheet)).any(axis=-1))


@dataclass(frozen=True, slots=True, eq=False)
class FieldPicture:
    """``page``: (h, w) uint8, the field's own ink, bright; ``ruled``: whether rules were taken out."""

    page: Page
    ruled: bool


FieldEye = Callable[[Sequence[Cut]], list[FieldPicture]]
"""What makes pictures of the fields of one sheet: :func:`pictures` with a network."""


def pictures(
    cuts: Sequence[Cut], network: PageNetwork | None, only: Only = "all"
) -> list[FieldPicture]:
    """Return the picture of each of ``cuts``, all of one sheet: its own ink, and nothing else.

    ``network`` tells ink from rules. ``only``: "handwriting" leaves print out. Raises ModelError without
    a network.
    """
    if network is None:
        raise ModelError(
            "page.onnx is missing, which tells ink from rules: install the program again."
        )
    return [_picture(cut, network, only) for cut in cuts]


def _picture(cut: Cut, network: PageNetwork, only: Only) -> FieldPicture:
    seen = _with_free_ink(network(np.repeat(cut.levels[..., None], 3, axis=2)), cut.inner)
    rules = seen[..., PixelClass.RULE] >= CELLS.rule_share
    page = _own(SegmentedPicture(seen, 1.0).of(only), rules, cut.inner)
    return FieldPicture(page, _is_ruled(rules, cut.inner))


def _with_free_ink(seen: PixelShares, inner: tuple[slice, slice]) -> PixelShares:
    """Return (h, w, 4) shares in which writing is what looks like a rule but stands free in a field.

    A rule is a side of the field, or hangs together with one; a 1 does not.
    """
    down, across = inner
    height = down.stop - down.start
    gap = max(2, round(CELLS.free_gap * height))
    ink = seen[..., PixelClass.PAPER] < 0.5
    pieces = connected_components(ink)
    left, top, right, bottom = pieces.boxes.T
    is_free = (left >= across.start + gap) & (right <= across.stop - gap)
    is_free &= (top >= down.start + gap) & (bottom <= down.stop - gap)
    is_free &= bottom - top >= CELLS.min_writing * height
    if not is_free.any():
        return seen
    labels = pieces.labels(ink.shape, np.arange(len(is_free), dtype=np.int32))
    freed = np.where(np.append(is_free, False)[labels], seen[..., PixelClass.RULE], 0)
    found = seen.copy()
    found[..., PixelClass.RULE] -= freed
    found[..., PixelClass.HANDWRITING] += freed
    return found


def _is_ruled(rules: Mask, inner: tuple[slice, slice]) -> bool:
    """Whether a rule runs along one of the sides of a field."""
    reach = round(CELLS.rule_reach * (inner[0].stop - inner[0].start))
    return any(
        _covers(lines[max(0, place - reach) : place + reach + 1])
        for lines, side in ((rules, inner[0]), (rules.T, inner[1]))
        for place in (side.start, side.stop)
    )


def _covers(band: Mask) -> bool:
    """Whether ``band`` has a row that is a rule; it may run off that row by a pixel."""
    return bool((dilated(band, 3, 0).mean(axis=1) >= CELLS.rule_cover).any())


def _own(page: Page, rules: Mask, inner: tuple[slice, slice]) -> Page:
    """Return the ink of ``page`` that belongs to the field ``inner``.

    What is left of ``rules`` does not. A field without writing gives a picture without ink.
    """
    height = inner[0].stop - inner[0].start
    ink = page >= INK_LEVEL
    pieces = connected_components(ink)
    count = len(pieces.areas)
    if not count:
        return np.zeros_like(page)
    labels = pieces.labels(page.shape, np.arange(count, dtype=np.int32))
    inside = np.bincount(labels[inner].ravel() + 1, minlength=count + 1)[1:]
    near = np.bincount(labels[spread(rules, 5)] + 1, minlength=count + 1)[1:]
    sides = (pieces.boxes[:, 2:] - pieces.boxes[:, :2]).max(axis=1)
    is_own = inside >= CELLS.own_share * pieces.areas
    is_large = sides >= CELLS.min_writing * height
    written = np.append(is_own & is_large, False)[labels]
    if not written.any():
        return np.zeros_like(page)
    # A point is as wide as the pen that wrote the rest; what is left of a rule is none.
    dot = CELLS.min_dot * stroke_width(np.where(written, page, 0).astype(np.uint8))
    is_own &= is_large | ((sides >= dot) & (near == 0))
    kept = np.append(is_own, False)[labels]
    around = spread(kept, 3)
    return np.where(around & (kept | ~ink), page, 0).astype(np.uint8)
