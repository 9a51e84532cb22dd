"""What a reading says: hypotheses, lines, symbols with their boxes, the value.

Purpose: the words in which the reader answers windows, commands and programs.
Contract: immutable. Confidences are calibrated probabilities in [0, 1]; texts are as in ``expression``.
Not here: making readings (``reader``).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from digit_recognizer.expression import Answer, Row, latex_of
from digit_recognizer.ink.model import Box
from digit_recognizer.raster import Segment

Expectation = Literal["auto", "digit", "integer", "number", "expression"]
"""What ink or a picture is known to show; "auto" where it is not known."""

Only = Literal["all", "handwriting"]
"""What of a picture is read: also print, or what a person wrote."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One possible answer: ``text`` and its calibrated ``confidence`` in [0, 1]."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said some ink is: the strokes at the indices ``strokes`` are the symbol ``text``.

    ``text`` may be ``NOT_A_SYMBOL``: they are left out; and "": they are one symbol, whichever.
    """

    strokes: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ReadSymbol:
    """One symbol as it was read.

    ``text``: a symbol of the arithmetic alphabet, or ``frac`` for a fraction bar. ``box``: in canvas
    units for ink, in pixels for an image. ``strokes``: indices into the ink, ascending; for an image
    those of its pieces, after the strokes drawn on it. ``alternatives``: what else this ink may be,
    likeliest first, without ``text``. ``is_print``: whether a machine printed it; False for ink.
    """

    text: str
    confidence: float
    box: Box
    strokes: tuple[int, ...] = ()
    alternatives: tuple[Hypothesis, ...] = ()
    doubtful: bool = False
    is_print: bool = False


@dataclass(frozen=True, slots=True)
class OtherReading:
    """Another way to read a line, with its symbols: other ink may be together in them."""

    text: str
    confidence: float
    row: Row
    symbols: tuple[ReadSymbol, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of writing.

    ``hypotheses``: whole readings, likeliest first, at least one; ``others``: all but the first of them
    with their symbols. ``row``: how the likeliest is
    written; ``answer``: what it comes to, nothing while the line is doubtful. ``symbols``: in reading
    order, those over a fraction bar first, then the bar, then those under it. ``doubtful``: whether it
    is too unsure to calculate with, or ``struck_out``: at least one symbol is. ``exercise``: the strokes
    of the number of an exercise in front, which is left out.
    """

    hypotheses: tuple[Hypothesis, ...]
    row: Row
    answer: Answer
    symbols: tuple[ReadSymbol, ...]
    doubtful: bool
    box: Box
    struck_out: bool = False
    others: tuple[OtherReading, ...] = ()
    exercise: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The likeliest reading."""
        return self.hypotheses[0].text

    def with_symbols(self, changed: Callable[[ReadSymbol], ReadSymbol]) -> "Line":
        """Return the line with all its symbols ``changed``, those of other readings too."""
        others = tuple(
            replace(other, symbols=tuple(map(changed, other.symbols))) for other in self.others
        )
        return replace(self, symbols=tuple(map(changed, self.symbols)), others=others)

    @property
    def latex(self) -> str:
        """The likeliest reading as LaTeX."""
        return latex_of(self.row)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """An answer with what it rests on.

    ``hypotheses``: likeliest first; for one symbol all of the digits, for more the n-best readings of
    it all; empty if there was nothing to read.
    ``doubtful``: whether the likeliest is too unsure to be shown as the answer; ``no_symbol``: doubtful
    because it looks like none of the symbols, or like several at once.
    ``reason``: why it is empty or doubtful, in words; "" otherwise.
    ``segments``: the ink that was read as one symbol, with box and glyph; empty for numbers and sums.
    ``lines``: numbers and sums, from top to bottom; empty where one digit was read.
    ``partial``: whether the time for reading ran out before all ways to read it were weighed.
    ``seconds``: how long reading took.
    ``stray_marks``: indices of strokes that were left out: specks that were not meant.
    ``marks``: indices of strokes that say something about symbols and are none: what encloses,
    underlines or strikes out, the number of an exercise. Of a picture only what is drawn on it.
    ``struck_out``: whether some of it is: it is doubtful and has no value.
    ``scale``: pixels of the page, in which boxes are, for one of the image; 1 for ink.
    """

    hypotheses: tuple[Hypothesis, ...] = ()
    doubtful: bool = False
    no_symbol: bool = False
    reason: str = ""
    segments: tuple[Segment, ...] = ()
    seconds: float = 0.0
    lines: tuple[Line, ...] = ()
    partial: bool = False
    stray_marks: tuple[int, ...] = ()
    scale: float = 1.0
    marks: tuple[int, ...] = ()
    struck_out: bool = False

    @property
    def text(self) -> str:
        """The likeliest answer, doubtful or not; "" if there was nothing to read."""
        return self.hypotheses[0].text if self.hypotheses else ""

    @property
    def confidence(self) -> float:
        """The calibrated probability that ``text`` is right; 0.0 if there was nothing to read."""
        return self.hypotheses[0].confidence if self.hypotheses else 0.0

    @property
    def likeliest(self) -> tuple[Hypothesis, ...]:
        """The few hypotheses worth naming to a person: those above 5 %, three at most."""
        return tuple(h for h in self.hypotheses[:3] if h.confidence > 0.05)

    @property
    def symbols(self) -> tuple[ReadSymbol, ...]:
        """The symbols of all lines; empty where one digit was read."""
        return tuple(symbol for line in self.lines for symbol in line.symbols)

    @property
    def latex(self) -> str:
        """The likeliest answer as LaTeX, a line break (``\\\\``) between lines."""
        return " \\\\\n".join(line.latex for line in self.lines) if self.lines else self.text
