"""The whole row's say: whether what is read is something people write.

Purpose: what no single step of the search can see. A bracket around a bare number, a lone product
dot, a row that means nothing are seldom written on purpose, and often misread.
Contract: log-scores up to a constant, 0 for usual arithmetic, more for a number. They are judged, not
counted: there is no collection of what people calculate that may be learnt from. Nothing is ruled out.
Not here: what follows what (``grammar``), and how the ink looks.
"""

from collections import Counter
from collections.abc import Sequence

from digit_recognizer.expression import Answer, Item, Over, Radical, Raised, Row, Sign
from digit_recognizer.symbol_table import of_kind

MEANINGLESS = -1.0  # half written, or impossible
ADDS_UP = 3.0  # what is compared is so
DOES_NOT = -1.0  # what is compared is not so: it is misread oftener than miscalculated
NUMBER = 0.5  # each digit of a row that is one number: most of what is written is no sum
ZERO_IN_FRONT = -1.0  # of a whole number in a sum; numbers by themselves may have it
BARE = -1.5  # brackets around a number alone, unless it is raised: (-2) and (2)^3 are usual
TIMES_ONE = -3.0  # a 1 alone before or after brackets: a straight bracket
LEFT_OPEN = -1.5  # each bracket that is open where an exponent, or a part of a fraction, ends
LONG_EXPONENT = -1.0  # each item beyond the third
ODD_EXPONENT = -2.0  # with a decimal point or a relation
# A product dot where nothing else is calculated: it is a decimal point that stands high.
LONE_DOT = -3.0
TWO_POINTS = -1.5  # 1.5 and 2,5 in one row
TWO_PRODUCTS = -1.0  # · and × in one row

_DIGITS = of_kind("digit")
_POINTS = of_kind("point", "comma")
_NUMERAL = _DIGITS | _POINTS
_OPENING, _CLOSING = of_kind("open"), of_kind("close")
_COMPOUND = "compound"
_ODD_IN_EXPONENT = _POINTS | of_kind("relation")
_CALCULATING = of_kind("minus", "operator", "relation") - {"·"} | {_COMPOUND}


def truth(answer: Answer) -> float:
    """Return the score of what ``answer`` says of a comparison: 0 where nothing is compared."""
    if answer.verdict is None:
        return 0.0
    return ADDS_UP if answer.verdict else DOES_NOT


def sense(row: Row, answer: Answer) -> float:
    """Return the score of ``row``, which comes to ``answer``; whether it adds up is left out."""
    if _is_number(row):
        return NUMBER * sum(text in _DIGITS for text in _texts(row))
    counts: Counter[str] = Counter()
    score = _of_row(row, counts, is_inside=False)
    if answer.kind in ("unfinished", "impossible"):
        score += MEANINGLESS
    if counts["·"] and not any(counts[text] for text in _CALCULATING):
        score += LONE_DOT
    if counts["."] and counts[","]:
        score += TWO_POINTS
    if counts["·"] and counts["×"]:
        score += TWO_PRODUCTS
    return score


def _is_number(row: Row) -> bool:
    """Whether ``row`` is one number and nothing else: digits, with a point between them or without."""
    texts = _texts(row)
    points = sum(text in _POINTS for text in texts)
    is_closed = bool(texts) and texts[0] in _DIGITS and texts[-1] in _DIGITS
    return is_closed and points <= 1 and _NUMERAL.issuperset(texts)


def _begins_number(texts: Sequence[str], place: int) -> bool:
    """Whether what stands at ``place`` begins a whole number of several digits."""
    is_first = not place or texts[place - 1] not in _NUMERAL
    return is_first and place + 1 < len(texts) and texts[place + 1] in _DIGITS


def _is_in_number(texts: Sequence[str], place: int) -> bool:
    """Whether a sign of a number stands at ``place``, which may be beyond an end of the row."""
    return 0 <= place < len(texts) and texts[place] in _NUMERAL


def _texts(row: Row) -> list[str]:
    return [item.text if isinstance(item, Sign) else _COMPOUND for item in row.items]


def _of_row(row: Row, counts: Counter[str], *, is_inside: bool = True) -> float:
    """Return the score of the brackets and exponents in ``row``; its signs are counted.

    ``is_inside``: whether it is part of a larger row, so that what is open in it stays open.
    """
    score = 0.0
    is_bare: list[bool] = []  # of the brackets that are open: nothing but a number in them yet
    texts = _texts(row)
    for place, (item, text) in enumerate(zip(row.items, texts, strict=True)):
        if text in _NUMERAL:
            if text == "0" and _begins_number(texts, place):
                score += ZERO_IN_FRONT
            if text == "," and is_bare:
                is_bare[-1] = False  # a list
            elif text in _POINTS:
                counts[text] += 1
            continue
        if text in _OPENING:
            if place and texts[place - 1] == "1" and not _is_in_number(texts, place - 2):
                score += TIMES_ONE
            is_bare.append(True)
            continue
        if text in _CLOSING:
            after = row.items[place + 1 : place + 2]
            if is_bare and is_bare.pop() and not (after and isinstance(after[0], Raised)):
                score += BARE
            if texts[place + 1 : place + 2] == ["1"] and not _is_in_number(texts, place + 2):
                score += TIMES_ONE
        else:
            counts[text] += 1
            score += _of_compound(item, counts)
        if is_bare:
            is_bare[-1] = False
    return score + LEFT_OPEN * len(is_bare) * is_inside


def _of_compound(item: Item, counts: Counter[str]) -> float:
    if isinstance(item, Over):
        return _of_row(item.numerator, counts) + _of_row(item.denominator, counts)
    if isinstance(item, Radical):
        return _of_row(item.radicand, counts)
    if isinstance(item, Sign):
        return 0.0
    exponent = item.exponent
    signs = {sign.text for sign in exponent.items if isinstance(sign, Sign)}
    score = LONG_EXPONENT * max(0, len(exponent.items) - 3)
    return score + ODD_EXPONENT * len(signs & _ODD_IN_EXPONENT) + _of_row(exponent, counts)
