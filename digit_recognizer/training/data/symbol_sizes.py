"""How large each symbol is written beside the digits of the same writer.

Purpose: a glyph is scaled to fill its frame, so a dot, a dash and a 1 can look alike there; what was
lost is learnt here, as a distribution of heights and widths.
Contract: robust: wrong labels and single odd drawings move nothing much. Sizes are in heights of the
writer's digits; a size of nothing counts as ``EXTENT_FLOOR``.
Not here: using it (``decoding``), storing it (``classifier.bundle``).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.classifier import EXTENT_FLOOR, Extent
from digit_recognizer.ink import Drawing
from digit_recognizer.synthesis.writers import MIN_WRITER_DIGITS

MIN_SIZE_DRAWINGS = 10  # of a symbol
UNIPEN_UNIT = 200.0
MAX_SIZE_DEVIATIONS = 2.5  # robust standard deviations: what lies further out counts as lying there
MIN_SIZE_SPREAD = 0.05

Size = tuple[float, float]
"""Height and width."""


def sizes_of(drawings: Iterable[Drawing]) -> dict[str, list[Size]]:
    """Return the sizes of the ``drawings``' labels, by the heights of their writers' digits.

    Only of writers of enough digits. UNIPEN's unit is 1/200 of a writer's median character height, but
    where a session held single points that became its unit: what is no digit and exactly 200 units
    large tells no size.
    """
    by_writer: dict[str, list[tuple[str, Size]]] = defaultdict(list)
    for drawing in drawings:
        if drawing.label is not None and drawing.ink:
            box = drawing.ink.box
            size = box.bottom - box.top, box.right - box.left
            by_writer[drawing.writer or ""].append((drawing.label, size))
    sizes: dict[str, list[Size]] = defaultdict(list)
    for of_writer in by_writer.values():
        heights = [high for label, (high, _) in of_writer if label in DIGITS and high > 0]
        if len(heights) < MIN_WRITER_DIGITS:
            continue
        unit = float(np.median(heights))
        for label, (high, wide) in of_writer:
            if label in DIGITS or max(high, wide) != UNIPEN_UNIT:
                sizes[label].append((high / unit, wide / unit))
    return dict(sizes)


def fit_sizes(sizes: Mapping[str, Sequence[Size]]) -> dict[str, Extent]:
    """Return mean and standard deviation of the logs of the ``sizes`` of each symbol.

    Symbols with fewer than ten drawings are left out. The mean is taken after everything beyond 2.5
    robust standard deviations (of the median absolute deviation) was brought back to there.
    """
    fitted: dict[str, Extent] = {}
    for symbol, rows in sizes.items():
        if len(rows) < MIN_SIZE_DRAWINGS:
            continue
        logs = np.log(np.array(rows) + EXTENT_FLOOR)
        middle = np.median(logs, axis=0)
        spread = np.maximum(1.4826 * np.median(np.abs(logs - middle), axis=0), MIN_SIZE_SPREAD)
        kept = np.clip(
            logs, middle - MAX_SIZE_DEVIATIONS * spread, middle + MAX_SIZE_DEVIATIONS * spread
        )
        (high, wide), (high_spread, wide_spread) = kept.mean(axis=0), kept.std(axis=0)
        values = high, max(high_spread, MIN_SIZE_SPREAD), wide, max(wide_spread, MIN_SIZE_SPREAD)
        fitted[symbol] = tuple(round(float(value), 4) for value in values)  # type: ignore[assignment]
    return fitted
