"""Variations of a row's picture: wider, slanting, smaller in its frame, bolder, fainter, with specks.

Purpose: show the line network each composed row many times, never twice alike.
Contract: a picture is (``TEXTLINE_HEIGHT``, w) uint8; all chance comes from the generator.
Not here: what a row shows, paper and camera (``synthesis``).
"""

import numpy as np
from PIL import Image, ImageFilter

from digit_recognizer.arrays import Levels, Page
from digit_recognizer.raster.textline import MAX_TEXTLINE_WIDTH, TEXTLINE_HEIGHT


def varied_textline(picture: Page, random: np.random.Generator) -> Page:
    """Return ``picture`` as another hand, pen, sheet or camera might have made it."""
    height, width = picture.shape
    stretch = float(np.exp(random.normal(0, 0.16)))
    lean = float(random.normal(0, 0.13))
    size = float(random.uniform(0.72, 1.04)) if random.random() < 0.35 else 1.0
    wide = int(np.clip(width * stretch * size + abs(lean) * height, 8, MAX_TEXTLINE_WIDTH))
    down = (TEXTLINE_HEIGHT - height * size) * float(random.uniform(0.2, 0.8))
    # Output (x, y) shows input (a x + b y + c, y / size - down / size).
    a = width / max(1.0, wide - abs(lean) * height)
    b = lean * a
    c = -a * abs(lean) * height / 2 - b * height / 2
    image = Image.fromarray(picture).transform(
        (wide, TEXTLINE_HEIGHT), Image.Transform.AFFINE, (a, b, c, 0, 1 / size, -down / size),
        Image.Resampling.BILINEAR,
    )  # fmt: skip
    chance = random.random()
    if chance < 0.08:
        image = image.filter(ImageFilter.MaxFilter(3))
    elif chance < 0.3:
        image = image.filter(ImageFilter.GaussianBlur(float(random.uniform(0.3, 1.1))))
    levels: Levels = np.asarray(image, np.float32)
    if random.random() < 0.3:
        levels = levels * np.float32(random.uniform(0.5, 1.6))
    if random.random() < 0.2:
        grain = random.normal(0, random.uniform(2, 20), levels.shape).astype(np.float32)
        levels = levels + grain * (levels > 8)
    if random.random() < 0.15:
        levels = _with_gaps(levels, random)
    if random.random() < 0.12:
        levels = _with_specks(levels, random)
    return np.asarray(np.clip(levels, 0, 255), np.uint8)


def _with_gaps(levels: Levels, random: np.random.Generator) -> Levels:
    """Return ``levels`` with small pieces missing, as where a rule was taken out."""
    levels = levels.copy()
    for _ in range(int(random.integers(1, 4))):
        y, x = random.integers(0, levels.shape[0]), random.integers(0, levels.shape[1])
        high, wide = (1, 40) if random.random() < 0.4 else random.integers(1, 5, 2)
        levels[y : y + high, x : x + wide] *= random.uniform(0, 0.6)
    return levels


def _with_specks(levels: Levels, random: np.random.Generator) -> Levels:
    """Return ``levels`` with dirt and rests of rules."""
    levels = levels.copy()
    for _ in range(int(random.integers(1, 5))):
        y, x = random.integers(0, levels.shape[0]), random.integers(0, levels.shape[1])
        if random.random() < 0.3:
            levels[y : y + 1, x : x + int(random.integers(5, 60))] = random.uniform(60, 255)
        else:
            levels[y : y + 2, x : x + 2] = random.uniform(60, 255)
    return levels
