"""The search: the likeliest ways to read all parts of a region as one row.

Purpose: a beam search over the lattice. Each step reads the leftmost part not yet read, as part of any
unit that holds it, beside what came before, as its exponent, or back on a lower level; the units'
own scores, the layout and the grammar are added up, so none of them decides alone.
Contract: the readings cover every part exactly once, but for specks, which may be slips of the pen; best
first, no row twice. Deterministic. Beyond the
deadline the search goes on with one state a step, so that it always ends with a reading.
Not here: where units come from (``lattice``).
"""

import heapq
import itertools
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digit_recognizer.decoding import grammar, layout
from digit_recognizer.decoding.hypotheses import RowReading, Symbol, Unit
from digit_recognizer.decoding.layout import Level, Placed
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.expression.notation import Item, Raised, Row
from digit_recognizer.symbol_table import Kind

_SEARCH = PARAMETERS.search


# Not frozen, though nothing changes them: thousands are made a reading, and freezing costs half of it.
@dataclass(slots=True, eq=False)
class _Floor:
    """A level of the row being read: where it is, what stands last on it, its open brackets."""

    level: Level
    last: Kind
    open_ones: str


@dataclass(slots=True, eq=False)
class _State:
    remaining: int
    """Bits of the places, from left to right, whose parts are not yet read."""
    score: float
    floors: tuple[_Floor, ...]
    unit: Unit | None
    before: "_State | None"
    depth: int
    """Of the unit: 0 on the row itself, 1 in an exponent."""
    others: "list[_State]"
    """Worse ways to the same place, which go on alike."""


def read_row(
    parts: Sequence[int],
    units: Sequence[Unit],
    height: float,
    *,
    specks: int,
    is_inside: bool,
    best: int,
    deadline: float,
    levels: int = _SEARCH.max_levels,
) -> list[RowReading]:
    """Return up to ``best`` readings of the region with these ``parts``, given from left to right.

    ``units``: those within the region. ``height``: of a digit, roughly. ``specks``: bits of the parts
    that may be slips of the pen, if there are others. ``is_inside``: whether the row
    stands in a fraction or under a radical sign, where nothing is compared.
    ``deadline``: of ``time.thread_time()``. ``levels``: 1 where nothing is raised.
    """
    place = {part: number for number, part in enumerate(parts)}
    options: list[list[tuple[int, Unit]]] = [[] for _ in parts]
    choices = _alike(units)
    for unit in choices:
        places = [place[part] for part in unit.parts]
        mask = sum(1 << number for number in places)
        for number in places:
            options[number].append((mask, unit))
    slips = [specks >> part & 1 for part in parts]
    if all(slips):
        slips = [0] * len(parts)
    ground = _Floor(Level(0.0, height, 0), "start", "")
    buckets: list[list[_State]] = [[] for _ in range(len(parts) + 1)]
    best_of = [-math.inf] * len(buckets)
    buckets[0].append(_State((1 << len(parts)) - 1, 0.0, (ground,), None, None, 0, []))
    for number in range(len(parts)):
        width = _SEARCH.beam if time.thread_time() < deadline else 1
        for state in _kept(buckets[number], width):
            for mask, unit in options[number]:
                if mask & state.remaining != mask:
                    continue
                at = _first_place(state.remaining & ~mask)
                if state.score + unit.score + _SEARCH.best_fit < best_of[at] - _SEARCH.hopeless:
                    continue
                for after in _steps(state, mask, unit, is_inside, levels):
                    best_of[at] = max(best_of[at], after.score)
                    buckets[at].append(after)
            if slips[number]:
                after = _without(state, number)
                buckets[_first_place(after.remaining)].append(after)
        buckets[number] = []
    return _distinct(_paths(buckets[-1], choices), best)


def _alike(units: Sequence[Unit]) -> dict[Unit, list[Unit]]:
    """Return ``units`` by the likeliest of those that all else goes on alike after, likeliest first.

    A 3 that may be an 8 stands where it stands either way: the search need not try both.
    """
    found: dict[tuple[object, ...], list[Unit]] = {}
    for unit in units:
        is_own = unit.item is None or unit.kind in ("open", "close")
        key = (unit.mask, unit.kind, unit.placed, unit.text if is_own else "")
        found.setdefault(key, []).append(unit)
    for alike in found.values():
        alike.sort(key=_score, reverse=True)
    return {alike[0]: alike for alike in found.values()}


def _score(scored: _State | Unit) -> float:
    return scored.score


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
        key = (state.remaining, len(state.floors), state.unit, state.floors[-1].open_ones)
        better = kept.get(key)
        if better is not None:
            if len(better.others) < _SEARCH.merged_ways:
                better.others.append(state)
        elif len(kept) < width:
            kept[key] = state
    return list(kept.values())


def _without(state: _State, number: int) -> _State:
    """Return ``state`` with the part at the place ``number`` taken for a slip of the pen."""
    rest = state.remaining & ~(1 << number)
    others = [_without(other, number) for other in state.others]
    score = state.score + _SEARCH.stray_mark
    return _State(rest, score, state.floors, state.unit, state.before, state.depth, others)


def _steps(state: _State, mask: int, unit: Unit, is_inside: bool, levels: int) -> list[_State]:
    """Return the states after reading ``unit`` next, on each level it may be on."""
    score = state.score + unit.score
    rest = state.remaining & ~mask
    before, floors, placed = state.unit, state.floors, unit.placed
    if before is not None:
        score += layout.beside(before.box, unit.box, floors[-1].level.height)
        if 0 <= unit.first < before.first:
            score += _SEARCH.late_cost
    own = score
    found = []
    for depth in range(len(floors) - 1, -1, -1):
        floor = floors[depth]
        # What was raised is done: nothing more can be written to its base.
        last = floor.last if depth == len(floors) - 1 else "operand"
        fit = layout.on_level(placed, floor.level)
        fit += grammar.follows(last, unit.kind, floor.open_ones)
        open_ones, cost = grammar.bracket(floor.open_ones, unit.text)
        if unit.kind == "relation":
            cost += grammar.compared(is_inside=bool(depth) or is_inside, open_ones=floor.open_ones)
        now = _Floor(layout.moved(floor.level, placed), unit.kind, open_ones)
        found.append(
            _State(rest, score + fit + cost, (*floors[:depth], now), unit, state, depth, [])
        )
        score += grammar.ends(floor.last, floor.open_ones)
    if before is not None and before.can_be_raised and len(floors) < levels:
        base = Level(before.placed.middle, before.placed.height or floors[-1].level.height, 1)
        if layout.is_higher(placed, base) and unit.kind != "relation":
            score = own + layout.raised(placed, base) + grammar.follows("start", unit.kind)
            open_ones, cost = grammar.bracket("", unit.text)
            small = Level(placed.middle, PARAMETERS.layout.superscript_height * base.height, 0)
            now = _Floor(layout.moved(small, placed), unit.kind, open_ones)
            found.append(_State(rest, score + cost, (*floors, now), unit, state, len(floors), []))
    return found


def _ending(state: _State) -> float:
    return sum(grammar.ends(floor.last, floor.open_ones) for floor in state.floors)


def _paths(
    ended: Sequence[_State], choices: Mapping[Unit, Sequence[Unit]]
) -> Iterator[tuple[float, list[tuple[Unit, int]]]]:
    """Yield all ways that were kept, likeliest first: units with their depths, from left to right.

    A way that was merged into a better one goes on as that one does: it ends as much worse as it was
    there (k best paths, Huang and Chiang, "Better k-best parsing", 2005). So does one with another of
    the ``choices`` for a unit: as much worse as that is.
    """
    heap: list[tuple[float, int, _State, int, tuple[tuple[Unit, int], ...]]] = []
    for state in ended:
        heap.append((-state.score - _ending(state), len(heap), state, 0, ()))
    heapq.heapify(heap)
    number = len(heap)
    while heap:
        cost, _, state, choice, after = heapq.heappop(heap)
        walk = state
        path = list(after)  # from right to left
        while walk.unit is not None and walk.before is not None:
            alike = choices[walk.unit]
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


def _distinct(paths: Iterable[tuple[float, list[tuple[Unit, int]]]], best: int) -> list[RowReading]:
    readings: list[RowReading] = []
    seen: set[Row] = set()
    for score, path in itertools.islice(paths, _SEARCH.paths):
        row, symbols, placed = _row_of(path)
        if row not in seen:
            seen.add(row)
            readings.append(RowReading(score, row, symbols, placed))
            if len(readings) == best:
                break
    return readings


def _row_of(path: Sequence[tuple[Unit, int]]) -> tuple[Row, tuple[Symbol, ...], Placed]:
    """Return what ``path`` reads."""
    levels: list[list[Item]] = [[]]
    for unit, depth in path:
        while len(levels) > depth + 1:
            exponent = levels.pop()
            levels[-1].append(Raised(Row(tuple(exponent))))
        if len(levels) < depth + 1:
            levels.append([])
        if unit.item is not None:
            levels[-1].append(unit.item)
    while len(levels) > 1:
        exponent = levels.pop()
        levels[-1].append(Raised(Row(tuple(exponent))))
    symbols = tuple(symbol for unit, _ in path for symbol in unit.symbols)
    return Row(tuple(levels[0])), symbols, path[0][0].placed
