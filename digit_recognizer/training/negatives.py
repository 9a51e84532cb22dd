"""Glyphs that are no digit: scribbles, blots, hatching, several digits at once.

Purpose: what the network must be unsure about. Training asks for equal probabilities on them
("outlier exposure": Hendrycks, Mazeika and Dietterich, ICLR 2019), so that a low confidence means
something.
Contract: made here from random curves and from the training digits, through the same glyph recipe;
the same generator state gives the same glyphs.
Not here: letters and operators, which need data of their own.
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.ink.model import Ink
from digit_recognizer.raster.glyph import glyph_from_ink, glyph_from_page


def make_negatives(
    count: int, digits: NDArray[np.float32], random: np.random.Generator
) -> NDArray[np.float32]:
    """Return (count, 28, 28) float32 glyphs that show no single digit.

    ``digits``: (N, 28, 28) training glyphs to combine. Half of the result is combined digits, half
    is scribbles.
    """
    made = [_crowd(digits, random) if i % 2 else _drawn(random, i // 2 % 3) for i in range(count)]
    return np.stack(made) if made else np.zeros((0, 28, 28), np.float32)


def _crowd(digits: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """Two or three digits side by side.

    Never one over the other: a 1 across a 0 is how many people write their zero.
    """
    chosen = digits[random.integers(len(digits), size=random.integers(2, 4))]
    pages = [np.asarray(glyph * 255, np.uint8) for glyph in chosen]
    cropped = [page[:, np.flatnonzero(page.any(axis=0))] for page in pages]
    gap = np.zeros((28, random.integers(0, 5)), np.uint8)
    page = np.concatenate([part for crop in cropped for part in (crop, gap)], axis=1)
    glyph = glyph_from_page(page)
    return np.zeros((28, 28), np.float32) if glyph is None else glyph


def _drawn(random: np.random.Generator, kind: int) -> NDArray[np.float32]:
    strokes = (_scribble, _hatching, _tangle)[kind](random)
    glyph = glyph_from_ink(Ink.from_xy(strokes))
    return np.zeros((28, 28), np.float32) if glyph is None else glyph


def _scribble(random: np.random.Generator) -> list[NDArray[np.float64]]:
    """One long wandering line that crosses itself many times."""
    turns = int(random.integers(8, 40))
    corners = random.random((turns, 2)) * (1, random.uniform(0.4, 1.6))
    return [_curve(corners)]


def _hatching(random: np.random.Generator) -> list[NDArray[np.float64]]:
    """A zigzag, from a few teeth to a filled blot."""
    teeth = int(random.integers(6, 24))
    along = np.linspace(0, 1, teeth)
    across = (np.arange(teeth) % 2) * random.uniform(0.3, 1.5)
    corners = np.stack([along, across], axis=1) + random.normal(0, 0.04, (teeth, 2))
    angle = random.uniform(0, np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return [corners @ turn]


def _tangle(random: np.random.Generator) -> list[NDArray[np.float64]]:
    """Four to seven short strokes anywhere."""
    return [
        _curve(random.random(2) + random.normal(0, 0.4, (int(random.integers(2, 5)), 2)))
        for _ in range(int(random.integers(4, 8)))
    ]


def _curve(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a smooth line near ``corners``: Chaikin's corner cutting (1974), three times."""
    for _ in range(3):
        a, b = corners[:-1], corners[1:]
        cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], axis=1).reshape(-1, 2)
        corners = np.concatenate([corners[:1], cut, corners[-1:]])
    return corners
