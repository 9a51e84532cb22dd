"""Glyphs that are no digit: scribbles, blots, shapes, half digits, several digits at once.

Purpose: what the network must be unsure about. Training asks for equal probabilities on them
("outlier exposure": Hendrycks, Mazeika and Dietterich, ICLR 2019), so that a low confidence means
something.
Contract: made here from random curves and from the training digits, through the same glyph recipe;
the same generator state gives the same glyphs.
Not here: letters and operators, which need data of their own.
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.datasets import Labelled
from digit_recognizer.ink.model import Ink
from digit_recognizer.raster.glyph import glyph_from_ink, glyph_from_page
from digit_recognizer.raster.pen import rotation
from digit_recognizer.synthesis.marks import cross, tick

SAME_DIGIT_SHARE = 0.2  # share of what is several digits that shows one twice
NON_DIGIT_HALVES = ((0, "upper"), (0, "lower"), (3, "left"), (4, "upper"), (5, "upper"))
"""Which parts of which digits are none: half a 9 can be a 0, half a 2 a 7, half a 1 is a 1."""


def make_non_digits(
    count: int, digits: Labelled, random: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return (count, 28, 28) float32 glyphs that show no single digit, and what they hold.

    ``digits``: training digits to combine and to cut. One in three is several digits at once, one in
    fifteen half a digit, the rest is drawn from nothing: scribbles, blots, shapes, doodles, ticks,
    crosses and currency signs. What they hold is (count, 10) float32: of several digits at once the
    share of each digit, elsewhere 0.
    """
    cut = np.flatnonzero(np.isin(digits.labels, [label for label, _ in NON_DIGIT_HALVES]))
    glyphs = np.zeros((count, 28, 28), np.float32)
    soft_labels = np.zeros((count, 10), np.float32)
    for i in range(count):
        if i % 3 == 0:
            chosen = random.integers(len(digits), size=random.integers(2, 4))
            if random.random() < SAME_DIGIT_SHARE:
                chosen = random.choice(np.flatnonzero(digits.labels == digits.labels[chosen[0]]), 2)
            glyphs[i] = _side_by_side(digits.glyphs[chosen], random)
            np.add.at(soft_labels[i], digits.labels[chosen], 1 / len(chosen))
        elif i % 10 == 1 and len(cut):
            glyphs[i] = _half(digits, int(random.choice(cut)), random)
        else:
            glyphs[i] = _drawn(random)
    return glyphs, soft_labels


def _side_by_side(digits: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """The (k, 28, 28) digits side by side.

    Never over each other: a 1 across a 0 is how many people write their zero.
    """
    pages = [np.asarray(glyph * 255, np.uint8) for glyph in digits]
    cropped = [page[:, np.flatnonzero(page.any(axis=0))] for page in pages]
    gap = np.zeros((28, random.integers(0, 5)), np.uint8)
    page = np.concatenate([part for crop in cropped for part in (crop, gap)], axis=1)
    glyph = glyph_from_page(page)
    return np.zeros((28, 28), np.float32) if glyph is None else glyph


def _half(digits: Labelled, index: int, random: np.random.Generator) -> NDArray[np.float32]:
    """The part of a digit that is no digit on its own."""
    page = np.asarray(digits.glyphs[index] * 255, np.uint8)
    sides = [side for label, side in NON_DIGIT_HALVES if label == digits.labels[index]]
    side = sides[int(random.integers(len(sides)))]
    turned = page if side != "left" else page.T
    inked = np.flatnonzero(turned.any(axis=1))
    middle = int(inked[0] + (inked[-1] - inked[0]) * random.uniform(0.42, 0.55))
    part = turned[middle:] if side == "lower" else turned[:middle]
    glyph = glyph_from_page(np.ascontiguousarray(part if side != "left" else part.T))
    return np.zeros((28, 28), np.float32) if glyph is None else glyph


def _drawn(random: np.random.Generator) -> NDArray[np.float32]:
    kinds = [_scribble, _hatching, _tangle, _walk, _spiral, _shape, _doodle, _doodle, tick, tick]
    kinds += [_cross, currency]
    strokes = kinds[int(random.integers(len(kinds)))](random)
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
    return [corners @ rotation(random.uniform(0, np.pi))]


def _tangle(random: np.random.Generator) -> list[NDArray[np.float64]]:
    """Four to seven short strokes anywhere."""
    return [
        _curve(random.random(2) + random.normal(0, 0.4, (int(random.integers(2, 5)), 2)))
        for _ in range(int(random.integers(4, 8)))
    ]


def _walk(random: np.random.Generator) -> list[NDArray[np.float64]]:
    """A pen that turns as it likes, now smoothly, now in knots, and keeps to a place."""
    steps = int(random.integers(180, 320))
    turning = random.normal(0, random.uniform(0.15, 0.6), steps)
    heading = np.cumsum(np.convolve(turning, np.ones(5) / 5, "same") + random.uniform(-0.15, 0.15))
    path = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0)
    # Folded back wherever it would leave a square: a pen scribbles within a space.
    side = random.uniform(12, 22)
    folded = np.abs((path % (2 * side)) - side)
    return [folded * (1, random.uniform(0.5, 1.5))]


def _spiral(random: np.random.Generator) -> list[NDArray[np.float64]]:
    """Round and round, from a snail's shell to a ball of wool and a blot."""
    turns = random.uniform(3, 12)
    along = np.linspace(0, 1, int(30 * turns))
    angle = 2 * np.pi * turns * along
    # Never long on one circle: that would be a zero, drawn over and over.
    radius = along * random.uniform(0.6, 1.0) + random.uniform(0.05, 0.35)
    circle = np.stack([np.cos(angle), np.sin(angle) * random.uniform(0.5, 1.6)], axis=1)
    drift = along[:, None] * random.normal(0, 0.7, 2)
    return [circle * radius[:, None] + drift + random.normal(0, 0.03, circle.shape)]


def _doodle(random: np.random.Generator) -> list[NDArray[np.float64]]:
    """Loops upon loops, large ones and knots, as people make them while they think."""
    along = np.linspace(0, 2 * np.pi * random.uniform(0.5, 1.5), int(random.integers(200, 400)))
    path = np.zeros((len(along), 2))
    for _ in range(int(random.integers(3, 6))):
        speed = random.uniform(0.4, 9) * random.choice((-1, 1))
        size = random.uniform(0.3, 1.0) / (1 + abs(speed) / 4)
        # Loops that swell and shrink on the way: some end as knots.
        swelling = 1 + random.uniform(0, 0.9) * np.sin(along * random.uniform(0.3, 2.5) + speed)
        phase = along * speed + random.uniform(0, 7)
        path += (size * swelling)[:, None] * np.stack([np.cos(phase), np.sin(phase)], axis=1)
    path += np.outer(along / along[-1], random.normal(0, 1.0, 2))
    path = path * (1, random.uniform(0.6, 1.8))
    return [path] if _is_tangled(path) else _doodle(random)


def _is_tangled(path: NDArray[np.float64]) -> bool:
    """Whether the pen goes further than for any digit, and not to and fro on a 1."""
    extent = np.ptp(path, axis=0)
    steps = np.hypot(*np.diff(path, axis=0).T)
    return bool(steps.sum() > 7 * extent.max() and extent.min() > 0.4 * extent.max())


def _shape(random: np.random.Generator) -> list[NDArray[np.float64]]:
    """A star, a grid, an arrow, a wave, a box with a cross in it: what else people draw."""
    kind = int(random.integers(5))
    if kind == 0:
        points = np.arange(6) * 4 * np.pi / 5 + random.uniform(0, 7)
        strokes = [np.stack([np.cos(points), np.sin(points)], axis=1)]
    elif kind == 1:
        lines = int(random.integers(2, 4))
        at = np.linspace(0.25, 0.75, lines)
        strokes = [np.array([[x, 0], [x, 1]]) for x in at]
        strokes += [np.array([[0, y], [1, y]]) for y in at]
    elif kind == 2:
        head = random.uniform(0.3, 0.5)
        strokes = [
            np.array([[0.0, 0.0], [1.0, 0.0]]),
            np.array([[1 - head, -head], [1.0, 0.0], [1 - head, head]]),
        ]
        strokes.append(strokes[1] - (random.uniform(0.15, 0.6), 0))
    elif kind == 3:
        x = np.linspace(0, 1, 60)
        waves = random.uniform(2.5, 6)
        strokes = [np.stack([x, random.uniform(0.08, 0.3) * np.sin(2 * np.pi * waves * x)], axis=1)]
    else:
        box = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], np.float64)
        strokes = [box, box[[0, 2]], box[[1, 3]]]
    angle, stretch = random.normal(0, 0.25), (1, random.uniform(0.7, 1.4))
    turn = rotation(angle)
    return [(s + random.normal(0, 0.04, s.shape)) * stretch @ turn for s in strokes]


def _cross(random: np.random.Generator) -> list[NDArray[np.float64]]:
    """A cross of two lines, as a wrong answer is marked."""
    return cross((1.0, random.uniform(0.7, 1.4)), random)


def currency(random: np.random.Generator) -> list[NDArray[np.float64]]:
    """A dollar, euro or pound sign."""
    kind = int(random.integers(3))
    if kind == 0:
        corners = [
            (0.85, 0.2),
            (0.5, 0),
            (0.1, 0.2),
            (0.3, 0.45),
            (0.65, 0.55),
            (0.9, 0.8),
            (0.5, 1),
            (0.1, 0.8),
        ]
        bars = [
            [(x + 0.05, -0.2), (x - 0.05, 1.2)]
            for x in random.uniform(0.35, 0.65, random.integers(1, 3))
        ]
    elif kind == 1:
        corners = [(0.9, 0.15), (0.5, 0), (0.15, 0.3), (0.15, 0.7), (0.5, 1), (0.9, 0.85)]
        bars = [[(-0.15, y), (0.6, y)] for y in (0.4, 0.6)]
    else:
        corners = [(0.8, 0.2), (0.6, 0), (0.4, 0.15), (0.4, 0.5), (0.35, 0.85), (0.1, 1), (0.85, 1)]
        bars = [[(0.1, 0.5), (0.7, 0.5)]]
    shapes = [np.array(corners), *map(np.array, bars)]
    return [_curve(shape + random.normal(0, 0.03, shape.shape)) for shape in shapes]


def _curve(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a smooth line near ``corners``: Chaikin's corner cutting (1974), three times."""
    for _ in range(3):
        a, b = corners[:-1], corners[1:]
        cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], axis=1).reshape(-1, 2)
        corners = np.concatenate([corners[:1], cut, corners[-1:]])
    return corners
