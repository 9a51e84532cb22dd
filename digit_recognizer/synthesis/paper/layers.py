"""The layers of a page: how much of each pixel is handwriting, rules or print.

Purpose: the one type that the makers of handwriting, rules and print fill, and the camera shows.
Contract: coverages are (H, W) float32 in [0, 1]. Where layers lie over each other handwriting hides
print, and print hides rules: that is the truth, whatever shines through.
Not here: what is on a layer, and how it looks.
"""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from digit_recognizer.arrays import Levels, PixelClass, PixelShares, Polyline

LAYER_SUPERSAMPLING = 3  # layers are drawn at so many times their size


Rgb = tuple[float, float, float]


@dataclass(slots=True)
class Mark:
    """One thing on the page: what class it is of, how it covers, its colour and its opacity.

    ``coverage``: (H, W) float32, the shape. ``texture``: (H, W) float32, what of it left ink.
    ``colour``: RGB in [0, 1]; ``opacity`` in (0, 1].
    """

    kind: PixelClass
    coverage: Levels
    texture: Levels | None
    colour: Rgb
    opacity: float


@dataclass(slots=True)
class Layers:
    """The marks of one page of ``shape`` (H, W), from the lowest to the highest."""

    shape: tuple[int, int]
    marks: list[Mark] = field(default_factory=list)

    def truth(self) -> PixelShares:
        """Return (H, W, 4) float32 shares of each pixel by class, which sum to 1."""
        shares = np.zeros((*self.shape, len(PixelClass)), np.float32)
        left = np.ones(self.shape, np.float32)
        for kind in (PixelClass.HANDWRITING, PixelClass.PRINT, PixelClass.RULE):
            bare = np.ones(self.shape, np.float32)
            for mark in self.marks:
                if mark.kind is kind:
                    bare *= 1 - mark.coverage
            shares[..., kind] = left * (1 - bare)
            left *= bare
        shares[..., PixelClass.PAPER] = left
        return shares


def drawn(polylines: list[Polyline], shape: tuple[int, int], width: float) -> Levels:
    """Return the (H, W) float32 coverage of (n, 2) polylines in pixels, by a round pen of ``width``."""
    scale = LAYER_SUPERSAMPLING
    image = Image.new("L", (shape[1] * scale, shape[0] * scale))
    pen = ImageDraw.Draw(image)
    thick = max(1, round(width * scale))
    for points in polylines:
        scaled = points * scale - 0.5
        if len(scaled) > 1:
            pen.line(scaled.ravel().tolist(), fill=255, width=thick)
        radius = (thick - 1) / 2
        for x, y in scaled.tolist() if thick > 3 or len(scaled) == 1 else ():
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(np.asarray(image.reduce(scale), np.float32) / 255)


def noise(shape: tuple[int, int], cell: float, random: np.random.Generator) -> Levels:
    """Return (H, W) float32 smooth noise in [0, 1] with grains of ``cell`` pixels."""
    size = (max(2, round(shape[1] / cell) + 1), max(2, round(shape[0] / cell) + 1))
    grains = Image.fromarray(random.random(size[::-1]).astype(np.float32))
    large = grains.resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    return np.clip(np.asarray(large, np.float32), 0, 1)
