"""From the decoder's page to lines for people: symbols with confidences, doubt, the value.

Purpose: say of each line what was read, how sure that is, what each symbol may be instead, and what the
expression comes to.
Contract: a line that is doubtful, or struck out, has no value.
Not here: finding the reading (``decoding``), why a line is doubtful (``doubt``).
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter

from digit_recognizer import doubt
from digit_recognizer.decoding import LineReading, PageReading, Symbol
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.symbol_scores import symbol_probability
from digit_recognizer.expression import Answer, calculate, text_of
from digit_recognizer.ink.model import Box, around
from digit_recognizer.reading import Hypothesis, Line, OtherReading, ReadSymbol

UNCLEAR_ANSWER = Answer("none", words="some of it is not clear enough to calculate")
STRUCK_ANSWER = Answer("none", words="some of it is struck out")


def line_of(page: PageReading, line: LineReading, *, is_picture: bool = False) -> Line:
    """Return ``line`` of ``page`` as people get it; ``is_picture``: some of it is in a picture."""
    best = line.readings[0]
    naming = _Naming(page, line, doubt.least_confidence(is_picture=is_picture))
    symbols = tuple(map(naming.symbol, best.symbols))
    hypotheses = tuple(
        Hypothesis(text_of(reading.row), share * line.trust)
        for reading, share in zip(line.readings, line.shares, strict=True)
    )
    value = calculate(best.row)
    # A photo is not watched while it is written: there a symbol must be clear by itself.
    holds = value.verdict is True and not is_picture
    reason = doubt.line(
        hypotheses[0].confidence, [s.doubtful for s in symbols], by_sum=line.by_sum, holds=holds,
        is_picture=is_picture,
    )  # fmt: skip
    if reason is None and not holds:
        edges = frozenset(each.text for each in (*symbols[:1], *symbols[-1:]))
        reason = doubt.placement(_point_gap(symbols, page.height), _inside(symbols), edges)
    if reason is None and holds:
        symbols = tuple(replace(symbol, doubtful=False) for symbol in symbols)
    if reason is None and is_picture:
        others = ((s.text, o.text, o.confidence) for s in symbols for o in s.alternatives)
        reason = doubt.picture_line(hypotheses[0].text, hypotheses[0].confidence, others)
    boxes = [symbol.box for symbol in symbols]
    box = around(boxes or [page.scores[1 << member].candidate.box for member in line.members])
    answer = value if reason is None else UNCLEAR_ANSWER
    other_readings = tuple(
        OtherReading(
            told.text, told.confidence, reading.row, tuple(map(naming.symbol, reading.symbols))
        )
        for told, reading in zip(hypotheses[1:], line.readings[1:], strict=True)
    )
    return Line(
        hypotheses, best.row, answer, symbols, reason is not None, box, others=other_readings,
        exercise=best.exercise,
    )  # fmt: skip


def _point_gap(symbols: Sequence[ReadSymbol], height: float) -> float:
    """Return the widest gap behind a point, in heights of a digit; 0.0 without any."""
    points = ((one, after) for one, after in pairwise(symbols) if one.text == ".")
    return max((after.box.left - one.box.right for one, after in points), default=0.0) / height


def _inside(symbols: Sequence[ReadSymbol]) -> float:
    """Return the largest share, of width and of height, of a 1 or 5 that is in a 5 or 1 beside it."""
    return max(
        (
            min(_shared(one.box[0::2], other.box[0::2]), _shared(one.box[1::2], other.box[1::2]))
            for one, other in pairwise(symbols)
            if {one.text, other.text} == doubt.DOLLAR_LIKE
        ),
        default=0.0,
    )


def _shared(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the share of the shorter one of two intervals that is in the other one."""
    shorter = max(min(one[1] - one[0], other[1] - other[0]), 1e-6)
    return (min(one[1], other[1]) - max(one[0], other[0])) / shorter


def annotated(
    line: Line, kept: Sequence[int], struck: Iterable[Box], retraced: Mapping[int, int]
) -> Line:
    """Return ``line``, read of the primitives at the indices ``kept``, with those indices.

    ``retraced``: strokes that belong to the symbols of others, that they go over again.
    A symbol with its middle in one of the boxes ``struck`` is doubtful, and the line not calculated.
    """
    exercise = _with_retraced([kept[index] for index in line.exercise], retraced)
    line = replace(line, exercise=exercise).with_symbols(
        lambda symbol: replace(
            symbol,
            strokes=_with_retraced([kept[index] for index in symbol.strokes], retraced),
            doubtful=symbol.doubtful or _is_struck(symbol, struck),
        )
    )
    if not any(_is_struck(symbol, struck) for symbol in line.symbols):
        return line
    return replace(line, doubtful=True, answer=STRUCK_ANSWER, struck_out=True)


def _with_retraced(strokes: Sequence[int], retraced: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(sorted([*strokes, *(top for top, base in retraced.items() if base in strokes)]))


def _is_struck(symbol: ReadSymbol, struck: Iterable[Box]) -> bool:
    box = symbol.box
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return any(each.is_near(x, y, 0.0) for each in struck)


class _Naming:
    """Names the symbols of ``line``: a candidate that is the same in several readings once.

    ``enough``: how sure a reading is at least that is not doubted.
    """

    def __init__(self, page: PageReading, line: LineReading, enough: float) -> None:
        self._page = page
        self._shares: dict[tuple[int, str], float] = defaultdict(float)
        least = line.confidence if line.confidence >= enough else 0.0
        self._least = dict.fromkeys(map(_key, line.readings[0].symbols), least)
        self._named: dict[tuple[int, str], ReadSymbol] = {}
        for reading, share in zip(line.readings, line.shares, strict=True):
            for key in {_key(symbol) for symbol in reading.symbols}:
                self._shares[key] += share

    def symbol(self, symbol: Symbol) -> ReadSymbol:
        """Return a symbol with its confidence.

        That is the share of the readings that hold it, times the chance that this ink is a symbol at
        all: where nothing but nonsense can be read, all readings agree on it. A symbol of a reading
        that is sure enough is at least as sure as that.
        """
        key = _key(symbol)
        if key not in self._named:
            self._named[key] = self._symbol(symbol)
        return self._named[key]

    def _symbol(self, symbol: Symbol) -> ReadSymbol:
        candidate, text = symbol.candidate, symbol.text
        alone = self._shares[_key(symbol)] * symbol_probability([symbol], self._page.scores)
        confidence = max(alone, self._least.get(_key(symbol), 0.0))
        scores = self._page.scores[candidate.mask].symbols
        count = PARAMETERS.rescoring.alternatives
        others = ((other, value) for other, value in scores.items() if other != text)
        likely = tuple(
            Hypothesis(other, math.exp(value))
            for other, value in heapq.nlargest(count, others, key=itemgetter(1))
            if math.exp(value) > doubt.MIN_ALTERNATIVE
        )
        doubtful = doubt.symbol(confidence) is not None
        return ReadSymbol(text, confidence, candidate.box, candidate.members, likely, doubtful)


def _key(symbol: Symbol) -> tuple[int, str]:
    return symbol.candidate.mask, symbol.text
