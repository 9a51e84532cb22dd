"""Connectionist temporal classification: what a row says, given the symbol probabilities along it.

Purpose: the likeliest texts of a row, how likely a given text is, and where its symbols are.
Contract: frames are (T, S) float32 natural logarithms; column ``BLANK_COLUMN`` is no symbol. Pure.
A. Graves et al., "Connectionist temporal classification", ICML 2006; prefix beam search after
A. Hannun et al., "First-pass large vocabulary continuous speech recognition", arXiv:1408.2873.
Not here: the network that makes frames (``classifier``), what follows from the texts (``textline``).
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC, BLANK_COLUMN
from digit_recognizer.arrays import LogProbs
from digit_recognizer.decoding.parameters import PARAMETERS

NEVER = PARAMETERS.opinion.never

Prefix = tuple[int, ...]


def restricted(
    frames: LogProbs,
    symbols: Iterable[str],
    ignored: Iterable[str] = (),
    read_as: Iterable[tuple[str, str]] = (),
) -> LogProbs:
    """Return ``frames`` with nothing but ``symbols``; those ``ignored`` count as no symbol.

    ``read_as``: other symbols, each with the one that it counts as.
    """
    shares = np.exp(frames)
    silent = [ARITHMETIC.column(symbol) for symbol in ignored]
    kept = [ARITHMETIC.column(symbol) for symbol in symbols]
    kept = [column for column in kept if column not in silent]
    found = np.zeros_like(shares)
    found[:, kept] = shares[:, kept]
    for other, meaning in read_as:
        found[:, ARITHMETIC.column(meaning)] += shares[:, ARITHMETIC.column(other)]
    found[:, BLANK_COLUMN] = shares[:, BLANK_COLUMN] + shares[:, silent].sum(axis=1)
    total = np.maximum(found.sum(axis=1, keepdims=True), 1e-30)
    return np.asarray(np.log(np.maximum(found / total, 1e-30)), np.float32)


def likeliest_texts(frames: LogProbs, width: int, least: float) -> list[str]:
    """Return the likeliest texts, best first, by a beam of ``width`` prefixes.

    ``least``: the logarithm of the probability of a symbol in a frame that is worth following.
    """
    beam: dict[Prefix, tuple[float, float]] = {(): (0.0, NEVER)}
    for frame in frames.tolist():
        likely = [(c, p) for c, p in enumerate(frame) if p > least and c != BLANK_COLUMN]
        grown: dict[Prefix, list[float]] = {}
        for prefix, (with_blank, with_symbol) in beam.items():
            both = _sum(with_blank, with_symbol)
            own = grown.setdefault(prefix, [NEVER, NEVER])
            own[0] = _sum(own[0], both + frame[BLANK_COLUMN])
            if prefix:
                own[1] = _sum(own[1], with_symbol + frame[prefix[-1]])
            for column, share in likely:
                longer = grown.setdefault((*prefix, column), [NEVER, NEVER])
                before = with_blank if prefix and column == prefix[-1] else both
                longer[1] = _sum(longer[1], before + share)
        best = sorted(grown, key=lambda prefix: -_sum(*grown[prefix]))[:width]
        beam = {prefix: (grown[prefix][0], grown[prefix][1]) for prefix in best}
    return ["".join(ARITHMETIC[column] for column in prefix) for prefix in beam]


def _sum(a: float, b: float) -> float:
    """Return the logarithm of the sum of two numbers given by theirs."""
    return float(np.logaddexp(a, b)) if min(a, b) > NEVER / 2 else max(a, b)


def log_likelihoods(frames: LogProbs, texts: Sequence[str]) -> NDArray[np.float64]:
    """Return (N,) logarithms of the probabilities of ``texts``, none of them longer than the frames."""
    if not texts:
        return np.zeros(0)
    states, skips = _states(texts)
    score = np.full(states.shape, NEVER)
    score[:, 0] = frames[0, BLANK_COLUMN]
    score[:, 1] = np.where(states[:, 1] >= 0, frames[0, states[:, 1]], NEVER)
    for frame in frames[1:]:
        stay, step = score, np.roll(score, 1, axis=1)
        step[:, 0] = NEVER
        jump = np.where(skips, np.roll(score, 2, axis=1), NEVER)
        score = np.logaddexp(np.logaddexp(stay, step), jump) + np.where(
            states >= 0, frame[states], NEVER
        )
    ends = np.array([2 * len(text) for text in texts])
    rows = np.arange(len(texts))
    last = np.where(ends > 0, score[rows, np.maximum(ends - 1, 0)], NEVER)
    return np.asarray(np.logaddexp(score[rows, ends], last))


def places_of(frames: LogProbs, text: str) -> list[tuple[int, int]]:
    """Return for each symbol of ``text`` the first frame that shows it, and the one behind the last.

    On the likeliest way through the frames (Viterbi); "" has none.
    """
    states, skips = _states([text])
    way = states[0, : 2 * len(text) + 1]
    is_skip = skips[0, : len(way)]
    score = np.full(len(way), NEVER)
    score[: min(2, len(way))] = frames[0, way[:2]]
    came = np.zeros((len(frames), len(way)), np.intp)
    for number, frame in enumerate(frames[1:], 1):
        ways = np.full((3, len(way)), NEVER)
        ways[0], ways[1, 1:] = score, score[:-1]
        ways[2, 2:] = np.where(is_skip[2:], score[:-2], NEVER)
        came[number] = ways.argmax(axis=0)
        score = ways.max(axis=0) + frame[way]
    state = len(way) - 1 if len(way) == 1 or score[-1] >= score[-2] else len(way) - 2
    shown: list[list[int]] = [[] for _ in text]
    for number in range(len(frames) - 1, -1, -1):
        if state % 2:
            shown[state // 2].append(number)
        state -= int(came[number, state])
    return [(min(own), max(own) + 1) for own in shown if own]


def _states(texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return (N, L) columns of the symbols with blanks between, and which may follow the last but one.

    Behind the end of a text columns are -1.
    """
    longest = max(map(len, texts))
    states = np.full((len(texts), max(2, 2 * longest + 1)), -1, np.intp)
    for row, text in enumerate(texts):
        states[row, : 2 * len(text) + 1] = BLANK_COLUMN
        states[row, 1 : 2 * len(text) : 2] = [ARITHMETIC.column(symbol) for symbol in text]
    before = np.roll(states, 2, axis=1)
    skips = (states != BLANK_COLUMN) & (states != before) & (states >= 0)
    skips[:, :2] = False
    return states, skips
