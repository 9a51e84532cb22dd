"""Expressions as one line of text: ``12+7``, ``(1)/(2)``, ``2^{3}``, ``√{2}``.

Purpose: the format of labels, of the command line and of "copy as text".
Contract: :func:`row_from_text` takes any text whatsoever and never fails: what it does not know stays
a sign of its own, and calculating says so. ``text_of(row_from_text(text))`` is the text in its usual
form, which stays as it is from then on. An :class:`Over` gets brackets of its own where the line would
otherwise say something else (``((1)/(2))^{2}``).
Not here: whether a row makes sense.
"""

import re
import unicodedata

from digit_recognizer.expression.notation import (
    MAX_DEPTH,
    MAX_ITEMS,
    Item,
    Over,
    Radical,
    Raised,
    Row,
    Sign,
)
from digit_recognizer.symbol_table import DIGIT_SIGNS, SYMBOLS, spellings

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TYPED_SIGNS = {
    **dict.fromkeys(map(ord, "‐‑‒–—―⁃−﹣➖"), "-"),
    **dict.fromkeys(map(ord, "∗⋅∙•✕✖⨯⁎"), "×"),
    **dict.fromkeys(map(ord, "∶➗"), "÷"),
    **dict.fromkeys(map(ord, "⁄∕"), "/"),
    **dict.fromkeys(map(ord, "➕﹢"), "+"),
    **dict.fromkeys(map(ord, "≦⩽"), "≤"),
    **dict.fromkeys(map(ord, "≧⩾"), "≥"),
    **dict.fromkeys(map(ord, "\u2007\u2009\u200a\u202f\u00a0"), " "),
}
_SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_VULGAR = re.compile("[¼-¾⅐-⅞↉]")


def in_own_signs(text: str) -> str:
    """Return ``text`` in the signs of this program; what is not known stays as it is.

    People type or paste superscripts, fractions of one sign, digits of full width, and many dashes and
    strokes. Numbers keep their values: ``2½`` is ``2(1)/(2)``, as a mixed number is written here.

    >>> in_own_signs("２²−½≦3∗4")
    '2^{2}-(1)/(2)≤3×4'
    """
    text = text.translate(_FULL_WIDTH)
    text = _SUPERSCRIPT_RUN.sub(lambda run: f"^{{{run[0].translate(_PLAIN_DIGITS)}}}", text)
    return _VULGAR.sub(_fraction, text).translate(_TYPED_SIGNS)


def _fraction(sign: re.Match[str]) -> str:
    above, _, below = unicodedata.normalize("NFKC", sign[0]).partition("⁄")
    return f"({above})/({below})"


_SPELLINGS = str.maketrans(spellings())
_SPACE_RUN = re.compile(r"\s+")
_TYPED_NUMBER = re.compile(r"[+-]?[.,]?[0-9]+(?:[., ][0-9]+)*")
_PAIRS = {row.text: row.closes for row in SYMBOLS if row.closes} | {"}": "{"}


def row_from_text(text: str) -> Row:
    """Return what ``text`` says; never raises.

    ``(a)/(b)`` is a fraction bar, except after another ``/`` (``1/(2)/(3)`` goes from left to right)
    and before a power (``(1)/(2)^{2}``). Typed ways are understood too: ``2^3``, ``9^(9^9)`` (from right
    to left), ``√2``, ``√(2)``; ``x``, ``X`` and ``*`` for ``×``, ``:`` for ``÷``, and what
    :func:`in_own_signs` knows. Spaces are dropped, except between two digits, where they stay: ``7 1/2``
    is not 71 halves. What follows the first :data:`MAX_ITEMS` signs is left out; a row of that length
    is never calculated.

    >>> row_from_text("2^3") == row_from_text("2^{3}")
    True
    """
    plain = _without_spaces(in_own_signs(text[: 2 * MAX_ITEMS]).translate(_SPELLINGS))[
        : MAX_ITEMS + 1
    ]
    return _Line(plain).row(0, len(plain), 0)


def text_of(row: Row) -> str:
    """Return ``row`` as one line of text; rows nested deeper than :data:`MAX_DEPTH` become ``…``."""
    return _text(row, 0)


def _text(row: Row, depth: int) -> str:
    if depth > MAX_DEPTH:
        return "…"
    parts = []
    for index, item in enumerate(row.items):
        match item:
            case Sign(text):
                parts.append(text)
            case Raised(exponent):
                parts.append(f"^{{{_text(exponent, depth + 1)}}}")
            case Radical(radicand):
                parts.append(f"√{{{_text(radicand, depth + 1)}}}")
            case Over(above, below):
                bar = f"({_text(above, depth + 1)})/({_text(below, depth + 1)})"
                parts.append(f"({bar})" if _needs_brackets(row, index) else bar)
    return "".join(parts)


def _needs_brackets(row: Row, index: int) -> bool:
    """Whether the fraction at ``index`` would be read as something else without brackets."""
    before = row.items[index - 1] if index else None
    after = row.items[index + 1] if index + 1 < len(row.items) else None
    return before in (Sign("/"), Sign("√"), Sign("^")) or isinstance(after, Raised)


def _without_spaces(text: str) -> str:
    def kept(space: re.Match[str]) -> str:
        before, after = text[: space.start()][-1:], text[space.end() :][:1]
        return " " if {before, after} <= DIGIT_SIGNS else ""

    return _SPACE_RUN.sub(kept, text)


class _Line:
    """A line of text with its brackets paired, so that reading it takes time linear in its length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.partner: dict[int, int] = {}
        waiting: list[int] = []
        for place, sign in enumerate(text):
            if sign in "([{":
                waiting.append(place)
            elif sign in _PAIRS and waiting and text[waiting[-1]] == _PAIRS[sign]:
                self.partner[waiting.pop()] = place

    def row(self, start: int, end: int, depth: int) -> Row:
        """Return the row of the signs from ``start`` up to, not including, ``end``."""
        if depth > MAX_DEPTH:
            return Row(tuple(Sign(sign) for sign in self.text[start:end]))
        items: list[Item] = []
        place = start
        while place < end:
            item, place = self._item(place, end, depth, items[-1] if items else None)
            items.append(item)
        return Row(tuple(items))

    def _item(self, place: int, end: int, depth: int, before: Item | None) -> tuple[Item, int]:
        """Return the item that begins at ``place``, and the place behind it."""
        sign = self.text[place]
        if sign == "^" and (after := self._raised_end(place, end)):
            return Raised(self.row(*self._inside(place + 1, after), depth + 1)), after
        if sign == "√" and (after := self._operand_end(place + 1, end, signed=False)):
            return Radical(self.row(*self._inside(place + 1, after), depth + 1)), after
        if sign == "(" and before != Sign("/") and (middle := self._closed(place, end)):
            second = middle + 2
            is_bar = self.text[middle + 1 : second + 1] == "/("
            if is_bar and (last := self._closed(second, end)) and not self._is(last + 1, "^"):
                above = self.row(place + 1, middle, depth + 1)
                return Over(above, self.row(second + 1, last, depth + 1)), last + 1
        return Sign(sign), place + 1

    def _raised_end(self, place: int, end: int) -> int:
        """Return the place behind the power that begins with the ``^`` at ``place``; 0: none there.

        Typed without braces, ``2^3^2`` is ``2^{3^{2}}``.
        """
        after = self._operand_end(place + 1, end, signed=True)
        if self._is(place + 1, "{"):
            return after
        while after and after < end and self.text[after] == "^":
            further = self._operand_end(after + 1, end, signed=True)
            if not further:
                break
            after = further
        return after

    def _operand_end(self, place: int, end: int, *, signed: bool) -> int:
        """Return the place behind the brackets or the number at ``place``; 0: neither is there."""
        if place < end and self.text[place] in "{(":
            closed = self._closed(place, end)
            return closed + 1 if closed else 0
        number = _TYPED_NUMBER.match(self.text, place, end)
        if number is None or (not signed and number[0][0] in "+-"):
            return 0
        return number.end()

    def _inside(self, start: int, end: int) -> tuple[int, int]:
        """Return ``start`` and ``end`` without the brackets, where one pair encloses it all."""
        if self.partner.get(start) == end - 1:
            return start + 1, end - 1
        return start, end

    def _closed(self, place: int, end: int) -> int:
        """Return where the bracket opened at ``place`` closes before ``end``; 0: nowhere."""
        closed = self.partner.get(place, 0)
        return closed if closed < end else 0

    def _is(self, place: int, sign: str) -> bool:
        return self.text[place : place + 1] == sign
