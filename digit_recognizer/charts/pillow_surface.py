"""A sheet that becomes a picture: text, lines, bars and dots, smooth at any size.

Purpose: what the report's pictures need of a plotting library, with Pillow alone, so that evaluation
needs nothing but the base install.
Contract: a ``Sheet``; it is drawn ``FINE`` times larger. Pillow's own font, which is always there, knows
little more than ASCII: signs that it lacks are written out, accents are left off, the rest is "?".
Not here: what is drawn (``picture``, ``library_picture``).
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from digit_recognizer.charts.surface import LIGHT, Colours, Point, rgb
from digit_recognizer.raster.encode import png_bytes
from digit_recognizer.words import shortened

T = TypeVar("T")

FINE = 2
INK, SOFT, GRID, PAPER = LIGHT.ink, LIGHT.soft, LIGHT.grid, LIGHT.paper
ACCENT, SECOND, WRONG = LIGHT.accent, "#f08c00", LIGHT.wrong

WRITTEN_OUT = str.maketrans(
    {"×": "x", "÷": ":", "√": "root", "−": "-", "–": "-", "→": ">", "\n": " | "}
)
"""The font lacks these."""


class Canvas:
    """A sheet of ``width`` x ``height`` points."""

    def __init__(self, width: int, height: int, colours: Colours = LIGHT) -> None:
        self.width, self.height, self.colours = width, height, colours
        self._image = Image.new("RGB", (width * FINE, height * FINE), colours.paper)
        self._pen = ImageDraw.Draw(self._image)

    def text(
        self, x: float, y: float, words: str, size: float = 14, colour: str = "", *, at: str = "lm"
    ) -> None:
        """Write ``words`` at (x, y), their anchor ``at`` as Pillow names it (left, middle, right...)."""
        font = ImageFont.load_default(size * FINE)
        place = (x * FINE, y * FINE)
        self._pen.text(place, _written(words), colour or self.colours.ink, font, anchor=at)

    def width_of(self, words: str, size: float) -> float:
        """Return how wide ``words`` are, in points."""
        return ImageFont.load_default(size * FINE).getlength(_written(words)) / FINE

    def line(self, points: list[Point], colour: str = "", width: float = 1.5) -> None:
        """Draw the line through ``points``."""
        fine = [(x * FINE, y * FINE) for x, y in points]
        thick = max(1, round(width * FINE))
        self._pen.line(fine, colour or self.colours.ink, thick, joint="curve")

    def box(self, corner: Point, opposite: Point, colour: str, *, radius: float = 0) -> None:
        """Fill the rectangle between two corners, which are rounded by ``radius`` points."""
        edges = tuple(value * FINE for value in (*corner, *opposite))
        self._pen.rounded_rectangle(edges, radius * FINE, colour)

    def dot(self, x: float, y: float, radius: float, colour: str = "") -> None:
        """Draw a disc."""
        self._pen.ellipse(
            tuple(FINE * value for value in (x - radius, y - radius, x + radius, y + radius)),
            colour or self.colours.accent,
        )

    def glyph(self, x: float, y: float, size: float, levels: NDArray[np.float32]) -> None:
        """Draw (H, W) ``levels`` in [0, 1], ink 1, in ink on paper, ``size`` points high and wide."""
        paper, ink = (np.array(rgb(c)) for c in (self.colours.paper, self.colours.ink))
        shades = paper + (ink - paper) * np.asarray(levels)[..., None]
        image = Image.fromarray(np.asarray(np.rint(shades), np.uint8))
        side = round(size * FINE)
        self._image.paste(
            image.resize((side, side), Image.Resampling.BICUBIC), (round(x * FINE), round(y * FINE))
        )

    def picture(self, x: float, y: float, width: int, height: int, image: Image.Image) -> None:
        """Show ``image``, its corner at (x, y), ``width`` x ``height`` points large."""
        fitted = image.resize((width * FINE, height * FINE), Image.Resampling.BICUBIC)
        self._image.paste(fitted, (round(x * FINE), round(y * FINE)))

    def region(self, corner: Point, opposite: Point, tip: str, target: object) -> None:
        """A picture says nothing of its regions."""

    def image(self, scale: float) -> Image.Image:
        """Return the sheet with ``scale`` pixels a point."""
        size = (round(self.width * scale), round(self.height * scale))
        smooth = Image.Resampling.BOX if scale < FINE else Image.Resampling.BICUBIC
        return self._image.resize(size, smooth)

    def png(self, *, fast: bool = False) -> bytes:
        """Return the sheet as PNG, in 128 colours: a third of the size, and no one sees it.

        ``fast``: for large sheets, whose colours need not be chosen so well.
        """
        method = Image.Quantize.FASTOCTREE if fast else None
        return png_bytes(self._image.quantize(128, method), optimize=not fast)


def _written(words: str) -> str:
    return "".join(map(_known, words.translate(WRITTEN_OUT)))


@cache
def _known(sign: str) -> str:
    """Return ``sign`` if the font has it, else the same without accents, else a question mark."""
    font = ImageFont.load_default(20)
    unknown = bytes(font.getmask("\uffff"))
    for candidate in (sign, unicodedata.normalize("NFKD", sign)[0]):
        if bytes(font.getmask(candidate)) != unknown:
            return candidate
    return "?"


def in_rows(
    items: Sequence[T], across: int, width: float, height_of: Callable[[T], float]
) -> tuple[list[tuple[T, float, float]], float]:
    """Return each of ``items`` with the x and y of its cell, and how high all rows are.

    ``across``: cells of a row, each ``width`` wide; a row is as high as the highest of its cells.
    """
    cells: list[tuple[T, float, float]] = []
    top = 0.0
    for first in range(0, len(items), across):
        row = items[first : first + across]
        cells += [(item, place * width, top) for place, item in enumerate(row)]
        top += max(map(height_of, row))
    return cells, top


def head_cell(
    canvas: Canvas,
    corner: Point,
    width: float,
    *,
    truth: str,
    read: str,
    where: str,
    longest: int,
    margin: float,
) -> None:
    """Head a cell of a sheet of errors: what it is and where it stands, and below what was read.

    ``corner``: its left upper one; texts are cut after ``longest`` characters.
    """
    x, y = corner
    canvas.line([(x, y), (x + width, y)], GRID, 1)
    canvas.text(x + margin, y + 12, drawable(truth, longest), 13)
    canvas.text(x + margin, y + 29, read, 13, WRONG)
    canvas.text(x + width - margin, y + 12, drawable(where, longest), 11, SOFT, at="rm")


def how_read(text: str, confidence: float, *, doubtful: bool, longest: int) -> str:
    """Return what was read in small type, with how surely."""
    doubted = ", doubted" if doubtful else ""
    return f"{drawable(text, longest) or 'nothing'}  {100 * confidence:.0f} %{doubted}"


def drawable(text: str, longest: int) -> str:
    """Return ``text`` in signs that the font has, at most ``longest`` of them."""
    return shortened(text.translate(WRITTEN_OUT), longest)
