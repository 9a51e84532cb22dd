"""On which side a picture lies, found by reading it turned.

Purpose: say by how many quarters a photo must be turned so that its writing stands upright.
Contract: only a picture that is read doubtfully is looked at; one digit says nothing of which side is
up. Its ink is turned, not its pixels: the page network is asked once. Deterministic.
Not here: turning it (``picture``), tables (``tables.read_table`` finds their side by their cells).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from digit_recognizer.app.parameters import LYING
from digit_recognizer.arrays import Page
from digit_recognizer.segmentation import PicturePage

if TYPE_CHECKING:
    from digit_recognizer.reading import Reading


def quarters_to_turn(
    read: "Callable[[PicturePage], Reading]",
    page: Page,
    upright: "Reading",
    is_overtaken: Callable[[], bool] = lambda: False,
) -> int:
    """Return by how many quarters a (H, W) ``page`` must be turned left to stand; 0 where it stands.

    ``upright``: what was read of it as it lies. ``is_overtaken``: whether nobody waits any more.
    """
    sure = _sureness(upright)
    if not upright.doubtful or sure >= LYING.stands or not upright.lines:
        return 0
    found, best = 0, sure + LYING.surer
    for quarters in (1, 3, 2):
        if is_overtaken():
            return 0
        turned = read(PicturePage.of(np.ascontiguousarray(np.rot90(page, quarters)), None))
        if _sureness(turned) > best and _count(turned) >= LYING.min_symbols:
            found, best = quarters, _sureness(turned)
    return found


def _count(reading: "Reading") -> int:
    return sum(len(line.symbols) for line in reading.lines)


def _sureness(reading: "Reading") -> float:
    """Return the mean confidence of the symbols of ``reading``, those of doubtful lines by half."""
    weights = [
        symbol.confidence * (0.5 if line.doubtful else 1.0)
        for line in reading.lines
        for symbol in line.symbols
    ]
    return sum(weights) / len(weights) if weights else 0.0
