"""A sheet to draw figures on: text, lines, bars and dots, smooth at any size.

Purpose: what the report's pictures need of a plotting library, with Pillow alone, so that evaluation
needs nothing but the base install.
Contract: coordinates are in points of the finished picture, x to the right and y downwards; it is drawn
``FINE`` times larger and averaged down. Colours are ``#rrggbb``.
Not here: what is drawn (``picture``).
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FINE = 2
INK, SOFT, GRID, PAPER = "#1f2328", "#667080", "#e3e6eb", "#ffffff"
ACCENT, SECOND, WRONG = "#0a6cff", "#f08c00", "#d1242f"


class Canvas:
    """A white sheet of ``width`` x ``height`` points."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * FINE, height * FINE), PAPER)
        self._pen = ImageDraw.Draw(self._image)

    def text(
        self, x: float, y: float, words: str, size: float = 14, colour: str = INK, *, at: str = "lm"
    ) -> None:
        """Write ``words`` at (x, y), their anchor ``at`` as Pillow names it (left, middle, right...)."""
        font = ImageFont.load_default(size * FINE)
        self._pen.text((x * FINE, y * FINE), words, colour, font, anchor=at)

    def line(
        self, points: list[tuple[float, float]], colour: str = INK, width: float = 1.5
    ) -> None:
        """Draw the line through ``points``."""
        fine = [(x * FINE, y * FINE) for x, y in points]
        self._pen.line(fine, colour, max(1, round(width * FINE)), joint="curve")

    def box(
        self,
        corner: tuple[float, float],
        opposite: tuple[float, float],
        colour: str,
        *,
        radius: float = 0,
    ) -> None:
        """Fill the rectangle between two corners, which are rounded by ``radius`` points."""
        edges = tuple(value * FINE for value in (*corner, *opposite))
        self._pen.rounded_rectangle(edges, radius * FINE, colour)

    def dot(self, x: float, y: float, radius: float, colour: str = ACCENT) -> None:
        """Draw a disc."""
        self._pen.ellipse(
            tuple(FINE * value for value in (x - radius, y - radius, x + radius, y + radius)),
            colour,
        )

    def glyph(self, x: float, y: float, size: float, levels: NDArray[np.float32]) -> None:
        """Draw (H, W) ``levels`` in [0, 1], ink 1, dark on white, ``size`` points high and wide."""
        image = Image.fromarray(np.asarray(np.rint(255 * (1 - levels)), np.uint8))
        side = round(size * FINE)
        self._image.paste(
            image.resize((side, side), Image.Resampling.BICUBIC), (round(x * FINE), round(y * FINE))
        )

    def png(self, *, fast: bool = False) -> bytes:
        """Return the sheet as PNG, in 128 colours: a third of the size, and no one sees it.

        ``fast``: for large sheets, whose colours need not be chosen so well.
        """
        buffer = io.BytesIO()
        if fast:
            self._image.quantize(128, Image.Quantize.FASTOCTREE).save(buffer, "PNG")
        else:
            self._image.quantize(128).save(buffer, "PNG", optimize=True)
        return buffer.getvalue()
