"""A made writer whose 1 the network takes for a 7."""

import itertools

import numpy as np

from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.resources import example_drawings


def odd_one(random: np.random.Generator) -> Ink:
    """Return a 1 that anybody takes for a 7: a long flag, almost a bar, and a stem."""
    bend = random.normal(0, 0.02, 4)
    corners = np.array([(0, 0.22 + bend[0]), (0.5 + bend[1], 0), (0.46 + bend[2], 1 + bend[3])])
    path = np.concatenate([np.linspace(a, b, 15) for a, b in itertools.pairwise(corners)])
    return Ink.from_xy([(path * 100 + random.normal(0, 0.3, path.shape)).tolist()])


def usual(random: np.random.Generator, digit: str) -> Ink:
    """Return an example drawing of ``digit``, slightly bent."""
    drawing = next(
        d
        for d in map(read_inkml, example_drawings())
        if d.label == digit and _is_plain(d.ink, digit)
    )
    turn = np.eye(2) + random.uniform(-0.08, 0.08, (2, 2))
    return Ink.from_xy([(np.array([p[:2] for p in s.points]) @ turn).tolist() for s in drawing.ink])


def _is_plain(ink: Ink, digit: str) -> bool:
    return digit != "7" or len(ink) > 1  # this writer crosses the 7


def symbols_of(each: int, seed: int) -> list[tuple[Ink, int]]:
    random = np.random.default_rng(seed)
    rows = []
    for digit in range(10):
        for _ in range(each):
            ink = odd_one(random) if digit == 1 else usual(random, str(digit))
            rows.append((ink, digit))
    return rows
