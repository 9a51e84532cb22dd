"""Connected components: the parts of a picture.

Purpose: find the pieces of ink on a page that hang together; they take the place of strokes there.
Contract: pages as in ``raster``: (H, W) uint8, ink bright. Ink touches its eight neighbours. Components
come from left to right, tiny specks left out.
Not here: polarity and files (``raster.image``), cutting apart what touches.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.ink.model import Box
from digit_recognizer.raster.glyph import stroke_width
from digit_recognizer.raster.pieces import pieces_of
from digit_recognizer.segmentation.cuts import seams
from digit_recognizer.segmentation.parts import SAMPLES, Part, typical_height

WIDE = 0.95  # typical heights: what is wider may be several symbols
HIGH = 0.5  # and this high, else it is a dash
SPECK = 0.012  # of the page's height of ink: pieces smaller both ways are dust


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """``parts`` of a page; ``labels`` (H, W) int32: the index of the part each pixel is of, or -1."""

    parts: list[Part]
    labels: NDArray[np.int32]


def components(page: NDArray[np.uint8], level: int, *, cut: bool = False) -> Components:
    """Return the connected components of the pixels of ``page`` that are at least ``level``.

    ``cut``: whether wide ones are cut where they may be several symbols that touch.
    """
    ink = page >= level
    pieces = pieces_of(ink)
    if not len(pieces.areas):
        return Components([], np.full(page.shape, -1, np.int32))
    inked = np.flatnonzero(ink.any(axis=1))
    least = SPECK * (inked[-1] - inked[0] + 1)
    sides = pieces.boxes[:, 2:] - pieces.boxes[:, :2]
    kept = np.flatnonzero(sides.max(axis=1) > least)
    middles = pieces.boxes[kept, 0] + pieces.boxes[kept, 2]
    kept = kept[np.argsort(middles, kind="stable")]
    names = np.full(len(pieces.areas), -1, np.int32)
    names[kept] = np.arange(len(kept))
    labels = pieces.labels(ink.shape, names)
    boxes = pieces.boxes[kept]
    parts = [_part(box.tolist(), name, labels) for name, box in enumerate(boxes)]
    if not cut or not parts:
        return Components(parts, labels)
    return _cut(parts, labels, stroke_width(np.where(labels >= 0, page, 0).astype(np.uint8)))


def _cut(parts: list[Part], labels: NDArray[np.int32], stroke: float) -> Components:
    """Return ``parts`` with the wide ones cut, from left to right again."""
    height = typical_height(parts)
    pieces: list[tuple[int, int, NDArray[np.intp], int]] = []
    for name, part in enumerate(parts):
        left, top, right, bottom = map(round, part.box)
        shape = labels[top:bottom, left:right] == name
        if part.width > WIDE * height and part.height > HIGH * height:
            ways = seams(shape, height, stroke)
            side = sum(
                (np.arange(right - left)[None] >= seam[:, None] for seam in ways),
                np.zeros(shape.shape, np.intp),
            )
        else:
            side = np.zeros(shape.shape, np.intp)
        y, x = np.nonzero(shape)
        whole = name if side.any() else -1
        pieces += [
            (left, top, np.stack([y, x])[:, side[y, x] == number], whole)
            for number in range(int(side.max()) + 1)
        ]
    pieces = [piece for piece in pieces if piece[2].shape[1]]
    pieces.sort(key=lambda piece: 2 * piece[0] + piece[2][1].min() + piece[2][1].max())
    after = np.full_like(labels, -1)
    boxes = []
    wholes = [whole for _, _, _, whole in pieces]
    for name, (left, top, (y, x), _) in enumerate(pieces):
        after[y + top, x + left] = name
        boxes.append([int(x.min()) + left, int(y.min() + top),
                      int(x.max()) + left + 1, int(y.max() + top) + 1])  # fmt: skip
    found = [_part(box, name, after) for name, box in enumerate(boxes)]
    return Components(
        [replace(part, whole=whole) for part, whole in zip(found, wholes, strict=True)], after
    )


def _part(box: list[int], name: int, labels: NDArray[np.int32]) -> Part:
    left, top, right, bottom = box
    y, x = np.nonzero(labels[top:bottom, left:right] == name)
    chosen = np.linspace(0, len(y) - 1, min(len(y), 3 * SAMPLES)).round().astype(np.intp)
    points = np.stack([x[chosen] + left + 0.5, y[chosen] + top + 0.5], axis=1)
    return Part(Box(float(left), float(top), float(right), float(bottom)), points, -1)
