"""Expressions as LaTeX, as MathML, and in one line as people write them in plain text: ``2¹⁰``.

Purpose: what "copy as LaTeX" and "copy as MathML" put on the clipboard; captions and lists, where
nothing can be typeset.
Contract: any row gives a formula that LaTeX sets in mathematics mode, with no packages but amsmath's
``\\text`` for letters that are no sign of arithmetic, and well-formed presentation MathML. Rows nested
deeper than :data:`~.notation.MAX_DEPTH` become an ellipsis. :func:`readable` is for eyes alone:
:func:`~.text.row_from_text` need not understand it. What has no short form keeps brackets there:
``2^(1⁄2)``, ``√(2+3)``, ``(1+2)/(3)``.
Not here: the usual form of the line of text, which can be read again (``text.py``).
"""

from html import escape

from digit_recognizer.expression.notation import (
    MAX_DEPTH,
    TYPED_RELATIONS,
    Item,
    Over,
    Radical,
    Raised,
    Row,
    Sign,
)
from digit_recognizer.expression.text import row_from_text
from digit_recognizer.symbol_table import DIGIT_SIGNS, SYMBOLS, of_kind

_LATEX = {
    "^": r"\hat{\,}",
    **{sign: f"\\{sign}" for sign in "{} #$&_"},
    "\\": r"\backslash ",
    "~": r"\sim ",
    **{row.text: row.latex + " " * row.latex[1:].isalpha() for row in SYMBOLS if row.latex},
    "√": r"\sqrt{\,}",
    "≤": r"\leq ",
    "≥": r"\geq ",
    "≠": r"\neq ",
}
_BRACKET_OPENING = {row.text: row.closes for row in SYMBOLS if row.closes}
_MATHML_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_SUPERSCRIPTS = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_CAN_BE_RAISED = frozenset("0123456789+-=()")
_APART = frozenset(["+", "-", "±", *of_kind("relation"), *TYPED_RELATIONS])
"""Signs that stand apart in a line with fractions, and part what is calculated before them."""
_THIN_SPACE = "\u2009"


def latex_of(row: Row) -> str:
    """Return ``row`` as LaTeX, without dollar signs: ``\\frac{1}{2}``, ``2^{3}``."""
    return _latex(row, 0).strip()


def _latex(row: Row, depth: int) -> str:
    if depth > MAX_DEPTH:
        return r"\ldots "
    parts = []
    for index, item in enumerate(row.items):
        match item:
            case Sign(text):
                parts.append(_latex_sign(row, index, text))
            case Raised(exponent):
                nothing = "{}" if not index or isinstance(row.items[index - 1], Raised) else ""
                parts.append(f"{nothing}^{{{_latex(exponent, depth + 1).strip()}}}")
            case Radical(radicand):
                parts.append(f"\\sqrt{{{_latex(radicand, depth + 1).strip()}}}")
            case Over(above, below):
                above_text = _latex(above, depth + 1).strip()
                bar = f"\\frac{{{above_text}}}{{{_latex(below, depth + 1).strip()}}}"
                is_base = index + 1 < len(row.items) and isinstance(row.items[index + 1], Raised)
                parts.append(f"\\left({bar}\\right)" if is_base else bar)
    return "".join(parts)


def _latex_sign(row: Row, index: int, text: str) -> str:
    if text == "," and _is_digit(row, index - 1) and _is_digit(row, index + 1):
        return "{,}"  # without braces LaTeX sets the space of a list behind it
    if text in _LATEX:
        return _LATEX[text]
    if len(text) == 1 and " " < text < "\x7f":
        return text
    kept = "".join(sign for sign in text if sign.isalnum())
    return f"\\text{{{kept or '?'}}}"


def _is_digit(row: Row, index: int) -> bool:
    if not 0 <= index < len(row.items):
        return False
    item = row.items[index]
    return isinstance(item, Sign) and item.text in DIGIT_SIGNS


def mathml_of(row: Row) -> str:
    """Return ``row`` as a MathML element ``math`` with its namespace."""
    return f'<math xmlns="{_MATHML_NAMESPACE}">{_mathml(row, 0)}</math>'


def _mathml(row: Row, depth: int) -> str:
    """Return ``row`` as one element ``mrow``."""
    if depth > MAX_DEPTH:
        return "<mo>…</mo>"
    parts: list[str] = []
    opened: list[tuple[str, int]] = []  # brackets, and where their elements begin in ``parts``
    bracketed = -1  # where the brackets that have just been closed begin
    for index, item in enumerate(row.items):
        base = bracketed if bracketed >= 0 else len(parts) - 1
        bracketed = -1
        match item:
            case Raised(exponent):
                below = _grouped(parts[base:]) if base >= 0 else "<mrow></mrow>"
                del parts[max(base, 0) :]
                parts.append(f"<msup>{below}{_mathml(exponent, depth + 1)}</msup>")
            case Radical(radicand):
                parts.append(f"<msqrt>{_mathml(radicand, depth + 1)}</msqrt>")
            case Over(above, under):
                above_element = _mathml(above, depth + 1)
                parts.append(f"<mfrac>{above_element}{_mathml(under, depth + 1)}</mfrac>")
            case Sign(text):
                if text in {"(", "["}:
                    opened.append((text, len(parts)))
                elif opened and opened[-1][0] == _BRACKET_OPENING.get(text):
                    bracketed = opened.pop()[1]
                if _continues_number(row, index) and parts:
                    parts[-1] = parts[-1].removesuffix("</mn>") + f"{escape(text)}</mn>"
                else:
                    parts.append(_mathml_sign(text))
    return f"<mrow>{''.join(parts)}</mrow>"


def _grouped(elements: list[str]) -> str:
    return elements[0] if len(elements) == 1 else f"<mrow>{''.join(elements)}</mrow>"


def _mathml_sign(text: str) -> str:
    printable = "".join(sign if sign.isprintable() else "�" for sign in text)
    if text in DIGIT_SIGNS:
        return f"<mn>{text}</mn>"
    if text == "-":
        return "<mo>−</mo>"
    return f"<mi>{printable}</mi>" if text.isalpha() else f"<mo>{escape(printable)}</mo>"


def _continues_number(row: Row, index: int) -> bool:
    """Whether the sign at ``index`` belongs to the number that the sign before it belongs to."""
    if not _is_digit(row, index - 1) and not _is_point(row, index - 1):
        return False
    return _is_digit(row, index) or _is_point(row, index)


def _is_point(row: Row, index: int) -> bool:
    """Whether a point or comma stands at ``index`` between two digits."""
    item: Item | None = row.items[index] if 0 < index < len(row.items) else None
    if item not in {Sign("."), Sign(",")}:
        return False
    return _is_digit(row, index - 1) and _is_digit(row, index + 1)


def readable(text: str) -> str:
    """Return ``text``, an expression in its usual form or any other text, as people read it best.

    >>> readable("2^{10}"), readable("7(1)/(2)"), readable("√{2+3}")
    ('2¹⁰', '7\\u20091⁄2', '√(2+3)')
    """
    return "\n".join(_plain(row_from_text(line), 0) for line in text.split("\n"))


def _plain(row: Row, depth: int) -> str:
    if depth > MAX_DEPTH:
        return "…"
    said = ""
    for item in row.items:
        part = _plain_item(item, depth + 1)
        if isinstance(item, Over) and said[-1:].isdigit():
            part = _THIN_SPACE + part  # seven and a half is not 71 halves
        said += part
    return said


def _plain_item(item: Item, depth: int) -> str:
    match item:
        case Sign(text):
            return text
        case Raised(exponent):
            said = _plain(exponent, depth)
            if said and _CAN_BE_RAISED.issuperset(said):
                return said.translate(_SUPERSCRIPTS)
            return f"^({said})"
        case Radical(radicand):
            said = _plain(radicand, depth)
            return f"√{said}" if said.replace(".", "", 1).isdigit() else f"√({said})"
        case Over(above, below):
            over, under = _plain(above, depth), _plain(below, depth)
            short = over.isdigit() and under.isdigit()
            return f"{over}⁄{under}" if short else f"({over})/({under})"


def typed(row: Row) -> str:
    """Return ``row`` as people type it: ``4/4 + 4/4 = 2``, ``(1+2)/3``, ``2^10``, ``√2``.

    Signs between sums stand apart where there is a fraction. :func:`~.text.row_from_text` reads it
    again, with the same value. Rows nested deeper than :data:`~.notation.MAX_DEPTH` become an ellipsis.
    """
    return _typed(row, 0).strip()


def _typed(row: Row, depth: int) -> str:
    if depth > MAX_DEPTH:
        return "…"
    is_loose = depth == 0 and any(isinstance(item, Over) for item in row.items)
    said = ""
    for index, item in enumerate(row.items):
        match item:
            case Sign(text):
                is_apart = is_loose and text in _APART and _is_between(row, index)
                said += f" {text} " if is_apart else text
            case Raised(exponent):
                said += f"^{_bracketed(exponent, depth + 1)}"
            case Radical(radicand):
                said += f"√{_bracketed(radicand, depth + 1)}"
            case Over(above, below):
                bar = f"{_bracketed(above, depth + 1)}/{_bracketed(below, depth + 1)}"
                if not _stands_alone(row, index):
                    bar = f"({bar})"
                said += f" {bar}" if said[-1:].isdigit() else bar
    return said.replace("  ", " ")


def _bracketed(row: Row, depth: int) -> str:
    """Return a part of a fraction, an exponent or a radicand: in brackets unless it is a number."""
    said = _typed(row, depth)
    is_number = bool(row.items) and all(
        isinstance(item, Sign) and (item.text in DIGIT_SIGNS or item.text in ".,")
        for item in row.items
    )
    return said if is_number else f"({said})"


def _stands_alone(row: Row, index: int) -> bool:
    """Whether the fraction at ``index`` keeps its value without brackets around it."""
    before = row.items[index - 1] if index else None
    after = row.items[index + 1] if index + 1 < len(row.items) else None
    is_free = before is None or (isinstance(before, Sign) and before.text in _APART | {"(", "["})
    is_mixed = isinstance(before, Sign) and before.text in DIGIT_SIGNS
    return (is_free or is_mixed) and (
        after is None or (isinstance(after, Sign) and after.text in _APART | {")", "]"})
    )


def _is_between(row: Row, index: int) -> bool:
    """Whether the sign at ``index`` stands between two parts, and is not the sign of a number."""
    before = row.items[index - 1] if index else None
    is_part = before is not None and not (
        isinstance(before, Sign) and before.text in _APART | {"(", "["}
    )
    return is_part or row.items[index] not in (Sign("+"), Sign("-"), Sign("±"))
