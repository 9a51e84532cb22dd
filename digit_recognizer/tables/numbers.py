"""Which cells are numbers, and which are words, by what is read of them.

Purpose: a word has many readings that are all unlikely; an unclear number has one.
Contract: pure; the weights were fitted on composed cells of held-out writers (``READING``).
Not here: whether a number is clear enough to be believed (``doubt``).
"""

import math
from collections.abc import Sequence

from digit_recognizer.reading import Hypothesis
from digit_recognizer.tables.parameters import READING

MIN_PROBABILITY = 1e-6  # of a reading: what is less is the same to us
MAX_LENGTH = 5  # symbols: longer ones are no more like a word


def is_number(hypotheses: Sequence[Hypothesis]) -> bool:
    """Whether a cell that is read as ``hypotheses``, likeliest first, is a number and not a word."""
    if not hypotheses or not any(map(str.isdecimal, hypotheses[0].text)):
        return False
    *weights, bias = READING.number_weights
    return sum(w * x for w, x in zip(weights, number_features(hypotheses), strict=True)) + bias > 0


def number_features(hypotheses: Sequence[Hypothesis]) -> tuple[float, float, int]:
    """Return what tells numbers from words, of at least one hypothesis.

    The logarithms of the confidence and of its share of all hypotheses, and the length of the text.
    """
    best = max(hypotheses[0].confidence, MIN_PROBABILITY)
    total = sum(max(each.confidence, 0.0) for each in hypotheses[1:]) + best
    length = min(len(hypotheses[0].text), MAX_LENGTH)
    return math.log(best), math.log(max(best / total, MIN_PROBABILITY)), length
