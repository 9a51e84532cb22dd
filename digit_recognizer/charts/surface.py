"""What charts are drawn on, whatever becomes of it: a PNG or a page of the window.

Purpose: the few things that figures are drawn with, and their colours, light and dark.
Contract: coordinates are in points of the finished sheet, x to the right and y downwards. Colours are
``#rrggbb``; text on paper has a contrast of at least 4.5 : 1 (WCAG 2.2, AA).
Not here: the sheets themselves (``pillow_surface``), what is drawn.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours by role: ``accent`` for figures, ``second`` for what is set against them, ``wrong``."""

    paper: str
    ink: str
    soft: str
    grid: str
    accent: str
    second: str
    wrong: str


LIGHT = Colours("#ffffff", "#1f2328", "#667080", "#e3e6eb", "#0a6cff", "#b45309", "#d1242f")


class Sheet(Protocol):
    """A sheet of ``width`` x ``height`` points."""

    @property
    def colours(self) -> Colours:
        """What it is drawn with."""

    @property
    def width(self) -> int:
        """Points across."""

    @property
    def height(self) -> int:
        """Points down."""

    def text(
        self, x: float, y: float, words: str, size: float = 14, colour: str = "", *, at: str = "lm"
    ) -> None:
        """Write one line at (x, y): ``at`` is left, middle or right, then middle (``lm mm rm``)."""

    def line(self, points: list[Point], colour: str = "", width: float = 1.5) -> None:
        """Draw the line through ``points``."""

    def box(self, corner: Point, opposite: Point, colour: str, *, radius: float = 0) -> None:
        """Fill the rectangle between two corners, which are rounded by ``radius``."""

    def dot(self, x: float, y: float, radius: float, colour: str = "") -> None:
        """Draw a disc."""

    def glyph(self, x: float, y: float, size: float, levels: "NDArray[np.float32]") -> None:
        """Draw (H, W) ``levels`` in [0, 1], ink 1, ``size`` high and wide."""

    def region(self, corner: Point, opposite: Point, tip: str, target: object) -> None:
        """Say what is in a rectangle: ``tip`` in words, ``target`` for programs."""


def mixed(first: str, second: str, share: float) -> str:
    """Return the colour with ``share`` (0 to 1) of ``second`` mixed into ``first``."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def rgb(colour: str) -> tuple[int, int, int]:
    """Return the three levels, 0 to 255, of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
