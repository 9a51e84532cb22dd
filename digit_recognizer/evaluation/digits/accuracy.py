"""Accuracy of a reader on labelled samples, and how much place, size and pen change it.

Purpose: run a reader over samples and measure.
Contract: every sample counts once; nothing is tuned here.
Not here: what the figures mean (``metrics``), how they are printed (the command).
"""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.arrays import Columns, Glyph
from digit_recognizer.evaluation import Track
from digit_recognizer.evaluation.digits.samples import Samples, placed, placements
from digit_recognizer.evaluation.digits.single_symbols import as_single_symbols
from digit_recognizer.ink import Ink
from digit_recognizer.metrics import Figures, measure
from digit_recognizer.raster import glyph_from_ink, glyph_from_page, page_from_image, page_from_ink
from digit_recognizer.reader import Reader

PLACEMENT_PEN_WIDTHS = (2, 8, 20, 40)
PLACEMENT_SIDE = 600


@dataclass(frozen=True, slots=True)
class Placement:
    """Accuracy of all samples drawn ``size`` pixels large at ``place`` with a ``pen`` wide pen.

    ``route``: "ink" as the window reads it (the strokes themselves), "image" as a picture of the
    canvas is read (the strokes drawn with the pen; only where the pen is at most a sixth of the size,
    since a wider one leaves no digit to be seen).
    """

    route: str
    size: float
    place: tuple[float, float]
    pen: int
    n: int
    accuracy: float


def evaluate(reader: Reader, samples: Samples) -> Figures:
    """Return the figures of ``reader`` on ``samples``.

    Each of them is one symbol: of a network for arithmetic, see :func:`as_single_symbols`.
    """
    alphabet = reader.bundle.alphabet
    answers, doubtful = reader.classify(samples.labelled.glyphs, samples.path_lengths)
    log_probs, labels = as_single_symbols(answers, samples.labelled.labels, alphabet)
    return measure(log_probs, doubtful, labels, alphabet)


def evaluate_placements(
    reader: Reader, samples: Samples, track: Track, *, image_limit: int = 300
) -> list[Placement]:
    """Return the accuracy at 5 sizes x 5 places x 4 pen widths, for ink and for images of it.

    Images take longer, so of those the first ``image_limit`` samples are drawn, or none.
    """
    labels = samples.labelled.labels
    results = []
    for size, place in track(list(placements(PLACEMENT_SIDE)), 25, "Sizes and places"):
        inks = [placed(ink, size, place) for ink in samples.inks]
        n, accuracy = len(labels), _accuracy(reader, [glyph_from_ink(ink) for ink in inks], labels)
        # The pen's width is no part of the ink: one reading stands for all four widths.
        results += [Placement("ink", size, place, pen, n, accuracy) for pen in PLACEMENT_PEN_WIDTHS]
        for pen in (pen for pen in PLACEMENT_PEN_WIDTHS if image_limit and pen <= size / 6):
            glyphs = [_as_image(ink, pen) for ink in inks[:image_limit]]
            count = len(glyphs)
            accuracy = _accuracy(reader, glyphs, labels[:count])
            results.append(Placement("image", size, place, pen, count, accuracy))
    return results


def spread(placements_: list[Placement], route: str) -> float:
    """Return the largest difference in accuracy between placements of a route."""
    accuracies = [p.accuracy for p in placements_ if p.route == route]
    return max(accuracies) - min(accuracies) if accuracies else 0.0


def _as_image(ink: Ink, pen: int) -> Glyph | None:
    page = page_from_ink(ink, width=PLACEMENT_SIDE, height=PLACEMENT_SIDE, pen_width=pen)
    return glyph_from_page(page_from_image(255 - page))


def _accuracy(reader: Reader, glyphs: list[Glyph | None], labels: Columns) -> float:
    """Return the share of right answers; a drawing without ink counts as wrong."""
    seen = [(g, label) for g, label in zip(glyphs, labels, strict=True) if g is not None]
    if not seen:
        return 0.0
    log_probs = reader.read_glyphs(np.stack([glyph for glyph, _ in seen]))
    right = log_probs.argmax(axis=1) == np.array([label for _, label in seen])
    return float(right.sum() / len(labels))
