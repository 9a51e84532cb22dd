"""Drawings that are no digit, made for measuring: scribbles, blots, half digits, several at once.

Purpose: what a writer may draw that should not be answered with a digit.
Contract: made here from random curves and from the digits of test sets, through the same glyph recipe;
the same seed gives the same ones. Nothing is shared with the ones that training makes: other curves,
other blots, other digits, so that a model is measured on what it has not been shown.
Not here: letters and operators, which are data; what a reader says to them (``rejection``).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.ink import Ink
from digit_recognizer.raster import glyph_from_page
from digit_recognizer.raster.glyph import levels
from digit_recognizer.raster.pen import lengths, rotation

SHAPELESS_HALVES = {
    ("0", "upper"), ("0", "lower"), ("4", "upper"), ("5", "upper"), ("3", "left"),
}  # fmt: skip
"""Which digits lose their shape when they are cut: half a 9 can be a 0, half a 1 is a 1."""

MIN_SCRIBBLE_LENGTH = 7.0
"""How often its own size a scribble's pen travels at least: an 8 takes about four."""


def scribbles(count: int, seed: int = 1) -> list[Ink]:
    """Return ``count`` drawings of one pen stroke that wanders: loops, waves, sharp turns."""
    random = np.random.default_rng((seed, 1))
    drawings = list[Ink]()
    while len(drawings) < count:
        path = _wander(random)
        if lengths(path)[-1] >= MIN_SCRIBBLE_LENGTH * np.ptp(path, axis=0).max():
            drawings.append(Ink.from_xy([path]))
    return drawings


def blots(count: int, seed: int = 1) -> list[Ink]:
    """Return ``count`` drawings of areas filled by a pen that rubs to and fro or round and round."""
    random = np.random.default_rng((seed, 2))
    return [Ink.from_xy([_rub(random) if i % 2 else _swirl(random)]) for i in range(count)]


def several(digits: NDArray[np.float32], count: int, seed: int = 1) -> NDArray[np.float32]:
    """Return (count, 28, 28) glyphs of two to four of the ``digits`` (N, 28, 28), side by side."""
    random = np.random.default_rng((seed, 3))
    return _glyphs([_row(digits, random) for _ in range(count)])


def halves(
    digits: NDArray[np.float32], labels: Sequence[str], count: int, seed: int = 1
) -> NDArray[np.float32]:
    """Return up to (count, 28, 28) glyphs of halves of ``digits``, see ``SHAPELESS_HALVES``.

    ``labels``: N symbols, what the digits show.
    """
    random = np.random.default_rng((seed, 4))
    pages = list[NDArray[np.uint8]]()
    for i in random.permutation(len(digits)):
        sides = [side for symbol, side in sorted(SHAPELESS_HALVES) if symbol == labels[i]]
        if len(pages) == count:
            break
        if sides:
            pages.append(_half(levels(digits[i]), sides[random.integers(len(sides))]))
    return _glyphs(pages)


def _wander(random: np.random.Generator) -> NDArray[np.float64]:
    """A pen whose direction drifts, and sometimes jumps."""
    steps = int(random.integers(150, 400))
    drift = np.cumsum(random.normal(0, random.uniform(0.02, 0.1), steps))
    drift += random.uniform(-0.3, 0.3)
    jumping = random.random(steps) < random.uniform(0.03, 0.12)
    jumps = np.where(jumping, random.uniform(-3, 3, steps), 0)
    direction = np.cumsum(drift + jumps)
    path = np.cumsum(np.stack([np.cos(direction), np.sin(direction)], axis=1), axis=0)
    # A pen stays near where it began: the walk is pulled back to its middle.
    return np.asarray(path - np.linspace(0, 1, steps)[:, None] * path[-1] * random.uniform(0.3, 1))


def _rub(random: np.random.Generator) -> NDArray[np.float64]:
    """To and fro across an area as wide as it is high, more or less."""
    strokes = int(random.integers(12, 40))
    along = np.linspace(-1, 1, 2 * strokes)
    reach = np.sqrt(np.maximum(1 - along**2 * random.uniform(0.2, 1), 0.05))
    across = reach * np.where(np.arange(2 * strokes) % 2, 1, -1) * random.uniform(0.6, 1.4)
    points = np.stack([along, across], axis=1) + random.normal(0, 0.07, (2 * strokes, 2))
    return _turned(points, random)


def _swirl(random: np.random.Generator) -> NDArray[np.float64]:
    """Round and round, from a ball of wool to a dense disc."""
    turns = random.uniform(5, 14)
    angle = np.linspace(0, turns * 2 * np.pi, int(40 * turns))
    radius = 0.55 + 0.45 * np.sin(angle * random.uniform(0.1, 0.45) + random.uniform(0, 6))
    points = np.stack([np.cos(angle) * random.uniform(0.6, 1.5), np.sin(angle)], axis=1)
    return _turned(points * radius[:, None] + random.normal(0, 0.02, points.shape), random)


def _turned(points: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    return np.asarray(points @ rotation(random.uniform(0, np.pi)))


def _row(digits: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.uint8]:
    chosen = digits[random.integers(len(digits), size=random.choice([2, 2, 3, 4]))]
    parts = []
    for page in map(levels, chosen):
        inked = np.flatnonzero(page.any(axis=0))
        parts.append(page[:, inked[0] : inked[-1] + 1] if len(inked) else page)
        parts.append(np.zeros((28, int(random.integers(1, 7))), np.uint8))
    return np.concatenate(parts, axis=1)


def _half(page: NDArray[np.uint8], side: str) -> NDArray[np.uint8]:
    rows, columns = (np.flatnonzero(page.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return page
    half = page.copy()
    row, column = (rows[0] + rows[-1] + 1) // 2, (columns[0] + columns[-1] + 1) // 2
    if side == "upper":
        half[row:] = 0
    elif side == "lower":
        half[:row] = 0
    else:
        half[:, column:] = 0
    return half


def _glyphs(pages: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
    glyphs = [glyph_from_page(page) for page in pages]
    return _stacked([glyph for glyph in glyphs if glyph is not None])


def _stacked(glyphs: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.stack(glyphs) if glyphs else np.zeros((0, 28, 28), np.float32)
