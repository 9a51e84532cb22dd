"""Not a digit: how much of what shows no digit is rejected.

Purpose: letters and operators from test sets, and drawings made for it, put to the reader.
Contract: ``rejected`` is the share that the reader calls doubtful, by the decision that the window
shows. What can be taken for a digit is left out by the rules here and in ``non_digits``.
Not here: making the drawings (``non_digits``).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.answers import answer
from benchmarks.accuracy.drawn import Drawn, drawn_from, drawn_of
from benchmarks.accuracy.non_digits import blots, halves, scribbles, several
from digit_recognizer.ink import Ink
from digit_recognizer.metrics import wilson
from digit_recognizer.reader import Reader

SYNTHETIC_COUNT = 1000  # of each kind
# Drawn alone these look like no digit. "/", "(" and "." can be a 1, z is many people's 2, y a 4.
NON_DIGIT_LABELS = frozenset("+-*=<>%^:·xXw")


@dataclass(frozen=True, slots=True)
class Rejection:
    """One kind of drawing that shows no digit.

    ``rejected``: share called doubtful; ``interval``: its 95 % Wilson interval. ``sure``: share
    answered with a confidence above 0.9.
    """

    what: str
    n: int
    rejected: float
    interval: tuple[float, float]
    sure: float

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return {
            "what": self.what,
            "n": self.n,
            "rejected": self.rejected,
            "refused": self.rejected,  # the key of older reports
            "interval_95": list(self.interval),
            "sure": self.sure,
        }


def measure_rejection(reader: Reader, what: str, drawn: Drawn) -> Rejection:
    """Return how many of ``drawn``, at least one, ``reader`` rejects."""
    answers = answer(reader, drawn.glyphs, drawn.path_lengths)
    rejected = int(answers.doubtful.sum())
    sure = ~answers.doubtful & (answers.confidence > 0.9)
    n = len(drawn.glyphs)
    return Rejection(what, n, rejected / n, wilson(rejected, n), float(sure.mean()))


NonDigitKind = tuple[str, Callable[[], Drawn]]


def non_digit_kinds(
    letters: Path | None,
    operators: dict[str, Path],
    digits: NDArray[np.float32],
    labels: list[str],
    tell: Callable[[str], None],
) -> Iterator[NonDigitKind]:
    """Yield (what, function that gives them) of every kind that can be made from what is given.

    ``letters``: a file of letters; ``operators``: files with operators among the digits, by the
    title of the set; ``digits``, ``labels``: test digits to combine and to cut. ``tell`` is given a
    sentence about each file that is bad in part.
    """
    if letters is not None:
        yield "letters that look like no digit", partial(drawn_of, letters, bool, tell)
    for title, path in operators.items():
        yield f"operators, {title}", partial(drawn_of, path, NON_DIGIT_LABELS.__contains__, tell)
    for what, make in (("scribbles", scribbles), ("blots", blots)):
        yield f"{what}, drawn", partial(_made, make)
        yield f"{what}, as pictures", partial(_made, make, as_pictures=True)
    yield "several digits at once", lambda: Drawn(several(digits, SYNTHETIC_COUNT))
    yield "half digits", lambda: Drawn(halves(digits, labels, SYNTHETIC_COUNT))


def _made(make: Callable[[int], list[Ink]], *, as_pictures: bool = False) -> Drawn:
    drawn = drawn_from(make(SYNTHETIC_COUNT))
    # A picture does not tell how far the pen went.
    return Drawn(drawn.glyphs) if as_pictures else drawn
