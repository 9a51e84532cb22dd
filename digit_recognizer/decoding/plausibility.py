"""Plausibility: whether a whole row is something people write.

Purpose: what no single step of the search can see. A bracket around a bare number, a lone product
dot, a row that means nothing are seldom written on purpose, and often misread.
Contract: log-scores up to a constant, 0 for usual arithmetic, more for a number. They are judged, not
counted: there is no collection of what people calculate that may be learnt from. Nothing is ruled out.
Not here: what follows what (``grammar``), and how the ink looks.
"""

from collections import Counter
from collections.abc import Sequence

from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.expression import Answer, Item, Over, Radical, Raised, Row, Sign
from digit_recognizer.symbol_table import DIGIT_SIGNS, of_kind

_PLAUSIBILITY = PARAMETERS.plausibility
_POINTS = of_kind("point", "comma")
_NUMERAL = DIGIT_SIGNS | _POINTS
_OPENING, _CLOSING = of_kind("open"), of_kind("close")
_COMPOUND = "compound"
_ODD_IN_EXPONENT = _POINTS | of_kind("relation")
_CALCULATING = of_kind("minus", "operator", "relation") - {"·"} | {_COMPOUND}


def plausibility(row: Row, answer: Answer) -> float:
    """Return the score of ``row``, which comes to ``answer``; whether it adds up is left out."""
    if _is_number(row):
        return _PLAUSIBILITY.number_digit * sum(text in DIGIT_SIGNS for text in _texts(row))
    counts: Counter[str] = Counter()
    score = _of_row(row, counts, is_inside=False)
    if answer.kind in ("unfinished", "impossible"):
        score += _PLAUSIBILITY.meaningless
    if counts["·"] and not any(counts[text] for text in _CALCULATING):
        score += _PLAUSIBILITY.lone_dot
    if counts["."] and counts[","]:
        score += _PLAUSIBILITY.two_points
    if counts["·"] and counts["×"]:
        score += _PLAUSIBILITY.two_products
    return score


def _is_number(row: Row) -> bool:
    """Whether ``row`` is one number and nothing else: digits, with a point between them or without."""
    texts = _texts(row)
    points = sum(text in _POINTS for text in texts)
    is_closed = bool(texts) and texts[0] in DIGIT_SIGNS and texts[-1] in DIGIT_SIGNS
    return is_closed and points <= 1 and _NUMERAL.issuperset(texts)


def _begins_number(texts: Sequence[str], place: int) -> bool:
    """Whether what stands at ``place`` begins a whole number of several digits."""
    is_first = not place or texts[place - 1] not in _NUMERAL
    return is_first and place + 1 < len(texts) and texts[place + 1] in DIGIT_SIGNS


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
                score += _PLAUSIBILITY.zero_in_front
            if text == "," and is_bare:
                is_bare[-1] = False  # a list
            elif text in _POINTS:
                counts[text] += 1
            continue
        if text in _OPENING:
            if place and texts[place - 1] == "1" and not _is_in_number(texts, place - 2):
                score += _PLAUSIBILITY.times_one
            is_bare.append(True)
            continue
        if text in _CLOSING:
            after = row.items[place + 1 : place + 2]
            if is_bare and is_bare.pop() and not (after and isinstance(after[0], Raised)):
                score += _PLAUSIBILITY.bare_bracket
            if texts[place + 1 : place + 2] == ["1"] and not _is_in_number(texts, place + 2):
                score += _PLAUSIBILITY.times_one
        else:
            counts[text] += 1
            score += _of_compound(item, counts)
        if is_bare:
            is_bare[-1] = False
    return score + _PLAUSIBILITY.left_open * len(is_bare) * is_inside


def _of_compound(item: Item, counts: Counter[str]) -> float:
    if isinstance(item, Over):
        return _of_row(item.numerator, counts) + _of_row(item.denominator, counts)
    if isinstance(item, Radical):
        return _of_row(item.radicand, counts)
    if isinstance(item, Sign):
        return 0.0
    exponent = item.exponent
    signs = {sign.text for sign in exponent.items if isinstance(sign, Sign)}
    score = _PLAUSIBILITY.long_exponent * max(0, len(exponent.items) - _PLAUSIBILITY.exponent_items)
    return (
        score
        + _PLAUSIBILITY.odd_exponent * len(signs & _ODD_IN_EXPONENT)
        + _of_row(exponent, counts)
    )
