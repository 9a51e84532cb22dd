"""Degraded pictures of digits: what a bad copy, a form or a camera does to them.

Purpose: photometric augmentation. Specks, lines across a digit, negatives, outlines, fog and blots
change where its box is, how wide its strokes seem and which side is paper: no change to a finished glyph
shows that, so they happen to the picture, before the page is made of it.
Contract: the same generator state gives the same glyphs. The kinds are families of random strength and
shape, made up here; those that are measured (``benchmarks.corrupted``) share no code with them.
Not here: geometry, pens and tones of a glyph (``glyphs``), how ink varies (``ink``).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from digit_recognizer.arrays import Levels
from digit_recognizer.raster import glyph_from_page, page_from_image
from digit_recognizer.raster.glyph import GLYPH_SIDE

Degradation = Callable[[Levels, np.random.Generator], Levels]

LINE_SCALE = 4  # lines are drawn at so many times the size
SECOND_SHARE = 0.2  # share of the pictures that two things happen to


def degraded_glyphs(glyphs: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Return what is read of (n, 28, 28) uint8 ``glyphs`` as degraded pictures, of the same shape.

    Where nothing is left of one it comes back as it was.
    """
    changed = glyphs.copy()
    for row, glyph in enumerate(glyphs):
        picture = glyph.astype(np.float32) / 255
        for _ in range(1 + int(random.random() < SECOND_SHARE)):
            picture = DEGRADATIONS[int(random.integers(len(DEGRADATIONS)))](picture, random)
        if random.random() < 0.5:
            picture = 1 - picture
        page = page_from_image(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8))
        made = glyph_from_page(page)
        if made is not None:
            changed[row] = np.rint(made * 255).astype(np.uint8)
    return changed


def _specks(picture: Levels, random: np.random.Generator) -> Levels:
    """Single pixels of ink or of paper, or of any grey."""
    hit = random.random(picture.shape) < random.uniform(0.02, 0.25)
    level = random.random(picture.shape)
    if random.random() < 0.7:
        level = (level < random.uniform(0.3, 0.7)).astype(level.dtype)
    return np.asarray(np.where(hit, level, picture), np.float32)


def _grain(picture: Levels, random: np.random.Generator) -> Levels:
    """Noise everywhere, or where there is ink."""
    noise = random.normal(0, random.uniform(0.05, 0.35), picture.shape)
    if random.random() < 0.5:
        noise *= np.sqrt(picture)
    return np.asarray(np.clip(picture + noise, 0, 1), np.float32)


def _blur(picture: Levels, random: np.random.Generator) -> Levels:
    """Out of focus, or moved meanwhile, or through rough glass."""
    kind = int(random.integers(3))
    if kind == 0:
        return _filtered(picture, ImageFilter.GaussianBlur(random.uniform(0.5, 1.6)))
    if kind == 1:
        angle, length = random.uniform(0, np.pi), random.uniform(2, 7)
        steps = np.linspace(0, length, 8)
        fading = np.exp(-steps * random.uniform(0, 0.5))
        moved = [
            _shifted(picture, s * np.cos(angle), s * np.sin(angle)) * f
            for s, f in zip(steps, fading, strict=True)
        ]
        return np.asarray(sum(moved) / fading.sum(), np.float32)
    rows, columns = np.indices(picture.shape)
    reach = random.uniform(0.6, 1.8)
    jitter = np.rint(random.normal(0, reach * 0.7, (2, *picture.shape))).astype(int)
    near = picture[
        np.clip(rows + jitter[0], 0, GLYPH_SIDE - 1),
        np.clip(columns + jitter[1], 0, GLYPH_SIDE - 1),
    ]
    return _filtered(near, ImageFilter.GaussianBlur(random.uniform(0.4, 0.9)))


def _uneven(picture: Levels, random: np.random.Generator) -> Levels:
    """Fog and shadow: slow waves of grey over it, and less contrast."""
    rows, columns = np.indices(picture.shape) / GLYPH_SIDE
    waves = np.zeros(picture.shape)
    for _ in range(5):
        across, down = random.normal(0, 1.3, 2)
        waves += random.random() * np.cos(
            2 * np.pi * (across * columns + down * rows) + random.uniform(0, 7)
        )
    waves = (waves - waves.min()) / max(float(np.ptp(waves)), 1e-6)
    share = random.uniform(0.2, 0.8)
    return np.asarray((1 - share) * picture + share * waves, np.float32)


def _lines(picture: Levels, random: np.random.Generator) -> Levels:
    """One to three lines across it: straight, dashed, wavy or in corners."""
    large = Image.new("L", (GLYPH_SIDE * LINE_SCALE, GLYPH_SIDE * LINE_SCALE))
    draw = ImageDraw.Draw(large)
    for _ in range(int(random.choice((1, 1, 1, 2, 3)))):
        _draw_line(draw, random)
    lines = (
        np.asarray(large.resize((GLYPH_SIDE, GLYPH_SIDE), Image.Resampling.BOX), np.float32) / 255
    )
    if random.random() < 0.15:  # scratched out of it
        return np.asarray(picture * (1 - lines), np.float32)
    return np.maximum(picture, lines * np.float32(random.uniform(0.5, 1.0)))


def _draw_line(draw: ImageDraw.ImageDraw, random: np.random.Generator) -> None:
    centre = random.uniform(0.1, 0.9, 2) * GLYPH_SIDE
    angle = random.normal(0, 0.35) + (np.pi / 2 if random.random() < 0.3 else 0)
    along = np.linspace(-1, 1, 200) * GLYPH_SIDE * random.choice((0.5, 0.8, 1.5))
    aside = np.zeros_like(along)
    kind = int(random.integers(4))
    period = random.uniform(3, 12)
    if kind == 1:
        aside = random.uniform(1, 4) * np.sin(along * 2 * np.pi / period)
    elif kind == 2:
        aside = random.uniform(1, 4) * (np.abs((along / period) % 2 - 1) * 2 - 1)
    elif kind == 3:
        nodes = np.sort(random.uniform(along[0], along[-1], 6))
        aside = np.interp(along, nodes, random.normal(0, 3, 6))
    direction = np.array([np.cos(angle), np.sin(angle)])
    points = centre + np.outer(along, direction) + np.outer(aside, direction[::-1] * (-1, 1))
    width = max(1, round(random.uniform(0.8, 3.2) * LINE_SCALE))
    parts = [points]
    if random.random() < 0.4:
        inked = (along % random.uniform(2, 8)) < random.uniform(1, 4)
        parts = np.split(points, np.flatnonzero(np.diff(inked.astype(int))) + 1)
        parts = parts[int(inked[0]) + 1 :: 2] if not inked[0] else parts[::2]
    for part in parts:
        if len(part) > 1:
            draw.line([tuple(p) for p in part * LINE_SCALE], fill=255, width=width, joint="curve")


def _negative(picture: Levels, random: np.random.Generator) -> Levels:
    """Bands, boxes or a side of it with ink and paper exchanged."""
    mask = np.zeros(picture.shape, bool)
    kind = int(random.integers(3))
    first, last = np.sort(random.integers(0, GLYPH_SIDE + 1, 2))
    if kind == 0:
        mask[:, first:last] = True
    elif kind == 1:
        margins = random.integers(2, 10, 2)
        mask[:, : margins[0]] = True
        mask[:, GLYPH_SIDE - margins[1] :] = True
    else:
        top, bottom = np.sort(random.integers(0, GLYPH_SIDE + 1, 2))
        mask[top:bottom, first:last] = True
    mask = mask.T if random.random() < 0.5 else mask
    return np.asarray(np.where(mask, 1 - picture, picture), np.float32)


def _outline(picture: Levels, random: np.random.Generator) -> Levels:
    """Nothing but its edges."""
    smooth = _filtered(picture, ImageFilter.GaussianBlur(random.uniform(0.3, 1.1)))
    kind = int(random.integers(3))
    if kind == 0:
        grown = _filtered(smooth, ImageFilter.MaxFilter(3))
        return np.asarray(np.clip((grown - smooth) * random.uniform(1.5, 3), 0, 1), np.float32)
    if kind == 1:
        shrunk = _filtered(smooth, ImageFilter.MinFilter(3))
        return np.asarray(np.clip((smooth - shrunk) * random.uniform(1.5, 3), 0, 1), np.float32)
    down, across = np.gradient(smooth)
    slope = np.hypot(down, across)
    steepest = (
        slope >= np.maximum.reduce([np.roll(slope, s, a) for s in (-1, 1) for a in (0, 1)]) * 0.97
    )
    return np.asarray((slope > 0.12) & steepest, np.float32)


def _blots(picture: Levels, random: np.random.Generator) -> Levels:
    """Drops of grey, ink or water."""
    field = _filtered(
        random.random(picture.shape).astype(np.float32),
        ImageFilter.GaussianBlur(random.uniform(0.8, 2.0)),
    )
    share = random.uniform(0.03, 0.25)
    mask = field > np.quantile(field, 1 - share)
    soft = _filtered(mask.astype(np.float32), ImageFilter.GaussianBlur(0.6))
    return np.asarray(picture * (1 - soft) + soft * random.uniform(0, 0.9), np.float32)


def _faint(picture: Levels, random: np.random.Generator) -> Levels:
    """Paper nearly as grey as ink, or cut off where it is too bright."""
    low, high = np.sort(random.uniform(0, 1, 2))
    if high - low < 0.2:
        high = low + 0.2
    return np.asarray(
        np.clip(low + picture * (high - low) * random.uniform(1, 1.6), 0, 1), np.float32
    )


def _displaced(picture: Levels, random: np.random.Generator) -> Levels:
    """Moved partly out of the picture."""
    return _shifted(picture, *random.uniform(-5, 5, 2))


DEGRADATIONS: tuple[Degradation, ...] = (
    _specks, _specks, _grain, _blur, _blur, _uneven, _lines, _lines, _lines, _lines,
    _negative, _negative, _outline, _outline, _blots, _faint, _displaced,
)  # fmt: skip
"""What may happen, the worse ones more often."""


def _filtered(picture: Levels, kernel: ImageFilter.Filter) -> Levels:
    image = Image.fromarray(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)).filter(kernel)
    return np.asarray(np.asarray(image, np.float32) / 255)


def _shifted(picture: Levels, across: float, down: float) -> Levels:
    image = Image.fromarray(picture).transform(
        (GLYPH_SIDE, GLYPH_SIDE),
        Image.Transform.AFFINE,
        (1, 0, -across, 0, 1, -down),
        Image.Resampling.BILINEAR,
    )
    return np.asarray(image, np.float32)
