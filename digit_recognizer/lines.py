"""From the decoder's page to lines for people: symbols with confidences, doubt, the value.

Purpose: say of each line what was read, how sure that is, what each symbol may be instead, and what the
expression comes to.
Contract: a line that is doubtful is not calculated. One that is read so only because it adds up so is
doubtful: nobody is told that a sum is right on the strength of its being right. A number in a picture is
doubted sooner than one of ink: nobody watched it being written, and many are read at once.
Not here: finding the reading (``decoding``).
"""

import math
import re

from digit_recognizer.alphabet import FRACTION_BAR
from digit_recognizer.decoding import LineReading, PageReading, Symbol
from digit_recognizer.expression import Answer, calculate, text_of
from digit_recognizer.ink.model import around
from digit_recognizer.reading import Hypothesis, Line, ReadSymbol

# Of training writers held out, composed sums that are read rightly are doubted in 17 %, others in 67 %;
# numbers in 2 and 39 %.
DOUBTED_SYMBOL = 0.5  # a symbol of less confidence is doubtful
DOUBTED_LINE = 0.65  # and so is a line whose likeliest reading has a smaller share
# On numbers of training writers held out, composed and put on paper, 99.2 % of the others are right.
DOUBTED_NUMBER = 0.88  # so is a number in a picture whose likeliest reading has less confidence,
LOOK_ALIKE = 0.005  # and one with a 1 or 7 of which half a per cent says that it is the other one
NUMBER = re.compile(r"[+-]?[0-9.,]+%?")
ONE_OR_SEVEN = frozenset("17")  # the 1 of half of the world, with its upstroke, is the others' 7
UNCLEAR = Answer("none", words="some of it is not clear enough to calculate")
ALTERNATIVES = 5
LEAST = 1e-4  # of an alternative worth offering


def line_of(page: PageReading, line: LineReading, *, is_picture: bool = False) -> Line:
    """Return ``line`` of ``page`` as people get it; ``is_picture``: of which some is a picture."""
    best = line.readings[0]
    symbols = tuple(_symbol(symbol, page, line) for symbol in best.symbols)
    # Readings share what is a symbol at all between them; where the ink is none, all of them are wrong.
    sense = min((_sense(symbol, page) for symbol in best.symbols), default=1.0)
    hypotheses = tuple(
        Hypothesis(text_of(reading.row), share * sense)
        for reading, share in zip(line.readings, line.shares, strict=True)
    )
    unsure = line.shares[0] < DOUBTED_LINE or line.by_sum
    if is_picture and NUMBER.fullmatch(hypotheses[0].text):
        unsure |= hypotheses[0].confidence < DOUBTED_NUMBER or any(map(_may_be_other, symbols))
    doubtful = unsure or not symbols or any(s.doubtful for s in symbols)
    ink = [symbol.box for symbol in symbols] or [
        page.looks[1 << part].group.box for part in line.parts
    ]
    box = around(ink)
    answer = UNCLEAR if doubtful else calculate(best.row)
    return Line(hypotheses, best.row, answer, symbols, doubtful, box)


def _symbol(symbol: Symbol, page: PageReading, line: LineReading) -> ReadSymbol:
    """Return a symbol with its confidence.

    That is the share of the readings that hold it, times the chance that this ink is a symbol at all:
    where nothing but nonsense can be read, all readings agree on it.
    """
    mask, text = symbol.group.mask, symbol.text
    share = sum(
        share
        for reading, share in zip(line.readings, line.shares, strict=True)
        if any(s.group.mask == mask and s.text == text for s in reading.symbols)
    )
    look = page.looks[mask].symbols
    confidence = share * _sense(symbol, page)
    others = sorted(
        (Hypothesis(other, math.exp(value)) for other, value in look.items() if other != text),
        key=lambda hypothesis: -hypothesis.confidence,
    )
    likely = tuple(other for other in others[:ALTERNATIVES] if other.confidence > LEAST)
    return ReadSymbol(
        text, confidence, symbol.group.box, symbol.group.parts, likely, confidence < DOUBTED_SYMBOL
    )


def _may_be_other(symbol: ReadSymbol) -> bool:
    """Whether ``symbol`` is a 1 that may be a 7, or the other way round."""
    return symbol.text in ONE_OR_SEVEN and any(
        other.text in ONE_OR_SEVEN and other.confidence > LOOK_ALIKE
        for other in symbol.alternatives
    )


def _sense(symbol: Symbol, page: PageReading) -> float:
    """Return the probability that this ink is a symbol at all; 1 for a fraction bar."""
    look = page.looks[symbol.group.mask].symbols
    if symbol.text == FRACTION_BAR or not look:
        return 1.0
    return min(1.0, sum(map(math.exp, look.values())))
