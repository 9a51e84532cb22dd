"""What is made to be no digit: repeatable, of the right kind, and rejected shares that are right."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import hand_drawn

from benchmarks.accuracy.drawn import Drawn, drawn_from
from benchmarks.accuracy.non_digits import SHAPELESS_HALVES, blots, halves, scribbles, several
from benchmarks.accuracy.rejection import measure_rejection, non_digit_kinds
from digit_recognizer.doubt import MAX_PATH_LENGTH
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.raster import path_length
from digit_recognizer.reader import Reader

MADE_KINDS = ["scribbles, drawn", "scribbles, as pictures", "blots, drawn", "blots, as pictures"]


@pytest.mark.parametrize("make", [scribbles, blots])
def test_made_drawings_are_repeatable_and_differ(make: Callable[..., list[Ink]]) -> None:
    assert make(30) == make(30) and make(30) != make(30, seed=2)
    glyphs = drawn_from(make(30)).glyphs
    assert glyphs.shape == (30, 28, 28) and glyphs.dtype == np.float32
    assert len({glyph.tobytes() for glyph in glyphs}) == 30
    assert glyphs.max() <= 1 and glyphs.min() >= 0 and (glyphs.sum(axis=(1, 2)) > 20).all()


def test_blots_are_mostly_ink_and_scribbles_are_busier_than_digits() -> None:
    digits = hand_drawn(30, seed=3).glyphs.sum(axis=(1, 2)).mean()
    assert drawn_from(blots(30)).glyphs.sum(axis=(1, 2)).mean() > 2 * digits
    assert drawn_from(scribbles(30)).glyphs.sum(axis=(1, 2)).mean() > 1.2 * digits


def test_what_the_pen_travelled_too_far_for_is_rejected_and_a_picture_hides_it(
    reader: Reader, examples: dict[str, Drawing]
) -> None:
    inks = [*scribbles(40), *blots(40)]
    assert all(reader.read_ink(ink, "digit").no_symbol for ink in inks)
    drawn = drawn_from(inks)
    assert measure_rejection(reader, "drawn", drawn).rejected == 1
    pictures = measure_rejection(reader, "pictures", Drawn(drawn.glyphs))
    assert 0.5 < pictures.rejected < 1
    for name, drawing in examples.items():
        assert path_length(drawing.ink) < 0.9 * MAX_PATH_LENGTH, name


@given(st.floats(0.01, 1000), st.floats(-1e4, 1e4), st.integers(0, 30))
def test_travel_depends_on_neither_size_nor_place(scale: float, place: float, seed: int) -> None:
    (ink,) = scribbles(1, seed)
    assert path_length(ink.moved(place, -place, scale)) == pytest.approx(path_length(ink), rel=1e-3)


def test_travel_of_simple_ways() -> None:
    assert path_length(Ink.from_xy([[(0, 0), (30, 0)]])) == pytest.approx(1)
    assert path_length(
        Ink.from_xy([[(0, 0), (0, 10), (0, 0)], [(0, 0), (0, 10)]])
    ) == pytest.approx(3)
    assert path_length(Ink.from_xy([[(5, 5)]])) == 0 and path_length(Ink(())) == 0
    to_and_fro = Ink.from_xy([[(0, 0), (100, 0)] * 8])
    assert path_length(to_and_fro) > MAX_PATH_LENGTH
    # What trembles by a pixel did not go that far.
    trembling = Ink.from_xy([[(x / 8, x % 2) for x in range(400)]])
    assert path_length(trembling) < MAX_PATH_LENGTH


def test_several_digits_are_wide_and_halves_are_what_is_left() -> None:
    drawn = hand_drawn(60, seed=4)
    crowd = several(drawn.glyphs, 20)
    assert crowd.shape == (20, 28, 28)
    wide = [np.ptp(np.flatnonzero(glyph.any(axis=0))) >= 15 for glyph in crowd]
    assert np.mean(wide) > 0.9
    labels = [str(label) for label in drawn.labels]
    cut = halves(drawn.glyphs, labels, 1000)
    assert len(cut) == sum(any(digit == label for digit, _ in SHAPELESS_HALVES) for label in labels)
    assert len(halves(drawn.glyphs, labels, 3)) == 3
    assert halves(drawn.glyphs, ["1"] * 60, 3).shape == (0, 28, 28)


def test_rejected_and_sure_are_counted_by_the_readers_own_decision(reader: Reader) -> None:
    digits = hand_drawn(40, seed=5)
    crowd = several(digits.glyphs, 40)
    glyphs = np.concatenate([digits.glyphs, crowd])
    both = measure_rejection(reader, "both", Drawn(glyphs))
    apart = (
        measure_rejection(reader, "digits", Drawn(digits.glyphs)),
        measure_rejection(reader, "crowd", Drawn(crowd)),
    )
    assert both.n == 80
    assert both.rejected == pytest.approx((apart[0].rejected + apart[1].rejected) / 2)
    assert apart[0].rejected < 0.5 < apart[1].rejected
    assert apart[0].sure > 0.5 > apart[1].sure
    assert both.interval[0] < both.rejected < both.interval[1]
    assert both.as_dict()["rejected"] == both.as_dict()["refused"] == both.rejected


def test_only_what_is_at_hand_is_measured(tmp_path: Path) -> None:
    drawn = hand_drawn(5, seed=6)
    without = [what for what, _ in non_digit_kinds(None, {}, drawn.glyphs, ["0"] * 5, print)]
    assert without == [*MADE_KINDS, "several digits at once", "half digits"]
    every = non_digit_kinds(
        tmp_path / "letters.jsonl", {"X": tmp_path / "x.npz"}, drawn.glyphs, ["0"] * 5, print
    )
    assert [what for what, _ in every][:2] == ["letters that look like no digit", "operators, X"]
