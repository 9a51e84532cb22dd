"""Signs that people type or paste, as the signs of this program.

Purpose: superscripts, fractions of one sign, digits of full width, and the many dashes, stars and
strokes that other programs write for ``-``, ``×`` and ``÷``.
Contract: any text gives a text; what is not known stays as it is. Numbers keep their values: ``2½`` is
``2(1)/(2)``, as a mixed number is written here.
Not here: brackets, powers and roots in a line (``text``); what a row means (``parser``).
"""

import re
import unicodedata

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
    """Return ``text`` in the signs of this program.

    >>> in_own_signs("２²−½≦3∗4")
    '2^{2}-(1)/(2)≤3×4'
    """
    text = text.translate(_FULL_WIDTH)
    text = _SUPERSCRIPT_RUN.sub(lambda run: f"^{{{run[0].translate(_PLAIN_DIGITS)}}}", text)
    return _VULGAR.sub(_fraction, text).translate(_TYPED_SIGNS)


def _fraction(sign: re.Match[str]) -> str:
    above, _, below = unicodedata.normalize("NFKC", sign[0]).partition("⁄")
    return f"({above})/({below})"
