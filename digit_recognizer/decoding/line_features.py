"""Features of a line's readings: what the rescoring network sees of each of them.

Purpose: turn the likeliest readings of one line into arrays: a token for each symbol, what lies between
each two of them, and what is said of the whole.
Contract: pure; sizes and distances are in heights of the line's digits, so that no unit and no place on
the page counts. A reading is seen with all its symbols at once, in reading order. The widths of the
arrays, and what each column means, belong to the network's files: a change needs a new network.
Not here: the network (``classifier.line_rescorer``), what it decides (``rescoring``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC, FRACTION_BAR, NOT_A_SYMBOL
from digit_recognizer.arrays import LogProbs
from digit_recognizer.classifier import LineArrays
from digit_recognizer.decoding.hypotheses import RowReading
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.plausibility import plausibility
from digit_recognizer.decoding.symbol_scores import SymbolScores
from digit_recognizer.expression import Answer, Over, Radical, Row, Sign
from digit_recognizer.segmentation import Primitive, SymbolCandidate

_FEATURES = PARAMETERS.line_features
_LABELS = (*(text for text in ARITHMETIC if text != NOT_A_SYMBOL), FRACTION_BAR)
_LABEL_COLUMNS = {text: column for column, text in enumerate(_LABELS)}
_ANSWER_KINDS = ("number", "value", "check", "unfinished", "impossible", "none")

MEASURES = (
    "left", "top", "right", "bottom", "members", "gap", "smallest", "share", "tail", "interleaved",
    "first", "last",
)  # fmt: skip
"""What is known of a candidate beside the networks' answers: its box, how it is made, when."""
CANDIDATE_COLUMNS = len(MEASURES) + len(ARITHMETIC) + len(ARITHMETIC)
"""The measures, the networks' answers, then the same with sizes and strokes."""

TOKEN_COLUMNS = (
    "is there",
    *(f"seen {text}" for text in ARITHMETIC), *(f"scored {text}" for text in ARITHMETIC),
    *(f"is {text}" for text in _LABELS),
    "own score", "best other score", "height", "width",
    *(f"members {count}" for count in _FEATURES.members),
    "gap", "smallest", "share", "tail", "interleaved", "off the middle",
    *(f"depth {depth}" for depth in _FEATURES.depths),
    "on row", "above bar", "below bar", "under root", "raised",
)  # fmt: skip
PAIR_COLUMNS = (
    "gap", "x", "top", "bottom", "height", "overlap", "alike", "same label", "alike and same label",
    "drawn alike", "drawn alike and same label",
    "next", "previous", "itself", "after", "later", "deeper",
)  # fmt: skip
WHOLE_COLUMNS = (
    "search", "holds", "fails", *_ANSWER_KINDS, "length", "picture", "field",
    "left out", "largest left out", "plausible",
)  # fmt: skip
VERDICTS = [WHOLE_COLUMNS.index(name) for name in ("holds", "fails")]
"""The columns of a whole that say whether what is compared is so."""
TOKEN_FEATURES, PAIR_FEATURES, WHOLE_FEATURES = map(
    len, (TOKEN_COLUMNS, PAIR_COLUMNS, WHOLE_COLUMNS)
)


class RowRelation(IntEnum):
    """What a row is to the one around it."""

    ON_ROW = 0
    ABOVE = 1
    BELOW = 2
    UNDER_ROOT = 3
    RAISED = 4


@dataclass(frozen=True, slots=True, eq=False)
class LineTable:
    """The N candidates that R readings of a line use, and which they use.

    ``candidates``: (N, ``CANDIDATE_COLUMNS``) float32; ``cosines``: (2, N, N) float32, how alike they
    look and are drawn, 0 where nothing is known of it; ``readings``: (R, T, 4) int16: the candidate of
    each symbol, its label, how deep its row is nested, and what that row is to the one around it; -1
    behind the end. ``wholes``: (R, W) float32.
    """

    candidates: NDArray[np.float32]
    cosines: NDArray[np.float32]
    readings: NDArray[np.int16]
    wholes: NDArray[np.float32]

    def arrays(self) -> LineArrays:
        """Return what the network sees."""
        used, label, depth, relation = np.moveaxis(self.readings.astype(np.int64), 2, 0)
        is_there = used >= 0
        own = self.candidates[np.maximum(used, 0)]  # (R, T, columns)
        tokens = _tokens(own, np.maximum(label, 0), depth, relation, is_there)
        pairs = _pairs(own, self.cosines[:, used[:, :, None], used[:, None, :]], label, depth)
        both = is_there[:, :, None] & is_there[:, None, :]
        return LineArrays(tokens * is_there[..., None], pairs * both[..., None], self.wholes)


class LinePlace(NamedTuple):
    """Where a line is: the ``primitives`` of its page, the ``mask`` of its own, the ``height`` of its
    digits. ``is_field``: whether it is known to hold no arithmetic."""

    primitives: Sequence[Primitive]
    mask: int
    height: float
    is_field: bool


def line_table(
    readings: Sequence[RowReading],
    answers: Sequence[Answer],
    scores: Mapping[int, SymbolScores],
    seen: tuple[LogProbs, NDArray[np.float32]],
    line: LinePlace,
) -> LineTable:
    """Return the table of R ``readings`` of ``line``, R >= 1, best first, that come to ``answers``.

    ``scores``: of the candidates, by their masks. ``seen``: the networks' (N, symbols) answers to the
    candidates of :func:`used_by`, and the (2, N, N) cosines of their features.
    """
    used = used_by(readings)
    log_probs, cosines = seen
    rows = [
        _candidate(scores[each.mask], own, line) for each, own in zip(used, log_probs, strict=True)
    ]
    place = {each.mask: number for number, each in enumerate(used)}
    longest = max(len(reading.symbols) for reading in readings)
    table = np.full((len(readings), max(longest, 1), 4), -1, np.int16)
    for number, reading in enumerate(readings):
        spots = _spots(reading.row, 0, RowRelation.ON_ROW)
        for spot, (symbol, (depth, relation)) in enumerate(
            zip(reading.symbols, spots, strict=False)
        ):
            column = _LABEL_COLUMNS[symbol.text]
            table[number, spot] = place[symbol.candidate.mask], column, depth, relation
    is_picture = any(line.primitives[i].order < 0 for each in used for i in each.members)
    wholes = [
        [
            *_whole(reading, answer, readings[0].score), is_picture, line.is_field,
            *_left_out(reading, line),
            0.0 if line.is_field else plausibility(reading.row, answer) / 4,
        ]
        for reading, answer in zip(readings, answers, strict=True)
    ]  # fmt: skip
    candidates = np.array(rows, np.float32).reshape(-1, CANDIDATE_COLUMNS)
    return LineTable(candidates, cosines, table, np.array(wholes, np.float32))


def used_by(readings: Sequence[RowReading]) -> list[SymbolCandidate]:
    """Return the candidates that ``readings`` use, each once."""
    return list(
        {s.candidate.mask: s.candidate for reading in readings for s in reading.symbols}.values()
    )


def _candidate(
    scores: SymbolScores, log_probs: NDArray[np.float32], line: LinePlace
) -> list[float]:
    """Return the columns of one candidate; of what is given nothing is known but what was said."""
    each = scores.candidate
    floor = _FEATURES.floor
    joint = [max(scores.symbols.get(text, floor), floor) for text in ARITHMETIC]
    joint[-1] = max(scores.not_symbol, floor)
    orders = [line.primitives[index].order for index in each.members]
    return [
        *(side / line.height for side in each.box), len(each.members), each.gap, each.smallest,
        each.share, each.is_comma_like, each.interleaved, min(orders), max(orders),
        *(joint if scores.is_given else log_probs.tolist()), *joint,
    ]  # fmt: skip


def _spots(row: Row, depth: int, relation: RowRelation) -> Iterator[tuple[int, RowRelation]]:
    """Yield how deep each symbol of ``row`` is nested, and what its own row is, in reading order."""
    for item in row.items:
        if isinstance(item, Sign):
            yield depth, relation
        elif isinstance(item, Over):
            yield from _spots(item.numerator, depth + 1, RowRelation.ABOVE)
            yield depth, relation
            yield from _spots(item.denominator, depth + 1, RowRelation.BELOW)
        elif isinstance(item, Radical):
            yield depth, relation
            yield from _spots(item.radicand, depth + 1, RowRelation.UNDER_ROOT)
        else:
            yield from _spots(item.exponent, depth + 1, RowRelation.RAISED)


def _whole(reading: RowReading, answer: Answer, best: float) -> list[float]:
    return [
        (reading.score - best) / 4, answer.verdict is True, answer.verdict is False,
        *(answer.kind == kind for kind in _ANSWER_KINDS), len(reading.symbols) / 10,
    ]  # fmt: skip


def _left_out(reading: RowReading, line: LinePlace) -> list[float]:
    """Return how many primitives of the line are in no symbol, and the size of the largest."""
    left = line.mask
    for symbol in reading.symbols:
        left &= ~symbol.candidate.mask
    sizes = [line.primitives[n].box.size for n in range(left.bit_length()) if left >> n & 1]
    return [min(len(sizes), 4) / 2, min(max(sizes, default=0.0) / line.height, 2.0)]


def _measure(own: NDArray[np.float32], *names: str) -> NDArray[np.float32]:
    """Return the measures ``names`` of (..., ``CANDIDATE_COLUMNS``) candidates, (...) of one alone."""
    columns = [MEASURES.index(name) for name in names]
    return own[..., columns[0] if len(columns) == 1 else columns]


def _tokens(
    own: NDArray[np.float32],
    label: NDArray[np.int64],
    depth: NDArray[np.int64],
    relation: NDArray[np.int64],
    is_there: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Return (R, T, ``TOKEN_FEATURES``) float32 by ``TOKEN_COLUMNS``, all about one in size."""
    seen, joint = np.split(own[..., len(MEASURES) :], 2, axis=-1)
    minus = ARITHMETIC.column("-")
    column = np.where(label == _LABEL_COLUMNS[FRACTION_BAR], minus, label)[..., None]
    mine = np.take_along_axis(joint, column, axis=-1)
    others = joint.copy()
    floor = _FEATURES.floor
    np.put_along_axis(others, column, 2 * floor, axis=-1)
    sides = _measure(own, "bottom", "right") - _measure(own, "top", "left")
    middle = (_measure(own, "top") + _measure(own, "bottom")) / 2
    count = np.maximum(is_there.sum(axis=1, keepdims=True), 1)
    off = middle - (middle * is_there).sum(axis=1, keepdims=True) / count
    members = np.clip(_measure(own, "members").astype(int), 1, len(_FEATURES.members)) - 1
    parts = [
        is_there[..., None],
        np.maximum(seen, -12) / 4,
        joint / 6,
        np.eye(len(_LABELS))[label],
        mine / 6,
        np.clip(others.max(axis=-1, keepdims=True) - mine, floor, -floor) / 6,
        np.log(sides + 0.05),
        np.eye(len(_FEATURES.members))[members],
        np.clip(_measure(own, "gap", "smallest"), 0, 2),
        _measure(own, "share", "tail"),
        np.clip(_measure(own, "interleaved"), 0, 4)[..., None] / 2,
        np.clip(off, -4, 4)[..., None],
        np.eye(len(_FEATURES.depths))[np.clip(depth, 0, len(_FEATURES.depths) - 1)],
        np.eye(len(RowRelation))[np.maximum(relation, 0)],
    ]
    return np.concatenate(parts, axis=-1, dtype=np.float32)


def _pairs(
    own: NDArray[np.float32],
    cosines: NDArray[np.float32],
    label: NDArray[np.int64],
    depth: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Return (R, T, T, ``PAIR_FEATURES``) float32: how the second symbol stands to the first."""

    def apart(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return values[:, None, :] - values[:, :, None]

    left, top, right, bottom = (_measure(own, side) for side in ("left", "top", "right", "bottom"))
    width = right - left
    shared = np.minimum(right[:, None, :], right[:, :, None]) - np.maximum(
        left[:, None, :], left[:, :, None]
    )
    narrower = np.maximum(np.minimum(width[:, None, :], width[:, :, None]), 0.1)
    seen, drawn = cosines
    alike = np.clip((seen - 0.85) * 6, -3, 1)
    drawn_alike = np.where(drawn > 0, np.clip((drawn - 0.6) * 2.5, -2, 1), 0.0)
    is_same = label[:, None, :] == label[:, :, None]
    places = np.arange(own.shape[1])
    after = np.broadcast_to(places[None, None, :] - places[None, :, None], seen.shape)
    columns = [
        np.clip(left[:, None, :] - right[:, :, None], -3, 3),
        np.clip(apart(left + right) / 2, -6, 6) / 2,
        np.clip(apart(top), -3, 3),
        np.clip(apart(bottom), -3, 3),
        np.clip(apart(np.log(bottom - top + 0.05)), -3, 3),
        np.clip(shared / narrower, -2, 1),
        alike,
        is_same,
        is_same * alike,
        drawn_alike,
        is_same * drawn_alike,
        after == 1,
        after == -1,
        after == 0,
        np.clip(after, -10, 10) / 5,
        np.sign(_measure(own, "first")[:, None, :] - _measure(own, "last")[:, :, None]),
        np.clip(depth[:, None, :] - depth[:, :, None], -2, 2),
    ]
    return np.stack(columns, axis=-1, dtype=np.float32)
