"""The whole row's say: whether what is read is something people write.

Purpose: what no single step of the search can see. A bracket around a bare number, a lone product
dot, a row that means nothing are seldom written on purpose, and often misread.
Contract: log-scores up to a constant, 0 for usual arithmetic. They are judged, not counted: there is no
collection of what people calculate that may be learnt from. Nothing is ruled out.
Not here: what follows what (``grammar``), and how the ink looks.
"""

from collections import Counter

from digit_recognizer.expression import Answer, Item, Over, Radical, Raised, Row, Sign

MEANINGLESS = -1.0  # half written, or impossible
ADDS_UP = 3.0  # what is compared is so
BARE = -1.5  # brackets around a number alone, unless it is raised: (-2) and (2)^3 are usual
LONG_EXPONENT = -0.5  # each item beyond the third
ODD_EXPONENT = -2.0  # with a decimal point or a relation
# A product dot where nothing else is calculated: it is a decimal point that stands high.
LONE_DOT = -3.0
TWO_POINTS = -1.5  # 1.5 and 2,5 in one row
TWO_PRODUCTS = -1.0  # · and × in one row

_NUMERAL = frozenset("0123456789.,")
_COMPOUND = "compound"


def adds_up(answer: Answer) -> bool:
    """Return whether ``answer`` says that what is compared is so."""
    return answer.verdict is True


def sense(row: Row, answer: Answer) -> float:
    """Return the score of ``row``, which comes to ``answer``; whether it adds up is left out."""
    counts: Counter[str] = Counter()
    score = _of_row(row, counts)
    if answer.kind in ("unfinished", "impossible"):
        score += MEANINGLESS
    if counts["·"] and not any(counts[text] for text in (*"+-×÷/±=<>", _COMPOUND)):
        score += LONE_DOT
    if counts["."] and counts[","]:
        score += TWO_POINTS
    if counts["·"] and counts["×"]:
        score += TWO_PRODUCTS
    return score


def _of_row(row: Row, counts: Counter[str]) -> float:
    """Return the score of the brackets and exponents in ``row``; its signs are counted."""
    score = 0.0
    is_bare: list[bool] = []  # of the brackets that are open: nothing but a number in them yet
    for place, item in enumerate(row.items):
        text = item.text if isinstance(item, Sign) else _COMPOUND
        if text in _NUMERAL:
            if text == "," and is_bare:
                is_bare[-1] = False  # a list
            elif text in ".,":
                counts[text] += 1
            continue
        if text in "([":
            is_bare.append(True)
            continue
        if text in ")]":
            after = row.items[place + 1 : place + 2]
            if is_bare and is_bare.pop() and not (after and isinstance(after[0], Raised)):
                score += BARE
        else:
            counts[text] += 1
            score += _of_compound(item, counts)
        if is_bare:
            is_bare[-1] = False
    return score


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
    return score + ODD_EXPONENT * len(signs & set(".,=<>")) + _of_row(exponent, counts)
