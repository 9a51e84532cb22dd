"""A picture as something to draw on: its page, made level, with the pieces that are on it.

Purpose: all of a picture that reading needs, made once, however often what is drawn on it is read.
Contract: deterministic; pages as in ``raster``: (H, W) uint8, ink bright. Coordinates of ink are pixels
of the page as it came; pieces are those of the level one.
Not here: files (``raster.image``), polarity (``raster.picture_ink``), what the pieces mean.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Flags, Mask, Page
from digit_recognizer.ink.model import Box, Ink, Point, Stroke
from digit_recognizer.raster.glyph import INK_LEVEL, stroke_width
from digit_recognizer.raster.textline import TextlinePicture, textline_picture
from digit_recognizer.segmentation.enclosures import enclosures_of, is_clear
from digit_recognizer.segmentation.levelling import levelled, slope_of
from digit_recognizer.segmentation.parameters import PRIMITIVES
from digit_recognizer.segmentation.picture_primitives import (
    PicturePrimitives,
    cut_apart,
    picture_primitives,
)


class Place(NamedTuple):
    """Where a page lies: its corner at (``left``, ``top``) of the ink, a pixel ``scale`` units large."""

    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class PicturePage:
    """``page``: (H, W) uint8 without what encloses its writing; ``level``: the same with
    its one line of writing level.

    ``slope``: by how much that line fell to the right, pixels a pixel; ``found``: the pieces of
    ``level``; ``pen``: how wide the strokes on it are, in pixels; ``print_mask``: the pixels of
    ``level`` that show print, None where there is none. ``is_touched``: whether a circle or a box
    touched writing, which went with it.
    """

    page: Page
    level: Page
    slope: float
    found: PicturePrimitives
    pen: float
    print_mask: Mask | None = None
    is_touched: bool = False

    @classmethod
    def of(cls, page: Page, printed: Mask | None = None) -> "PicturePage":
        """Return what ``page`` is to draw on; ``printed``: (H, W) bool, the pixels of print."""
        found = picture_primitives(page, INK_LEVEL)
        rings = list(enclosures_of(found.primitives, range(len(found.primitives))))
        is_touched = not all(is_clear(found.mask_of(ring)) for ring in rings)
        if rings:
            page = found.without(page, rings)
            found = picture_primitives(page, INK_LEVEL)
        slope = slope_of(found.primitives)
        level = levelled(page, slope)
        if slope:
            found = picture_primitives(level, INK_LEVEL)
        shown = np.where(found.labels >= 0, level, 0).astype(np.uint8)
        pen = stroke_width(shown) if found.primitives else PRIMITIVES.min_pen
        mask = None
        if printed is not None and printed.any():
            mask = levelled(printed.astype(np.uint8), slope) > 0
        return cls(page, level, slope, found, max(pen, PRIMITIVES.min_pen), mask, is_touched)

    def cut_apart(
        self, places: Sequence[float] = (), *, only: bool = False, bars: Collection[int] = ()
    ) -> "PicturePage":
        """Return this page with pieces cut where several symbols may touch, and at ``places``.

        ``places``: columns of ``level`` near which one symbol ends and the next begins; ``only`` there.
        ``bars``: pieces that are cut along long bars, which writing touches.
        """
        return replace(self, found=cut_apart(self.found, self.pen, places, only=only, bars=bars))

    @property
    def printed(self) -> Flags:
        """Which of the N pieces are print rather than handwriting, (N,) bool."""
        flags = np.zeros(len(self.found.primitives), np.bool_)
        if self.print_mask is None:
            return flags
        labels = self.found.labels
        inked = labels >= 0
        pixels = np.bincount(labels[inked], minlength=len(flags))
        of_print = np.bincount(labels[inked & self.print_mask], minlength=len(flags))
        return np.asarray(of_print > pixels / 2)

    def textline(self) -> TextlinePicture | None:
        """Return all pieces as the picture of one row; None where there are none."""
        inked = self.found.labels >= 0
        return textline_picture(self.level, inked) if inked.any() else None

    def on_page(self, ink: Ink, place: Place) -> Ink:
        """Return ``ink``, drawn over this page at ``place``, in pixels of the page as it came."""
        return ink.moved(-place.left / place.scale, -place.top / place.scale, 1 / place.scale)

    def on_level(self, ink: Ink) -> Ink:
        """Return ink in pixels of the page as it came in those of the level one."""
        if self.slope == 0.0:
            return ink
        middle, margin = self.page.shape[1] / 2, (self.level.shape[0] - self.page.shape[0]) / 2
        moved = []
        for stroke in ink:
            points = ((p.x, p.y + margin - self.slope * (p.x - middle), p.t) for p in stroke.points)
            moved.append(Stroke(tuple(map(Point._make, points)), stroke.start))
        return Ink(tuple(moved))

    def unlevelled(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the y on the page as it came of places (x, y) of the level one, all (n,)."""
        margin = (self.level.shape[0] - self.page.shape[0]) / 2
        return np.asarray(y - margin + self.slope * (x - self.page.shape[1] / 2))

    def seen(self, box: Box, place: Place) -> Box:
        """Return ``box`` of the level page where it is seen, in units of the ink."""
        middle = np.full(2, (box.left + box.right) / 2)
        ends = self.unlevelled(middle, np.array([box.top, box.bottom])).tolist()
        left, right = (place.left + place.scale * x for x in (box.left, box.right))
        top, bottom = (place.top + place.scale * y for y in ends)
        return Box(left, top, right, bottom)
