"""Bands: runs of primitives without a level gap between them, from which lines are made.

Purpose: the first, safe step from a page to its lines.
Contract: every primitive is in exactly one band; bands come from top to bottom. Pure.
Not here: which bands are one line, or a column (``decoding``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digit_recognizer.ink.model import Box, around
from digit_recognizer.segmentation.primitives import Primitive


@dataclass(frozen=True, slots=True)
class Band:
    """The primitives in ``mask``, with the ``box`` around them."""

    mask: int
    box: Box


def bands_of(primitives: Sequence[Primitive], members: Iterable[int]) -> list[Band]:
    """Return the bands of ``members``, indices of ``primitives``, from top to bottom."""
    bands: list[Band] = []
    for index in sorted(members, key=lambda i: primitives[i].box.top):
        box = primitives[index].box
        if bands and box.top <= bands[-1].box.bottom:
            last = bands[-1]
            bands[-1] = Band(last.mask | 1 << index, around([last.box, box]))
        else:
            bands.append(Band(1 << index, box))
    return bands
