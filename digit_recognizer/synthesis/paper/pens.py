"""Pens: how handwriting looks on paper, from a faint pencil to a marker.

Purpose: give composed ink a width, a colour, a texture.
Contract: the truth of a stroke is its whole path; what the texture leaves out is still handwriting, so
that a network learns to mend what breaks. All chance comes from the generator.
Not here: what is written; paper and light.
"""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.arrays import Levels, PixelClass, Polyline
from digit_recognizer.synthesis.paper.layers import Mark, Rgb, drawn, noise


@dataclass(frozen=True, slots=True)
class Pen:
    """``colour`` and ``opacity`` of its ink, ``width`` in heights of a digit.

    ``grain``: how much the paper's tooth shows; ``pressure``: how much the ink varies along the way.
    """

    colour: Rgb
    width: float
    opacity: float
    grain: float
    pressure: float


PEN_RANGES = {
    "pencil": ((0.035, 0.11), (0.18, 0.9), (0.2, 0.95), (0.2, 0.8)),
    "ballpoint": ((0.04, 0.1), (0.45, 1), (0, 0.5), (0, 0.5)),
    "felt": ((0.07, 0.16), (0.6, 1), (0, 0.2), (0, 0.25)),
    "marker": ((0.14, 0.26), (0.7, 1), (0, 0.15), (0, 0.2)),
}
"""Width, opacity, grain and pressure of each kind, as for :class:`Pen`: the least and the most."""


def random_pen(random: np.random.Generator) -> Pen:
    """Return a pen as people use on paper: pencil, ballpoint, felt-tip or marker."""
    kind = str(random.choice(list(PEN_RANGES), p=[0.4, 0.3, 0.2, 0.1]))
    colour = _ink_colour(random) if kind != "pencil" else _grey(random)
    return Pen(colour, *(float(random.uniform(*ends)) for ends in PEN_RANGES[kind]))


def _grey(random: np.random.Generator) -> Rgb:
    grey = float(random.uniform(0.1, 0.45))
    return grey, grey, grey + float(random.uniform(0, 0.08))


def _ink_colour(random: np.random.Generator) -> Rgb:
    chance = random.random()
    if chance < 0.45:
        grey = float(random.uniform(0, 0.3))
        return grey, grey, grey
    base = np.array([
        (0.05, 0.1, 0.55), (0.1, 0.2, 0.75), (0.7, 0.05, 0.1), (0.05, 0.45, 0.15), (0.4, 0.1, 0.5),
        (0.85, 0.4, 0.05),
    ])[int(random.choice(6, p=[0.4, 0.25, 0.15, 0.1, 0.05, 0.05]))]  # fmt: skip
    red, green, blue = np.clip(base + random.normal(0, 0.08, 3), 0, 1).tolist()
    return red, green, blue


def written(
    polylines: list[Polyline],
    shape: tuple[int, int],
    pen: Pen,
    height: float,
    random: np.random.Generator,
) -> Mark:
    """Return what ``pen`` leaves on an (H, W) page along (n, 2) polylines in pixels.

    ``height``: of a digit, in pixels.
    """  # fmt: skip
    coverage = drawn(polylines, shape, max(1.0, pen.width * height))
    return Mark(
        PixelClass.HANDWRITING,
        coverage,
        _texture(shape, pen, height, random),
        pen.colour,
        pen.opacity,
    )


def _texture(
    shape: tuple[int, int], pen: Pen, height: float, random: np.random.Generator
) -> Levels | None:
    if pen.grain < 0.05 and pen.pressure < 0.05:
        return None
    tooth = noise(shape, float(random.uniform(0.8, 2.0)), random)
    pressure = noise(shape, height * float(random.uniform(0.25, 0.8)), random)
    inked = 1 - pen.grain * np.clip(tooth * 1.8 - 0.5, 0, 1)
    return np.asarray(inked * (1 - pen.pressure * np.clip(pressure * 1.6 - 0.4, 0, 1)), np.float32)
