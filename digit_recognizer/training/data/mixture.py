"""The mixture: several sources of training examples, balanced.

Purpose: hold every source's glyphs with their targets, its variants and its weight, and draw the
examples of an epoch.
Contract: an epoch's examples follow from the recipe's seed and the epoch alone. Held-out digits come
from other writers wherever a source names its writers.
Not here: where sources come from (``digits``, ``symbols``), augmentation of the raster (``glyphs``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Probabilities
from digit_recognizer.datasets import Labelled
from digit_recognizer.training.recipe import Recipe

SOFT_LABEL_SHARE = 0.35  # of the target of several symbols at once
MAX_ITEM_WEIGHT = 12.0  # times an item is drawn in an epoch, so that a rare symbol has its share


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One source of examples.

    ``glyphs``: (variants, n, 28, 28) uint8. ``labels``: (n,) alphabet columns, or -1 for what is no
    symbol where the alphabet has no column for that. ``weight``: how often an item is drawn in an epoch,
    on average; one number, or one an item. ``held_out``: symbols kept apart to choose the epoch and to
    calibrate, None for none. ``soft_labels``: (n, symbols) float32, for what is several symbols at once
    the share of each; rows of 0 elsewhere; None for none. ``label_confidence``: how much of the target
    is the label's, the rest being every symbol's alike. ``cleaned``: whether labels are checked.
    """

    name: str
    glyphs: NDArray[np.uint8]
    labels: NDArray[np.int64]
    weight: float | NDArray[np.float64] = 1.0
    held_out: Labelled | None = None
    soft_labels: NDArray[np.float32] | None = None
    label_confidence: float = 1.0
    cleaned: bool = True

    def __post_init__(self) -> None:
        if self.glyphs.ndim != 4 or self.glyphs.shape[1:] != (len(self.labels), 28, 28):
            raise ValueError(f"{self.name}: {self.glyphs.shape} glyphs, {len(self.labels)} labels")

    def describe(self) -> str:
        """Return what it holds, for the report."""
        held = None if self.held_out is None else len(self.held_out)
        return described(self.name, len(self.labels), held)


def described(name: str, count: int, held_out: int | None) -> str:
    """Return what to say in a report of ``count`` examples, and of those ``held_out``, if any can be."""
    held = "" if held_out is None else f", {held_out:,} held out"
    return f"{name} ({count:,}{held})"


@dataclass(slots=True)
class Mixture:
    """The sources of a run.

    Two numberings go through the sources in their order: that of the items, and that of the glyphs,
    in which each source has all its items once for every variant. ``not_symbol``: the column of what is
    no symbol, None where the alphabet has none.
    """

    sources: list[Source] = field(default_factory=list)
    not_symbol: int | None = None

    @property
    def held_out(self) -> dict[str, Labelled]:
        """The held-out digits by source."""
        return {s.name: s.held_out for s in self.sources if s.held_out is not None}

    def are_right(
        self, probabilities: Probabilities, labels: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Return (N,) whether the largest of (N, symbols) ``probabilities`` is that of the label.

        Symbols are told apart among symbols: how often one bar is a minus and how often a part of "="
        is for the probabilities to say, and would decide which of two epochs looks better.
        """
        answers = probabilities.argmax(axis=1)
        if self.not_symbol is not None:
            symbols = probabilities.copy()
            symbols[:, self.not_symbol] = -1
            answers = np.where(labels == self.not_symbol, answers, symbols.argmax(axis=1))
        return np.asarray(answers == labels)

    def all_glyphs(self) -> NDArray[np.uint8]:
        """Return every glyph, (M, 28, 28) uint8, by its number."""
        return np.concatenate([source.glyphs.reshape(-1, 28, 28) for source in self.sources])

    def all_targets(self, symbols: int, smoothing: float) -> NDArray[np.float32]:
        """Return the target of every glyph, (M, symbols) float32, by its number.

        Symbols have theirs smoothed; what is no symbol has all of them equally likely. Several symbols
        at once get ``SOFT_LABEL_SHARE`` of the target: so little that no answer comes of it, and enough
        to name them as the likeliest readings.
        """
        return np.concatenate([_targets(source, symbols, smoothing) for source in self.sources])

    def epoch(
        self, seed: int, epoch: int, size: int, left_out: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Return (size,) shuffled numbers of glyphs for ``epoch``, each item in a random variant.

        ``left_out``: the numbers of items that are not drawn.
        """
        random = np.random.default_rng((seed, epoch))
        drawn, first_glyph, first_item = [], 0, 0
        for source in self.sources:
            variants, count = source.glyphs.shape[:2]
            times = np.floor(source.weight + random.random(count)).astype(int)
            inside = left_out[(left_out >= first_item) & (left_out < first_item + count)]
            times[inside - first_item] = 0
            items = np.repeat(np.arange(count), times)
            drawn.append(first_glyph + random.integers(variants, size=len(items)) * count + items)
            first_glyph += variants * count
            first_item += count
        # The weights are kept on average only: a few glyphs too many are cut, too few come again.
        numbers = random.permutation(np.concatenate(drawn))
        return np.resize(numbers, size).astype(np.int32)

    def steps(self, batch: int) -> int:
        """Return how many whole batches an epoch has."""
        drawn = sum(float(np.mean(s.weight)) * len(s.labels) for s in self.sources if len(s.labels))
        return int(drawn) // batch

    def items(self, numbers: NDArray[np.int64]) -> list[tuple[Source, int]]:
        """Return the source, and the index in it, of the items with these (n,) int64 ``numbers``."""
        ends = np.cumsum([len(source.labels) for source in self.sources])
        which = np.searchsorted(ends, numbers, side="right")
        return [
            (self.sources[w], int(number - (ends[w - 1] if w else 0)))
            for w, number in zip(which, numbers, strict=True)
        ]


class Stage(NamedTuple):
    """What a stage of a run fits the network to, and how."""

    mixture: Mixture
    recipe: Recipe


def balanced(sources: Sequence[Source], wanted: Mapping[int, float]) -> list[Source]:
    """Return ``sources`` reweighted so that an epoch draws ``wanted`` items of each column.

    What the sources say of each other stays: within a column all weights change by one factor, so that
    no item is drawn more than ``MAX_ITEM_WEIGHT`` times because of it.
    """
    totals = dict.fromkeys(wanted, 0.0)
    for source in sources:
        weights = _weights(source)
        for column in totals:
            totals[column] += float(weights[source.labels == column].sum())
    factors = {
        c: min(wanted[c] / total, MAX_ITEM_WEIGHT) if total else 1.0 for c, total in totals.items()
    }
    reweighted = []
    for source in sources:
        factor = np.array([factors.get(column, 1.0) for column in source.labels.tolist()])
        reweighted.append(replace(source, weight=_weights(source) * factor))
    return reweighted


def shares(sources: Sequence[Source], columns: int) -> list[float]:
    """Return the share of each of the ``columns`` among what an epoch draws."""
    drawn = np.zeros(columns)
    for source in sources:
        known = source.labels >= 0
        np.add.at(drawn, source.labels[known], _weights(source)[known])
    return [float(share) for share in drawn / max(drawn.sum(), 1e-9)]


def _weights(source: Source) -> NDArray[np.float64]:
    return np.broadcast_to(np.asarray(source.weight, np.float64), source.labels.shape)


def _targets(source: Source, symbols: int, smoothing: float) -> NDArray[np.float32]:
    labels = source.labels
    of_label = source.label_confidence * (1 - smoothing)
    targets = np.full((len(labels), symbols), (1 - of_label) / symbols, np.float32)
    known = labels >= 0
    targets[known, labels[known]] += of_label
    targets[~known] = 1 / symbols
    if source.soft_labels is not None:
        several = source.soft_labels.any(axis=1)
        shared = SOFT_LABEL_SHARE * source.soft_labels[several]
        targets[several] = (1 - SOFT_LABEL_SHARE) / symbols + shared
    return np.tile(targets, (len(source.glyphs), 1))
