"""What is shown on the canvas beside the ink: a box around each symbol, a result behind each line.

Purpose: say from a reading what to mark where, and which symbol a place belongs to.
Contract: boxes and places are in canvas units (those of the ink). Needs no Tk. A line that is doubtful
has "?" for a result, and at least one symbol that is marked as doubtful.
Not here: drawing (``overlay``); what a result is (``expression``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from digit_recognizer.alphabet import FRACTION_BAR
from digit_recognizer.app.clipboard_text import result_of, verdict_of
from digit_recognizer.app.language import tr, tr_later, tr_reader
from digit_recognizer.doubt import SURE_CONFIDENCE, marked
from digit_recognizer.ink import Ink, Stroke
from digit_recognizer.ink.model import Box
from digit_recognizer.symbol_table import SYMBOLS, of_kind

if TYPE_CHECKING:
    from digit_recognizer.app.picture.picture import Piece
    from digit_recognizer.reading import Line, Reading, ReadSymbol

SYMBOL_LABELS = {
    FRACTION_BAR: tr_later("bar"),
    **{row.text: row.shown for row in SYMBOLS if row.shown},
}
"""How symbols are labelled that have no sign of their own."""
COMPARISON_SIGNS = of_kind("relation")
COVERING_SIGNS = of_kind("root") | {FRACTION_BAR}

RESULT_SIGN_WIDTH = 0.6  # of a result's height, about, for each of its signs

Certainty = Literal["sure", "likely", "doubtful", "corrected"]
Tone = Literal["value", "right", "wrong", "words", "doubtful"]


@dataclass(frozen=True, slots=True, eq=False)
class SymbolMark:
    """A symbol as it is marked: ``strokes`` are the very objects it was read from.

    Pieces of a picture stand for strokes there.
    """

    symbol: "ReadSymbol"
    certainty: Certainty
    strokes: "tuple[Stroke | Piece, ...]"
    is_label_below: bool = False
    """Where the place above is taken: under a fraction bar or a root."""

    @property
    def box(self) -> Box:
        """Around its ink."""
        return self.symbol.box

    @property
    def label(self) -> str:
        """The symbol in small type, with a sign of how sure it is beside the colour."""
        name = symbol_label(self.symbol.text)
        return {"doubtful": f"{name}?", "corrected": f"✎{name}"}.get(self.certainty, name)


@dataclass(frozen=True, slots=True)
class ResultMark:
    """A result: ``text`` from ``x`` to the right, its middle at ``y``, digits ``height`` high.

    ``copied``: what a tap on it copies; "" for nothing.
    """

    x: float
    y: float
    height: float
    text: str
    tone: Tone
    copied: str = ""

    @property
    def box(self) -> Box:
        """About where it stands, with the gap before it: how wide its type is the window knows."""
        half, width = self.height / 2, RESULT_SIGN_WIDTH * self.height * len(self.text)
        return Box(self.x - half, self.y - half, self.x + width, self.y + half)


@dataclass(frozen=True, slots=True)
class Marks:
    """All there is to show of a reading, in reading order."""

    symbols: tuple[SymbolMark, ...] = ()
    results: tuple[ResultMark, ...] = ()
    stray_marks: tuple[Box, ...] = ()
    """Around specks that were left out."""


def symbol_label(text: str) -> str:
    """Return how the symbol ``text`` is called in small type."""
    return tr(SYMBOL_LABELS[text]) if text in SYMBOL_LABELS else text


def marks_of(
    reading: "Reading",
    ink: "Sequence[Stroke | Piece]",
    corrected: Callable[[Sequence[object]], str],
    *,
    is_judged: bool = True,
) -> Marks:
    """Return what to mark of ``reading``, which was made of ``ink``; nothing for a single digit.

    ``ink``: the strokes, and after them the pieces of the picture they are on.
    ``corrected``: what strokes were corrected to, "" if they were not. ``is_judged``: whether results
    are among the marks.
    """
    symbols: list[SymbolMark] = []
    results: list[ResultMark] = []
    for line in reading.lines:
        doubted = doubted_symbols(line)
        covered = _covered(line)
        for symbol in line.symbols:
            strokes = tuple(ink[index] for index in symbol.strokes if index < len(ink))
            certainty: Certainty = "sure" if symbol.confidence >= SURE_CONFIDENCE else "likely"
            if corrected(strokes):
                certainty = "corrected"
            elif symbol in doubted:
                certainty = "doubtful"
            symbols.append(SymbolMark(symbol, certainty, strokes, symbol in covered))
        result = result_of_line(line) if is_judged else None
        if result is not None:
            results.append(result)
    strays = tuple(ink[index].box for index in reading.stray_marks if index < len(ink))
    return Marks(tuple(symbols), tuple(results), strays)


def still_true(marks: Marks, ink: Ink) -> Marks:
    """Return ``marks`` without those of strokes that are gone, and without results that are written on.

    The very ``marks`` where all of them are true. The last stroke of ``ink`` is the newest.
    """
    there = set(map(id, ink))
    symbols = tuple(
        mark
        for mark in marks.symbols
        if all(id(part) in there or not isinstance(part, Stroke) for part in mark.strokes)
    )
    newest = ink.strokes[-1].box if ink else None
    results = tuple(
        result for result in marks.results if newest is None or max(result.box.gaps_to(newest)) > 0
    )
    if (len(symbols), len(results)) == (len(marks.symbols), len(marks.results)):
        return marks
    return replace(marks, symbols=symbols, results=results)


def symbol_at(marks: Marks, x: float, y: float, margin: float) -> int | None:
    """Return the number of the smallest symbol whose box, ``margin`` wider, holds (x, y)."""
    boxes = [(mark.box, number) for number, mark in enumerate(marks.symbols)]
    found = [(box.size, number) for box, number in boxes if box.is_near(x, y, margin)]
    return min(found)[1] if found else None


def doubted_symbols(line: "Line") -> "list[ReadSymbol]":
    """Return the symbols to mark as doubtful: of a doubtful line at least the least sure one."""
    found = marked(
        [(s.confidence, s.doubtful) for s in line.symbols], is_line_doubtful=line.doubtful
    )
    return [line.symbols[place] for place in found]


def _covered(line: "Line") -> "list[ReadSymbol]":
    """Return the symbols directly under a fraction bar, or within a root."""
    lids = [symbol.box for symbol in line.symbols if symbol.text in COVERING_SIGNS]
    return [
        symbol
        for symbol in line.symbols
        if any(
            lid is not symbol.box
            and lid.gaps_to(symbol.box)[0] < 0
            and 0 <= symbol.box.top - lid.top < symbol.box.height
            for lid in lids
        )
    ]


def result_of_line(line: "Line") -> ResultMark | None:
    """Return what stands behind ``line``; None where nothing was asked or it is half written."""
    relations = [symbol for symbol in line.symbols if symbol.text in COMPARISON_SIGNS]
    if not relations:
        return None
    answer = line.answer
    ends_open = line.symbols[-1] is relations[-1]
    tone: Tone
    if line.doubtful:
        text, tone = "?", "doubtful"
    elif answer.is_asked and answer.shown:
        tones: dict[bool | None, Tone] = {True: "right", False: "wrong", None: "value"}
        text, tone = verdict_of(answer), tones[answer.verdict]
    elif answer.kind == "impossible" and ends_open:
        text, tone = tr_reader(answer.words), "words"
    else:
        return None
    height = _height(line)
    box = relations[-1].box
    right = max(symbol.box.right for symbol in line.symbols)
    x, y = right + 0.45 * height, (box.top + box.bottom) / 2
    return ResultMark(x, y, height, text, tone, result_of(line))


def next_height(reading: "Reading | None", newest: int) -> float:
    """Return how high the next symbol is likely to be; 0 where none is to come.

    ``newest``: the index of the last stroke. None comes in a line that has its result or verdict.
    """
    lines = reading.lines if reading is not None else ()
    for line in lines:
        if any(newest in symbol.strokes for symbol in line.symbols):
            result = result_of_line(line)
            is_finished = result is not None and result.tone in {"value", "right", "wrong"}
            return 0.0 if is_finished else _height(line)
    return 0.0


def _height(line: "Line") -> float:
    """Return how high digits are written in ``line``."""
    heights = sorted(s.box.height for s in line.symbols if s.text.isdigit())
    return heights[len(heights) // 2] if heights else 40.0
