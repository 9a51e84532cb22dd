"""Expressions in one line as people write them in plain text: ``2¹⁰``, ``√2``, ``1⁄2 + 3``.

Purpose: captions and lists, where nothing can be typeset.
Contract: for eyes alone: :func:`row_from_text` need not understand it. What has no short form keeps
brackets: ``2^(1⁄2)``, ``√(2+3)``, ``(1+2)/(3)``.
Not here: the usual form, which can be read again (``text``).
"""

from digit_recognizer.expression.notation import MAX_DEPTH, Item, Over, Radical, Raised, Row, Sign
from digit_recognizer.expression.text import row_from_text

_SUPERSCRIPTS = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_CAN_BE_RAISED = frozenset("0123456789+-=()")
_THIN_SPACE = "\u2009"


def readable(text: str) -> str:
    """Return ``text``, an expression in its usual form or any other text, as people read it best.

    >>> readable("2^{10}"), readable("7(1)/(2)"), readable("√{2+3}")
    ('2¹⁰', '7\\u20091⁄2', '√(2+3)')
    """
    return "\n".join(_row(row_from_text(line), 0) for line in text.split("\n"))


def _row(row: Row, depth: int) -> str:
    if depth > MAX_DEPTH:
        return "…"
    said = ""
    for item in row.items:
        part = _item(item, depth + 1)
        if isinstance(item, Over) and said[-1:].isdigit():
            part = _THIN_SPACE + part  # seven and a half is not 71 halves
        said += part
    return said


def _item(item: Item, depth: int) -> str:
    match item:
        case Sign(text):
            return text
        case Raised(exponent):
            said = _row(exponent, depth)
            if said and _CAN_BE_RAISED.issuperset(said):
                return said.translate(_SUPERSCRIPTS)
            return f"^({said})"
        case Radical(radicand):
            said = _row(radicand, depth)
            return f"√{said}" if _is_number(said) else f"√({said})"
        case Over(above, below):
            over, under = _row(above, depth), _row(below, depth)
            short = over.isdigit() and under.isdigit()
            return f"{over}⁄{under}" if short else f"({over})/({under})"


def _is_number(said: str) -> bool:
    return said.replace(".", "", 1).isdigit()
