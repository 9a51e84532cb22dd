"""A sheet that becomes an SVG: text stays text, and lines stay sharp at any size.

Purpose: charts for documents and browsers, without a plotting library.
Contract: a ``Sheet``. The file stands alone: nothing is loaded, no script runs, and words from anywhere
are escaped. A region's tip shows under the pointer in a browser.
Not here: what is drawn.
"""

import base64
import io
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.charts.surface import LIGHT, Colours, Point, rgb

FONTS = "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"
_ANCHORS = {"l": "start", "m": "middle", "r": "end"}


class SvgSheet:
    """A sheet of ``width`` x ``height`` points."""

    def __init__(self, width: int, height: int, colours: Colours = LIGHT) -> None:
        self.width, self.height, self.colours = width, height, colours
        self._parts: list[str] = []

    def text(
        self, x: float, y: float, words: str, size: float = 14, colour: str = "", *, at: str = "lm"
    ) -> None:
        """Write one line; where it would stand, the middle of small letters is at ``y``."""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y + 0.35 * size:.1f}" font-size="{size:g}" '
            f'text-anchor="{_ANCHORS[at[0]]}" fill="{colour or self.colours.ink}">'
            f"{escape(_printable(words))}</text>"
        )

    def line(self, points: list[Point], colour: str = "", width: float = 1.5) -> None:
        """Draw the line through ``points``."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour or self.colours.ink}" '
            f'stroke-width="{width:g}" stroke-linejoin="round" stroke-linecap="round"/>'
        )

    def box(self, corner: Point, opposite: Point, colour: str, *, radius: float = 0) -> None:
        """Fill the rectangle between two corners."""
        self._parts.append(f'<rect {_place(corner, opposite)} rx="{radius:g}" fill="{colour}"/>')

    def dot(self, x: float, y: float, radius: float, colour: str = "") -> None:
        """Draw a disc."""
        fill = colour or self.colours.accent
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.2f}" fill="{fill}"/>')

    def glyph(self, x: float, y: float, size: float, levels: NDArray[np.float32]) -> None:
        """Draw ``levels`` as a picture of ink, with nothing where there is paper."""
        pixels = np.empty((*levels.shape, 4), np.uint8)
        pixels[..., :3] = rgb(self.colours.ink)
        pixels[..., 3] = np.rint(255 * levels)
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "PNG", optimize=True)
        data = base64.b64encode(buffer.getvalue()).decode()
        self._parts.append(
            f'<image {_place((x, y), (x + size, y + size))} href="data:image/png;base64,{data}"/>'
        )

    def region(self, corner: Point, opposite: Point, tip: str, target: object) -> None:
        """Show ``tip`` under the pointer."""
        title = escape(_printable(tip))
        self._parts.append(
            f'<rect {_place(corner, opposite)} fill="none" pointer-events="all">'
            f"<title>{title}</title></rect>"
        )

    def svg(self) -> bytes:
        """Return the sheet as an SVG file in UTF-8."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}" font-family={quoteattr(FONTS)} '
            'stroke="none">'
        )
        paper = f'<rect width="100%" height="100%" fill="{self.colours.paper}"/>'
        return "\n".join([head, paper, *self._parts, "</svg>", ""]).encode()


def _place(corner: Point, opposite: Point) -> str:
    (left, top), (right, bottom) = corner, opposite
    return f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}"'


def _printable(words: str) -> str:
    """Return ``words`` without what XML cannot hold (control characters, halves of pairs)."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in words)
