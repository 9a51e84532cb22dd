"""Starting profiles: three questions about a writer, answered before anything was drawn.

Purpose: a flagged 1 and an uncrossed 7 are one shape to two countries. Who says how 1, 7 and 0 are
written gets prototypes of just these shapes, drawn here by formula.
Contract: deterministic. An answer that is not given says nothing.
Not here: asking (the window, the command line).
"""

import datetime
import itertools
from collections.abc import Callable, Iterable

import numpy as np

from digit_recognizer.arrays import Polyline
from digit_recognizer.classifier import Classifier, Profile
from digit_recognizer.classifier.profile import vectors_of
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.learning.fit import answers_and_features
from digit_recognizer.raster.glyph import glyph_from_polylines

STYLE_ANSWERS = ("plain-1", "flagged-1", "plain-7", "crossed-7", "plain-0", "slashed-0")
"""What a writer can say. Of two answers that exclude each other the last one counts."""

STYLE_RADIUS = 0.8
STYLE_STRENGTH = 8.0

Shape = list[Polyline]


def starting_profile(
    classifier: Classifier, answers: Iterable[str], *, writer: str = ""
) -> Profile | None:
    """Return the profile that ``answers`` give, some of ``STYLE_ANSWERS``; None where they say nothing.

    Raises DigitRecognizerError for an unknown answer, ModelError where the network gives no features.
    """
    given: dict[str, str] = {}
    for answer in answers:
        if answer not in STYLE_ANSWERS:
            raise DigitRecognizerError(
                f"{answer!r} is no answer to the questions: choose from {', '.join(STYLE_ANSWERS)}."
            )
        given[answer[-1]] = answer
    alphabet = classifier.bundle.alphabet
    drawn = [
        (glyph_from_polylines(shape), alphabet.column(digit))
        for digit in sorted(given)
        if given[digit] in STYLE_SHAPES
        for shape in STYLE_SHAPES[given[digit]]()
    ]
    if not drawn:
        return None
    glyphs = np.stack([glyph for glyph, _ in drawn])
    _, features = answers_and_features(classifier, glyphs)
    return Profile(
        alphabet, classifier.bundle.source_sha256, vectors_of(features, glyphs),
        np.array([column for _, column in drawn], np.int64),
        np.full(len(alphabet), STYLE_RADIUS, np.float32), STYLE_STRENGTH, writer,
        datetime.date.today().isoformat(), 0, tuple(given.values()),
    )  # fmt: skip


def _flagged_ones() -> list[Shape]:
    """A stem with a stroke up to it: longer and steeper flags, upright and slanted stems."""
    return [
        [_line((-flag, rise), (0.0, 0.0), (lean, 1.0))]
        for flag in (0.2, 0.3, 0.4)
        for rise in (0.2, 0.35, 0.5)
        for lean in (-0.15, 0.0)
    ]


def _plain_sevens() -> list[Shape]:
    """A level bar, then a stem to the left."""
    return [
        [_line((0.0, drop), (width, 0.0), (width - lean, 1.0))]
        for width in (0.45, 0.6)
        for drop in (-0.04, 0.06)
        for lean in (0.15, 0.3, 0.45)
    ]


def _crossed_sevens() -> list[Shape]:
    """A plain seven with a level line through the middle of its stem."""
    crossed = []
    for (seven,) in _plain_sevens():
        corner, foot = seven[len(seven) // 2], seven[-1]
        x, y = (corner + foot) / 2
        crossed.append([seven, _line((x - 0.2, y), (x + 0.2, y))])
    return crossed


def _slashed_zeros() -> list[Shape]:
    """A ring with a line from below left to above right, inside it or beyond."""
    turn = np.linspace(0, 2 * np.pi, 40)
    return [
        [
            np.stack([width * np.sin(turn), -0.5 * np.cos(turn)], axis=1),
            _line((-reach * width, 0.5 * reach), (reach * width, -0.5 * reach)),
        ]
        for width in (0.25, 0.33, 0.42)
        for reach in (0.6, 0.85, 1.15)
    ]


# The other ways are the usual ones, which the network expects already.
STYLE_SHAPES: dict[str, Callable[[], list[Shape]]] = {
    "flagged-1": _flagged_ones,
    "plain-7": _plain_sevens,
    "crossed-7": _crossed_sevens,
    "slashed-0": _slashed_zeros,
}


def _line(*corners: tuple[float, float]) -> Polyline:
    """Return a polyline through ``corners`` with points between them."""
    points = np.array(corners, np.float64)
    steps = [np.linspace(a, b, 12, endpoint=False) for a, b in itertools.pairwise(points)]
    return np.concatenate([*steps, points[-1:]])
