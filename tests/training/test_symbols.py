"""The sources for the alphabet of arithmetic: labels, cut lines, balance, sizes. Needs no TensorFlow."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from composed_drawings import drawings
from hypothesis import given, settings
from hypothesis import strategies as st
from support import assert_sentence, hand_drawn

from digit_recognizer.alphabet import ARITHMETIC, DIGITS, FRACTION_BAR, NOT_A_SYMBOL
from digit_recognizer.classifier import EXTENT_FLOOR, Bundle
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.expression import row_from_text
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.random_expressions import RANDOM_KINDS, random_notation
from digit_recognizer.synthesis.writers import Writers
from digit_recognizer.training.data.line_crops import SINGLE_STROKE_SHARE, crops_of, line_crops
from digit_recognizer.training.data.mixture import (
    MAX_ITEM_WEIGHT,
    Mixture,
    Source,
    balanced,
    shares,
)
from digit_recognizer.training.data.symbols import (
    UNIPEN_UNIT,
    assemble_symbols,
    fit_sizes,
    sizes_of,
    symbol_of,
)
from digit_recognizer.training.recipe import Recipe

WRITERS = Writers(drawings())
NOTHING = ARITHMETIC.column(NOT_A_SYMBOL)
RECIPE = Recipe(epochs=1, validation=20, negatives=1.0)
seeds = st.integers(0, 2**32 - 1)


def test_every_sign_of_the_sets_has_its_symbol() -> None:
    assert [symbol_of(label) for label in "xX*×"] == ["×"] * 4
    assert [symbol_of(label) for label in ":^w"] == [NOT_A_SYMBOL] * 3
    assert [symbol_of(label) for label in ("z", "y", "12", "", None)] == [None] * 5
    assert all(symbol_of(symbol) == symbol for symbol in ARITHMETIC)


@settings(max_examples=25)
@given(seed=seeds, kind=st.sampled_from(RANDOM_KINDS))
def test_what_is_cut_out_is_a_symbol_exactly_where_the_truth_says_so(seed: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    written = compose(random_notation(random, kind), WRITERS, random)
    strokes = written.ink.strokes
    true = {tuple(indices): symbol for symbol, indices in written.symbols}
    for cut in crops_of(written, random):
        indices = tuple(strokes.index(stroke) for stroke in cut.ink)
        symbol = true.get(indices, NOT_A_SYMBOL)
        assert cut.symbol == ("-" if symbol == FRACTION_BAR else symbol)
        assert cut.height >= 0 and cut.width >= 0


def test_all_signs_are_cut_out_and_single_strokes_of_them_now_and_then() -> None:
    written = compose(row_from_text("+=(4)/(-)"), WRITERS, np.random.default_rng(1))
    single = 0
    for seed in range(40):
        found = list(crops_of(written, np.random.default_rng(seed)))
        signs = [cut.symbol for cut in found if cut.symbol not in (*DIGITS, NOT_A_SYMBOL)]
        assert sorted(signs) == sorted("+=--"), "the fraction bar is a dash, too"
        single += sum(cut.symbol == NOT_A_SYMBOL and len(cut.ink) == 1 for cut in found)
    assert single == pytest.approx(40 * 6 * SINGLE_STROKE_SHARE, rel=0.4), (
        "two strokes of +, = and 4"
    )


def test_lines_are_cut_until_there_is_enough_that_is_no_symbol() -> None:
    first, again = (list(line_crops(WRITERS, 40, np.random.default_rng(3))) for _ in range(2))
    assert first == again
    assert 40 <= sum(cut.symbol == NOT_A_SYMBOL for cut in first) < 140
    assert not list(line_crops(WRITERS, 0, np.random.default_rng(3)))


def test_hands_that_lack_signs_end_the_lines_and_do_not_hang() -> None:
    digits_only = Writers(d for d in drawings() if d.label in DIGITS)
    found = list(line_crops(digits_only, 10_000, np.random.default_rng(4)))
    assert {cut.symbol for cut in found} <= {*DIGITS, NOT_A_SYMBOL, *".·√"}, (
        "taps and roots are made"
    )


# Balance


def source(labels: list[int], weight: float = 1.0) -> Source:
    return Source("a", np.zeros((1, len(labels), 28, 28), np.uint8), np.array(labels), weight)


def test_a_column_is_drawn_as_often_as_wanted_and_its_sources_keep_their_ratio() -> None:
    many, few = source([0] * 90 + [1] * 10, 0.5), source([0] * 5 + [-1] * 4, 2.0)
    mixed = balanced([many, few], {0: 11.0, 1: 20.0})
    totals = [float(np.sum(s.weight)) for s in mixed]
    assert totals == pytest.approx([9.0 + 20.0, 2.0 + 8.0])
    assert shares(mixed, 2) == pytest.approx([11 / 31, 20 / 31])
    assert Mixture(mixed).steps(1) == 39
    drawn = Mixture(mixed).epoch(1, 0, 39, np.zeros(0, np.int64))
    assert ((drawn >= 90) & (drawn < 100)).sum() == 20, "each of these twice"


def test_no_drawing_is_shown_too_often_to_make_up_for_missing_ones() -> None:
    (rare,) = balanced([source([3])], {3: 1000.0, 4: 1000.0})
    assert float(np.sum(rare.weight)) == MAX_ITEM_WEIGHT


def test_symbols_are_judged_among_symbols() -> None:
    mixture = Mixture([], not_symbol=2)
    probabilities = np.array([[0.1, 0.3, 0.6], [0.1, 0.3, 0.6], [0.5, 0.3, 0.2]], np.float32)
    labels = np.array([1, 2, 2])
    assert mixture.are_right(probabilities, labels).tolist() == [True, True, False]
    assert Mixture([]).are_right(probabilities, labels).tolist() == [False, True, False]


# Sizes


def box(label: str, wide: float, high: float, writer: str = "w") -> Drawing:
    return Drawing(Ink.from_xy([[(0, 0), (wide, high)]]), label, writer)


def test_sizes_are_by_the_writers_own_digits() -> None:
    rows = [box("7", 50, 100, "small")] * 8 + [box("+", 60, 60, "small")]
    rows += [box("7", 150, 300, "large")] * 8 + [box("+", 180, 180, "large")]
    rows += [box("+", 10, 10, "nobody"), box("-", UNIPEN_UNIT, 9, "large")]
    sizes = sizes_of(rows)
    assert sizes["+"] == [(0.6, 0.6), (0.6, 0.6)]
    assert set(sizes["7"]) == {(1.0, 0.5)}
    assert "-" not in sizes, "what was the unit itself tells no size"


@settings(max_examples=20)
@given(seed=seeds, mean=st.floats(-1, 1), spread=st.floats(0.1, 0.6))
def test_the_fit_finds_the_distribution_in_spite_of_some_wrong_labels(
    seed: int, mean: float, spread: float
) -> None:
    logs = np.random.default_rng(seed).normal(mean, spread, (600, 2))
    logs[:24] = 4.0
    rows = [(float(h), float(w)) for h, w in np.exp(logs) - EXTENT_FLOOR]
    extents = fit_sizes({"+": rows, "%": rows[:5]})
    assert set(extents) == {"+"}, "five drawings tell no size"
    high, high_spread, wide, wide_spread = extents["+"]
    assert (high, wide) == pytest.approx((mean, mean), abs=0.35 * spread)
    assert (high_spread, wide_spread) == pytest.approx((spread, spread), rel=0.35)


def test_what_has_no_extent_has_a_size() -> None:
    extents = fit_sizes({".": [(0.0, 0.0)] * 20})
    assert extents["."][0] == pytest.approx(np.log(EXTENT_FLOOR), abs=1e-3)
    bundle = Bundle("0" * 64, ARITHMETIC, extents=extents)
    assert Bundle.parse(bundle.properties()).extents == extents


# All together


def write_ink(path: Path, rows: list[Drawing]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps(
            {
                "label": d.label,
                "writer": d.writer,
                "strokes": [[[p.x, p.y] for p in stroke.points] for stroke in d.ink],
            }
        )
        for d in rows
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def test_the_mixture_holds_every_symbol_and_keeps_writers_apart(tmp_path: Path) -> None:
    ink, images = tmp_path / "ink.jsonl", tmp_path / "images.npz"
    write_ink(ink, drawings(6))  # the third of them is held out
    drawn = hand_drawn(40, seed=3)
    np.savez(
        images,
        images=np.asarray(drawn.glyphs * 255, np.uint8),
        labels=np.array([*(str(label) for label in drawn.labels[:26]), *"x·+-w·x"] + ["z"] * 7),
    )
    told: list[str] = []
    mixture, extents = assemble_symbols(
        hand_drawn(150, seed=4), RECIPE, {"unipen": ink, "bhmsds": images}, told.append
    )
    by_name = {source.name: source for source in mixture.sources}
    assert {"MNIST", "unipen", "unipen, signs", "unipen, points", "lines", "made signs"} <= set(
        by_name
    )
    assert {"preparing unipen", "composing lines"} <= set(told)
    labels = np.concatenate([source.labels for source in mixture.sources])
    assert set(labels.tolist()) == set(range(len(ARITHMETIC))), "every symbol, and what is none"
    held = [source.held_out for source in mixture.sources if source.held_out is not None]
    assert {len(ARITHMETIC) - 1} < {int(label) for part in held for label in part.labels}
    count = sum(len(s.held_out) for s in by_name.values() if s.held_out and s.name.startswith("un"))
    assert count + sum(len(by_name[n].labels) for n in by_name if n.startswith("un")) == 6 * 52
    share = dict(zip(ARITHMETIC, shares(mixture.sources, len(ARITHMETIC)), strict=True))
    assert 0.15 < share[NOT_A_SYMBOL] < 0.35
    assert min(share.values()) > 0.005
    assert not by_name["unipen, points"].cleaned and not by_name["lines"].cleaned
    assert by_name["unipen, signs"].cleaned
    assert set(ARITHMETIC) - set(extents) <= {*"√÷·±", NOT_A_SYMBOL}
    assert extents["."][0] < extents["-"][2] < extents["1"][0] < extents["("][0]


def test_signs_need_pen_strokes() -> None:
    with pytest.raises(DigitRecognizerError) as caught:
        assemble_symbols(hand_drawn(60, seed=5), RECIPE, {}, lambda _: None)
    assert_sentence(caught.value, "UNIPEN")


def test_the_same_seed_makes_the_same_mixture(tmp_path: Path) -> None:
    write_ink(tmp_path / "ink.jsonl", drawings(2))
    paths = {"unipen": tmp_path / "ink.jsonl"}
    recipe = dataclasses.replace(RECIPE, negatives=0.2)
    one, other = (
        assemble_symbols(hand_drawn(60, seed=6), recipe, paths, lambda _: None) for _ in range(2)
    )
    np.testing.assert_array_equal(one[0].all_glyphs(), other[0].all_glyphs())
    assert one[1] == other[1]
