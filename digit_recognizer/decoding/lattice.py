"""The lattice: every way to read each symbol candidate, and the fractions and radicals they make.

Purpose: turn scored symbol candidates into hypotheses, find what stands over and under
a bar or under a radical sign, read that in turn, and search the rows.
Contract: one :class:`Lattice` for one line of writing; regions that were read once are remembered.
Not here: glyphs and networks; several lines (``page``).
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import product

from digit_recognizer.alphabet import FRACTION_BAR
from digit_recognizer.decoding import grammar, layout
from digit_recognizer.decoding.bars import Bar, Split, bar_of
from digit_recognizer.decoding.cache import PageCache
from digit_recognizer.decoding.grammar import FieldGrammar
from digit_recognizer.decoding.hypotheses import LatticeHypothesis, RowReading, Symbol
from digit_recognizer.decoding.layout import Position
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.search import Region, read_row
from digit_recognizer.decoding.symbol_scores import SymbolScores
from digit_recognizer.expression.notation import Item, Over, Radical, Row, Sign
from digit_recognizer.ink.model import Box, around
from digit_recognizer.segmentation import (
    Primitive,
    SymbolCandidate,
    crossing,
    cut_through,
    is_level,
)
from digit_recognizer.symbol_table import DIGIT_SIGNS, of_kind

_LATTICE = PARAMETERS.lattice
_ROW_SIGNS = of_kind("minus", "operator", "relation") - {"·"}


class Lattice:
    """The readings of one line of writing."""

    def __init__(
        self,
        primitives: Sequence[Primitive],
        scores: Sequence[SymbolScores],
        height: float,
        deadline: float,
        cache: PageCache[list[RowReading]] | None = None,
        *,
        field: FieldGrammar | None = None,
    ) -> None:
        """Take ``primitives``, the ``scores`` of candidates among them, and a digit's height.

        ``cache``: of regions that were read before, where there is one. ``field``: what the line holds,
        where that is known; ``scores`` are restricted to it.
        ``deadline``: of ``time.thread_time()``, after which the search is cut short. It counts the
        work of this thread, so a busy machine changes no reading.
        """
        self._primitives = primitives
        self._height = height
        self._deadline = deadline
        self._order = sorted(range(len(primitives)), key=lambda i: primitives[i].middle)
        self._cache = cache
        self._field = field
        speck = _LATTICE.speck_size * height
        self._specks = sum(1 << i for i, each in enumerate(primitives) if each.box.size < speck)
        self._memo: dict[tuple[int, ...], list[RowReading]] = {}
        self._scores = scores
        self._hypotheses: dict[int, list[LatticeHypothesis]] = {}  # by mask, of what was asked for
        self._bars: list[Bar] = []
        # A level line through another stroke belongs to that; digits that touch cross in other ways.
        self._crossing = [
            (line, other)
            for pair in crossing(primitives)
            for line, other in (pair, pair[::-1])
            if is_level(primitives[line].box, height)
        ]
        by_mask = {each.candidate.mask: each for each in scores}
        for each in scores:
            bar = bar_of(each, primitives, by_mask, height)
            if bar is not None:
                self._bars.append(replace(bar, log_prob=max(bar.log_prob, _LATTICE.min_log_prob)))

    def read(self, mask: int, best: int, nest: int = _LATTICE.max_nesting) -> list[RowReading]:
        """Return up to ``best`` readings of the primitives in ``mask``, best first; [] if none.

        ``nest``: how deep fractions and radicals may still nest; ``max_nesting`` for a line.
        """
        key = (mask, best, nest)
        if key not in self._memo:
            read = partial(self._read, mask, best, nest)
            if self._cache is not None:
                read = partial(self._cache.read, mask, (best, nest), read, lambda: self.has_time)
            self._memo[key] = read()
        return self._memo[key]

    def _read(self, mask: int, best: int, nest: int) -> list[RowReading]:
        members = [index for index in self._order if mask >> index & 1]
        inside = self._inside(mask)
        if not self._field and (lone := self._lone_specks(members)):
            cost = _LATTICE.lone_cost
            inside = [
                replace(each, score=each.score + cost) if each.mask & ~lone == 0 else each
                for each in inside
            ]
        found = inside
        if self._field:
            may_stand = self._field.may_stand
            found = [each for each in inside if may_stand(each.text, each.members, members)]
            # What may be nothing that stands there is read as it is: every primitive has a hypothesis.
            alone = sum({each.mask for each in found if len(each.members) == 1})
            found += [e for e in inside if len(e.members) == 1 and not e.mask & alone]
        if nest and self.has_time:
            found = found + self._compounds(members, mask, inside, nest - 1)
        is_inside = nest < _LATTICE.max_nesting
        if not is_inside and not self._field:
            found = found + self._exercise_numbers(members, inside)
        levels = 1 if self._field else PARAMETERS.search.max_levels
        region = Region(members, found, self._height, self._specks, is_inside, levels)
        return read_row(region, best, self._deadline)

    def _exercise_numbers(
        self, members: Sequence[int], inside: Sequence[LatticeHypothesis]
    ) -> list[LatticeHypothesis]:
        """Return what may be the number of an exercise, ``2.`` or ``1)``, apart in front of a row.

        It is left out: the row begins behind it. A number alone has a point there, no number in front.
        """
        found = []
        for end in inside:
            if end.text not in _LATTICE.exercise_gaps or end.first < 0:
                continue
            own = [n for n in members if self._primitives[n].middle <= end.box.right]
            after = [self._primitives[n].box.left for n in members[len(own) :]]
            gap = min(after, default=-math.inf) - end.box.right
            number = sum(1 << n for n in own) & ~end.mask
            is_apart = gap > _LATTICE.exercise_gaps[end.text] * self._height
            is_sum = end.text != "." or self._calculates(members[len(own) :])
            # Lines through a currency sign look like brackets.
            is_through = end.text == ")" and any(
                self._primitives[n].middle > end.box.left for n in {*own} - {*end.members}
            )
            if not number or not is_apart or not is_sum or is_through:
                continue
            likely = self.read(number, _LATTICE.inner_readings, 0)
            read = next((each for each in likely if _is_short_number(each.row)), None)
            if read is not None:
                score = _LATTICE.exercise_prior + read.score + end.score
                mask, first = number | end.mask, min(self._primitives[n].order for n in own)
                found.append(
                    LatticeHypothesis(
                        mask, tuple(own), self._box(mask), "", "open", None, read.position, score,
                        (), first,
                    )
                )  # fmt: skip
        return found

    def _calculates(self, members: Sequence[int]) -> bool:
        """Whether there is a sign among ``members`` that is likely, and no bar of a 4 or a 5."""
        mask = sum(1 << n for n in members)
        return any(
            each.symbols.get(text, -math.inf) > _LATTICE.likely_sign
            and not any(
                max(self._primitives[n].box.gaps_to(each.candidate.box)) < 0
                for n in members
                if n not in each.candidate.members
            )
            for each in self._scores
            if each.candidate.mask & mask == each.candidate.mask
            for text in _ROW_SIGNS
        )

    def _has_line(self, candidate: SymbolCandidate) -> bool:
        """Whether a radical sign of several primitives is a hook with a line, and not with a digit."""
        drawn = [self._primitives[index] for index in candidate.members]
        slope = _LATTICE.radical_line_slope
        return len(drawn) == 1 or any(each.height < slope * each.width for each in drawn)

    def _lone_specks(self, members: Sequence[int]) -> int:
        """Return the mask of those specks among ``members`` that are far from all else there."""
        reach = _LATTICE.lone_gap * self._height
        lone = 0
        for index in members if len(members) > 1 else ():
            box = self._primitives[index].box
            others = (self._primitives[n].box for n in members if n != index)
            if self._specks >> index & 1 and all(max(box.gaps_to(o)) >= reach for o in others):
                lone |= 1 << index
        return lone

    def are_specks(self, mask: int) -> bool:
        """Whether the primitives in ``mask`` may all be stray marks."""
        return mask & self._specks == mask

    @property
    def has_time(self) -> bool:
        """Whether the deadline is still to come."""
        return time.thread_time() < self._deadline

    def _inside(self, mask: int) -> list[LatticeHypothesis]:
        """Return what the candidates among the primitives in ``mask`` may be.

        Most of a page is in the cache already, so only what is read is worked out.
        """
        found: list[LatticeHypothesis] = []
        for each in self._scores:
            own = each.candidate.mask
            if own & mask == own:
                if own not in self._hypotheses:
                    self._hypotheses[own] = self._hypotheses_of(each)
                found += self._hypotheses[own]
        return found

    def _hypotheses_of(self, scores: SymbolScores) -> list[LatticeHypothesis]:
        """Return what a candidate may be: its likeliest symbols, and in a field what is left out."""
        found: list[LatticeHypothesis] = []
        candidate = scores.candidate
        most = _LATTICE.options[len(candidate.members) > 1]
        likeliest = sorted(scores.symbols.items(), key=lambda entry: -entry[1])[:most]
        # What is left out of a field is one primitive, and so low that no digit is lost with it.
        is_low = candidate.box.bottom - candidate.box.top < _LATTICE.ignored_height * self._height
        if self._field and is_low and len(candidate.members) == 1:
            score = _LATTICE.ignored_prior + max(scores.not_symbol, _LATTICE.min_log_prob)
            found.append(self._hypothesis(candidate, "", score, is_silent=True))
        score_of = self._scoring(scores)
        for text, log_prob in likeliest:
            if log_prob < likeliest[0][1] - _LATTICE.option_cutoff:
                break
            if text == "√" and not self._has_line(candidate):
                continue
            is_silent = self._field is not None and text in self._field.ignored
            found.append(self._hypothesis(candidate, text, score_of(text), is_silent=is_silent))
        return found

    def _scoring(self, scores: SymbolScores) -> Callable[[str], float]:
        """Return the scores of reading a candidate as a text.

        That is n^power log P(symbol) + log prior + a cost for each primitive written in between, for
        each other stroke that a level line of it goes through and for each side of a cut; n: of how many
        pieces it is. A reading also says that the candidates it does not use are no symbols. So each
        hypothesis gains a share of its log-odds of being a symbol, and pays for itself; in a field it
        need not.
        """
        candidate = scores.candidate
        wholes = [self._primitives[index].source_component for index in candidate.members]
        count = wholes.count(-1) + len(set(wholes) - {-1})  # pieces, however they are cut
        cuts = cut_through(candidate.members, self._primitives)
        interleaved = min(candidate.interleaved, _LATTICE.max_interleaved)
        binding = _LATTICE.interleaved_cost * interleaved + _LATTICE.cut_cost * cuts
        mask = candidate.mask
        crossed = sum(mask >> line & ~(mask >> other) & 1 for line, other in self._crossing)
        binding += _LATTICE.crossing_cost * crossed
        evidence = _LATTICE.evidence_weight * min(-scores.not_symbol, _LATTICE.max_evidence)
        own = 0.0 if self._field else evidence - _LATTICE.hypothesis_cost
        weight: float = count**_LATTICE.primitive_power

        def score(text: str) -> float:
            log_prob = max(scores.symbols[text], _LATTICE.min_log_prob)
            return weight * log_prob + grammar.SYMBOL_PRIORS[self._meaning(text)] + binding + own

        return score

    def _hypothesis(
        self, candidate: SymbolCandidate, text: str, score: float, *, is_silent: bool
    ) -> LatticeHypothesis:
        """Return ``candidate`` read as ``text``; ``is_silent``: left out, so that nothing follows it."""
        position = layout.position_of(text, candidate.box, self._height)
        text = self._meaning(text)
        return LatticeHypothesis(
            mask=candidate.mask,
            members=candidate.members,
            box=candidate.box,
            text=text,
            kind="digit" if is_silent else grammar.SYMBOL_KINDS[text],
            item=None if is_silent else Sign(text),
            position=position,
            score=score,
            symbols=() if is_silent else (Symbol(text, candidate),),
            first=min(self._primitives[index].order for index in candidate.members),
        )

    def _meaning(self, text: str) -> str:
        return self._field.meaning(text) if self._field else text

    def _compound(
        self, mask: int, item: Item, y: float, score: float, symbols: tuple[Symbol, ...]
    ) -> LatticeHypothesis:
        """Return the primitives in ``mask`` read as ``item``, whose row is at ``y``."""
        members = tuple(index for index in self._order if mask >> index & 1)
        first = min(self._primitives[index].order for index in members)
        box, at = self._box(mask), Position(y, 0.0)
        return LatticeHypothesis(mask, members, box, "", "operand", item, at, score, symbols, first)

    def has_fraction(self, mask: int) -> bool:
        """Whether some bar among the primitives in ``mask`` has more than dots near on both sides."""
        members = [index for index in self._order if mask >> index & 1]
        margin = _LATTICE.bar_margins[0] * self._height
        return any(
            bar.candidate.mask & mask == bar.candidate.mask
            and all(self._is_tall(s, bar) for s in bar.sides(members, margin))
            for bar in self._bars
        )

    def _is_tall(self, mask: int, bar: Bar) -> bool:
        """Whether a primitive in ``mask`` has some height and is near ``bar``: other lines are not."""
        least, reach = _LATTICE.tall_height * self._height, _LATTICE.bar_reach * self._height
        inside = [each for index, each in enumerate(self._primitives) if mask >> index & 1]
        return any(each.height > least and bar.gap(each.box) < reach for each in inside)

    def _compounds(
        self, members: Sequence[int], mask: int, inside: Sequence[LatticeHypothesis], nest: int
    ) -> list[LatticeHypothesis]:
        found: list[LatticeHypothesis] = []
        for bar in self._bars:
            if bar.candidate.mask & mask == bar.candidate.mask and self.has_time:
                found += self._fractions(bar, members, nest)
        for sign in inside:
            if sign.text == "√" and self.has_time:
                found += self._radicals(sign, members, nest)
        return found

    def _fractions(self, bar: Bar, members: Sequence[int], nest: int) -> list[LatticeHypothesis]:
        # What stands at its ends may be beside the bar: both ways are tried.
        height = self._height
        splits = [bar.sides(members, margin * height) for margin in _LATTICE.bar_margins]
        splits.append(bar.free_sides(members, _LATTICE.grown_bar_margin * height))
        found = [each for split in dict.fromkeys(splits) for each in self._over(bar, split, nest)]
        found += self._waiting(bar, splits[0], members, nest)
        found.sort(key=lambda each: -each.score)
        return found[: _LATTICE.inner_readings]

    def _over(self, bar: Bar, split: Split, nest: int) -> list[LatticeHypothesis]:
        """Return the fractions of ``bar`` with the primitives on its two sides."""
        boxes = bar.boxes(split, self._height)
        if boxes is None:
            return []
        fit = self._fraction_fit(bar.line(), *boxes)
        if fit < _LATTICE.min_fraction_fit:
            return []
        above, below = split
        mask = bar.candidate.mask | above | below
        y = (bar.candidate.box.top + bar.candidate.box.bottom) / 2
        own = Symbol(FRACTION_BAR, bar.candidate)
        most = _LATTICE.inner_readings
        found = []
        for over, under in product(self.read(above, most, nest), self.read(below, most, nest)):
            score = _LATTICE.fraction_prior + fit + bar.log_prob + over.score + under.score
            symbols = (*over.symbols, own, *under.symbols)
            found.append(self._compound(mask, Over(over.row, under.row), y, score, symbols))
        return found

    def _waiting(
        self, bar: Bar, split: Split, members: Sequence[int], nest: int
    ) -> list[LatticeHypothesis]:
        """Return the fractions of ``bar`` under what is above it, with nothing below it yet.

        Nothing else of the ``members`` is written later: people go on below the bar.
        """
        above, below = split
        if below or not above or bar.is_slanted or self._field or not self._is_tall(above, bar):
            return []
        newest = max(members, key=lambda index: self._primitives[index].order)
        if self._primitives[newest].order < 0 or not (bar.candidate.mask | above) >> newest & 1:
            return []
        fit = self._fraction_fit(bar.line(), self._box(above), None)
        if fit < _LATTICE.min_fraction_fit:
            return []
        y = (bar.candidate.box.top + bar.candidate.box.bottom) / 2
        prior = _LATTICE.fraction_prior + _LATTICE.waiting_prior + fit + bar.log_prob
        return [
            self._compound(
                bar.candidate.mask | above, Over(over.row, Row()), y, prior + over.score,
                (*over.symbols, Symbol(FRACTION_BAR, bar.candidate)),
            )
            for over in self.read(above, _LATTICE.inner_readings, nest)
        ]  # fmt: skip

    def _fraction_fit(self, bar: Box, above: Box, below: Box | None) -> float:
        """Return the score of a bar between two boxes: not far from it, none much wider than it.

        ``below``: None where nothing is there yet.
        """
        height = self._height
        fit = 0.0
        boxes = (above,) if below is None else (above, below)
        gaps = (
            (bar.top - above.bottom,)
            if below is None
            else (bar.top - above.bottom, below.top - bar.bottom)
        )
        for gap in gaps:
            off = abs(gap / height - _LATTICE.bar_gap) - _LATTICE.bar_gap
            fit -= _LATTICE.bar_gap_cost * max(0.0, off)
            if gap < -_LATTICE.bar_gap * height:
                fit -= _LATTICE.bar_overlap_cost * (-gap / height - _LATTICE.bar_gap)
        for box in boxes:
            overhang = max(bar.left - box.left, 0) + max(box.right - bar.right, 0)
            fit -= _LATTICE.bar_overhang_cost * max(0.0, overhang / height - _LATTICE.bar_overhang)
        wider = max(box.right - box.left for box in boxes)
        wider = max(wider, _LATTICE.bar_min_width * height)
        excess = math.log(max(bar.right - bar.left, 1e-6) / wider)
        return fit - _LATTICE.bar_excess_cost * max(0.0, excess - _LATTICE.bar_excess)

    def _radicals(
        self, sign: LatticeHypothesis, members: Sequence[int], nest: int
    ) -> list[LatticeHypothesis]:
        found: list[LatticeHypothesis] = []
        reaches = _LATTICE.radical_reaches
        inner = {self._under(sign.box, members, sign.mask, reach) for reach in reaches}
        for inside in inner - {0}:
            overhang = max(self._box(inside).right - sign.box.right, 0.0) / self._height
            excess = max(0.0, overhang - _LATTICE.radical_overhang)
            fit = _LATTICE.radical_prior - _LATTICE.radical_overhang_cost * excess
            for under in self.read(inside, _LATTICE.inner_readings, nest):
                y, total = under.position.middle, sign.score + fit + under.score
                symbols = (*sign.symbols, *under.symbols)
                root = self._compound(sign.mask | inside, Radical(under.row), y, total, symbols)
                found.append(root)
        return found

    def _under(self, sign: Box, members: Sequence[int], own: int, reach: float) -> int:
        """Return the mask of what is under a radical sign, up to ``reach`` heights beyond its end."""
        left, top, right, bottom = sign
        height = self._height
        first = left + min(
            _LATTICE.radical_hook * (right - left), _LATTICE.radical_max_hook * height
        )
        highest = top - _LATTICE.radical_above * height
        lowest = bottom + _LATTICE.radical_below * height
        inside = 0
        for index in members:
            primitive = self._primitives[index]
            y = (primitive.box.top + primitive.box.bottom) / 2
            is_along = first < primitive.middle < right + reach * height
            if not own >> index & 1 and is_along and highest < y < lowest:
                inside |= 1 << index
        return inside

    def _box(self, mask: int) -> Box:
        return around(each.box for n, each in enumerate(self._primitives) if mask >> n & 1)


def _is_short_number(row: Row) -> bool:
    return len(row.items) < 3 and all(
        isinstance(item, Sign) and item.text in DIGIT_SIGNS for item in row.items
    )
