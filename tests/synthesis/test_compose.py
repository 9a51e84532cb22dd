"""Composed expressions: every stroke has its symbol, and all stands where it reads as it should."""

from itertools import pairwise

import numpy as np
import pytest
from composed_drawings import drawings
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.alphabet import FRACTION_BAR
from digit_recognizer.datasets.expression_set import ExpressionSample
from digit_recognizer.expression import Row, row_from_text, text_of
from digit_recognizer.expression.structure import count, kind_of, rows_of
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.ink.model import Box
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.random_expressions import (
    RANDOM_KINDS,
    random_lines,
    random_notation,
    random_number,
)
from digit_recognizer.synthesis.writers import Writers

WRITERS = Writers(drawings())
seeds = st.integers(0, 2**32 - 1)


def written(text: str, seed: int = 0, writers: Writers = WRITERS) -> ExpressionSample:
    return compose(
        [row_from_text(line) for line in text.split()], writers, np.random.default_rng(seed)
    )


def box_of(sample: ExpressionSample, place: int) -> Box:
    return Ink(tuple(sample.ink.strokes[i] for i in sample.symbols[place][1])).box


def middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


@given(seed=seeds, kind=st.sampled_from(RANDOM_KINDS))
def test_each_stroke_is_of_one_symbol_and_the_symbols_are_those_of_the_label(
    seed: int, kind: str
) -> None:
    random = np.random.default_rng(seed)
    row = random_notation(random, kind)
    sample = compose(row, WRITERS, random)
    owned = sorted(i for _, strokes in sample.symbols for i in strokes)
    assert owned == list(range(len(sample.ink)))
    assert sample.label == text_of(row)
    assert len(sample.symbols) == count(row)
    signs = [symbol for symbol, _ in sample.symbols if symbol != FRACTION_BAR]
    structure = set("(){}^/")
    assert sorted(s for s in signs if s not in structure) == sorted(
        c for c in sample.label if c not in structure
    )
    assert sample.writer in WRITERS.names


@given(seed=seeds, kind=st.sampled_from(RANDOM_KINDS))
def test_made_up_notation_has_a_text_of_its_own(seed: int, kind: str) -> None:
    row = random_notation(np.random.default_rng(seed), kind)
    text = text_of(row)
    assert text_of(row_from_text(text)) == text
    if kind != "decimal":
        assert kind_of([row]) in {kind, "fraction", "radical", "power"}


@given(seed=seeds)
def test_symbols_of_a_line_stand_in_reading_order(seed: int) -> None:
    sample = written("12+34=-5×(6.7)", seed)
    centres = [middle(box_of(sample, place))[0] for place in range(len(sample.symbols))]
    assert [s for s, _ in sample.symbols] == list("12+34=-5×(6.7)")
    slack = 0.1 * box_of(sample, 0).size  # a comma may hang under its neighbour
    assert all(b > a - slack for a, b in pairwise(centres))


@given(seed=seeds)
def test_points_stand_low_and_dots_and_minus_signs_at_mid_height(seed: int) -> None:
    for text, low, high in (("88.88", -0.3, 0.25), ("88·88", 0.1, 0.9), ("88-88", 0.1, 0.9)):
        sample = written(text, seed)
        before, after = box_of(sample, 1), box_of(sample, 3)
        own = middle(box_of(sample, 2))[1]
        bottom, top = (before.bottom + after.bottom) / 2, (before.top + after.top) / 2
        assert low < (bottom - own) / (bottom - top) < high
    for text in ("8.8", "8·8"):
        dot, digit = box_of(written(text, seed), 1), box_of(written(text, seed), 0)
        assert dot.size < 0.4 * digit.size


@given(seed=seeds)
def test_a_power_is_above_the_middle_of_its_base(seed: int) -> None:
    sample = written("8^{2}", seed)
    base, power = box_of(sample, 0), box_of(sample, 1)
    assert middle(power)[1] < middle(base)[1] - 0.1 * (base.bottom - base.top)
    assert middle(power)[0] > middle(base)[0]


@given(seed=seeds)
def test_a_fraction_bar_is_between_what_it_parts(seed: int) -> None:
    sample = written("(12)/(3)", seed)
    names = [symbol for symbol, _ in sample.symbols]
    bar = middle(box_of(sample, names.index(FRACTION_BAR)))[1]
    upper, lower = box_of(sample, names.index("1")), box_of(sample, names.index("3"))
    assert upper.bottom < bar + 0.15 * upper.size and lower.top > bar - 0.15 * lower.size
    wide = box_of(sample, names.index(FRACTION_BAR))
    assert wide.right - wide.left > 0.5 * (box_of(sample, names.index("2")).right - upper.left)


@given(seed=seeds)
def test_a_root_covers_what_is_under_it(seed: int) -> None:
    sample = written("√{88}", seed)
    root, first, last = (box_of(sample, place) for place in range(3))
    assert sample.symbols[0][0] == "√"
    assert root.left < first.left and root.right > middle(last)[0]
    assert root.top < middle(first)[1]


@given(seed=seeds)
def test_lines_stand_below_each_other(seed: int) -> None:
    sample = written("12 34 56", seed)
    assert sample.label == "12\n34\n56" and sample.kind == "lines"
    tops = [box_of(sample, place) for place in (0, 2, 4)]
    assert tops[0].bottom < tops[1].bottom < tops[2].bottom
    assert middle(tops[1])[1] > tops[0].bottom - 0.3 * tops[0].size


def test_a_symbol_the_writer_lacks_comes_from_another() -> None:
    writers = Writers(drawings(without="+("))
    for seed in range(5):
        sample = compose(row_from_text("1+(2)"), writers, np.random.default_rng(seed), writer="w0")
        assert sample.writer == "w0" and len(sample.symbols) == 5


def test_drawings_of_an_impossible_size_are_not_used() -> None:
    tall_dot = Drawing(Ink.from_xy([[(0, 0), (5, 200)]]), ".", "w0")
    writers = Writers([*drawings(without="."), *[tall_dot] * 50])
    random = np.random.default_rng(0)
    for _ in range(20):
        sample = compose(row_from_text("1.1"), writers, random, writer="w0")
        assert box_of(sample, 1).size < 0.5 * box_of(sample, 0).size


def test_dots_and_bars_come_late_at_times_and_a_bar_first_at_times() -> None:
    orders = {
        tuple(i for _, own in written("(1.1)/(4)", seed).symbols for i in own) for seed in range(80)
    }
    assert len(orders) > 3


def test_who_has_drawn_too_little_is_one_sentence() -> None:
    with pytest.raises(ValueError, match="enough digits"):
        Writers([d for d in drawings() if d.label not in "0123456"])
    with pytest.raises(ValueError, match=r"nobody has drawn \+"):
        written("1+1", writers=Writers([d for d in drawings() if d.label != "+"]))
    with pytest.raises(ValueError, match="no kind"):
        random_notation(np.random.default_rng(0), "poem")
    with pytest.raises(ValueError, match="empty row"):
        compose(Row(), WRITERS, np.random.default_rng(0))


def test_lines_and_numbers_are_made_up_too() -> None:
    random = np.random.default_rng(1)
    assert len(random_number(random, 5).items) == 5
    assert 2 <= len(random_lines(random)) <= 5
    assert kind_of(rows_of("12\n3")) == "lines"
