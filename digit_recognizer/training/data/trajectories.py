"""What the network for strokes is trained on: pen strokes of symbols, and of what is no symbol.

Purpose: the pen's way through drawings of training writers and through groups of strokes of composed
lines, varied as other writers would have drawn them, and drawn so often that rare signs are learnt too.
Contract: reads training files of pen strokes only; the writers held out are those of ``sets``. The
same files and seed give the same examples.
Not here: fitting (``stroke_run``); glyphs (``symbols``).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC, NOT_A_SYMBOL
from digit_recognizer.arrays import Polyline
from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.datasets.ink_lines import SampleSet
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.ink import Drawing
from digit_recognizer.raster import trajectory_of
from digit_recognizer.raster.pen import polylines_of
from digit_recognizer.synthesis.writers import Writers
from digit_recognizer.training.augmentation.ink import restyled, varied
from digit_recognizer.training.data import sets, symbols
from digit_recognizer.training.data.line_crops import line_crops
from digit_recognizer.training.data.mixture import MAX_ITEM_WEIGHT

PEN_SETS = ("unipen", "pendigits", sets.PEN_LETTERS)
TRAJECTORY_VARIANTS, LINE_TRAJECTORY_VARIANTS = 6, 3  # the first of them as it was drawn
NON_SYMBOL_GROUPS, HELD_OUT_GROUPS = 90_000, 2400  # groups of strokes in lines that are no symbol
SYNTHETIC_SIGN_COUNT = 2000  # of each sign that the sets lack
BACKWARDS_SHARE, REORDERED_SHARE = 0.03, 0.08  # share of strokes, and of drawings of several
COARSE_SHARE, COARSE_PLACES = 0.03, (8, 18)  # of pens that know few places; how many, a drawing
UNIPEN_WEIGHT = 1.5  # of one of UNIPEN's, by others: it has the most writers


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """(n, 48, 5) float32 ``trajectories`` with their (n,) columns ``labels``."""

    trajectories: NDArray[np.float32]
    labels: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class StrokeExamples:
    """All examples of a run.

    ``trajectories``: (n, 48, 5) float16; ``labels``: (n,) columns; ``weights``: (n,) how
    likely one is drawn beside others of its symbol. ``held_out``: by source. ``counts``: drawings, by
    source.
    """

    trajectories: NDArray[np.float16]
    labels: NDArray[np.int64]
    weights: NDArray[np.float64]
    held_out: dict[str, HeldOut]
    counts: dict[str, int]

    def epoch(self, seed: int, epoch: int) -> NDArray[np.int64]:
        """Return the (n,) int64 numbers of the examples that this epoch shows, in a random order.

        As many of each symbol as the network for glyphs is shown, so that both mean the same by a
        probability; no example more than ``MAX_ITEM_WEIGHT`` times.
        """
        random = np.random.default_rng((seed, epoch))
        shown = []
        wanted = symbols.wanted_of_each()
        for column, symbol in enumerate(ARITHMETIC):
            of_symbol = np.flatnonzero(self.labels == column)
            count = round(min(wanted[symbol], MAX_ITEM_WEIGHT * len(of_symbol)))
            if count:
                chances = self.weights[of_symbol] / self.weights[of_symbol].sum()
                shown.append(random.choice(of_symbol, count, p=chances))
        return np.asarray(random.permutation(np.concatenate(shown)), np.int64)


class _Drawn(NamedTuple):
    """The strokes of a symbol, from a set or from composed lines."""

    source: str
    strokes: list[Polyline]
    symbol: str


def stroke_examples(
    paths: sets.Paths, seed: int, tell: sets.Tell, *, share: float = 1.0
) -> StrokeExamples:
    """Return the examples in the catalogue's files ``paths``, and in lines composed of them.

    ``share``: of the usual number of groups from composed lines.
    Raises DigitRecognizerError where there is no file of pen strokes with signs.
    """
    sets.require_signs(paths, "How signs are drawn is")
    random = np.random.default_rng(seed)
    pen_sets = {name: paths[name] for name in PEN_SETS if name in paths}
    found = {
        name: own.samples
        for name, own in sets.read_sets(pen_sets, tell)
        if isinstance(own, SampleSet)
    }
    fitting, held = _split(found)
    tell("composing lines")
    drawings = [
        drawing for name, own in found.items() if name != sets.PEN_LETTERS for drawing in own
    ]
    writers = symbols.writers_of([d for d in drawings if not is_held_out(d.writer or "")])
    others = symbols.writers_of([d for d in drawings if is_held_out(d.writer or "")])
    fitting += _composed(writers, round(share * NON_SYMBOL_GROUPS), random)
    held += _composed(others, round(share * HELD_OUT_GROUPS), random)
    if writers is not None:
        signs = symbols.synthetic_signs(writers, round(share * SYNTHETIC_SIGN_COUNT), random)
        fitting += [_Drawn("made signs", polylines_of(ink), symbol) for ink, symbol in signs]
    if not fitting or not held:
        raise DigitRecognizerError(
            f"{paths['unipen']} holds drawings of too few writers: some are learnt from, a tenth of "
            "them only measured. Get all with digits data fetch unipen."
        )
    tell("varying how they are drawn")
    return _arrays(fitting, held, random)


def _split(found: Mapping[str, list[Drawing]]) -> tuple[list[_Drawn], list[_Drawn]]:
    """Return the symbols of training writers, and those of held-out writers."""
    fitting: list[_Drawn] = []
    held: list[_Drawn] = []
    for name, drawings in found.items():
        for place, drawing in enumerate(drawings):
            symbol = NOT_A_SYMBOL if name == sets.PEN_LETTERS else symbols.symbol_of(drawing.label)
            if symbol is not None and drawing.ink:
                rows = held if sets.is_apart(drawing, place) else fitting
                rows.append(_Drawn(name, polylines_of(drawing.ink), symbol))
    return fitting, held


def _composed(writers: Writers | None, wanted: int, random: np.random.Generator) -> list[_Drawn]:
    """Return symbols and groups of strokes cut out of lines, so many of which are no symbol."""
    crops = line_crops(writers, wanted, random) if writers is not None else ()
    return [_Drawn("lines", polylines_of(crop.ink), crop.symbol) for crop in crops]


def _arrays(
    fitting: list[_Drawn], held: list[_Drawn], random: np.random.Generator
) -> StrokeExamples:
    """Return ``fitting`` in its variants and ``held`` as it was drawn, as arrays."""
    trajectories: list[NDArray[np.float16]] = []
    labels: list[int] = []
    weights: list[float] = []
    for source, strokes, symbol in fitting:
        variants = LINE_TRAJECTORY_VARIANTS if source == "lines" else TRAJECTORY_VARIANTS
        drawn = [strokes]
        drawn += [redrawn(restyled(symbol, strokes, random), random) for _ in range(variants - 1)]
        trajectories += [trajectory_of(each).astype(np.float16) for each in drawn]
        labels += [ARITHMETIC.column(symbol)] * variants
        weights += [UNIPEN_WEIGHT if source == "unipen" else 1.0] * variants
    by_source: dict[str, list[_Drawn]] = defaultdict(list)
    for row in held:
        by_source[row.source].append(row)
    held_out = {
        source: HeldOut(
            np.stack([trajectory_of(row.strokes) for row in rows]),
            np.array([ARITHMETIC.column(row.symbol) for row in rows]),
        )
        for source, rows in by_source.items()
    }
    counts = Counter(row.source for row in fitting)
    return StrokeExamples(
        np.stack(trajectories), np.array(labels), np.array(weights), held_out, dict(counts)
    )


def redrawn(strokes: list[Polyline], random: np.random.Generator) -> list[Polyline]:
    """Return the drawing as another writer would have drawn it: also in another order, or backwards."""
    other = [points for points in varied(strokes, random) if len(points)]
    if random.random() < COARSE_SHARE:
        places = random.uniform(*COARSE_PLACES)
        other = [np.rint(points * places) / places for points in other]
    other = [points[::-1] if random.random() < BACKWARDS_SHARE else points for points in other]
    if len(other) > 1 and random.random() < REORDERED_SHARE:
        return [other[place] for place in random.permutation(len(other))]
    return other
