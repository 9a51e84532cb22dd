"""Ink drawn on a picture: strokes and the picture's pieces as the parts of one page.

Purpose: have what is drawn on top of a picture read together with it, as one expression.
Contract: parts are numbered strokes first, then the picture's pieces. A stroke by itself looks as it
would without the picture, a piece as it would without ink; what is of both is drawn into one picture,
with a pen as wide as the picture's own.
Not here: what parts mean (``page``); where the picture lies (``segmentation.backdrop``).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.symbol_scores import InkSource
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import around
from digit_recognizer.raster import glyph_from_page, page_from_ink
from digit_recognizer.segmentation import PicturePage, Primitive


@dataclass(frozen=True, slots=True, eq=False)
class OverdrawnSource:
    """``ink`` as it was drawn, ``placed``: the same strokes in pixels of the level page."""

    ink: Ink
    placed: Ink
    backdrop: PicturePage
    _written: InkSource = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_written", InkSource(self.ink))

    @property
    def parts(self) -> list[Primitive]:
        """Strokes and pieces, in pixels of the level page."""
        strokes = [Primitive.of_stroke(stroke, order) for order, stroke in enumerate(self.placed)]
        return strokes + self.backdrop.found.primitives

    def is_written(self, members: tuple[int, ...]) -> bool:
        """Whether these parts are strokes, all of them."""
        return members[-1] < len(self.ink)

    def trajectory(self, members: tuple[int, ...]) -> NDArray[np.float32]:
        """Return the (48, 5) float32 trajectory of these parts, all of them strokes."""
        return self._written.trajectory(members)

    def pieces(self, members: tuple[int, ...]) -> tuple[object, ...]:
        """Return the strokes and pieces at these indices."""
        count, parts = len(self.ink), self.backdrop.found.primitives
        return tuple(
            self.ink.strokes[index] if index < count else parts[index - count] for index in members
        )

    def are_cut(self, members: tuple[int, ...]) -> bool:
        """Whether some of these were cut from other pieces of the picture."""
        count = len(self.ink)
        return self.backdrop.found.are_cut([index - count for index in members if index >= count])

    def glyph(self, members: tuple[int, ...], *, shared: bool = False) -> NDArray[np.float32]:
        """Return the (28, 28) float32 glyph of these parts.

        ``shared``: with the ink around them that they were cut from, a stroke wide.
        """
        count, found = len(self.ink), self.backdrop.found
        drawn = tuple(index for index in members if index < count)
        shown = tuple(index - count for index in members if index >= count)
        if not shown:
            return self._written.glyph(drawn)
        box = around(found.primitives[index].box for index in shown)
        reach = max(1, round(PARAMETERS.page.seam_width * self.backdrop.pen)) if shared else 0
        left, top = (max(round(side) - reach, 0) for side in box[:2])
        right, bottom = (round(side) + reach for side in box[2:])
        region = (slice(top, bottom), slice(left, right))
        is_shown = found.shared(region, shown, reach) if shared else found.shown(region, shown)
        page = np.where(is_shown, self.backdrop.level[region], 0).astype(np.uint8)
        if drawn:
            strokes = Ink(tuple(self.placed.strokes[index] for index in drawn))
            page = drawn_on(page, strokes.moved(-left, -top), self.backdrop.pen)
        glyph = glyph_from_page(page)
        return np.zeros((28, 28), np.float32) if glyph is None else glyph


def drawn_on(page: NDArray[np.uint8], ink: Ink, pen_width: float) -> NDArray[np.uint8]:
    """Return a (H, W) page, ink bright, with ``ink``, in its pixels, drawn on it.

    Larger where the ink reaches beyond it; its corner is then not the old one.
    """
    height, width = page.shape
    margin = int(pen_width) + 1
    least = [int(side) - margin for side in ink.box[:2]]
    most = [int(side) + margin + 1 for side in ink.box[2:]]
    left, top = max(-least[0], 0), max(-least[1], 0)
    right, bottom = max(most[0] - width, 0), max(most[1] - height, 0)
    larger = np.pad(page, ((top, bottom), (left, right)))
    drawn = page_from_ink(
        ink.moved(left, top), width=larger.shape[1], height=larger.shape[0],
        pen_width=max(pen_width, 1.0),
    )  # fmt: skip
    return np.maximum(larger, drawn)
