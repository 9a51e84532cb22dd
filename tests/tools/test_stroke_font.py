"""The project's own handwriting: every symbol, its size and strokes, the same for a seed."""

import numpy as np
import pytest
from stroke_font import WAYS, drawings, font_writers, path_through, strokes_of

from digit_recognizer.alphabet import ARITHMETIC, NOT_A_SYMBOL
from digit_recognizer.ink import read_inkml
from digit_recognizer.resources import example_expressions
from digit_recognizer.synthesis.writers import SIZES

MADE = {"×": "x", "÷": "-", "·": ".", "±": "+", "√": ""}
STROKES = {"+": {2}, "=": {2}, "%": {3}, "x": {2}, "4": {1, 2}, "5": {1, 2}, "7": {1, 2}, "1": {1}}


def test_every_symbol_of_arithmetic_can_be_written() -> None:
    for symbol in set(ARITHMETIC) - {NOT_A_SYMBOL}:
        assert MADE.get(symbol, symbol) in {*WAYS, ""}
    assert set(WAYS) <= set(SIZES)


@pytest.mark.parametrize("label", STROKES)
def test_strokes_are_as_many_as_people_make(label: str) -> None:
    assert {len(strokes_of(way)) for way in WAYS[label]} == STROKES[label]


def test_all_that_is_drawn_has_a_sensible_size() -> None:
    """Writers borrow from others what a writer has drawn too large or too small: nobody need."""
    made = drawings(seed=5, writers=4, times=2)
    assert len(made) == 4 * 2 * len(WAYS)
    everyone = font_writers(seed=5, writers=4, times=2)
    assert len(everyone.names) == 4
    random = np.random.default_rng(0)
    for writer in everyone.names:
        assert {everyone.lender(writer, label, random) for label in WAYS} == {writer}


def test_the_same_seed_gives_the_same_ink() -> None:
    assert drawings(1, 1, 1) == drawings(1, 1, 1) != drawings(2, 1, 1)


def test_a_pen_goes_through_every_place_and_turns_sharply_where_it_stops() -> None:
    (places,) = strokes_of("0 0, 50 0!, 0 50")
    path = path_through(places)
    for place in places:
        assert np.abs(path - place).sum(axis=1).min() < 1e-9
    steps = np.diff(path, axis=0)
    turns = np.abs(np.diff(np.arctan2(steps[:, 1], steps[:, 0])))
    assert np.sort(turns)[-1] == pytest.approx(0.75 * np.pi)
    assert np.sort(turns)[:-1] == pytest.approx(0, abs=1e-9)


def test_the_examples_have_truths_and_times_that_go_on() -> None:
    read = {path.stem: read_inkml(path) for path in example_expressions()}
    assert [name for name, drawing in read.items() if drawing.label is None] == ["scribble"]
    assert {drawing.writer for drawing in read.values()} == {"the project"}
    for drawing in read.values():
        starts = [stroke.start for stroke in drawing.ink]
        assert starts == sorted(set(starts))
        assert all(stroke.points[-1].t < 5 for stroke in drawing.ink)
