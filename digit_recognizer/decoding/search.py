"""The search: the likeliest ways to read all primitives of a region as one row.

Purpose: a beam search over the lattice. Each step reads the leftmost primitive not yet read, with any
hypothesis that holds it: beside what came before, as its exponent, or back on a lower row. The scores of
hypotheses, layout and grammar are added up, so none of them decides alone.
Contract: the readings cover every primitive exactly once, but for specks, which may be stray marks; best
first, no row twice. Deterministic. Beyond the
deadline the search goes on with one state a step, so that it always ends with a reading.
Not here: where hypotheses come from (``lattice``).
"""

import heapq
import itertools
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from digit_recognizer.decoding import grammar, layout
from digit_recognizer.decoding.hypotheses import LatticeHypothesis, RowReading, Symbol
from digit_recognizer.decoding.layout import Baseline, Position
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.expression.notation import Item, Raised, Row
from digit_recognizer.symbol_table import Kind

_SEARCH = PARAMETERS.search
_score = attrgetter("score")
_Path = Sequence[tuple[LatticeHypothesis, int]]  # hypotheses with their depths, left to right


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """What is read as one row.

    ``members``: indices of its primitives, from left to right. ``height``: of a digit, roughly.
    ``specks``: bits of the primitives that may be stray marks, if there are others. ``is_inside``:
    whether the row stands in a fraction or under a radical sign, where nothing is compared.
    ``max_levels``: 1 where nothing is superscript.
    """

    members: Sequence[int]
    hypotheses: Sequence[LatticeHypothesis]
    height: float
    specks: int
    is_inside: bool
    max_levels: int


# Not frozen, though nothing changes them: thousands are made a reading, and freezing costs half of it.
@dataclass(slots=True, eq=False)
class _Level:
    """A level of the row being read: where it is, what stands last on it, its open brackets."""

    baseline: Baseline
    last: Kind
    open_ones: str


@dataclass(slots=True, eq=False)
class _State:
    remaining: int
    """Bits of the places, from left to right, whose primitives are not yet read."""
    score: float
    levels: tuple[_Level, ...]
    hypothesis: LatticeHypothesis | None
    before: "_State | None"
    depth: int
    """Of the hypothesis: 0 on the row itself, 1 in an exponent."""
    others: "list[_State]"
    """Worse ways to the same place, which go on alike."""


def read_row(region: Region, best: int, deadline: float) -> list[RowReading]:
    """Return up to ``best`` readings of ``region``; ``deadline``: of ``time.thread_time()``."""
    members = region.members
    place = {member: number for number, member in enumerate(members)}
    options: list[list[tuple[int, LatticeHypothesis]]] = [[] for _ in members]
    choices = _alike(region.hypotheses)
    for hypothesis in choices:
        places = [place[member] for member in hypothesis.members]
        mask = sum(1 << number for number in places)
        for number in places:
            options[number].append((mask, hypothesis))
    strays = [region.specks >> member & 1 for member in members]
    if all(strays):
        strays = [0] * len(members)
    ground = _Level(Baseline(0.0, region.height, 0), "start", "")
    buckets: list[list[_State]] = [[] for _ in range(len(members) + 1)]
    best_of = [-math.inf] * len(buckets)
    buckets[0].append(_State((1 << len(members)) - 1, 0.0, (ground,), None, None, 0, []))
    for number in range(len(members)):
        width = _SEARCH.beam if time.thread_time() < deadline else 1
        for state in _kept(buckets[number], width):
            for mask, hypothesis in options[number]:
                if mask & state.remaining != mask:
                    continue
                at = _first_place(state.remaining & ~mask)
                bound = state.score + hypothesis.score + _SEARCH.best_fit
                if bound < best_of[at] - _SEARCH.hopeless:
                    continue
                for after in _steps(state, mask, hypothesis, region):
                    best_of[at] = max(best_of[at], after.score)
                    buckets[at].append(after)
            if strays[number]:
                after = _without(state, number)
                buckets[_first_place(after.remaining)].append(after)
        buckets[number] = []
    return _distinct(_paths(buckets[-1], choices), best)


def _alike(
    hypotheses: Sequence[LatticeHypothesis],
) -> dict[LatticeHypothesis, list[LatticeHypothesis]]:
    """Return ``hypotheses`` by the likeliest of those after which all else goes on alike.

    A 3 that may be an 8 stands where it stands either way: the search need not try both.
    """
    found: dict[tuple[object, ...], list[LatticeHypothesis]] = {}
    for each in hypotheses:
        is_own = each.item is None or each.kind in ("open", "close")
        key = (each.mask, each.kind, each.position, each.text if is_own else "")
        found.setdefault(key, []).append(each)
    for alike in found.values():
        alike.sort(key=_score, reverse=True)
    return {alike[0]: alike for alike in found.values()}


def _first_place(remaining: int) -> int:
    """Return the leftmost place in ``remaining``; -1, the last bucket, where all is read."""
    return (remaining & -remaining).bit_length() - 1


def _kept(states: list[_State], width: int) -> list[_State]:
    """Return the best states, one of all that go on alike, none hopeless."""
    if not states:
        return states
    states.sort(key=_score, reverse=True)
    least = states[0].score - _SEARCH.hopeless
    kept: dict[tuple[object, ...], _State] = {}
    for state in states:
        if state.score < least:
            break
        key = (state.remaining, len(state.levels), state.hypothesis, state.levels[-1].open_ones)
        better = kept.get(key)
        if better is not None:
            if len(better.others) < _SEARCH.merged_ways:
                better.others.append(state)
        elif len(kept) < width:
            kept[key] = state
    return list(kept.values())


def _without(state: _State, number: int) -> _State:
    """Return ``state`` with the primitive at the place ``number`` taken for a stray mark."""
    rest = state.remaining & ~(1 << number)
    others = [_without(other, number) for other in state.others]
    score = state.score + _SEARCH.stray_mark
    return _State(rest, score, state.levels, state.hypothesis, state.before, state.depth, others)


def _steps(state: _State, mask: int, hypothesis: LatticeHypothesis, region: Region) -> list[_State]:
    """Return the states after reading ``hypothesis`` next: in the row, on a lower one, as an exponent.

    This is the innermost loop of reading, so it is one function.
    """
    before, levels, rest = state.hypothesis, state.levels, state.remaining & ~mask
    kind, position, text = hypothesis.kind, hypothesis.position, hypothesis.text
    score = state.score + hypothesis.score
    if before is not None:
        score += layout.beside(before.box, hypothesis.box, levels[-1].baseline.height)
        if 0 <= hypothesis.first < before.first:
            score += _SEARCH.late_cost
    raised = score
    last = levels[-1].last
    found = []
    for depth in range(len(levels) - 1, -1, -1):
        level = levels[depth]
        fit = layout.on_baseline(position, level.baseline)
        fit += grammar.follows(last, kind, level.open_ones)
        open_ones, cost = grammar.bracket(level.open_ones, text)
        if kind == "relation":
            is_inside = bool(depth) or region.is_inside
            cost += grammar.compared(is_inside=is_inside, open_ones=level.open_ones)
        now = _Level(layout.followed(level.baseline, position), kind, open_ones)
        on_it = (*levels[:depth], now)
        found.append(_State(rest, score + fit + cost, on_it, hypothesis, state, depth, []))
        # What is superscript is done: nothing more can be written to its base.
        score += grammar.ends(level.last, level.open_ones)
        last = "operand"
    if before is not None and before.can_have_superscript and len(levels) < region.max_levels:
        found += _superscript(state, before, hypothesis, rest, raised)
    return found


def _superscript(
    state: _State, before: LatticeHypothesis, hypothesis: LatticeHypothesis, rest: int, score: float
) -> Iterator[_State]:
    """Yield the state after beginning an exponent of ``before``, if ``hypothesis`` may begin one."""
    position, kind, levels = hypothesis.position, hypothesis.kind, state.levels
    height = before.position.height or levels[-1].baseline.height
    base = Baseline(before.position.middle, height, 1)
    if not layout.may_be_superscript(position, base) or kind == "relation":
        return
    score = score + layout.superscript(position, base) + grammar.follows("start", kind)
    open_ones, cost = grammar.bracket("", hypothesis.text)
    small = Baseline(position.middle, PARAMETERS.layout.superscript_height * height, 0)
    now = _Level(layout.followed(small, position), kind, open_ones)
    yield _State(rest, score + cost, (*levels, now), hypothesis, state, len(levels), [])


def _paths(
    ended: Sequence[_State], choices: Mapping[LatticeHypothesis, Sequence[LatticeHypothesis]]
) -> Iterator[tuple[float, list[tuple[LatticeHypothesis, int]]]]:
    """Yield all ways that were kept, likeliest first: hypotheses with their depths, from left to right.

    A way that was merged into a better one goes on as that one does: it ends as much worse as it was
    there (k best paths, Huang and Chiang, "Better k-best parsing", 2005). So does one with another of
    the ``choices`` for a hypothesis: as much worse as that is.
    """
    heap: list[tuple[float, int, _State, int, tuple[tuple[LatticeHypothesis, int], ...]]] = []
    for state in ended:
        ending = sum(grammar.ends(level.last, level.open_ones) for level in state.levels)
        heap.append((-state.score - ending, len(heap), state, 0, ()))
    heapq.heapify(heap)
    number = len(heap)
    while heap:
        cost, _, state, choice, after = heapq.heappop(heap)
        walk = state
        path = list(after)  # from right to left
        while walk.hypothesis is not None and walk.before is not None:
            alike = choices[walk.hypothesis]
            if choice + 1 < len(alike):
                worse = cost + alike[choice].score - alike[choice + 1].score
                heapq.heappush(heap, (worse, number, walk, choice + 1, tuple(path)))
                number += 1
            path.append((alike[choice], walk.depth))
            choice = 0
            walk = walk.before
            for other in walk.others:
                worse = cost + walk.score - other.score
                heapq.heappush(heap, (worse, number, other, 0, tuple(path)))
                number += 1
        yield -cost, path[::-1]


def _distinct(paths: Iterable[tuple[float, _Path]], best: int) -> list[RowReading]:
    readings: list[RowReading] = []
    seen: set[Row] = set()
    for score, path in itertools.islice(paths, _SEARCH.paths):
        row, symbols, position = _row_of(path)
        if row not in seen:
            seen.add(row)
            exercise = next((each.members for each, _ in path if each.is_exercise), ())
            readings.append(RowReading(score, row, symbols, position, exercise))
            if len(readings) == best:
                break
    return readings


def _row_of(
    path: Sequence[tuple[LatticeHypothesis, int]],
) -> tuple[Row, tuple[Symbol, ...], Position]:
    """Return what ``path`` reads."""
    levels: list[list[Item]] = [[]]

    def end_above(depth: int) -> None:
        while len(levels) > depth + 1:
            exponent = levels.pop()
            levels[-1].append(Raised(Row(tuple(exponent))))

    for hypothesis, depth in path:
        end_above(depth)
        if len(levels) < depth + 1:
            levels.append([])
        if hypothesis.item is not None:
            levels[-1].append(hypothesis.item)
    end_above(0)
    symbols = tuple(symbol for hypothesis, _ in path for symbol in hypothesis.symbols)
    return Row(tuple(levels[0])), symbols, path[0][0].position
