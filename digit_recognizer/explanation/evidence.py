"""Which parts of a glyph speak for an answer: small changes, and what the network then says.

Purpose: attribution by occlusion (Zeiler and Fergus, "Visualizing and understanding convolutional
networks", ECCV 2014), through the same session that reads: a soft spot of ink is taken away here, one is
put there, and each change of the answer's log-odds is credited to the place of the spot.
Contract: deterministic; one core; at most ``MAX_CHANGES`` changes are tried, under 50 ms on a laptop
(docs/explain.md).
Not here: what is done with it; strokes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Glyph, Glyphs, Levels, LogProbs
from digit_recognizer.classifier import GLYPHS_PER_RUN
from digit_recognizer.raster.glyph import GLYPH_SIDE

SPOT_RADIUS = 2.6  # of the spot, in glyph pixels: a little more than a stroke is wide
MIN_INK_LEVEL = 0.15  # a pixel with at least this much ink is looked at by taking ink away
EMPTY_MARGIN = 3  # pixels at the edge of the frame, where glyphs have no ink
PAPER_STEP = 2  # between the places where ink is added
MAX_CHANGES = 240


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """How much each place of a glyph speaks for one answer (against another, or all others).

    ``ink``, ``paper``: (28, 28) float32 in nats of log-odds. ``ink``: positive where taking the ink away
    would speak against the answer, negative where it would help. ``paper``: positive where added ink
    would speak against it, negative where it would help. Each is 0 where it was not tried.
    """

    ink: Levels
    paper: Levels

    @property
    def strongest(self) -> float:
        """The largest absolute value of both."""
        return float(max(np.abs(self.ink).max(), np.abs(self.paper).max()))


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """What the network said to all changes of one glyph; any pair of answers can be compared.

    ``spots``: (n, 28, 28), how much each change touched each pixel, in [0, 1]. ``removed``: how many of
    them, the first ones, took ink away. ``before``: (symbols,) log-probabilities of the glyph itself;
    ``after``: (n, symbols), of the changed ones.
    """

    spots: Glyphs
    removed: int
    before: NDArray[np.float32]
    after: LogProbs

    def evidence(self, answer: int, against: int | None = None) -> Evidence:
        """Return what speaks for column ``answer`` and against column ``against`` (None: all others)."""
        change = odds(self.before[None], answer, against) - odds(self.after, answer, against)
        n = self.removed
        return Evidence(_spread(self.spots[:n], change[:n]), _spread(self.spots[n:], change[n:]))


def trials(glyph: Glyph, log_probs: Callable[[Glyphs], LogProbs]) -> Trials:
    """Change ``glyph`` (28, 28) in many places and ask the network about all of the results."""
    removing, adding = _places(glyph)
    places = np.concatenate([removing, adding])
    spots = _spots(places)
    n = len(removing)
    changed = np.concatenate([glyph * (1 - spots[:n]), np.maximum(glyph, spots[n:]), glyph[None]])
    answers = np.concatenate(
        [log_probs(changed[i : i + GLYPHS_PER_RUN]) for i in range(0, len(changed), GLYPHS_PER_RUN)]
    )
    return Trials(spots, n, answers[-1], answers[:-1])


def odds(log_probs: LogProbs, answer: int, against: int | None = None) -> NDArray[np.float32]:
    """Return (n,) log-odds of column ``answer`` against one column or against all others."""
    if against is not None:
        return np.asarray(log_probs[:, answer] - log_probs[:, against])
    others = np.delete(log_probs, answer, axis=1)
    return np.asarray(log_probs[:, answer] - np.logaddexp.reduce(others, axis=1))


def _places(glyph: Glyph) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return (n, 2) rows and columns where ink is taken away, and where it is added."""
    inked = glyph >= MIN_INK_LEVEL
    removing = np.argwhere(inked)
    removing = removing[removing.sum(axis=1) % 2 == 0]  # as on a chessboard: spots overlap widely
    inner = np.zeros_like(inked)
    grid = slice(EMPTY_MARGIN, GLYPH_SIDE - EMPTY_MARGIN, PAPER_STEP)
    inner[grid, grid] = True
    adding = np.argwhere(inner & ~inked)
    room = max(MAX_CHANGES - len(adding), 1)
    return removing[:: -(-len(removing) // room) or 1], adding


def _spots(places: NDArray[np.intp]) -> Glyphs:
    """Return (n, 28, 28) soft discs around the places: 1 in the middle, 0 from SPOT_RADIUS on."""
    line = np.arange(GLYPH_SIDE)
    down = (line[None] - places[:, :1]) ** 2
    across = (line[None] - places[:, 1:]) ** 2
    distance = np.sqrt(down[:, :, None] + across[:, None, :])
    return np.asarray(np.clip((SPOT_RADIUS - distance) / (SPOT_RADIUS - 1), 0, 1), np.float32)


def _spread(spots: Glyphs, change: NDArray[np.float32]) -> Levels:
    """Return the (28, 28) mean of the changes at each pixel, weighted by how much they touched it."""
    weight = spots.sum(axis=0)
    total = np.einsum("n,nhw->hw", change, spots)  # on this thread alone
    return np.asarray(np.where(weight > 0.05, total / np.maximum(weight, 0.05), 0), np.float32)
