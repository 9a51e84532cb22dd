"""What charts are drawn on: text, lines, bars and dots, which become a smooth picture at any size.

Purpose: what charts need of a plotting library, with Pillow alone: no package beyond the base install.
Contract: coordinates are in points of the finished picture, x to the right and y downwards. The surface
is drawn ``PIXELS_PER_POINT`` times larger. Pillow's own font knows little more than ASCII: some signs
are written out, and words with others are in a font of the system. Where that has none, accents are left
off and the rest is "?". A :class:`RecordingSurface` notes words and regions down instead, for a window
that writes them in its own font and marks what is pointed at.
Not here: what is drawn, the window.
"""

import contextlib
import unicodedata
from collections.abc import Callable
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
"""Pillow's font lacks these."""
SYSTEM_FONTS = (
    "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "arial.ttf", "Arial.ttf",
    "Helvetica.ttc",
)  # fmt: skip
"""Pillow finds them by name where the system has its fonts: Linux, Windows, macOS."""
TRANSLATION_ROOM = {"l": 1.8, "m": 1.1, "r": 1.1}
"""How wide a translation may be, times the text: at the right of one there is room."""

Point = tuple[float, float]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


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
    """A surface of ``width`` x ``height`` points; ``tr(words)``: what is written, translated."""

    def __init__(
        self,
        width: int,
        height: int,
        colours: Colours = CHART_COLOURS,
        tr: Callable[[str], str] | None = None,
    ) -> None:
        self.width, self.height, self.colours, self._tr = width, height, colours, tr
        size = (width * PIXELS_PER_POINT, height * PIXELS_PER_POINT)
        self._image = Image.new("RGB", size, colours.paper)
        self._pen = ImageDraw.Draw(self._image)

    def text(
        self, x: float, y: float, words: str, size: float = 14, colour: str = "", *, at: str = "lm"
    ) -> None:
        """Write one line at (x, y): ``at`` is left, middle or right, then middle (``lm mm rm``)."""
        place = (x * PIXELS_PER_POINT, y * PIXELS_PER_POINT)
        written, font = _set(words, size)
        if self._tr is not None:
            said, file = self._tr(words), _system_font()
            room = TRANSLATION_ROOM["m" if said == words else at[0]] * width_of(words, size)
            words = said
            wide = _set(words, size, file)[1].getlength(words) / PIXELS_PER_POINT
            written, font = _set(words, size * min(1.0, room / max(wide, 1)), file)
        self._pen.text(place, written, colour or self.colours.ink, font, anchor=at)

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
    written, font = _set(words, size)
    return font.getlength(written) / PIXELS_PER_POINT


def drawable(text: str, longest: int) -> str:
    """Return ``text`` in signs that the font has, at most ``longest`` of them."""
    return shortened(text.translate(WRITTEN_OUT), longest)


def _set(words: str, size: float, file: str = "") -> tuple[str, Font]:
    """Return ``words`` as they can be written, and in what: the font in ``file``, or one that does."""
    written = words.translate(WRITTEN_OUT)
    if not file and not all(map(_is_known, written)):
        file = _system_font()
    if file:
        return written, ImageFont.truetype(file, size * PIXELS_PER_POINT)
    return "".join(map(_plain, written)), ImageFont.load_default(size * PIXELS_PER_POINT)


@cache
def _system_font() -> str:
    """Return the file of a font of the system that has accents; "" where there is none."""
    for name in SYSTEM_FONTS:
        with contextlib.suppress(OSError):
            return str(ImageFont.truetype(name).path)
    return ""


@cache
def _is_known(sign: str) -> bool:
    """Whether Pillow's own font has ``sign``."""
    font = ImageFont.load_default(20)
    return bytes(font.getmask(sign)) != bytes(font.getmask("\uffff"))


def _plain(sign: str) -> str:
    """Return ``sign`` if Pillow's own font has it, else the same without accents, else "?"."""
    return next(filter(_is_known, (sign, unicodedata.normalize("NFKD", sign)[0])), "?")
