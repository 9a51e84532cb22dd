"""Doubt: every threshold and every reason for which a reading is not trusted.

Purpose: one function a level says why something is doubtful, or None: a digit, a symbol of a line, a
line, a line of a picture, a whole reading.
Contract: confidences are calibrated probabilities in [0, 1]. The thresholds of a network's own answers
belong to the network and stay in its bundle (``doubt_below``, ``evidence_below``).
Not here: how readings are found (``decoding``), how doubt is shown (``app.document.marks``).
"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window asks for doubt before NumPy is loaded
    import numpy as np
    from numpy.typing import NDArray

MAX_PATH_LENGTH = 5.5
"""Sizes of the drawing. No digit has a longer path: of 19,272 by training writers one in a thousand is
above 4.6, and two are above this (docs/experiments.md)."""

MIN_KNOWN_GAIN = 0.5
"""Share of the most that a profile gives: from here on the writer is known to write the answer so."""

MIN_DIGIT_CONFIDENCE = 0.5
"""A doubtful digit of less confidence may be no digit at all."""

TICK_LIKE = frozenset("15")
"""Digits that ticks and currency signs are taken for."""

MIN_TICK_SHARE = 0.02
"""Of such a digit among all symbols. Below are 147 of 148 composed ticks and all currency signs that the
network for digits believes to be one, and of digits by held-out training writers one of 2,887."""

MIN_SYMBOL_CONFIDENCE = 0.5
# Chosen by the run of the network for whole readings, which says so in its file, on 2,500 lines composed
# of held-out training writers' symbols: 84.0 % are as sure, and of these 96.3 % are read rightly; of
# all 89.6 %.
MIN_LINE_CONFIDENCE = 0.78
"""Of a line's likeliest reading."""
# The mean of two that the same run chose. Of 693 photos of rows, many of them faint or stained, 46 %
# are at least 0.56 sure, 80 % of those that are read rightly, and of these 84.4 % are right. Of 450
# other pictures 44 % are at least 0.42 sure, 81 % of those that are read rightly, and of these 80.1 %
# are right.
MIN_PICTURED_CONFIDENCE = 0.49
"""The same of a line in a picture."""

# Of 1,800 composed pictures of numbers by held-out training writers 25 % are doubted, and of the others
# 99.0 % are right.
MIN_PICTURE_CONFIDENCE = 0.88
MAX_OTHER_CONFIDENCE = 0.005
"""Of a 1 that may be a 7, or the other way round: the 1 of half of the world is the others' 7."""

# Of 560 composed photos of sums by held-out training writers 143 are read as wrong, 25 of them
# falsely. With these two bounds 64 are, none falsely. 312 are read as right, none falsely.
MIN_WRONG_CONFIDENCE = 0.85
"""Of a line that is called wrong: a misread sum hardly ever adds up, so it looks wrong."""
MAX_RIGHT_CHANGE = 0.002
"""Confidence of another symbol with which a sum that is called wrong would be right."""

# Who writes sees the verdict at once, and may be right. Of 240 right equations composed of held-out
# writers' symbols 4 are read as wrong without doubt, 1 as surely as this; of 90 near misses 68, and 25.
MIN_WRITTEN_CONFIDENCE = 0.9
"""Of a line in ink that is called wrong."""
MAX_WRITTEN_CHANGE = 0.005
"""Confidence of another reading with which it would be right."""

# Of 667 numbers and sums of held-out writers that are read rightly two have more. Of 200 with the number
# of an exercise in front ("2. 7-4=3") 111 were read without doubt, 15 are with this.
MAX_POINT_GAP = 0.6
"""Of a point to the symbol behind it, in heights of a digit."""

# Of 200 numbers with a currency sign 127 were read without doubt, 78 are with this: "$5" was 155.
DOLLAR_LIKE = frozenset("15")
"""A dollar sign is taken for these two, one in the other."""
MAX_INSIDE = 0.9
"""Share of the width and height of one that is in the other one."""

# Of 120 sums with a currency sign 15 were read without doubt for this.
EURO_LIKE = frozenset("±")
"""A euro or pound sign at an end of a line is taken for this."""

MIN_SINGLE_SIGN = 0.85
"""A sign by itself is one from this confidence on: no line speaks for it."""

SURE_CONFIDENCE = 0.9
"""From here on a symbol is shown as sure."""

MIN_OFFERED_CONFIDENCE = 0.05
"""Of another reading of a line that is worth offering; less is noise."""

MIN_ODD_CONFIDENCE = 0.2
"""The same, of one that makes no sense."""

MIN_ALTERNATIVE = 1e-4
"""Of an alternative of a symbol that is worth offering."""

_NUMBER_PATTERN = re.compile(r"[+-]?[0-9.,]+%?")
_ONE_OR_SEVEN = frozenset("17")


class Reason(Enum):
    """Why something is doubtful, as a sentence; those of digits and readings are shown to people."""

    UNCLEAR_DIGIT = "it is not clear enough"
    NO_DIGIT = "it looks like no digit, or like several"
    UNCLEAR_SYMBOL = "the symbol is not clear enough"
    NO_SYMBOLS = "there are no symbols"
    UNCLEAR_LINE = "another reading is nearly as likely"
    PARTED_POINT = "a point stands apart from what follows it"
    DOLLAR = "a 1 in a 5 may be a dollar sign"
    EURO = "a ± at an end may be a euro sign"
    BY_SUM = "it is read so only because it adds up"
    UNCLEAR_NUMBER = "a number in a picture must be surer"
    ONE_OR_SEVEN = "a 1 may be a 7"
    UNCLEAR_WRONG = "a symbol read otherwise may make it right"
    UNCLEAR_READING = "some of it is not clear enough"
    STRUCK_OUT = "it is struck out"
    TOUCHED = "a circle or a box touches what is in it"


def are_unsupported(
    confidences: "NDArray[np.float32]",
    evidence: "NDArray[np.float32]",
    is_known: "NDArray[np.bool_]",
    confidence_below: float,
    evidence_below: float,
) -> "NDArray[np.bool_]":
    """Return (N,) whether a network's answers to N glyphs are doubtful.

    ``confidences``: (N,) float32 in [0, 1] of the answers, doubtful below ``confidence_below``.
    ``evidence``: (N,) float32, the largest logits, doubtful below ``evidence_below`` unless the writer
    is known to write the answer so (``is_known``, (N,)). On what is no digit the largest logit is low
    even where one share of the softmax is large (Hendrycks et al., "Scaling out-of-distribution
    detection for real-world settings", ICML 2022).
    """
    return (evidence < evidence_below) & ~is_known | (confidences < confidence_below)


def are_known(gains: "NDArray[np.float32]", strength: float) -> "NDArray[np.bool_]":
    """Return (N,) whether a profile of this ``strength``, by its (N,) ``gains``, knows the answers."""
    return (gains >= MIN_KNOWN_GAIN * strength) & (gains > 0)


def are_too_long(path_lengths: "NDArray[np.float64]") -> "NDArray[np.bool_]":
    """Return (N,) whether paths, in sizes of their drawings, are too long for any digit."""
    return path_lengths > MAX_PATH_LENGTH


def digit(
    confidence: float, path_length: float, confidence_below: float, *, is_doubtful: bool
) -> Reason | None:
    """Return why one digit is doubtful, if it is by :func:`are_unsupported` or :func:`are_too_long`.

    Two digits that share the confidence are one unclear digit; little of either is none.
    """
    if not is_doubtful:
        return None
    is_path_digit = path_length <= MAX_PATH_LENGTH
    is_unclear = is_path_digit and MIN_DIGIT_CONFIDENCE <= confidence < confidence_below
    return Reason.UNCLEAR_DIGIT if is_unclear else Reason.NO_DIGIT


def symbol(confidence: float) -> Reason | None:
    """Return why a symbol of a line is doubtful."""
    return Reason.UNCLEAR_SYMBOL if confidence < MIN_SYMBOL_CONFIDENCE else None


def single_sign(confidence: float) -> Reason | None:
    """Return why a sign that is all there is may be none."""
    return Reason.UNCLEAR_SYMBOL if confidence < MIN_SINGLE_SIGN else None


def least_confidence(*, is_picture: bool) -> float:
    """Return how likely the likeliest reading of a line has to be."""
    return MIN_PICTURED_CONFIDENCE if is_picture else MIN_LINE_CONFIDENCE


def line(
    share: float,
    symbols: Sequence[bool],
    *,
    by_sum: bool,
    holds: bool = False,
    is_picture: bool = False,
) -> Reason | None:
    """Return why a line is too doubtful to be calculated.

    ``share``: of its likeliest reading. ``symbols``: whether each of its symbols is doubtful.
    ``by_sum``: whether it is read so only because it adds up: being right is no evidence. ``holds``:
    whether it is a check that holds: misread ink hardly ever does. Of 800 right equations composed of
    held-out writers' symbols 99 were doubted without this, 39 are with it; of 800 near misses no more
    is told right. ``is_picture``: whether some of it is in a picture.
    """
    if by_sum:
        return Reason.BY_SUM
    if holds:
        return None
    if share < least_confidence(is_picture=is_picture):
        return Reason.UNCLEAR_LINE
    if not symbols:
        return Reason.NO_SYMBOLS
    return Reason.UNCLEAR_SYMBOL if any(symbols) else None


def placement(
    point_gap: float, inside: float, edges: frozenset[str] = frozenset()
) -> Reason | None:
    """Return why a line is doubtful by where its symbols stand.

    ``point_gap``: the widest behind a point, in heights of a digit. ``inside``: the largest share of one
    of two that are ``DOLLAR_LIKE`` that is in the other one, at most 1. ``edges``: the first and the
    last symbol.
    """
    if point_gap > MAX_POINT_GAP:
        return Reason.PARTED_POINT
    if EURO_LIKE & edges:
        return Reason.EURO
    return Reason.DOLLAR if inside > MAX_INSIDE else None


def picture_line(
    text: str, confidence: float, others: Iterable[tuple[str, str, float]]
) -> Reason | None:
    """Return why a line of a picture is doubtful beyond :func:`line`: only a number may be.

    Nobody watched it being written, and many are read at once. ``others``: each alternative of a symbol:
    the symbol, the alternative and its confidence.
    """
    if not _NUMBER_PATTERN.fullmatch(text):
        return None
    if confidence < MIN_PICTURE_CONFIDENCE:
        return Reason.UNCLEAR_NUMBER
    may_be_other = any(
        {of, other} <= _ONE_OR_SEVEN and share > MAX_OTHER_CONFIDENCE for of, other, share in others
    )
    return Reason.ONE_OR_SEVEN if may_be_other else None


def wrong_sum(confidence: float, change: float) -> Reason | None:
    """Return why a line that is not doubtful, and whose equation does not hold, may hold after all.

    ``change``: the confidence of the likeliest other symbol with which it would hold, in [0, 1].
    """
    if confidence < MIN_WRONG_CONFIDENCE or change > MAX_RIGHT_CHANGE:
        return Reason.UNCLEAR_WRONG
    return None


def written_wrong(confidence: float, change: float) -> Reason | None:
    """Return the same of a line that somebody writes: nobody is called wrong by a misreading."""
    if confidence < MIN_WRITTEN_CONFIDENCE or change > MAX_WRITTEN_CHANGE:
        return Reason.UNCLEAR_WRONG
    return None


def reading(lines: Iterable[bool]) -> Reason | None:
    """Return why a reading of ``lines`` is doubtful, by whether each line is."""
    return Reason.UNCLEAR_READING if any(lines) else None


def field(text: str, *, is_reading_doubtful: bool) -> Reason | None:
    """Return why the row of a field that was read as ``text`` is doubtful: what is empty is, too."""
    if is_reading_doubtful:
        return Reason.UNCLEAR_READING
    return None if text else Reason.NO_SYMBOLS


def marked(symbols: Sequence[tuple[float, bool]], *, is_line_doubtful: bool) -> list[int]:
    """Return which symbols of a line are marked as doubtful: of a doubtful line all that are not sure.

    ``symbols``: the confidence of each, and whether it is doubtful by itself. Who answers all that are
    marked has answered all there is to ask; so of a doubtful line at least one is.
    """
    least = SURE_CONFIDENCE if is_line_doubtful else 0.0
    found = [
        place
        for place, (confidence, is_doubtful) in enumerate(symbols)
        if is_doubtful or confidence < least
    ]
    if is_line_doubtful and symbols and not found:
        found = [min(range(len(symbols)), key=lambda place: symbols[place][0])]
    return found
