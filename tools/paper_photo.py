"""Makes photos of handwriting out of drawings: uneven light, grain, a sloping sheet.

For tests and for the pictures of the documents. No photo is anyone's.
"""

import numpy as np
from PIL import Image, ImageFilter

from digit_recognizer.ink import Ink
from digit_recognizer.raster import page_from_ink

PAPER_COLOUR, PEN_COLOUR = (226, 219, 203), (38, 52, 110)


def photo_of(
    ink: Ink,
    size: tuple[int, int] = (1200, 700),
    *,
    pen: float = 9.0,
    tilt: float = 0.0,
    fill: float = 0.7,
    seed: int = 1,
) -> Image.Image:
    """Return an RGB photo of ``size`` (w, h) of ``ink`` on paper; ``tilt``: degrees, clockwise."""
    chance = np.random.default_rng(seed)
    width, height = size
    box = ink.box
    scale = fill * min(width / max(box.width, 1.0), height / max(box.height, 1.0))
    middle_x, middle_y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    placed = ink.moved(width / 2 - scale * middle_x, height / 2 - scale * middle_y, scale)
    page = page_from_ink(placed, width=width, height=height, pen_width=pen)
    drawn = Image.fromarray(page).rotate(-tilt, Image.Resampling.BICUBIC)
    share = np.asarray(drawn.filter(ImageFilter.GaussianBlur(0.8)), np.float32)[..., None] / 255
    colour = (1 - 0.88 * share) * np.array(PAPER_COLOUR) + 0.88 * share * np.array(PEN_COLOUR)
    return photographed(Image.fromarray(colour.astype(np.uint8)), chance)


def photographed(scene: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Return an RGB ``scene`` in uneven light, with the grain of a camera."""
    width, height = scene.size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 1.04 - 0.34 * x / width - 0.16 * (y / height) ** 2
    light -= 0.12 * np.exp(-(((x - 0.2 * width) / (0.3 * width)) ** 2))  # a hand's shadow
    grain = chance.normal(0, 5, (height, width, 1)) + chance.normal(0, 2, (height, width, 3))
    pixels = np.asarray(scene, np.float32) * light[..., None] + grain
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
