"""Hypotheses: what a row is made of while it is searched for, a symbol or a whole fraction.

Purpose: the nodes of the lattice. A hypothesis covers some primitives, says what they would be, how
likely that is by itself, and where its row is.
Contract: immutable. Scores are natural logarithms.
Not here: how hypotheses are put beside each other (``search``).
"""

from dataclasses import dataclass, replace

from digit_recognizer.decoding.layout import Position
from digit_recognizer.expression.notation import Item, Row
from digit_recognizer.ink.model import Box
from digit_recognizer.segmentation import SymbolCandidate
from digit_recognizer.symbol_table import Kind


@dataclass(frozen=True, slots=True)
class Symbol:
    """A candidate read as ``text``."""

    text: str
    candidate: SymbolCandidate


@dataclass(frozen=True, slots=True, eq=False)
class LatticeHypothesis:
    """One way to read ``members`` (also as the bits of ``mask``): ``item`` with what it is made of.

    ``text`` is that of a single symbol, "" for compounds; ``box`` is around it all. ``item`` is None for
    what is read but left out of the row.
    """

    mask: int
    members: tuple[int, ...]
    box: Box
    text: str
    kind: Kind
    item: Item | None
    position: Position
    score: float
    symbols: tuple[Symbol, ...]
    first: int
    """The time of its first primitive, -1 where that is unknown."""

    @property
    def is_exercise(self) -> bool:
        """Whether it is the number of an exercise: like a bracket a row begins behind it."""
        return self.kind == "open" and self.item is None

    @property
    def can_have_superscript(self) -> bool:
        """Whether it may have an exponent."""
        return self.kind in ("digit", "close", "operand")


@dataclass(frozen=True, slots=True, eq=False)
class RowReading:
    """One reading of a region: its ``row``, the symbols in reading order, and the log-score.

    ``exercise``: the primitives of the number of an exercise in front of it, which are left out.
    """

    score: float
    row: Row
    symbols: tuple[Symbol, ...]
    position: Position
    """Where its first level is."""
    exercise: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class LineReading:
    """The readings of a line, likeliest first, with the share of each among them (they sum to 1).

    ``members``: indices of what the line consists of. ``by_sum``: the first one would not be the first
    if it did not add up. ``trust``: of its share, which is of the readings that were found: times this,
    at most 1, it is the probability that the reading is right.
    """

    readings: tuple[RowReading, ...]
    shares: tuple[float, ...]
    members: tuple[int, ...]
    by_sum: bool = False
    trust: float = 1.0

    @property
    def confidence(self) -> float:
        """How likely the first reading is right, in [0, 1]."""
        return self.shares[0] * self.trust

    def with_confidence(self, confidence: float) -> "LineReading":
        """Return the line with ``confidence``, in [0, 1], in its first reading."""
        first, *others = self.shares
        if confidence <= first:
            return replace(self, trust=confidence / first)
        rest = (1 - confidence) / max(1 - first, 1e-9)
        return replace(self, shares=(confidence, *(rest * each for each in others)), trust=1.0)
