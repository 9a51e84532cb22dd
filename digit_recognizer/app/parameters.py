"""The numbers by which the window behaves, each with its unit and its source.

Purpose: how long the window waits before it says something about what is being written, and when it
offers to turn a picture.
Contract: immutable. "Judged" was set by watching replayed writing.
Not here: what is doubtful (``doubt``), how things look (``gui``).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds after the last stroke (``settling``). People pause 0.1 to 0.5 s between strokes."""

    text: float = 0.4  # until boxes and the typeset line follow; judged
    verdict: float = 0.8  # until a result or a verdict is given; judged


@dataclass(frozen=True, slots=True)
class Lying:
    """When a picture lies on another side (``picture.reading``); sureness is a mean confidence."""

    # Of 30 composed pages that stand none is offered to be turned; of 90 that lie 40 are, 1 wrongly.
    stands: float = (
        0.6  # sureness from which no other side is looked at; 0.7 and 0.8 offer the same
    )
    surer: float = 0.35  # by which another side must be surer; at 0.25 48 are offered, 5 wrongly
    min_symbols: int = 3  # that are read on it: 1, 8 and 0 stand on two sides; judged


@dataclass(frozen=True, slots=True)
class SkewParameters:
    """Making a whole picture straight when asked (``picture.skew``)."""

    max_angle: float = 20  # degrees; judged
    coarse_step: float = 1.0  # degrees; judged
    fine_step: float = 0.1  # degrees; judged
    max_pixels: int = 20_000  # pixels of ink that are looked at; judged
    min_angle: float = 0.3  # degrees worth turning by; judged
    min_gain: float = 1.03  # times as sharp as the profile without turning; judged


LYING, SKEW = Lying(), SkewParameters()
PACE = Pace()
AT_ONCE = Pace(0.0, 0.0)
"""Nothing is waited for, but what waits for the pen to be lifted."""
