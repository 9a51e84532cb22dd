"""What groups of parts look like: the network's and the size's say about each.

Purpose: log-probabilities of symbols for groups of strokes, from the network's answer to their glyph and
from how large they are beside the digits around them, which a glyph does not show.
Contract: the same strokes are looked at once, however often a growing line is read again; at most
``REMEMBERED`` groups are remembered. Safe to call from several threads.
Not here: where things stand (``layout``), and what follows what (``grammar``).
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import NOT_A_SYMBOL
from digit_recognizer.classifier import Classifier
from digit_recognizer.ink import Ink, Stroke
from digit_recognizer.raster import glyph_from_ink
from digit_recognizer.segmentation import Group

REMEMBERED = 20_000
SIZE_SAY = 0.8  # of the size's log-likelihood beside the network's
FLOOR = 0.03  # typical heights: what has no extent is still a pen wide
TINY = 0.25  # typical heights: of smaller ink a glyph shows the pen's tremble more than a shape
LEAST_SPREAD = 0.3  # of a log size: exponents and numerators are smaller than their row


class Appearance:
    """The looks of groups of strokes, through one network whose alphabet is the arithmetic one."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._symbols = tuple(classifier.bundle.alphabet)
        self._sizes = _sizes(self._symbols, classifier.bundle.extents)
        self._known: OrderedDict[tuple[int, ...], tuple[tuple[Stroke, ...], NDArray[np.float32]]]
        self._known = OrderedDict()  # by the strokes' identity; the strokes are kept, so it stays theirs
        self._lock = threading.Lock()

    def log_probs(self, ink: Ink, groups: Sequence[Group]) -> NDArray[np.float32]:
        """Return the network's (N, symbols) float32 log-probabilities of the groups of ``ink``."""
        strokes = ink.strokes
        members = [tuple(strokes[i] for i in group.parts) for group in groups]
        keys = [tuple(map(id, member)) for member in members]
        with self._lock:
            new = [n for n, key in enumerate(keys) if key not in self._known]
            if new:
                glyphs = [glyph_from_ink(Ink(members[n])) for n in new]
                looked = self._classifier.log_probs(np.stack(glyphs))
                for n, row in zip(new, looked, strict=True):
                    self._known[keys[n]] = (members[n], row)
            rows = [self._known[key][1] for key in keys]
            for key in keys:
                self._known.move_to_end(key)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return np.stack(rows) if rows else np.zeros((0, len(self._symbols)), np.float32)

    def weighed(
        self, log_probs: NDArray[np.float32], groups: Sequence[Group], height: float
    ) -> list[dict[str, float]]:
        """Return for each group the log-probability of each symbol, its size beside ``height`` included.

        By Bayes' rule: p(symbol | glyph) p(size | symbol), made to sum to one with "not a symbol".
        """
        boxes = np.array([group.box for group in groups]).reshape(-1, 4)
        sides = (boxes[:, 2:] - boxes[:, :2])[:, ::-1] / height  # (N, 2): height, width
        extents = np.log(sides + FLOOR)
        shown = np.clip(sides.max(axis=1) / TINY, 0.05, 1.0)
        log_probs = log_probs * shown[:, None]
        mean, spread = self._sizes
        off = (extents[:, None] - mean[None]) / spread[None]  # (N, symbols, 2)
        likelihood = (-np.log(spread)[None] - 2.5 * np.log1p(off**2 / 4)).sum(axis=2)
        joint = log_probs + SIZE_SAY * likelihood
        joint -= np.logaddexp.reduce(joint, axis=1, keepdims=True)
        nothing = self._symbols.index(NOT_A_SYMBOL)
        rows = joint.tolist()
        return [
            {text: row[n] for n, text in enumerate(self._symbols) if n != nothing} for row in rows
        ]


def _sizes(
    symbols: Sequence[str], extents: Mapping[str, tuple[float, float, float, float]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the means and spreads of each symbol's log (height, width), (symbols, 2) each."""
    anything = (math.log(0.6), 1.0, math.log(0.5), 1.0)
    table = np.array([extents.get(symbol, anything) for symbol in symbols])
    return table[:, [0, 2]], np.maximum(table[:, [1, 3]], LEAST_SPREAD)
