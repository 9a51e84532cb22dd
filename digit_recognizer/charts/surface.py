"""What charts are drawn on: text, lines, bars and dots, which become a smooth picture at any size.

Purpose: what charts need of a plotting library, with Pillow alone: no package beyond the base install.
Contract: coordinates are in points of the finished picture, x to the right and y downwards. The surface
is drawn ``PIXELS_PER_POINT`` times larger. Pillow's own font knows little more than ASCII: signs that it
lacks are written out, accents are left off, the rest is "?". A :class:`RecordingSurface` notes words and
regions down instead, for a window that writes them in its own font and marks what is pointed at.
Not here: what is drawn, the window.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from digit_recognizer.charts.colours import CHART_COLOURS, Colours, rgb
from digit_recognizer.raster.pixels import png_bytes
from digit_recognizer.words import shortened

PIXELS_PER_POINT = 2  # pixels a point
WRITTEN_OUT = str.maketrans(
    {"×": "x", "÷": ":", "√": "root", "−": "-", "–": "-", "→": ">", "\n": " | "}
)
"""The font lacks these."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ChartText:
    """One line of text, in points; ``width``: how wide it is drawn; ``at``: its anchor."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    at: str
    width: float


@dataclass(frozen=True, slots=True)
class ChartRegion:
    """What a rectangle, in points, stands for: ``tip`` in words, ``target`` for programs."""

    box: tuple[float, float, float, float]
    tip: str
    target: object


class ChartSurface:
    """A surface of ``width`` x ``height`` points."""

    def __init__(self, width: int, height: int, colours: Colours = CHART_COLOURS) -> None:
        self.width, self.height, self.colours = width, height, colours
        size = (width * PIXELS_PER_POINT, height * PIXELS_PER_POINT)
        self._image = Image.new("RGB", size, colours.paper)
        self._pen = ImageDraw.Draw(self._image)

    def text(
        self, x: float, y: float, words: str, size: float = 14, colour: str = "", *, at: str = "lm"
    ) -> None:
        """Write one line at (x, y): ``at`` is left, middle or right, then middle (``lm mm rm``)."""
        place = (x * PIXELS_PER_POINT, y * PIXELS_PER_POINT)
        self._pen.text(place, _written(words), colour or self.colours.ink, _font(size), anchor=at)

    def line(self, points: list[Point], colour: str = "", width: float = 1.5) -> None:
        """Draw the line through ``points``."""
        fine = [(x * PIXELS_PER_POINT, y * PIXELS_PER_POINT) for x, y in points]
        thick = max(1, round(width * PIXELS_PER_POINT))
        self._pen.line(fine, colour or self.colours.ink, thick, joint="curve")

    def box(self, corner: Point, opposite: Point, colour: str, *, radius: float = 0) -> None:
        """Fill the rectangle between two corners, which are rounded by ``radius`` points."""
        edges = tuple(value * PIXELS_PER_POINT for value in (*corner, *opposite))
        self._pen.rounded_rectangle(edges, radius * PIXELS_PER_POINT, colour)

    def dot(self, x: float, y: float, radius: float, colour: str = "") -> None:
        """Draw a disc."""
        edges = (x - radius, y - radius, x + radius, y + radius)
        fine = tuple(PIXELS_PER_POINT * value for value in edges)
        self._pen.ellipse(fine, colour or self.colours.accent)

    def glyph(self, x: float, y: float, size: float, levels: NDArray[np.float32]) -> None:
        """Draw (H, W) ``levels`` in [0, 1], ink 1, in ink on paper, ``size`` points high and wide."""
        paper, ink = (np.array(rgb(c)) for c in (self.colours.paper, self.colours.ink))
        shades = paper + (ink - paper) * np.asarray(levels)[..., None]
        self.picture(x, y, size, size, Image.fromarray(np.asarray(np.rint(shades), np.uint8)))

    def picture(self, x: float, y: float, width: float, height: float, image: Image.Image) -> None:
        """Show ``image``, its corner at (x, y), ``width`` x ``height`` points large."""
        left, top, across, down = (round(PIXELS_PER_POINT * v) for v in (x, y, width, height))
        self._image.paste(image.resize((across, down), Image.Resampling.BICUBIC), (left, top))

    def region(self, corner: Point, opposite: Point, tip: str, target: object) -> None:
        """Say what is in a rectangle: ``tip`` in words, ``target`` for programs. A picture drops it."""

    def image(self, scale: float, height: int | None = None) -> Image.Image:
        """Return the surface with ``scale`` pixels a point; ``height``: the upper points of it alone."""
        points = height or self.height
        size = (round(self.width * scale), round(points * scale))
        smooth = Image.Resampling.BOX if scale < PIXELS_PER_POINT else Image.Resampling.BICUBIC
        box = (0, 0, self.width * PIXELS_PER_POINT, points * PIXELS_PER_POINT)
        return self._image.resize(size, smooth, box)

    def png(self, *, fast: bool = False) -> bytes:
        """Return the surface as PNG, in 128 colours: a third of the size, and no one sees it.

        ``fast``: for large surfaces, whose colours need not be chosen so well.
        """
        method = Image.Quantize.FASTOCTREE if fast else None
        return png_bytes(self._image.quantize(128, method), optimize=not fast)


class RecordingSurface(ChartSurface):
    """A surface without words, which are in ``texts``; what its parts stand for is in ``regions``."""

    def __init__(self, width: int, height: int, colours: Colours = CHART_COLOURS) -> None:
        super().__init__(width, height, colours)
        self.texts: list[ChartText] = []
        self.regions: list[ChartRegion] = []

    def text(
        self, x: float, y: float, words: str, size: float = 14, colour: str = "", *, at: str = "lm"
    ) -> None:
        """Note one line of text down."""
        colour = colour or self.colours.ink
        self.texts.append(ChartText(x, y, words, size, colour, at, width_of(words, size)))

    def region(self, corner: Point, opposite: Point, tip: str, target: object) -> None:
        """Note down what a rectangle stands for."""
        self.regions.append(ChartRegion((*corner, *opposite), tip, target))


def width_of(words: str, size: float) -> float:
    """Return how wide ``words`` are in type of ``size``, in points."""
    return _font(size).getlength(_written(words)) / PIXELS_PER_POINT


def drawable(text: str, longest: int) -> str:
    """Return ``text`` in signs that the font has, at most ``longest`` of them."""
    return shortened(text.translate(WRITTEN_OUT), longest)


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size * PIXELS_PER_POINT)


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
