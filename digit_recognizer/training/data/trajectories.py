"""What the network for strokes is trained on: pen strokes of symbols, and of what is no symbol.

Purpose: the pen's way through drawings of training writers and through groups of strokes of composed
lines, varied as other hands would have drawn them, and drawn so often that rare signs are learnt too.
Contract: reads training files of pen strokes only; the writers held out are those of ``sources``. The
same files and seed give the same examples.
Not here: fitting (``stroke_run``); glyphs (``symbol_sources``).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC, NOT_A_SYMBOL
from digit_recognizer.arrays import Polyline
from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.datasets.labelled import is_symbol
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.ink import Drawing
from digit_recognizer.raster import trajectory_of
from digit_recognizer.raster.pen import polylines_of
from digit_recognizer.training.augmentation.ink import varied
from digit_recognizer.training.augmentation.styles import restyled
from digit_recognizer.training.data.line_crops import cuts
from digit_recognizer.training.data.mixture import MOST_OFTEN
from digit_recognizer.training.data.symbols import (
    hands_of,
    made_signs,
    symbol_of,
    wanted_of_each,
)

PEN_SETS = ("unipen", "pendigits", "unipen-letters")
LETTERS = "unipen-letters"
VARIANTS, LINE_VARIANTS = 6, 3  # the first of them as it was drawn
WRONG_GROUPS, HELD_OUT_GROUPS = 90_000, 2400  # of strokes of composed lines, that are no symbol
MADE = 2000  # of each sign that the sets lack
BACKWARDS, OTHER_ORDER = 0.03, 0.08  # share of strokes, and of drawings of several
COARSE, FINEST, COARSEST = 0.03, 18, 8  # share of pens that know few places; how many, a drawing
UNIPEN_SHARE = 1.5  # of one of UNIPEN's, by others: it has the most hands

Tell = Callable[[str], None]


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
        """Return the numbers of the examples that this epoch shows, in a random order.

        As many of each symbol as the network for glyphs is shown, so that both mean the same by a
        probability; no example more than ``MOST_OFTEN`` times.
        """
        random = np.random.default_rng((seed, epoch))
        shown = []
        wanted = wanted_of_each()
        for column, symbol in enumerate(ARITHMETIC):
            of_symbol = np.flatnonzero(self.labels == column)
            count = round(min(wanted[symbol], MOST_OFTEN * len(of_symbol)))
            if count:
                chances = self.weights[of_symbol] / self.weights[of_symbol].sum()
                shown.append(random.choice(of_symbol, count, p=chances))
        return np.asarray(random.permutation(np.concatenate(shown)), np.int64)


_Row = tuple[str, list[Polyline], str]  # source, strokes, symbol


def stroke_examples(
    paths: dict[str, Path], seed: int, tell: Tell, *, share: float = 1.0
) -> StrokeExamples:
    """Return the examples in the catalogue's files ``paths``, and in lines composed of them.

    ``share``: of the usual number of groups from composed lines.
    Raises DigitRecognizerError where there is no file of pen strokes with signs.
    """
    if "unipen" not in paths:
        raise DigitRecognizerError(
            "How signs are drawn is learnt from UNIPEN's pen strokes, which are not there: get them "
            "with digits data fetch unipen."
        )
    random = np.random.default_rng(seed)
    rows: list[_Row] = []
    held: list[_Row] = []
    drawings: list[Drawing] = []
    for name in PEN_SETS:
        if name not in paths:
            continue
        ink_set = read_ink_set(paths[name], is_symbol)
        if sentence := ink_set.skipped.sentence():
            tell(sentence)
        for place, drawing in enumerate(ink_set.drawings):
            symbol = NOT_A_SYMBOL if name == LETTERS else symbol_of(drawing.label)
            if symbol is not None and drawing.ink:
                apart = is_held_out(drawing.writer or str(place))
                (held if apart else rows).append((name, polylines_of(drawing.ink), symbol))
        if name != LETTERS:
            drawings += ink_set.drawings
    tell("composing lines")
    fitting = [d for d in drawings if not is_held_out(d.writer or "")]
    others = [d for d in drawings if is_held_out(d.writer or "")]
    rows += _from_lines(fitting, round(share * WRONG_GROUPS), random)
    held += _from_lines(others, round(share * HELD_OUT_GROUPS), random)
    if (hands := hands_of(fitting)) is not None:
        made = made_signs(hands, round(share * MADE), random)
        rows += [("made signs", polylines_of(ink), symbol) for ink, symbol in made]
    if not rows or not held:
        raise DigitRecognizerError(
            f"{paths['unipen']} holds drawings of too few writers: some are learnt from, a tenth of "
            "them only measured. Get all with digits data fetch unipen."
        )
    tell("varying how they are drawn")
    return _examples(rows, held, random)


def _from_lines(
    drawings: list[Drawing], wanted: int, random: np.random.Generator
) -> Iterator[_Row]:
    hands = hands_of(drawings)
    if hands is not None:
        for cut in cuts(hands, wanted, random):
            yield "lines", polylines_of(cut.ink), cut.symbol


def _examples(rows: list[_Row], held: list[_Row], random: np.random.Generator) -> StrokeExamples:
    found: list[NDArray[np.float16]] = []
    labels: list[int] = []
    weights: list[float] = []
    counts: dict[str, int] = {}
    for source, strokes, symbol in rows:
        counts[source] = counts.get(source, 0) + 1
        variants = LINE_VARIANTS if source == "lines" else VARIANTS
        found.append(trajectory_of(strokes).astype(np.float16))
        for _ in range(variants - 1):
            other = redrawn(restyled(symbol, strokes, random), random)
            found.append(trajectory_of(other).astype(np.float16))
        labels += [ARITHMETIC.column(symbol)] * variants
        weights += [UNIPEN_SHARE if source == "unipen" else 1.0] * variants
    return StrokeExamples(
        np.stack(found), np.array(labels), np.array(weights), _held_out(held), counts
    )


def redrawn(strokes: list[Polyline], random: np.random.Generator) -> list[Polyline]:
    """Return the drawing as another hand would have drawn it: also in another order, or backwards."""
    other = [points for points in varied(strokes, random) if len(points)]
    if random.random() < COARSE:
        places = random.uniform(COARSEST, FINEST)
        other = [np.rint(points * places) / places for points in other]
    other = [points[::-1] if random.random() < BACKWARDS else points for points in other]
    if len(other) > 1 and random.random() < OTHER_ORDER:
        return [other[place] for place in random.permutation(len(other))]
    return other


def _held_out(rows: Iterable[_Row]) -> dict[str, HeldOut]:
    found: dict[str, tuple[list[NDArray[np.float32]], list[int]]] = {}
    for source, strokes, symbol in rows:
        trajectories, labels = found.setdefault(source, ([], []))
        trajectories.append(trajectory_of(strokes))
        labels.append(ARITHMETIC.column(symbol))
    return {
        source: HeldOut(np.stack(trajectories), np.array(labels))
        for source, (trajectories, labels) in found.items()
    }
