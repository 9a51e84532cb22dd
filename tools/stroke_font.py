"""The project's own handwriting: every symbol of arithmetic as strokes of a pen.

Purpose: ink that belongs to the project and to nobody's data set, for the example expressions and tests.
Contract: lengths are heights of a digit, y grows downwards. People write some symbols in more than one
way; so do the writers here, and each is unsteady in a way of its own. The same ``seed``, the same ink.
Not here: setting symbols beside each other (``digit_recognizer.synthesis.compose``).
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.synthesis.writers import Writers

Points = NDArray[np.float64]

UNIT = 400.0  # ink units a digit is high: fine enough that nothing is lost
STEP = 0.05  # between the points of a stroke
UNSTEADY = 0.011  # how far a hand strays from its own way of writing a symbol
OWN_WAY = 0.02  # and that way from the one below

WAYS = {
    "0": [
        "38 3, 20 2, 5 24, 0 58, 12 92, 30 100, 50 84, 57 50, 50 16, 36 0, 24 6",
        "22 2, 6 20, 0 52, 6 88, 22 100, 40 86, 46 50, 40 14, 20 1",
    ],
    "1": ["9 0, 6 35, 3 70, 0 100", "0 27, 13 16, 24 0!, 23.5 35, 22 70, 21 100"],
    "2": [
        "3 23, 10 7, 27 0, 45 8, 49 28, 38 54, 18 80, 0 98!, 20 95, 40 97, 60 95",
        "4 20, 15 4, 33 0, 47 14, 43 40, 26 70, 10 94, 1 93, 6 82, 20 85, 38 98, 58 95",
    ],
    "3": [
        "3 13, 18 0, 38 4, 44 22, 33 40, 16 46!, 36 48, 50 64, 47 87, 26 100, 0 92",
        "2 3, 24 3, 47 0!, 34 18, 20 39!, 40 44, 52 64, 46 88, 24 100, 0 93",
    ],
    "4": [
        "16 0, 10 28, 0 57!, 28 56, 58 53 | 41 24, 38 60, 35 100",
        "3 3, 2 27, 1 49!, 20 53, 38 45, 47 5!, 45 50, 40 100",
        "37 0, 18 34, 0 66!, 30 67, 60 64 | 42 36, 40 66, 38 100",
    ],
    "5": [
        "10 3, 8 22, 5 43!, 22 37, 42 45, 50 66, 42 88, 22 100, 0 93 | 10 2, 30 3, 52 0",
        "52 0, 32 2, 12 2!, 9 22, 5 43!, 22 37, 42 45, 50 66, 42 88, 22 100, 0 93",
    ],
    "6": [
        "40 0, 20 16, 6 42, 0 72, 10 95, 28 100, 45 87, 44 67, 28 57, 10 66, 3 80",
        "27 0, 12 24, 2 56, 3 86, 20 100, 40 92, 45 74, 32 58, 14 63, 4 76",
    ],
    "7": [
        "0 5, 25 3, 52 2!, 39 34, 27 68, 19 100",
        "0 6, 26 5, 54 2!, 40 36, 28 68, 21 100 | 12 52, 30 49, 50 47",
    ],
    "8": [
        "43 13, 27 0, 9 7, 7 25, 24 44, 45 62, 49 84, 28 100, 5 89, 6 67, 23 48, 41 30, 46 12",
        "26 1, 8 10, 9 31, 27 46, 44 64, 45 87, 26 100, 6 88, 6 65, 25 47, 40 29, 40 10, 25 1",
    ],
    "9": [
        "45 14, 30 0, 10 8, 2 28, 12 47, 29 46, 43 29, 47 10!, 46 40, 42 72, 37 100",
        "43 12, 28 0, 8 10, 3 30, 15 47, 33 42, 44 22, 45 12, 47 50, 42 84, 26 100, 6 95",
    ],
    "+": ["0 31, 30 30, 60 28 | 31 0, 30 30, 28 60", "30 0, 29 28, 27 58 | 0 30, 28 30, 58 27"],
    "-": ["0 2, 26 0, 52 1", "0 0, 22 2, 46 0"],
    "=": ["0 2, 26 1, 54 0 | 1 25, 28 25, 56 23"],
    "x": [
        "2 0, 26 26, 54 55 | 52 1, 26 28, 0 56",
        "0 8, 10 0, 20 12, 30 36, 41 54, 56 45 | 53 2, 28 26, 2 55",
    ],
    "/": ["40 0, 20 54, 0 110"],
    "(": ["24 0, 7 28, 0 60, 6 94, 25 122"],
    ")": ["2 0, 18 28, 24 60, 18 94, 0 122"],
    "[": ["25 0, 2 2!, 0 60, 1 120!, 26 119"],
    "]": ["0 1, 24 0!, 25 60, 23 120!, 0 121"],
    "<": ["52 0, 24 14, 0 30!, 26 43, 54 57"],
    ">": ["0 0, 28 14, 54 28!, 28 43, 1 58"],
    ".": ["1 0, 5 2, 4 6, 0 5", "0 0, 3 3, 6 4"],
    ",": ["8 0, 9 10, 5 20, 0 27"],
    "%": [
        "20 3, 7 4, 0 18, 8 32, 22 26, 25 10, 17 2 | 62 0, 34 50, 8 100 | 56 68, 44 74, 42 92, "
        "52 100, 65 92, 67 76, 55 68",
        "60 0, 30 50, 5 100 | 18 5, 5 8, 0 20, 10 33, 22 24, 22 10, 14 4 | 55 70, 43 78, 43 94, "
        "55 100, 66 90, 65 76, 54 70",
    ],
}
"""Each symbol in the ways it is written: strokes parted by ``|``, x and y in hundredths of a
digit's height. The pen turns smoothly at each place, and stops to turn sharply where there is a ``!``.
÷ · ± √ are made of others where an expression is set."""


def font_writers(seed: int, writers: int = 6, times: int = 4) -> Writers:
    """Return ``writers`` who each have drawn every symbol ``times`` times."""
    return Writers(drawings(seed, writers, times))


def drawings(seed: int, writers: int, times: int) -> list[Drawing]:
    """Return every symbol drawn ``times`` times by each writer, labelled."""
    random = np.random.default_rng(seed)
    return [
        Drawing(Ink.from_xy(path.tolist() for path in ink), label, f"the project {writer + 1}")
        for writer in range(writers)
        for label, ink in _of_one(random, times)
    ]


def _of_one(random: np.random.Generator, times: int) -> list[tuple[str, list[Points]]]:
    """Return what one writer draws: each symbol in one way, every time a little different."""
    lean, aspect = random.normal(0.08, 0.08), np.exp(random.normal(0, 0.08))
    shape = np.array([[aspect, -lean], [0.0, 1.0]])
    made = []
    for label, ways in WAYS.items():
        way = ways[int(random.integers(len(ways)))]
        finer = 0.4 if label in ".," else 1.0
        own = [_moved(places, OWN_WAY * finer, random) for places in strokes_of(way)]
        for _ in range(times):
            size = UNIT * np.exp(random.normal(0, 0.03))
            strokes = [path_through(_moved(places, UNSTEADY * finer, random)) for places in own]
            made.append((label, [stroke @ shape.T * size for stroke in strokes]))
    return made


def strokes_of(way: str) -> list[Points]:
    """Return the places of each stroke of a way in ``WAYS``, those where the pen stops twice."""
    strokes = []
    for stroke in way.split("|"):
        places = list[list[float]]()
        for place in stroke.split(","):
            x, y = place.rstrip(" !").split()
            places += [[float(x) / 100, float(y) / 100]] * (2 if "!" in place else 1)
        strokes.append(np.array(places))
    return strokes


def _moved(places: Points, far: float, random: np.random.Generator) -> Points:
    """Return ``places`` moved at random; a place given twice stays one place."""
    moves = random.normal(0, far, places.shape)
    for place in range(1, len(places)):
        if (places[place] == places[place - 1]).all():
            moves[place] = moves[place - 1]
    return places + moves


def path_through(places: Points) -> Points:
    """Return (n, 2) points of a pen that goes through ``places``: a Catmull-Rom curve between each two
    places that are given twice, for which a pen stops."""
    stops = [i for i in range(1, len(places)) if (places[i] == places[i - 1]).all()]
    runs = np.split(places, stops)
    curves = [_curve(run) for run in runs]
    return np.concatenate([curves[0], *(curve[1:] for curve in curves[1:])])


def _curve(places: Points) -> Points:
    """Return the uniform Catmull-Rom curve through ``places``, a point about every ``STEP``."""
    if len(places) < 2:
        return places
    around = np.concatenate([2 * places[:1] - places[1:2], places, 2 * places[-1:] - places[-2:-1]])
    pieces = []
    for i in range(len(places) - 1):
        before, start, end, after = around[i : i + 4]
        count = max(2, round(float(np.hypot(*(end - start))) / STEP))
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        slope, turn = (end - before) / 2, (after - start) / 2
        cubic = 2 * (start - end) + slope + turn
        square = 3 * (end - start) - 2 * slope - turn
        pieces.append(start + t * (slope + t * (square + t * cubic)))
    return np.concatenate([*pieces, places[-1:]])
