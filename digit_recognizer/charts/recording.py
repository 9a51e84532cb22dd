"""A surface that notes words and regions down, for a window that writes and marks them itself.

Purpose: a page in the window's own font, whose figures can be pointed at.
Contract: lines, boxes, dots and pictures are drawn as on any surface, words are not.
Not here: the window.
"""

from dataclasses import dataclass

from digit_recognizer.charts.colours import CHART_COLOURS, Colours
from digit_recognizer.charts.surface import ChartSurface, Point, width_of


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
