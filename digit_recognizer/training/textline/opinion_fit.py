"""How much the line network counts beside the lattice: fitted on rows of held-out writers.

Purpose: the three numbers of ``OpinionWeights`` under which the true texts are likeliest.
Contract: deterministic. No row of a test or development set is seen.
Not here: training the network (``textline.run``), using the weights (``decoding.second_opinion``).
"""

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Page
from digit_recognizer.classifier import OpinionWeights, TextlineRecognizer
from digit_recognizer.decoding import (
    LINEAR_ROW,
    AnnotatedSource,
    FieldGrammar,
    SymbolScorer,
    read_page,
)
from digit_recognizer.decoding.ctc import log_likelihoods
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.second_opinion import is_level, spelled
from digit_recognizer.expression import text_of
from digit_recognizer.ink import Ink
from digit_recognizer.page_lines import opinion_of
from digit_recognizer.segmentation import PicturePage

LATTICE_FACTORS = np.geomspace(0.05, 2.0, 16)
TEXTLINE_FACTORS = np.geomspace(0.1, 2.0, 16)
UNSEEN_SHARES = np.geomspace(1e-6, 0.1, 11)


class Rivals(NamedTuple):
    """Texts of one row: (N,) lattice ``shares`` and ``log_likelihoods``, the ``place`` of the truth."""

    shares: NDArray[np.float64]
    log_likelihoods: NDArray[np.float64]
    place: int


def rivals_of(
    page: Page,
    text: str,
    field: FieldGrammar | None,
    scorer: SymbolScorer,
    textlines: TextlineRecognizer,
) -> Rivals | None:
    """Return what both read of a (H, W) uint8 ``page`` of ``text``; None where neither reads it.

    ``field``: what it is known to hold; None for a sum.
    """
    backdrop = PicturePage.of(page)
    opinion = opinion_of(backdrop, textlines, field or LINEAR_ROW)
    if opinion is None:
        return None
    backdrop = backdrop.cut_apart(opinion.boundaries(), only=field is None)
    source = AnnotatedSource(Ink(), Ink(), backdrop)
    found = read_page(source, scorer, seconds=PARAMETERS.page.seconds, field=field)
    if len(found.lines) != 1:
        return None
    line = found.lines[0]
    rows = {text_of(each.row): each for each in line.readings}
    shares = dict(zip(rows, line.shares, strict=False))
    if not is_level(line.readings[0]):
        return None
    texts = spelled(list(rows.values()))
    texts += [each for each in opinion.texts if each not in rows]
    likelihoods = log_likelihoods(opinion.frames, texts)
    names = [*rows, *texts[len(rows) :]]
    if text not in names:
        return None
    return Rivals(np.array([shares.get(t, 0.0) for t in names]), likelihoods, names.index(text))


def fitted_opinion_weights(rows: Iterable[Rivals]) -> OpinionWeights:
    """Return the weights, of a grid, under which the truth has the greatest log-probability."""
    rows = list(rows)

    def log_share(weights: OpinionWeights) -> float:
        total = 0.0
        for row in rows:
            scores = weights.scores(row.shares, row.log_likelihoods)
            total += float(scores[row.place] - np.logaddexp.reduce(scores))
        return total

    grid = product(LATTICE_FACTORS.tolist(), TEXTLINE_FACTORS.tolist(), UNSEEN_SHARES.tolist())
    return max((OpinionWeights(*values) for values in grid), key=log_share)
