"""How sure lines are: calibrated on lines and pictures by held-out writers.

Purpose: what the network says of each held-out line and row of a picture, the logistic regressions that
turn this into probabilities, and what is to be doubted by them.
Contract: deterministic. Rows of pictures are read as a reading does it, by both opinions. No line of a
test or development set is seen.
Not here: training the network (``lines.run``), using the confidences (``doubt``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.classifier import LineKind, LineRescorer, Trust, line_evidence
from digit_recognizer.decoding import SymbolScorer, agreement, with_opinion
from digit_recognizer.decoding.line_features import WHOLE_COLUMNS
from digit_recognizer.decoding.rescoring import told
from digit_recognizer.expression import text_of
from digit_recognizer.expression.structure import comparable
from digit_recognizer.ink import Ink
from digit_recognizer.page_lines import LineReader
from digit_recognizer.reader import Reader
from digit_recognizer.segmentation import Place
from digit_recognizer.training.data.scenes import SceneSource
from digit_recognizer.training.lines.examples import LineExample, photos_of_lines

NEWTON_STEPS = 50
TRUST_DECAY = 1e-3  # of the weights of a logistic regression
MIN_UNDOUBTED_RIGHT = 0.99  # what the least confidence without doubt is chosen for
MAX_RIGHT_DOUBTED: dict[LineKind, float] = {"ink": 0.1, "picture": 0.2, "row": 0.2}
"""Of lines that are read rightly: more doubt is too much."""
CONFIDENCE_BINS = 10


class LineAnswer(NamedTuple):
    """What is made of a held-out line: its ``kind``, the ``evidence`` for its first reading, see
    ``line_evidence`` and ``row_evidence``, and whether it ``is_right``."""

    kind: LineKind
    evidence: tuple[float, ...]
    is_right: bool


def answer_of(network: LineRescorer, example: LineExample) -> LineAnswer:
    """Return what ``network`` says of a held-out line."""
    table = example.table
    log_probs, symbols = network.weigh(table.arrays())
    first, shares = told(log_probs, example.meaning)
    best = first[0]
    kind: LineKind = "picture" if table.wholes[best, WHOLE_COLUMNS.index("picture")] > 0 else "ink"
    used = table.readings[best, :, 0]
    not_symbol = table.candidates[used[used >= 0], -1]
    ink = float(1 - np.exp(not_symbol.max(initial=-np.inf)))
    return LineAnswer(kind, line_evidence(shares[0], symbols[best], ink), bool(example.right[best]))


def with_rescorer(rescorer: LineRescorer) -> LineReader:
    """Return a reader of lines with the shipped networks and this one."""
    shipped = Reader.load()
    if shipped.symbols is None:
        raise ValueError("symbols.h5 is missing")
    scorer = SymbolScorer(shipped.symbols, shipped.classifier, shipped.strokes, rescorer)
    return LineReader(scorer, shipped.textlines)


def row_answers(source: SceneSource, count: int, reader: LineReader) -> Iterator[LineAnswer]:
    """Yield what is made of those of ``count`` pictures of lines that both opinions read."""
    if reader.textlines is None:
        return
    weights = reader.textlines.weights("sum")
    for page, text in photos_of_lines(source, count):
        seen = reader.page_of_picture(page, Ink(), Place(), "expression", ())
        if seen.opinion is not None:
            after = with_opinion(seen.page, seen.opinion, weights, seen.source.primitives)
            evidence = agreement(seen.page, after, seen.opinion)
            read = text_of(after.lines[0].readings[0].row)
            yield LineAnswer("row", evidence, comparable(read) == comparable(text))


def fitted_trust(answers: Sequence[LineAnswer], kind: LineKind) -> Trust:
    """Return how sure lines of ``kind`` are: a logistic regression on ``answers``, by Newton's steps."""
    own = [each for each in answers if each.kind == kind]
    if not own:
        return Trust(0.0, (1.0, 0.0, 0.0))
    columns = np.array([(1.0, *each.evidence) for each in own])
    right = np.array([each.is_right for each in own])
    weights = np.zeros(columns.shape[1])
    for _ in range(NEWTON_STEPS):
        found = 1 / (1 + np.exp(-columns @ weights))
        slope = columns.T @ (right - found) - TRUST_DECAY * weights
        bend = (columns.T * (found * (1 - found))) @ columns + TRUST_DECAY * np.eye(len(weights))
        weights += np.linalg.solve(bend, slope)
    return Trust(float(weights[0]), tuple(weights[1:].tolist()))


@dataclass(frozen=True, slots=True)
class DoubtFigures:
    """Of ``count`` lines: the ``exact`` share; the calibration error ``ece``; ``doubt_below``, the
    confidence below which a line is to be doubted; then ``undoubted`` right ones and the ``doubted``."""

    count: int
    exact: float
    ece: float
    doubt_below: float
    undoubted: float
    doubted: float

    def sentence(self) -> str:
        """Return what they say, for people."""
        return (
            f"{100 * self.exact:.1f} % exact of {self.count}, calibration error {100 * self.ece:.1f}; "
            f"below {self.doubt_below:.2f} are {100 * self.doubted:.1f} %, of the others "
            f"{100 * self.undoubted:.1f} % are exact"
        )


def doubt_figures(answers: Sequence[LineAnswer], trust: Trust) -> DoubtFigures:
    """Return what confidences by ``trust`` say of ``answers`` of one kind, and where doubt has to begin.

    That is the least hundredth from which on 99 % are right, or, where this doubts more than
    ``MAX_RIGHT_DOUBTED`` of the right ones, the last that does not.
    """
    if not answers:
        return DoubtFigures(0, 0.0, 0.0, 0.5, 0.0, 0.0)
    right = np.array([each.is_right for each in answers])
    sure = np.array([trust.confidence(each.evidence) for each in answers])
    below = 0.0
    for level in np.arange(1, 100) / 100:
        if _share(sure[right] < level) > MAX_RIGHT_DOUBTED[answers[0].kind]:
            break
        below = float(level)
        if _share(right[sure >= level]) >= MIN_UNDOUBTED_RIGHT:
            break
    is_sure = sure >= below
    return DoubtFigures(
        len(answers), _share(right), calibration_error(sure, right), below, _share(right[is_sure]),
        1 - _share(is_sure),
    )  # fmt: skip


def calibration_error(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the mean difference of (N,) confidences from how many are ``right``, in equal bins."""
    place = np.minimum((sure * CONFIDENCE_BINS).astype(int), CONFIDENCE_BINS - 1)
    off = np.bincount(place, right - sure, minlength=CONFIDENCE_BINS)
    return float(np.abs(off).sum() / len(sure))


def _share(flags: NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else 0.0
