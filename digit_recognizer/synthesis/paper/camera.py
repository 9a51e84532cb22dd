"""The camera: how a page of layers comes out as a picture.

Purpose: colour of paper, light and shadow, folds, blur, noise, few pixels, JPEG, dark surroundings.
Contract: pictures are (H, W, 3) uint8. The truth does not change: what is blurred is asked for sharp.
Nothing here was fitted to a data set. All chance comes from the generator.
Not here: geometry (``scene`` bends what is drawn), what is on the page.
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from digit_recognizer.arrays import Levels
from digit_recognizer.synthesis.paper.layers import Layers, noise

NEGATIVE_SHARE = 0.04  # of the pictures: light ink on dark paper that nobody turned over
MAX_BLUR = 0.06  # of a digit's height, standard deviation: what is worse nobody reads
MIN_PIXELS = 9.0  # of a digit's height in the camera

Colours = NDArray[np.float32]
"""(H, W, 3) in [0, 1]."""


def photographed(
    layers: Layers, height: float, random: np.random.Generator, paper: Colours | None = None
) -> NDArray[np.uint8]:
    """Return the (H, W, 3) uint8 picture of ``layers`` with digits ``height`` pixels high.

    ``paper``: (H, W, 3) float32 in [0, 1], a photo to write on; None for paper that is made up.
    """
    shape = layers.shape
    picture = _paper(shape, random) if paper is None else paper
    for mark in layers.marks:
        inked = mark.coverage if mark.texture is None else mark.coverage * mark.texture
        alpha = (inked * np.float32(mark.opacity))[..., None]
        picture = picture * (1 - alpha) + alpha * np.array(mark.colour, np.float32) * picture.max()
    if paper is None:
        picture = picture * _light(shape, random)[..., None]
    picture = _blurred(picture, height, random)
    if random.random() < 0.2:
        moire = np.sin(
            np.add.outer(
                np.arange(shape[0]) * random.uniform(0.3, 3),
                np.arange(shape[1]) * random.uniform(0.3, 3),
            )
        )
        picture *= (1 - random.uniform(0.01, 0.06) * (1 + moire[..., None])).astype(np.float32)
    picture = _noisy(picture, random)
    if random.random() < 0.3:
        picture = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2)
    if random.random() < 0.25:  # a scanner or a program has stretched the contrast
        low, high = np.quantile(picture, (0.005, random.uniform(0.5, 0.995)))
        picture = (picture - low) / max(float(high - low), 0.15)
    if random.random() < NEGATIVE_SHARE:
        picture = 1 - picture
    levels = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    return _compressed(levels, random)


def _paper(shape: tuple[int, int], random: np.random.Generator) -> Colours:
    """Return paper: white, tinted or grey, with a tooth, sometimes with stains."""
    base = np.full(3, random.uniform(0.55, 1.0))
    if random.random() < 0.35:
        base = base * random.uniform(0.65, 1.0, 3)
    paper = np.ones((*shape, 3), np.float32) * base.astype(np.float32)
    if random.random() < 0.5:
        tooth = noise(shape, float(random.uniform(1, 4)), random) - 0.5
        paper += (random.uniform(0, 0.08) * tooth)[..., None].astype(np.float32)
    if random.random() < 0.12:
        stain = np.clip(noise(shape, float(random.uniform(8, 40)), random) * 3 - 2, 0, 1)
        paper *= (
            1 - random.uniform(0.1, 0.5) * stain[..., None] * random.uniform(0.3, 1, 3)
        ).astype(np.float32)
    return paper


def _light(shape: tuple[int, int], random: np.random.Generator) -> Levels:
    """Return (H, W) float32 light: slopes, shadows with an edge, folds, a vignette."""
    rows, columns = np.indices(shape).astype(np.float32) / max(shape)
    light = np.ones(shape, np.float32)
    if random.random() < 0.7:
        slope = random.normal(0, 0.25, 2)
        light += (slope[0] * (columns - 0.5) + slope[1] * (rows - 0.5)).astype(np.float32)
    if random.random() < 0.3:
        light *= 1 - random.uniform(0.1, 0.5) * noise(shape, float(random.uniform(40, 120)), random)
    if random.random() < 0.15:
        angle, soft = random.uniform(0, 2 * np.pi), random.uniform(0.01, 0.15)
        across = (columns - random.random()) * np.cos(angle) + (rows - random.random()) * np.sin(
            angle
        )
        light *= (1 - random.uniform(0.1, 0.55) / (1 + np.exp(-across / soft))).astype(np.float32)
    if random.random() < 0.1:  # a fold is a bright line beside a dark one
        angle = random.uniform(0, np.pi)
        across = (columns - random.random()) * np.cos(angle) + (rows - random.random()) * np.sin(
            angle
        )
        light *= (
            1 + random.uniform(0.05, 0.3) * np.tanh(across * 60) * np.exp(-np.abs(across) * 25)
        ).astype(np.float32)
    if random.random() < 0.1:
        light *= (1 - random.uniform(0.2, 1.2) * ((columns - 0.5) ** 2 + (rows - 0.3) ** 2)).astype(
            np.float32
        )
    return np.clip(light, 0.15, 1.15)


def _blurred(picture: Colours, digit: float, random: np.random.Generator) -> Colours:
    """Return ``picture`` out of focus, moved, from fewer pixels, or sharpened by the camera."""
    height, width = picture.shape[:2]
    image = Image.fromarray(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8))
    chance = random.random()
    if chance < 0.6:
        image = image.filter(
            ImageFilter.GaussianBlur(min(float(random.gamma(1.5, 0.45)), digit * MAX_BLUR))
        )
    if random.random() < 0.35:  # fewer pixels, made larger again
        factor = min(random.uniform(1.2, 3.2), max(digit / MIN_PIXELS, 1.0))
        size = (max(8, round(width / factor)), max(8, round(height / factor)))
        resampling = Image.Resampling.BOX if random.random() < 0.6 else Image.Resampling.BICUBIC
        image = image.resize(size, resampling)
        if random.random() < 0.5:
            image = Image.fromarray(_compressed(np.asarray(image), random))
        image = image.resize((width, height), Image.Resampling.BICUBIC)
    if random.random() < 0.15:
        image = image.filter(
            ImageFilter.UnsharpMask(random.uniform(1, 4), int(random.integers(40, 200)), 0)
        )
    return np.asarray(np.asarray(image, np.float32) / 255)


def few_pixels(
    picture: NDArray[np.uint8], digit: float, random: np.random.Generator
) -> NDArray[np.uint8]:
    """Return ``picture`` as a small, compressed copy of it shows it, made as large again.

    ``digit``: the height of its digits in pixels; on the copy they are a few more than ``MIN_PIXELS``.
    """
    height, width = picture.shape[:2]
    factor = max(1.0, digit / (MIN_PIXELS * float(random.uniform(1.0, 2.0))))
    image = Image.fromarray(picture)
    if random.random() < 0.5:
        image = image.filter(ImageFilter.GaussianBlur(float(random.uniform(0, 0.07)) * digit))
    size = (max(8, round(width / factor)), max(8, round(height / factor)))
    small = _compressed(np.asarray(image.resize(size, Image.Resampling.BOX)), random)
    kind = Image.Resampling.BICUBIC if random.random() < 0.7 else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(small).resize((width, height), kind))


def _noisy(picture: Colours, random: np.random.Generator) -> Colours:
    if random.random() < 0.75:
        deviation = float(random.gamma(1.2, 0.015))
        channels = 3 if random.random() < 0.5 else 1
        grain = random.standard_normal((*picture.shape[:2], channels), np.float32)
        picture = picture + np.float32(deviation) * grain
    if random.random() < 0.03:
        hit = random.random(picture.shape[:2]) < random.uniform(0.001, 0.03)
        picture = np.where(hit[..., None], np.float32(random.random() < 0.5), picture)
    return picture


def _compressed(levels: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    if random.random() < 0.35:
        return levels
    buffer = io.BytesIO()
    Image.fromarray(levels).save(buffer, "JPEG", quality=int(random.integers(25, 96)))
    return np.asarray(Image.open(buffer).convert("RGB"))
