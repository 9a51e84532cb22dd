"""Degradations of a picture of a digit: the fifteen of MNIST-C, in code of our own.

Purpose: corrupt 28x28 pictures as N. Mu and J. Gilmer do (MNIST-C: A Robustness Benchmark for Computer
Vision, arXiv 1906.02337, 2019), at the strengths they chose, to measure reading on them.
Contract: functions from a (28, 28) float64 picture in [0, 1], ink bright, and a random generator to
another such picture; the same generator state gives the same picture. Not bit for bit those of MNIST-C:
its random numbers are others, and glass blur blurs both ways here.
Not here: training, which must not see them; reading (``measuring``).
"""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.float64]
Corruption = Callable[[Picture, np.random.Generator], Picture]

PICTURE_SIDE = 28
FOG_SIDE = 256  # of the map that a corner is cut out of
WEAK_EDGE, STRONG_EDGE = 0.1, 0.2  # slopes between which Canny finds only what touches a strong one


def shot_noise(x: Picture, random: np.random.Generator) -> Picture:
    """Few photons: a Poisson number of at most about three a pixel."""
    return np.asarray(np.minimum(random.poisson(x * 3.0) / 3.0, 1.0))


def impulse_noise(x: Picture, random: np.random.Generator) -> Picture:
    """Salt and pepper on 17 % of the pixels."""
    hit = random.random(x.shape) < 0.17
    return np.where(hit, random.random(x.shape) < 0.5, x)


def glass_blur(x: Picture, random: np.random.Generator) -> Picture:
    """Blurred, pixels exchanged with neighbours twice, blurred again."""
    blurred = blur(x, 0.7)
    for _ in range(2):
        for row in range(PICTURE_SIDE - 1, 1, -1):
            for column in range(PICTURE_SIDE - 1, 1, -1):
                if random.random() < 0.5:
                    up, left = random.integers(-1, 1, 2)
                    here, there = (row, column), (row + up, column + left)
                    blurred[here], blurred[there] = blurred[there], blurred[here]
    return blur(blurred, 0.7)


def motion_blur(x: Picture, random: np.random.Generator) -> Picture:
    """Smeared along a line up to 45 degrees off the horizontal, as half a Gaussian of 3 pixels."""
    angle = math.radians(random.uniform(-45, 45))
    weights = np.exp(-(np.arange(21) ** 2) / (2 * 3.0**2))
    weights /= weights.sum()
    place = np.arange(PICTURE_SIDE)
    smeared = np.zeros_like(x)
    for step, weight in enumerate(weights):
        rows = np.clip(place + round(step * math.sin(angle)), 0, PICTURE_SIDE - 1)
        columns = np.clip(place + round(step * math.cos(angle)), 0, PICTURE_SIDE - 1)
        smeared += weight * x[np.ix_(rows, columns)]
    return smeared


def shear(x: Picture, random: np.random.Generator) -> Picture:
    """Slanted by 0.4 radians to either side."""
    slant = random.choice([-0.4, 0.4])
    return _moved(x, (1.0, -math.sin(slant), 0.0, math.cos(slant)))


def scale(x: Picture, random: np.random.Generator) -> Picture:
    """At 0.7 of its size."""
    return _moved(x, (1 / 0.7, 0.0, 0.0, 1 / 0.7))


def rotate(x: Picture, random: np.random.Generator) -> Picture:
    """Turned by 0.4 radians (23 degrees) either way."""
    turn = random.choice([-0.4, 0.4])
    return _moved(x, (math.cos(turn), -math.sin(turn), math.sin(turn), math.cos(turn)))


def brightness(x: Picture, random: np.random.Generator) -> Picture:
    """Half of the range brighter, so that paper is grey and ink is cut off."""
    return np.asarray(np.minimum(x + 0.5, 1.0))


def translate(x: Picture, random: np.random.Generator) -> Picture:
    """Moved by 3 pixels along both axes; what leaves the picture is gone."""
    across, down = random.choice([-3.0, 3.0], 2)
    return _moved(x, (1.0, 0.0, 0.0, 1.0), (across, down))


def stripe(x: Picture, random: np.random.Generator) -> Picture:
    """The outer quarters left and right as a negative."""
    striped = x.copy()
    striped[:, :7] = 1 - x[:, :7]
    striped[:, 21:] = 1 - x[:, 21:]
    return striped


def fog(x: Picture, random: np.random.Generator) -> Picture:
    """Three parts of drifting grey to one of the picture."""
    strongest = x.max()
    return np.asarray(np.clip((x + 3 * _plasma(random)) * strongest / (strongest + 3), 0, 1))


def spatter(x: Picture, random: np.random.Generator) -> Picture:
    """Grey blots over it."""
    liquid = blur(random.normal(0.65, 0.3, x.shape), 1.0)
    blots = blur((liquid > 0.65).astype(np.float64), 1.5)
    blots[blots < 0.8] = 0
    return np.asarray(np.clip(x * (1 - blots) + 63 / 255 * blots, 0, 1))


def dotted_line(x: Picture, random: np.random.Generator) -> Picture:
    """A line of dashes from the left to the right edge."""
    left, right = random.integers(0, 27, 2)
    line = _line(0, float(left), 27, float(right))
    line[:, np.arange(PICTURE_SIDE) % 4 < 2] = 0
    return np.asarray(np.minimum(x + line, 1))


def zigzag(x: Picture, random: np.random.Generator) -> Picture:
    """A zigzag line across it, four pixels a tooth."""
    left, right, start = 2.0, 25.0, float(random.integers(0, 27))
    angle = math.atan(random.integers(-5, 5) / (right - left))
    length = (right - left) / math.cos(angle)
    along = [0.0, *np.arange(2, length, 4), length]
    aside = [0.0, *(2.0 * (-1) ** i for i in range(len(along) - 2)), 0.0]
    corners = [
        (
            left + a * math.cos(angle) - b * math.sin(angle),
            start + a * math.sin(angle) + b * math.cos(angle),
        )
        for a, b in zip(along, aside, strict=True)
    ]
    drawn = x
    for (c0, r0), (c1, r1) in pairwise(corners):
        drawn = np.minimum(drawn + _line(c0, r0, c1, r1), 1)
    return np.asarray(drawn)


def canny_edges(x: Picture, random: np.random.Generator) -> Picture:
    """Nothing but its edges (J. Canny, IEEE Trans. PAMI 8(6), 1986), one pixel wide."""
    padded = np.pad(blur(x, 1.0), 1, mode="edge")
    across = _sobel(padded)
    down = _sobel(padded.T).T
    slope = np.hypot(across, down)
    edge = _crests(slope, across, down) & (slope > WEAK_EDGE)
    found = edge & (slope > STRONG_EDGE)
    while True:  # weak edges that touch what is found are found
        grown = edge & _touching(found)
        if (grown == found).all():
            return found.astype(np.float64)
        found = grown


CORRUPTIONS: dict[str, Corruption] = {
    kind.__name__: kind
    for kind in (
        shot_noise, impulse_noise, glass_blur, motion_blur, shear, scale, rotate, brightness,
        translate, stripe, fog, spatter, dotted_line, zigzag, canny_edges,
    )
}  # fmt: skip
"""The degradations by name, in the order of the paper."""


def blur(x: Picture, sigma: float) -> Picture:
    """Return ``x`` blurred by a Gaussian of ``sigma`` pixels; its edge goes on beyond it."""
    reach = math.ceil(4 * sigma)
    weights = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))
    weights /= weights.sum()
    matrix = np.zeros((PICTURE_SIDE, PICTURE_SIDE))
    place = np.arange(PICTURE_SIDE)
    for offset, weight in zip(range(-reach, reach + 1), weights, strict=True):
        np.add.at(matrix, (place, np.clip(place + offset, 0, PICTURE_SIDE - 1)), weight)
    return np.asarray(matrix @ x @ matrix.T)


def _moved(
    x: Picture, matrix: tuple[float, float, float, float], by: tuple[float, float] = (0.0, 0.0)
) -> Picture:
    """Return ``x`` seen through ``matrix`` about its middle: where in ``x`` each pixel comes from."""
    a, b, c, d = matrix
    middle = PICTURE_SIDE / 2
    data = (a, b, middle * (1 - a - b) + by[0], c, d, middle * (1 - c - d) + by[1])
    image = Image.fromarray(x.astype(np.float32))
    moved = image.transform(
        (PICTURE_SIDE, PICTURE_SIDE),
        Image.Transform.AFFINE,
        data,
        Image.Resampling.BILINEAR,
        fillcolor=0,
    )
    return np.asarray(np.clip(np.asarray(moved, np.float64), 0, 1))


def _line(c0: float, r0: float, c1: float, r1: float) -> Picture:
    """Return a line from column and row to column and row, about four pixels wide and soft."""
    if c0 == c1:
        return np.zeros((PICTURE_SIDE, PICTURE_SIDE))
    columns, rows = np.meshgrid(np.arange(PICTURE_SIDE), np.arange(PICTURE_SIDE))
    away = np.abs(rows - (r0 + (r1 - r0) / (c1 - c0) * (columns - c0)))
    line = np.clip(1 + np.log(1 - np.minimum(away, 2.3 - 1e-10) / 2.3), 0, 1)
    line[:, : math.floor(c0)] = 0
    line[:, math.ceil(c1) :] = 0
    return np.asarray(line)


def _plasma(random: np.random.Generator) -> Picture:
    """Return a corner of a fractal height map in [0, 1] (diamond-square; Fournier et al., CACM 1982)."""
    heights = np.zeros((FOG_SIDE, FOG_SIDE))
    step, rough = FOG_SIDE, 100.0
    while step >= 2:
        half = step // 2
        corners = heights[::step, ::step]
        pairs = corners + np.roll(corners, -1, 0)
        middles = (pairs + np.roll(pairs, -1, 1)) / 4
        middles = middles + rough * random.uniform(-rough, rough, middles.shape)
        heights[half::step, half::step] = middles
        for rows, columns, ends, between in (
            (0, half, corners + np.roll(corners, -1, 1), middles + np.roll(middles, 1, 0)),
            (half, 0, corners + np.roll(corners, -1, 0), middles + np.roll(middles, 1, 1)),
        ):
            drift = rough * random.uniform(-rough, rough, corners.shape)
            heights[rows::step, columns::step] = (ends + between) / 4 + drift
        step, rough = half, rough / 1.4
    heights -= heights.min()
    return np.asarray(heights[:PICTURE_SIDE, :PICTURE_SIDE] / heights.max())


def _sobel(padded: Picture) -> Picture:
    """Return the slope to the right of each inner pixel, 1 for a step from 0 to 1."""
    rows = padded[:-2] + 2 * padded[1:-1] + padded[2:]
    return np.asarray((rows[:, 2:] - rows[:, :-2]) / 4)


def _crests(slope: Picture, across: Picture, down: Picture) -> NDArray[np.bool_]:
    """Return which pixels are steeper than their neighbours across the edge, of four directions."""
    turn = np.round(np.arctan2(down, across) / (math.pi / 4)).astype(int) % 4
    padded = np.pad(slope, 1)
    crest = np.zeros(slope.shape, bool)
    for direction, (dr, dc) in enumerate(((0, 1), (1, 1), (1, 0), (1, -1))):
        ahead = padded[1 + dr : 1 + dr + PICTURE_SIDE, 1 + dc : 1 + dc + PICTURE_SIDE]
        behind = padded[1 - dr : 1 - dr + PICTURE_SIDE, 1 - dc : 1 - dc + PICTURE_SIDE]
        crest |= (turn == direction) & (slope >= ahead) & (slope > behind)
    return crest


def _touching(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels of ``mask`` and their eight neighbours."""
    padded = np.pad(mask, 1)
    pieces = [
        padded[r : r + PICTURE_SIDE, c : c + PICTURE_SIDE] for r in range(3) for c in range(3)
    ]
    return np.asarray(np.any(pieces, axis=0))
