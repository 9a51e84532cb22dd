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
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.second_opinion import is_side_by_side, rivals_of
from digit_recognizer.ink import Ink
from digit_recognizer.page_lines import opinion_of
from digit_recognizer.segmentation import PicturePage

LATTICE_FACTORS = np.geomspace(0.05, 2.0, 16)
TEXTLINE_FACTORS = np.geomspace(0.1, 2.0, 16)
UNSEEN_SHARES = np.geomspace(1e-6, 0.1, 11)


class KnownRow(NamedTuple):
    """What both ways read of one row: (N,) ``shares`` and ``log_likelihoods``, the truth's ``place``."""

    shares: NDArray[np.float64]
    log_likelihoods: NDArray[np.float64]
    place: int


def known_row(
    page: Page,
    text: str,
    field: FieldGrammar | None,
    scorer: SymbolScorer,
    textlines: TextlineRecognizer,
) -> KnownRow | None:
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
    if len(found.lines) != 1 or not is_side_by_side(found.lines[0].readings[0]):
        return None
    rivals = rivals_of(found.lines[0], opinion, source.primitives)
    if text not in rivals.rows:
        return None
    return KnownRow(rivals.shares, rivals.log_likelihoods, list(rivals.rows).index(text))


def fitted_opinion_weights(rows: Iterable[KnownRow]) -> OpinionWeights:
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
