"""Printed text: numbers, sums and words in the fonts of a machine.

Purpose: put print beside handwriting on composed pages.
Contract: ``Fonts`` holds paths of scalable fonts; only training and measuring need them, the program
ships none. Coverage is (H, W) float32. All chance comes from the generator.
Not here: which fonts a page has.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from digit_recognizer.arrays import Levels
from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.errors import FileError

FONT_FOLDERS = (Path("/usr/share/fonts"), Path.home() / ".fonts", Path("/Library/Fonts"))
FONT_SUFFIXES = (".ttf", ".otf")
FONT_SAMPLE = "0123456789+-=()×÷"
MIN_FONTS = 8


class Typeface(NamedTuple):
    """How print looks: ``font``, ``size`` of its digits in those of handwriting, ``grey`` in [0, 1]."""

    font: Path
    size: float
    grey: float


@lru_cache(maxsize=512)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


def fonts(folders: tuple[Path, ...] = FONT_FOLDERS) -> tuple[Path, ...]:
    """Return the scalable fonts below ``folders`` that can write digits, by name.

    Raises FileError where there are too few to learn print from.
    """
    found = [
        path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in FONT_SUFFIXES and _writes_digits(path)
    ]  # fmt: skip
    if len(found) < MIN_FONTS:
        raise FileError(
            f"{folders[0]} holds {len(found)} fonts that write digits, and {MIN_FONTS} are needed: "
            "install some, such as the packages fonts-dejavu and fonts-liberation."
        )
    return tuple(found)


def is_held_out_font(path: Path) -> bool:
    """Whether print in this font is kept for measuring: by its family, so on every machine the same."""
    return is_held_out(path.stem.partition("-")[0])


def _writes_digits(path: Path) -> bool:
    """Whether all signs of ``FONT_SAMPLE`` are there, each with a picture of its own."""
    try:
        font = ImageFont.truetype(str(path), 24)
        shapes = {(bytes(font.getmask(sign)), font.getbbox(sign)) for sign in FONT_SAMPLE}
    except (OSError, ValueError):
        return False
    return len(shapes) == len(FONT_SAMPLE)


def printed(
    text: str,
    font: Path,
    height: float,
    place: tuple[float, float],
    shape: tuple[int, int],
    *,
    angle: float = 0.0,
) -> Levels:
    """Return the (H, W) coverage of ``text`` with digits ``height`` pixels high.

    ``place``: x and y of the left end of its baseline; ``angle``: degrees, counter-clockwise.
    """
    image = Image.new("L", (shape[1], shape[0]))
    pen = ImageDraw.Draw(image)
    pen.text(place, text, font=_sized(font, height), fill=255, anchor="ls")
    if abs(angle) > 0.2:
        image = image.rotate(angle, Image.Resampling.BILINEAR, center=place)
    return np.asarray(np.asarray(image, np.float32) / 255)


def printed_width(text: str, font: Path, height: float) -> float:
    """Return how many pixels wide ``text`` is with digits ``height`` pixels high."""
    return float(_sized(font, height).getlength(text))


def _sized(font: Path, height: float) -> ImageFont.FreeTypeFont:
    """Return ``font`` so large that its digits are ``height`` pixels high."""
    _, top, _, bottom = _font(font, 100).getbbox("0")
    return _font(font, max(4, round(100 * height / max(bottom - top, 1))))
