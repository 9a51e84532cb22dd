"""What the drawings of a library say about the reader, and about their labels.

Purpose: counts, accuracy by label, writer and model, confusions, calibration, confidence over time,
duplicates, labels that are likely wrong.
Contract: one pass over the library keeps 16 bytes of each drawing and the counts. Every share is a
fraction of 1. A drawing is *compared* if it has a label and was read. Confusions are of single symbols.
Not here: tables (``analysis.tables``), pictures (``analysis.page``).
"""

import heapq
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

import numpy as np

from digit_recognizer.alphabet import ARITHMETIC
from digit_recognizer.analysis.tally import Period, Periods, Tally, is_compared
from digit_recognizer.evaluation import Track
from digit_recognizer.library import Filter, Library, Summary
from digit_recognizer.metrics import BINS, Bin

SUSPECT_CONFIDENCE = 0.9
"""From this confidence on, an answer against the label is a reason to look at the label."""

MULTIPLE_SYMBOLS = "…"
"""What a single symbol was read as where it was read as more than one."""

PAIR_EXAMPLES = 8
MAX_LISTED_SUSPECTS = 100
MAX_COPY_GROUPS = 1000
SUMMARY_BATCH = 500
SUSPECT_POOL = 4 * MAX_LISTED_SUSPECTS  # so many are weighed

Ranked = TypeVar("Ranked", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Pair:
    """``label`` was read as ``text`` ``count`` times in ``of``; ``ids``: some, the surest first."""

    label: str
    text: str
    count: int
    of: int
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A drawing whose label is likely wrong; ``weight`` in [0, 1] says how likely, for the order alone.

    The weight is the confidence times the share of this writer's other drawings with this label that
    were *not* read as this: a frequent confusion comes from the writer, not from a label.
    """

    id: int
    label: str
    text: str
    confidence: float
    writer: str
    weight: float


@dataclass(frozen=True, slots=True)
class Copies:
    """Drawings with the same content; ``labels``: the different ones they have."""

    ids: tuple[int, ...]
    labels: tuple[str, ...]


@dataclass(slots=True)
class LibraryStats:
    """The figures of the drawings that were ``wanted``; times are by the clock of this place.

    ``labels``: single symbols, in the order of the alphabet; ``sums``: longer labels together.
    ``confusion``: (label, text) of single symbols, :data:`MULTIPLE_SYMBOLS` for a longer text. ``bins``:
    calibration, as in ``metrics``. ``suspects``: the likeliest first, of ``suspected``.
    ``copies``: those whose labels differ first, then the largest groups; ``copied``: how many
    drawings could go and none would be lost.
    """

    first: datetime | None = None
    last: datetime | None = None
    all: Tally = field(default_factory=Tally)
    labels: dict[str, Tally] = field(default_factory=dict)
    sums: Tally = field(default_factory=Tally)
    writers: dict[str, Tally] = field(default_factory=dict)
    models: dict[str, Tally] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    bins: list[Bin] = field(default_factory=list)
    calibration_error: float | None = None
    unit: str = "day"
    periods: list[Period] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    suspects: list[Suspect] = field(default_factory=list)
    suspected: int = 0
    copies: list[Copies] = field(default_factory=list)
    copied: int = 0

    @property
    def symbols(self) -> list[str]:
        """The symbols of ``confusion``, in the order of the alphabet."""
        return sorted({symbol for pair in self.confusion for symbol in pair}, key=_place)


def library_stats(library: Library, wanted: Filter, track: Track) -> LibraryStats:
    """Count all drawings of ``library`` that are ``wanted``.

    Raises LibraryError where the library cannot be read.
    """
    ids = library.ids(wanted, "oldest")
    stats = LibraryStats()
    if not ids:
        return stats
    counting = _Counting(stats)
    times = [end.made for end in library.summaries_of([ids[0], ids[-1]])]
    periods = Periods.between(min(times), max(times)) if times else Periods("day")
    for one in track(_summaries(library, ids), len(ids), "Drawings"):
        counting.count(one)
        periods.count(one)
    counting.finish()
    stats.first, stats.last = (t and t.astimezone() for t in (stats.first, stats.last))
    stats.unit, stats.periods = periods.unit, periods.all()
    groups = _by_content(counting)
    stats.copied = sum(len(group) - 1 for group in groups)
    stats.copies = _listed(library, groups)
    return stats


class _Counting:
    """The pass over the drawings, and what it must remember meanwhile."""

    def __init__(self, stats: LibraryStats) -> None:
        self.ids = array("q")
        self.digests = array("Q")  # the first 64 bits of each
        self._stats = stats
        self._bins = np.zeros((BINS, 3))
        self._examples: dict[tuple[str, str], list[tuple[float, int]]] = {}
        self._suspects: list[tuple[float, int, Suspect]] = []
        self._by_writer: Counter[tuple[str, str]] = Counter()
        self._wrong_by_writer: Counter[tuple[str, str, str]] = Counter()

    def count(self, one: Summary) -> None:
        stats = self._stats
        self.ids.append(one.id)
        self.digests.append(_key(one))
        stats.first = min(stats.first or one.made, one.made)
        stats.last = max(stats.last or one.made, one.made)
        stats.all.count(one)
        stats.writers.setdefault(one.writer, Tally()).count(one)
        stats.models.setdefault(one.model, Tally()).count(one)
        if one.label is not None:
            is_single = one.label in ARITHMETIC
            by_label = stats.labels.setdefault(one.label, Tally()) if is_single else stats.sums
            by_label.count(one)
        if is_compared(one):
            self._compare(one, one.label or "")

    def _compare(self, one: Summary, label: str) -> None:
        right = label == one.text
        if one.confidence is not None:
            place = min(int(one.confidence * BINS), BINS - 1)
            self._bins[place] += (1, one.confidence, right)
        self._by_writer[one.writer, label] += 1
        if label in ARITHMETIC:
            pair = (label, one.text if one.text in ARITHMETIC else MULTIPLE_SYMBOLS)
            self._stats.confusion[pair] += 1
            if not right:
                examples = self._examples.setdefault(pair, [])
                _push(examples, (one.confidence or 0.0, one.id), PAIR_EXAMPLES)
        if not right:
            self._wrong_by_writer[one.writer, label, one.text] += 1
            confidence = one.confidence or 0.0
            if not one.doubtful and confidence >= SUSPECT_CONFIDENCE:
                self._stats.suspected += 1
                suspect = Suspect(one.id, label, one.text, confidence, one.writer, confidence)
                _push(self._suspects, (confidence, one.id, suspect), SUSPECT_POOL)

    def finish(self) -> None:
        stats = self._stats
        stats.labels = {name: stats.labels[name] for name in sorted(stats.labels, key=_place)}
        stats.writers, stats.models = _by_size(stats.writers), _by_size(stats.models)
        full = self._bins[self._bins[:, 0] > 0]
        stats.bins = [(int(n), float(sure / n), float(right / n)) for n, sure, right in full]
        if len(full):
            gaps = np.abs(full[:, 1] - full[:, 2]).sum()
            stats.calibration_error = float(gaps / full[:, 0].sum())
        surest = {
            pair: tuple(number for _, number in sorted(examples, reverse=True))
            for pair, examples in self._examples.items()
        }
        stats.pairs = [
            Pair(*pair, count, stats.labels[pair[0]].compared, surest[pair])
            for pair, count in sorted(stats.confusion.items(), key=lambda p: (-p[1], p[0]))
            if pair in surest
        ]
        weighed = [self._weighed(suspect) for _, _, suspect in self._suspects]
        stats.suspects = sorted(weighed, key=lambda s: (-s.weight, s.id))[:MAX_LISTED_SUSPECTS]

    def _weighed(self, one: Suspect) -> Suspect:
        of = self._by_writer[one.writer, one.label]
        others = 1 - (self._wrong_by_writer[one.writer, one.label, one.text] - 1) / of
        return replace(one, weight=one.confidence * others)


def _by_size(tallies: dict[str, Tally]) -> dict[str, Tally]:
    return dict(sorted(tallies.items(), key=lambda item: (-item[1].drawings, item[0])))


def _summaries(library: Library, ids: Sequence[int]) -> Iterator[Summary]:
    for start in range(0, len(ids), SUMMARY_BATCH):
        yield from library.summaries_of(ids[start : start + SUMMARY_BATCH])


def _key(one: Summary) -> int:
    """Return the first 64 bits of the digest; a damaged one is nobody's copy."""
    try:
        return int(one.digest[:16], 16) % 2**64
    except ValueError:
        return one.id


def _push(heap: list[Ranked], item: Ranked, most: int) -> None:
    """Push ``item`` onto ``heap``, which holds the ``most`` largest items."""
    if len(heap) < most:
        heapq.heappush(heap, item)
    else:
        heapq.heappushpop(heap, item)


def _by_content(counted: _Counting) -> list[list[int]]:
    """Return the groups of drawings with one content."""
    digests = np.frombuffer(counted.digests, np.uint64)
    order = np.argsort(digests, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(digests[order]) != 0])
    sizes = np.diff(np.r_[starts, len(order)])
    return [
        [counted.ids[place] for place in order[start : start + size]]
        for start, size in zip(starts[sizes > 1], sizes[sizes > 1], strict=True)
    ]


def _listed(library: Library, groups: list[list[int]]) -> list[Copies]:
    """Return the largest groups with their labels, those whose labels differ first."""
    listed = []
    for ids in sorted(groups, key=len, reverse=True)[:MAX_COPY_GROUPS]:
        labels = {one.label for one in library.summaries_of(ids[:SUMMARY_BATCH])}
        known = sorted((label for label in labels if label is not None), key=_place)
        listed.append(Copies(tuple(ids), tuple(known)))
    listed.sort(key=lambda group: (len(group.labels) < 2, -len(group.ids), group.ids))
    return listed


def _place(symbol: str) -> tuple[int, str]:
    """Return where ``symbol`` stands in an order of symbols; what is none stands last."""
    return (ARITHMETIC.column(symbol) if symbol in ARITHMETIC else len(ARITHMETIC), symbol)
