"""From the long lines of one region to the grid of a table.

Purpose: decide which lines are rules of the table, where they cross, which cells are merged, and where
sides without a rule are.
Contract: a region gives no grid, one, or several that stand apart. Deterministic.
Not here: the lines (``rules``), which pixels make a region (``search``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Flags, Levels, Mask
from digit_recognizer.raster.running import closed, dilated
from digit_recognizer.tables.grid import Corners, Grid, Span
from digit_recognizer.tables.parameters import GRID, RULES
from digit_recognizer.tables.rules import Rules
from digit_recognizer.tables.warp import Floats, Warp

OFFSET_CHUNK = 40  # pixels along a rule over which its way off the warp is averaged
CROSSING_ROUNDS = 5


class Rule(NamedTuple):
    """One rule: its height ``t``, (W,) how far it is off that, and (W,) where something is drawn."""

    t: float
    off: Floats
    drawn: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The lines of one direction in one region.

    ``t``, ``x``: their pixels in ``straight``, the picture that ``warp`` straightens; ``strength``: of
    all pieces.
    """

    warp: Warp
    t: NDArray[np.intp]
    x: NDArray[np.intp]
    straight: Levels
    strength: Levels

    @classmethod
    def of(cls, rules: Rules, chosen: Flags) -> "Lines":
        """Return the lines that the ``chosen`` pixels of ``rules`` are."""
        t, x = rules.t[chosen], rules.x[chosen]
        return cls(rules.warp, t, x, rules.straight, rules.strength)

    def candidates(self, reach: float) -> list[Rule]:
        """Return the rules that cover a share of ``reach`` pixels, downwards; text is no rule."""
        count, width = self.strength.shape
        near = round(RULES.same_rule)
        mask = np.zeros((count, width), bool)
        mask[self.t, self.x] = True
        cover = dilated(mask, 3, 0).sum(axis=1)
        found: list[int] = []
        for t in np.argsort(-cover, kind="stable").tolist():
            if cover[t] < GRID.min_reach * reach or len(found) > GRID.max_rules:
                break
            if all(abs(t - other) > near for other in found):
                found.append(t)
        rules = [self.rule(float(t)) for t in sorted(found)]
        return [rule for rule in rules if not self._is_text(rule)]

    def _is_text(self, rule: Rule) -> bool:
        """Whether ``rule`` has gaps such as letters leave, and ink above or below it all along."""
        own = self.x[np.abs(self.t - rule.t) <= RULES.same_rule]
        x = np.flatnonzero(rule.drawn[own.min() : own.max() + 1]) + own.min()
        rows = np.rint(rule.t + rule.off[x]).astype(np.intp)
        on = self._inked(rows, x, range(-1, 2))
        beside = range(RULES.thickness, RULES.thickness + 4)
        around = self._inked(rows, x, (*beside, *(-d for d in beside)))
        if not on.any():
            return False
        share = float(around[on].mean())
        solid = GRID.solid - GRID.solid_slack * (1 - share)
        return bool(share > GRID.text_ink and on.mean() < solid)

    def _inked(self, rows: NDArray[np.intp], x: NDArray[np.intp], offsets: Iterable[int]) -> Flags:
        """Return (n,) whether something is drawn by one of ``offsets`` below (rows, x)."""
        places = np.clip(rows + np.array([*offsets])[:, None], 0, len(self.straight) - 1)
        return np.asarray((self.straight[places, x] >= RULES.contrast).any(axis=0))

    def rule(self, t: float) -> Rule:
        """Return the rule at the height ``t``."""
        count, width = self.strength.shape
        near = RULES.same_rule
        is_own = np.abs(self.t - t) <= near
        off = np.zeros(width)
        if is_own.any():
            chunk = self.x[is_own] // OFFSET_CHUNK
            n = np.bincount(chunk)
            sums = np.bincount(chunk, self.t[is_own] - t)
            has = np.flatnonzero(n)
            off = np.interp(np.arange(width), (has + 0.5) * OFFSET_CHUNK, sums[has] / n[has])
        rows = np.rint(t + off).astype(np.intp)[:, None] + np.arange(-1, 2)
        places = np.clip(rows, 0, count - 1), np.arange(width)[:, None]
        strength = self.strength[places].max(axis=1)
        seen = strength[strength >= RULES.contrast]
        # Half of what is usual for this rule: means over a piece reach beyond the ends of strokes.
        drawn = strength >= max(
            RULES.contrast, RULES.usual_strength * (float(np.median(seen)) if len(seen) else 0.0)
        )
        return Rule(t, off, closed(drawn, GRID.speck, 0))

    def shifted(self, rule: Rule, by: float) -> Rule:
        """Return a rule that is not drawn, beside ``rule``."""
        return Rule(rule.t + by, rule.off, np.zeros_like(rule.drawn))

    def y(self, rules: list[Rule], x: Floats) -> Floats:
        """Return (N, M): where N ``rules`` are at their ``x`` (N, M)."""
        last = len(rules[0].off) - 1
        places = np.clip(x, 0, last).astype(np.intp)
        off = np.stack([rule.off for rule in rules])[np.arange(len(rules))[:, None], places]
        return self.warp.y(np.array([[rule.t] for rule in rules]) + off + self.warp.first + 0.5, x)


def lattice(level: Lines, upright: Lines) -> list[Grid]:
    """Return the grids that the lines of one region make, in pixels of the map of evidence."""
    rows, columns = _rules(level, upright)
    if not rows or not columns:
        return []
    nearest = max(GRID.double * _usual(rows), GRID.min_cell)  # no room for writing between them
    rows, columns = _thinned(rows, nearest), _thinned(columns, nearest)
    crossings = _crossings(level, upright, rows, columns)
    usual = _usual(rows) or _usual(columns)
    rows, columns = (
        _with_open_sides(level, rows, columns, crossings[..., 1], _usual(rows) or usual),
        _with_open_sides(upright, columns, rows, crossings[..., 0].T, _usual(columns) or usual),
    )
    if len(rows) < 2 or len(columns) < 2:
        return []
    crossings = _crossings(level, upright, rows, columns)
    along = _covered(rows, crossings[..., 0])
    down = _covered(columns, crossings[..., 1].T)
    return [grid for part in _parts(along, down) if (grid := _grid(crossings, along, down, part))]


def _rules(level: Lines, upright: Lines) -> tuple[list[Rule], list[Rule]]:
    """Return the rules of both directions that are whole along enough cells between the others."""
    if not len(level.t) or not len(upright.t):
        return [], []
    reach_x = float(np.ptp(np.concatenate([level.x, _across(upright)]))) + 1
    reach_y = float(np.ptp(np.concatenate([upright.x, _across(level)]))) + 1
    rows, columns = level.candidates(reach_x), upright.candidates(reach_y)
    if max(len(rows), len(columns)) > GRID.max_rules:
        return [], []
    # A thick rule, or one that is bent more than the warp, is several: no cells are between these.
    rows, columns = _thinned(rows, GRID.min_cell), _thinned(columns, GRID.min_cell)
    before = (0, 0)
    while rows and columns and before != (len(rows), len(columns)):
        before = len(rows), len(columns)
        rows = _whole(rows, _crossings(level, upright, rows, columns)[..., 0])
        if rows:
            columns = _whole(columns, _crossings(level, upright, rows, columns)[..., 1].T)
    return rows, columns


def _across(lines: Lines) -> Floats:
    """Return the places of the pixels of ``lines`` across their direction."""
    x = lines.x.astype(np.float64)
    return lines.warp.y(np.asarray(lines.t + lines.warp.first + 0.5, np.float64), x)


def _crossings(level: Lines, upright: Lines, rows: list[Rule], columns: list[Rule]) -> Corners:
    """Return (R, C, 2): where each of R rules from left to right meets each of C others."""
    height, width = level.warp.shape
    x = np.full((len(rows), len(columns)), width / 2)
    y = np.full_like(x, height / 2)
    for _ in range(CROSSING_ROUNDS):
        y = level.y(rows, x)
        x = upright.y(columns, y.T).T
    return np.stack([x, y], axis=-1)


def _covered(rules: list[Rule], places: Floats) -> Floats:
    """Return (N, M - 1): how much of N rules is drawn between M neighbouring ``places`` (N, M)."""
    found = np.zeros((len(rules), places.shape[1] - 1))
    for number, rule in enumerate(rules):
        sums = np.concatenate([[0], np.cumsum(rule.drawn)])
        marks = np.clip(np.rint(places[number]).astype(np.intp), 0, len(rule.drawn))
        length = np.diff(marks)
        found[number] = np.diff(sums[marks]) / np.maximum(length, 1)
        found[number][length <= 0] = 1.0  # outside the picture nothing can be missing
    return found


def _whole(rules: list[Rule], places: Floats) -> list[Rule]:
    """Return those of ``rules`` that are drawn as the best of them are, all along or for some cells.

    A column of digits is nearly as dense as a rule, but its strokes end before the next row begins.
    """
    if places.shape[1] < 2:
        return rules
    cover, goes_on = _covered(rules, places), _going_on(rules, places)
    # Between a double rule's two there is no cell to speak of.
    shares = np.average(cover, axis=1, weights=np.maximum(np.diff(places, axis=1), 1))
    best = float(np.quantile(shares, GRID.best))
    if best < GRID.min_best:
        return []
    most = _gap(shares, GRID.many * best, best)
    least = max(GRID.min_share * cover.shape[1], min(2, cover.shape[1]))
    found = []
    for rule, drawn, share, on in zip(rules, cover, shares, goes_on, strict=True):
        is_there = drawn >= GRID.whole * best
        runs = [
            run
            for run in _stretches(is_there)
            if run.stop - run.start >= least
            and on[run.start + 1 : run.stop].sum() >= GRID.going_on * (run.stop - run.start - 1)
        ]
        is_cut = bool((is_there | (drawn <= GRID.no_piece)).all() and is_there.sum() >= 2)
        if runs or share >= most or is_cut:
            found.append(rule)
    return found


def _gap(values: Floats, least: float, most: float) -> float:
    """Return the middle of the widest gap that (N,) ``values`` leave between ``least`` and ``most``."""
    inside = values[(values > least) & (values < most)]
    places = np.sort(np.concatenate([[least], inside, [most]]))
    widest = int(np.diff(places).argmax())
    return float(places[widest : widest + 2].mean())


def _going_on(rules: list[Rule], places: Floats) -> Flags:
    """Return (N, M): whether each of N rules is drawn right before and after each of its ``places``."""
    found = np.ones(places.shape, bool)
    for number, rule in enumerate(rules):
        marks = np.rint(places[number]).astype(np.intp)
        reach = max(GRID.min_crossing, round(GRID.crossing * float(np.median(np.diff(marks)))))
        is_inside = (marks >= reach) & (marks < len(rule.drawn) - reach)
        zones = rule.drawn[marks[is_inside, None] + np.arange(-reach, reach + 1)]
        ends = zones[:, :reach].mean(axis=1), zones[:, reach + 1 :].mean(axis=1)
        found[number, is_inside] = np.minimum(*ends) >= GRID.drawn_on
    return found


def _thinned(rules: list[Rule], nearest: float) -> list[Rule]:
    """Return ``rules`` with those as one that are nearer than ``nearest`` pixels to the first."""
    groups: list[list[Rule]] = []
    for rule in rules:
        if groups and rule.t - groups[-1][0].t < nearest:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return [_joined(group) for group in groups]


def _joined(rules: list[Rule]) -> Rule:
    """Return ``rules`` as one, which lies where they are drawn."""
    if len(rules) == 1:
        return rules[0]
    middle = (rules[0].t + rules[-1].t) / 2
    every = np.stack([rule.drawn for rule in rules])
    drawn = np.asarray(every.any(axis=0))
    places = np.stack([rule.t + rule.off for rule in rules])
    off = np.average(places, axis=0, weights=every | ~drawn) - middle
    return Rule(middle, off, drawn)


def _usual(rules: list[Rule]) -> float:
    """Return how far ``rules`` are apart as a rule; 0 for less than two."""
    apart = np.diff([rule.t for rule in rules])
    return float(np.quantile(apart, GRID.typical)) if len(apart) else 0.0


def _with_open_sides(
    lines: Lines, rules: list[Rule], others: list[Rule], places: Floats, usual: float
) -> list[Rule]:
    """Return ``rules`` with one more at a side where the ``others`` stick out by a cell.

    ``places`` (rules, others): where along the others they cross; ``usual``: pixels of a usual cell.
    """
    found = list(rules)
    gap = max(3, round(GRID.open_gap * max(lines.warp.shape)))
    ends = list(zip(others, places[0].tolist(), places[-1].tolist(), strict=True))
    first = float(np.median([_run(o.drawn[::-1], len(o.drawn) - at, gap) for o, at, _ in ends]))
    last = float(np.median([_run(other.drawn, at, gap) for other, _, at in ends]))
    if usual and first >= GRID.open_side * usual:
        found.insert(0, lines.shifted(rules[0], -first))
    if usual and last >= GRID.open_side * usual:
        found.append(lines.shifted(rules[-1], last))
    return found


def _run(drawn: Flags, at: float, gap: int) -> float:
    """Return how far something is drawn from ``at`` on, with breaks of at most ``gap`` pixels."""
    start = int(np.clip(round(at), 0, len(drawn)))
    places = np.flatnonzero(drawn[start:])
    steps = np.diff(places, prepend=0)
    breaks = np.flatnonzero(steps > gap)
    inside = places[: breaks[0]] if len(breaks) else places
    return float(inside[-1]) + 1 if len(inside) else 0.0


def _parts(along: Floats, down: Floats) -> list[tuple[slice, slice]]:
    """Return the rows and columns of cells of each table: nothing is drawn between two tables."""
    rows = _stretches(np.any(down >= GRID.absent, axis=0))
    columns = _stretches(np.any(along >= GRID.absent, axis=0))
    return [(r, c) for r in rows for c in columns]


def _stretches(is_drawn: NDArray[Any]) -> list[slice]:
    steps = np.diff(np.concatenate([[0], is_drawn.astype(np.int8), [0]]))
    begins, ends = np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist()
    return [slice(begin, end) for begin, end in zip(begins, ends, strict=True)]


def _grid(
    crossings: Corners, along: Floats, down: Floats, part: tuple[slice, slice]
) -> Grid | None:
    rows, columns = part
    corners = crossings[rows.start : rows.stop + 1, columns.start : columns.stop + 1]
    inner_level = along[rows.start + 1 : rows.stop, columns]
    inner_upright = down[columns.start + 1 : columns.stop, rows]
    inner = np.concatenate([inner_level.ravel(), inner_upright.ravel()])
    sides = np.median(np.diff(corners[..., 1], axis=0)), np.median(np.diff(corners[..., 0], axis=1))
    if min(corners.shape[:2]) < 3 or min(sides) < GRID.min_cell:
        return None
    if len(inner) and inner.mean() < GRID.min_drawn:
        return None
    return Grid(corners, _merged(inner_level < GRID.absent, (inner_upright < GRID.absent).T))


def _merged(no_level: Mask, no_upright: Mask) -> tuple[Span, ...]:
    """Return the cells that are one: no rule between them, and together a rectangle.

    ``no_level`` (R - 1, C): no rule below the cell; ``no_upright`` (R, C - 1): none to its right.
    """
    rows, columns = len(no_upright), no_level.shape[1]
    above = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def root(cell: tuple[int, int]) -> tuple[int, int]:
        while above[cell] != cell:
            cell = above[cell]
        return cell

    for r, c in np.argwhere(no_level).tolist():
        above[max(root((r, c)), root((r + 1, c)))] = min(root((r, c)), root((r + 1, c)))
    for r, c in np.argwhere(no_upright).tolist():
        above[max(root((r, c)), root((r, c + 1)))] = min(root((r, c)), root((r, c + 1)))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for cell in above:
        groups.setdefault(root(cell), []).append(cell)
    found = []
    for cells in groups.values():
        top, left = np.min(cells, axis=0).tolist()
        bottom, right = np.max(cells, axis=0).tolist()
        size = (bottom - top + 1) * (right - left + 1)
        if len(cells) > 1 and size == len(cells):
            found.append(Span(top, left, bottom - top + 1, right - left + 1))
    return tuple(found)
