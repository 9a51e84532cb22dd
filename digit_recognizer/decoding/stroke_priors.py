"""Habits of writing: how many strokes each symbol has, and how far apart they are.

Purpose: what a glyph does not show. A 2 with a dash beside it looks much like a 2, but nobody writes a 2
in two strokes that are a fifth of its height apart.
Contract: a table of the training writers of UNIPEN and Pendigits (279, those
held out left out), 26,000 symbols, counted on 2026-11-22. What these lack is set by hand: ÷ ± · √, and
the 1 in three strokes, with a flag and a foot, which the held-out writers among them draw more often.
Not here: pictures. Their parts are no strokes.
"""

from digit_recognizer.alphabet import NOT_A_SYMBOL

# Shares in hundredths of drawings with 1, 2, 3, 4 strokes.
_STROKES: dict[str, tuple[float, float, float, float]] = {
    "0": (94.4, 5.6, 0, 0), "1": (93.0, 4.8, 2.2, 0), "2": (99.5, 0.5, 0, 0), "3": (99.6, 0.4, 0.1, 0),
    "4": (20.8, 78.8, 0.5, 0), "5": (25.3, 74.0, 0.6, 0), "6": (99.5, 0.5, 0, 0),
    "7": (38.0, 58.1, 3.8, 0.1), "8": (85.8, 14.2, 0.1, 0), "9": (92.9, 7.1, 0, 0),
    "+": (0.5, 99.5, 0, 0), "-": (99.5, 0.5, 0, 0), "×": (2.0, 75.2, 12.6, 10.2),
    "÷": (1.0, 5.0, 93.0, 1.0), "·": (99.0, 1.0, 0, 0), "/": (99.6, 0.4, 0, 0),
    "(": (99.4, 0.6, 0, 0), ")": (99.1, 0.9, 0, 0), "[": (88.4, 11.0, 0.6, 0), "]": (90.0, 9.0, 0.6, 0),
    "=": (0.7, 98.2, 1.1, 0), "±": (1.0, 15.0, 83.0, 1.0), "<": (98.0, 2.0, 0, 0),
    ">": (98.8, 1.2, 0, 0), ".": (99.8, 0.2, 0, 0), ",": (98.5, 1.3, 0.3, 0), "√": (75.0, 25.0, 0, 0),
    "%": (2.3, 17.9, 79.8, 0), NOT_A_SYMBOL: (25.0, 40.0, 25.0, 10.0),
}  # fmt: skip
_LEAST = 0.4  # hundredths: others than these writers have other habits

# The mean of the widest gap between its strokes, in heights of a digit; 0.04 in most symbols.
_GAPS = {"=": 0.27, "%": 0.29, "÷": 0.25, "±": 0.12}
_TOUCHING = 0.06
_ANY_GAP = 0.2  # of groups that are no symbol
# Mean and spread of log height and log width of what is larger in several strokes than in one: a 1 with
# a foot, a 0 with a slash. Counted like the strokes (86 and 95 drawings).
SEVERAL = {"0": (0.13, 0.27, -0.13, 0.21), "1": (0.08, 0.12, -0.45, 0.36)}
# How often the smallest of several strokes is a speck, no longer than SPECK heights: a slip or a dot.
SPECK = 0.2
_SPECKS = {
    "0": 0.05, "1": 0.07, "%": 0.22, "=": 0.05, "÷": 0.95, "±": 0.02, ",": 0.3, NOT_A_SYMBOL: 0.3,
}  # fmt: skip
# How often it hangs below the others beside their foot, as a comma behind a digit does.
_TAILS = {"1": 0.12, "4": 0.03, "%": 0.12, "=": 0.07, "÷": 0.5, "±": 0.2, NOT_A_SYMBOL: 0.15}
_SELDOM = 0.008
WIDEST = 5.0  # mean gaps; what is wider is as unlikely


def stroke_shares(symbol: str) -> tuple[float, ...]:
    """Return the shares of drawings of ``symbol`` with 1, 2, 3, and 4 or more strokes."""
    return tuple(max(share, _LEAST) / 100 for share in _STROKES[symbol])


def mean_gap(symbol: str) -> float:
    """Return the mean of the widest gap between the strokes of ``symbol``, in heights of a digit.

    The gaps are about exponentially distributed, up to ``WIDEST`` times the mean.
    """
    return _ANY_GAP if symbol == NOT_A_SYMBOL else _GAPS.get(symbol, _TOUCHING)


def speck_share(symbol: str) -> float:
    """Return how often one of several strokes of ``symbol`` is no longer than ``SPECK`` heights."""
    return _SPECKS.get(symbol, _SELDOM)


def tail_share(symbol: str) -> float:
    """Return how often the smallest of several strokes of ``symbol`` is a tail below the others."""
    return _TAILS.get(symbol, _SELDOM)
