"""The lattice: every way to read each group of parts, and the fractions and radicals they make.

Purpose: turn groups with the classifier's log-probabilities into units, find what stands over and under
a bar or under a radical sign, read that in turn, and search the rows.
Contract: one :class:`Lattice` for one line of writing; regions that were read once are remembered.
Not here: glyphs and networks; several lines (``page``).
"""

import math
import time
from collections.abc import Sequence
from dataclasses import replace

from digit_recognizer.alphabet import FRACTION_BAR
from digit_recognizer.decoding import grammar, layout
from digit_recognizer.decoding.bars import Bar, Split, bar_of
from digit_recognizer.decoding.cache import PageMemory
from digit_recognizer.decoding.field_grammar import Expected
from digit_recognizer.decoding.hypotheses import RowReading, Symbol, Unit
from digit_recognizer.decoding.layout import Placed
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.search import read_row
from digit_recognizer.decoding.symbol_scores import Look
from digit_recognizer.expression.notation import Over, Radical, Sign
from digit_recognizer.ink.model import Box, around
from digit_recognizer.segmentation import Primitive, SymbolCandidate, cut_through

_LATTICE = PARAMETERS.lattice


class Lattice:
    """The readings of one line of writing."""

    def __init__(
        self,
        parts: Sequence[Primitive],
        looks: Sequence[Look],
        height: float,
        deadline: float,
        memory: PageMemory[list[RowReading]] | None = None,
        *,
        expected: Expected | None = None,
    ) -> None:
        """Take ``parts``, the ``looks`` of groups of them, and a digit's height.

        ``memory``: of regions that were read before, where there is one. ``expected``: what the line
        holds, where that is known; ``looks`` are restricted to it.
        ``deadline``: of ``time.thread_time()``, after which the search is cut short. It counts the
        work of this thread, so a busy machine changes no reading.
        """
        self._parts = parts
        self._height = height
        self._deadline = deadline
        self._order = sorted(range(len(parts)), key=lambda i: parts[i].middle)
        self._memory = memory
        self._expected = expected
        speck = _LATTICE.speck_size * height
        self._specks = sum(1 << i for i, part in enumerate(parts) if part.box.size < speck)
        self._memo: dict[tuple[int, ...], list[RowReading]] = {}
        self._units: list[Unit] = []
        self._bars: list[Bar] = []
        self._roots: list[tuple[SymbolCandidate, float]] = []
        by_mask = {look.group.mask: look for look in looks}
        for look in looks:
            bar = bar_of(look, parts, by_mask, height)
            if bar is not None:
                self._bars.append(replace(bar, log_prob=max(bar.log_prob, _LATTICE.min_log_prob)))
            self._add(look)

    def read(self, mask: int, best: int, nest: int = _LATTICE.max_nesting) -> list[RowReading]:
        """Return up to ``best`` readings of the parts in ``mask``, best first; [] if there are none.

        ``nest``: how deep fractions and radicals may still nest; ``max_nesting`` for a line.
        """
        key = (mask, best, nest)
        if key not in self._memo:
            self._memo[key] = self._remembered(mask, best, nest)
        return self._memo[key]

    def _remembered(self, mask: int, best: int, nest: int) -> list[RowReading]:
        if self._memory is None:
            return self._read(mask, best, nest)
        readings = self._memory.recall(mask, (best, nest))
        if readings is None:
            readings = self._read(mask, best, nest)
            if self.has_time:
                self._memory.keep(mask, (best, nest), readings)
        return readings

    def _read(self, mask: int, best: int, nest: int) -> list[RowReading]:
        members = [part for part in self._order if mask >> part & 1]
        inside = [unit for unit in self._units if unit.mask & mask == unit.mask]
        units = [unit for unit in inside if self._may_stand(unit, members)]
        # What may be nothing that stands there is read as it is: every part is in some unit.
        alone = sum({unit.mask for unit in units if len(unit.parts) == 1})
        units += [unit for unit in inside if len(unit.parts) == 1 and not unit.mask & alone]
        if nest and self.has_time:
            units += self._compounds(members, mask, nest - 1)
        return read_row(
            members,
            units,
            self._height,
            specks=self._specks,
            is_inside=nest < _LATTICE.max_nesting,
            best=best,
            deadline=self._deadline,
            levels=1 if self._expected else PARAMETERS.search.max_levels,
        )

    def _may_stand(self, unit: Unit, members: Sequence[int]) -> bool:
        """Whether ``unit`` is where what is expected has it: a sign at the beginning, "%" at the end."""
        if self._expected is None:
            return True
        is_early = unit.text not in self._expected.first or members[0] in unit.parts
        return is_early and (unit.text not in self._expected.last or members[-1] in unit.parts)

    def _has_line(self, group: SymbolCandidate) -> bool:
        """Whether a radical sign of several parts is a hook with a line, and not with a digit."""
        drawn, slope = [self._parts[index] for index in group.members], _LATTICE.radical_line_slope
        return len(drawn) == 1 or any(part.height < slope * part.width for part in drawn)

    def are_specks(self, mask: int) -> bool:
        """Whether the parts in ``mask`` may all be slips of the pen."""
        return mask & self._specks == mask

    @property
    def has_time(self) -> bool:
        """Whether the deadline is still to come."""
        return time.thread_time() < self._deadline

    def _add(self, look: Look) -> None:
        """Add what ``look`` may be: its likeliest symbols, and in a field what is left out."""
        group = look.group
        count, cuts = self._pieces(group)
        interleaved = min(group.interleaved, _LATTICE.max_interleaved)
        binding = _LATTICE.interleaved_cost * interleaved + _LATTICE.cut_cost * cuts
        sure = 0.0
        if self._expected is None:
            # A reading also says that the groups it does not use are no symbols.
            evidence = min(-look.nothing, _LATTICE.max_evidence)
            sure = _LATTICE.evidence_weight * evidence - _LATTICE.hypothesis_cost
        elif self._may_be_left_out(group):
            score = _LATTICE.ignored_prior + max(look.nothing, _LATTICE.min_log_prob)
            self._units.append(self._unit(group, "", score, is_silent=True))
        most = _LATTICE.options[len(group.members) > 1]
        likeliest = sorted(look.symbols.items(), key=lambda entry: -entry[1])[:most]
        for text, log_prob in likeliest:
            if log_prob < likeliest[0][1] - _LATTICE.option_cutoff:
                break
            if text == "√" and not self._has_line(group):
                continue
            own = count**_LATTICE.primitive_power * max(log_prob, _LATTICE.min_log_prob)
            score = own + grammar.PRIORS[text] + binding + sure
            if text == "√":
                self._roots.append((group, score))
            is_silent = self._expected is not None and text in self._expected.ignored
            self._units.append(self._unit(group, text, score, is_silent=is_silent))

    def _unit(self, group: SymbolCandidate, text: str, score: float, *, is_silent: bool) -> Unit:
        """Return ``group`` read as ``text``; ``is_silent``: left out, so that nothing follows it."""
        return Unit(
            mask=group.mask,
            parts=group.members,
            box=group.box,
            text=text,
            kind="digit" if is_silent else grammar.KINDS[text],
            item=None if is_silent else Sign(text),
            placed=layout.placed(text, group.box, self._height),
            score=score,
            symbols=() if is_silent else (Symbol(text, group),),
            first=min(self._parts[index].order for index in group.members),
        )

    def _pieces(self, group: SymbolCandidate) -> tuple[int, int]:
        """Return of how many pieces ``group`` is, and through how many it is cut."""
        wholes = [self._parts[index].source_component for index in group.members]
        return wholes.count(-1) + len(set(wholes) - {-1}), cut_through(group.members, self._parts)

    def _may_be_left_out(self, group: SymbolCandidate) -> bool:
        """Whether ``group`` is one part, and so low that no digit is lost with it."""
        high = group.box.bottom - group.box.top
        return len(group.members) == 1 and high < _LATTICE.ignored_height * self._height

    def has_fraction(self, mask: int) -> bool:
        """Whether some bar among the parts in ``mask`` has more than dots near on both sides."""
        members = [part for part in self._order if mask >> part & 1]
        margin = _LATTICE.bar_margins[0] * self._height
        return any(
            bar.group.mask & mask == bar.group.mask
            and all(self._is_tall(s, bar) for s in bar.sides(members, self._parts, margin))
            for bar in self._bars
        )

    def _is_tall(self, mask: int, bar: Bar) -> bool:
        """Whether a part in ``mask`` has some height and is near ``bar``: other lines are not."""
        least, reach = _LATTICE.tall_height * self._height, _LATTICE.bar_reach * self._height
        return any(
            part.height > least and bar.gap(part.box) < reach
            for index, part in enumerate(self._parts)
            if mask >> index & 1
        )

    def _compounds(self, members: Sequence[int], mask: int, nest: int) -> list[Unit]:
        found: list[Unit] = []
        for bar in self._bars:
            if bar.group.mask & mask == bar.group.mask and self.has_time:
                found += self._fractions(bar, members, nest)
        for group, score in self._roots:
            if group.mask & mask == group.mask and self.has_time:
                found += self._radicals(group, score, members, nest)
        return found

    def _fractions(self, bar: Bar, members: Sequence[int], nest: int) -> list[Unit]:
        # What stands at its ends may be beside the bar: both ways are tried.
        height = self._height
        splits = dict.fromkeys(
            [
                *(
                    bar.sides(members, self._parts, reach * height)
                    for reach in _LATTICE.bar_margins
                ),
                bar.free_sides(members, self._parts, _LATTICE.grown_bar_margin * height),
            ]
        )
        units = [unit for split in splits for unit in self._over(bar, split, members, nest)]
        units.sort(key=lambda unit: -unit.score)
        return units[: _LATTICE.inner_readings]

    def _over(self, bar: Bar, split: Split, members: Sequence[int], nest: int) -> list[Unit]:
        """Return the fractions of ``bar`` with the parts on its two sides."""
        boxes = bar.boxes(split, self._parts, self._height)
        if boxes is None:
            return []
        fit = self._fraction_fit(bar.line(), *boxes)
        if fit < _LATTICE.min_fraction_fit:
            return []
        above, below = split
        mask = bar.group.mask | above | below
        covered = tuple(i for i in members if mask >> i & 1)
        box = self._box(mask)
        first = min(self._parts[i].order for i in covered)
        y = (bar.group.box.top + bar.group.box.bottom) / 2
        return [
            Unit(mask, covered, box, "", "operand", Over(over.row, under.row), Placed(y, 0.0),
                 _LATTICE.fraction_prior + fit + bar.log_prob + over.score + under.score,
                 (*over.symbols, Symbol(FRACTION_BAR, bar.group), *under.symbols), first)
            for over in self.read(above, _LATTICE.inner_readings, nest)
            for under in self.read(below, _LATTICE.inner_readings, nest)
        ]  # fmt: skip

    def _fraction_fit(self, bar: Box, above: Box, below: Box) -> float:
        """Return the score of a bar between two boxes: not far from it, none much wider than it."""
        height = self._height
        fit = 0.0
        for gap in (bar.top - above.bottom, below.top - bar.bottom):
            off = abs(gap / height - _LATTICE.bar_gap) - _LATTICE.bar_gap
            fit -= _LATTICE.bar_gap_cost * max(0.0, off)
            if gap < -_LATTICE.bar_gap * height:
                fit -= _LATTICE.bar_overlap_cost * (-gap / height - _LATTICE.bar_gap)
        for box in (above, below):
            overhang = max(bar.left - box.left, 0) + max(box.right - bar.right, 0)
            fit -= _LATTICE.bar_overhang_cost * max(0.0, overhang / height - _LATTICE.bar_overhang)
        wider = max(above.right - above.left, below.right - below.left)
        excess = math.log(
            max(bar.right - bar.left, 1e-6) / max(wider, _LATTICE.bar_min_width * height)
        )
        return fit - _LATTICE.bar_excess_cost * max(0.0, excess - _LATTICE.bar_excess)

    def _radicals(
        self, group: SymbolCandidate, score: float, members: Sequence[int], nest: int
    ) -> list[Unit]:
        units: list[Unit] = []
        reaches = _LATTICE.radical_reaches
        inner = {self._under(group.box, members, group.mask, reach) for reach in reaches}
        for inside in inner - {0}:
            content = self._box(inside)
            overhang = max(content.right - group.box.right, 0.0) / self._height
            excess = max(0.0, overhang - _LATTICE.radical_overhang)
            fit = _LATTICE.radical_prior - _LATTICE.radical_overhang_cost * excess
            box = around([group.box, content])
            mask = group.mask | inside
            covered = tuple(i for i in members if mask >> i & 1)
            first = min(self._parts[i].order for i in covered)
            units += [
                Unit(mask, covered, box, "", "operand", Radical(under.row),
                     Placed(under.placed.middle, 0.0), score + fit + under.score,
                     (Symbol("√", group), *under.symbols), first)
                for under in self.read(inside, _LATTICE.inner_readings, nest)
            ]  # fmt: skip
        return units

    def _under(self, sign: Box, members: Sequence[int], own: int, reach: float) -> int:
        """Return the mask of the parts under a radical sign, up to ``reach`` heights beyond its end."""
        left, top, right, bottom = sign
        first = left + _LATTICE.radical_hook * (right - left)
        height = self._height
        highest = top - _LATTICE.radical_above * height
        lowest = bottom + _LATTICE.radical_below * height
        inside = 0
        for index in members:
            part = self._parts[index]
            y = (part.box.top + part.box.bottom) / 2
            is_along = first < part.middle < right + reach * height
            is_within = highest < y < lowest
            if not own >> index & 1 and is_along and is_within:
                inside |= 1 << index
        return inside

    def _box(self, mask: int) -> Box:
        return around(part.box for index, part in enumerate(self._parts) if mask >> index & 1)
