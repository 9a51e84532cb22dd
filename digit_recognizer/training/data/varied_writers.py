"""Writers who draw otherwise than they did: hands that nobody has collected.

Purpose: composed lines in which one hand keeps to its own styles, but no shape is one that a network has
learnt by heart.
Contract: drawings as ``synthesis.writers`` gives them. Which other style of a digit a hand has, a 1 with
a flag, a crossed 7, holds for all of one expression. All chance comes from the generator.
Not here: variation of single drawings (``augmentation.ink``).
"""

from collections.abc import Iterable

import numpy as np

from digit_recognizer.ink import Drawing
from digit_recognizer.raster.pen import extent
from digit_recognizer.synthesis.writers import Strokes, Writer, Writers
from digit_recognizer.training.augmentation.ink import restyled, varied

VARIED_HANDS_SHARE = 0.7  # of the expressions
TIDY_HANDS_SHARE = 0.2
VARIED_DRAWING_SHARE = 0.75  # of the drawings in them
OTHER_STYLE_SHARES = {"0": 0.12, "1": 0.35, "7": 0.3, "8": 0.06}
RESTYLING_TRIES = 8  # each is a draw of the style's own, small share
TAP_SPREAD = 0.02  # heights that a pen moves while it taps a point
MIN_VARIED_SIZE = 0.2  # heights of a digit: a dot stays as it is


class VariedWriters(Writers):
    """The writers of a data set, a ``share`` of whose expressions is varied; in some each symbol looks
    the same wherever it stands."""

    def __init__(self, drawings: Iterable[Drawing], share: float = VARIED_HANDS_SHARE) -> None:
        super().__init__(drawings)
        self._share = share

    def choose(self, random: np.random.Generator, name: str | None = None) -> Writer:
        """Return the writer called ``name``, or anyone, for one expression."""
        chosen = super().choose(random, name)
        if random.random() < self._share:
            chosen = _VariedWriter(self, chosen.name, random)
        return _TidyWriter(self, chosen, random) if random.random() < TIDY_HANDS_SHARE else chosen


class _TidyWriter(Writer):
    def __init__(self, others: Writers, hand: Writer, random: np.random.Generator) -> None:
        super().__init__(others, hand.name, random)
        self._hand = hand
        self._drawn: dict[str, Strokes] = {}

    def sign(self, text: str) -> Strokes:
        """Return the strokes of the symbol ``text``, the same each time; see :class:`Writer`."""
        if text not in self._drawn:
            self._drawn[text] = self._hand.sign(text)
        return self._drawn[text]


class _VariedWriter(Writer):
    def __init__(self, others: Writers, name: str, random: np.random.Generator) -> None:
        super().__init__(others, name, random)
        self._restyled = {
            text for text, share in OTHER_STYLE_SHARES.items() if random.random() < share
        }

    def sign(self, text: str) -> Strokes:
        """Return the strokes of the symbol ``text``, varied; see :class:`Writer`."""
        strokes, random = super().sign(text), self._random
        if text == "." and self._taps:
            return [np.array([(0.0, 0.0), random.normal(0, TAP_SPREAD, 2)])]
        if text in self._restyled:
            strokes = _in_other_style(text, strokes, random)
        least, greatest = extent(strokes)
        size = float((greatest - least).max())
        if size < MIN_VARIED_SIZE or random.random() >= VARIED_DRAWING_SHARE:
            return strokes
        return [path * size + (least + greatest) / 2 for path in varied(strokes, random)]


def _in_other_style(text: str, strokes: Strokes, random: np.random.Generator) -> Strokes:
    for _ in range(RESTYLING_TRIES):
        other = restyled(text, strokes, random)
        if other is not strokes:
            return other
    return strokes
