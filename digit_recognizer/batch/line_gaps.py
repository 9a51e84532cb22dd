"""Wide gaps in a line of a worksheet: sums side by side, and what may be judged.

Purpose: where one line holds several sums, and whether its equation is right or wrong.
Contract: a line is parted only between whole equations, so an answer far from its sum stays with it. A
verdict needs certainty: a doubtful line has none, and neither has one whose digits are too far apart to
be one number, such as the number of an exercise before its sum.
Not here: reading the parts (``read_lines``), what an equation comes to (``expression``).
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Literal

from digit_recognizer import doubt
from digit_recognizer.batch.parameters import SHEET_PARAMETERS
from digit_recognizer.reading import Line, ReadSymbol
from digit_recognizer.symbol_table import DIGIT_SIGNS, of_kind
from digit_recognizer.verdicts import change_to_right

Verdict = Literal["", "right", "wrong"]

_RELATIONS = of_kind("relation")
_IN_NUMBERS = of_kind("digit", "point", "comma")
_BETWEEN_OPERANDS = of_kind("relation", "operator", "minus") - {"/"}  # which is often a 1


def verdict_of(line: Line) -> Verdict:
    """Return whether the equation that ``line`` is holds; "" where it is none, or not certain.

    Misread sums hardly ever add up, so being wrong needs more certainty (``doubt.wrong_sum``).
    """
    answer = line.answer
    if line.doubtful or answer.kind != "check" or _has_torn_number(line.symbols):
        return ""
    if answer.verdict:
        return "right"
    change = change_to_right(line, any_operator=True)
    if doubt.wrong_sum(line.hypotheses[0].confidence, change.confidence) is not None:
        return ""
    return "wrong"


def sums_of(line: Line) -> list[tuple[ReadSymbol, ...]]:
    """Return the symbols of each of the sums that stand side by side in ``line``; at least one.

    A sum begins behind a gap if it has a relation sign, does not begin with a sign between operands, and
    what is before it has a relation sign too.
    """
    pieces = _pieces(line.symbols, SHEET_PARAMETERS.column_gap)
    sums = pieces[:1]
    for piece in pieces[1:]:
        is_sum = _is_equation(piece) and piece[0].text not in _BETWEEN_OPERANDS
        if is_sum and _is_equation(sums[-1]):
            sums.append(piece)
        else:
            sums[-1] += piece
    return sums


def _is_equation(symbols: Sequence[ReadSymbol]) -> bool:
    return any(symbol.text in _RELATIONS for symbol in symbols)


def _has_torn_number(symbols: Sequence[ReadSymbol]) -> bool:
    pieces = _pieces(symbols, SHEET_PARAMETERS.number_gap)
    return any(
        before[-1].text in _IN_NUMBERS and after[0].text in _IN_NUMBERS
        for before, after in pairwise(pieces)
    )


def _pieces(symbols: Sequence[ReadSymbol], heights: float) -> list[tuple[ReadSymbol, ...]]:
    """Return ``symbols`` parted at the gaps from top to bottom that are wider than so many heights."""
    digits = [s.box.height for s in symbols if s.text in DIGIT_SIGNS]
    widest = heights * median(digits) if digits else float("inf")
    pieces: list[tuple[ReadSymbol, ...]] = []
    start = 0
    for place in range(1, len(symbols) + 1):
        rest = symbols[place:]
        if rest:
            right = max(symbol.box.right for symbol in symbols[:place])
            if min(symbol.box.left for symbol in rest) - right <= widest:
                continue
        pieces.append(tuple(symbols[start:place]))
        start = place
    return pieces
