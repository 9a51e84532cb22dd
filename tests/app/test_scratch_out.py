"""Scratching out: zigzags are told from symbols, and take what they cover."""

import math

import pytest
from hypothesis import given
from penmanship import written
from support import inks, zigzag

from digit_recognizer.app.document.editor import InkEditor
from digit_recognizer.app.document.scratch_out import is_zigzag, maybe_scratched, scratched
from digit_recognizer.ink import Ink, Stroke


def turned(stroke: Stroke, angle: float) -> Stroke:
    cos, sin = math.cos(angle), math.sin(angle)
    return Stroke.from_xy([(p.x * cos - p.y * sin, p.x * sin + p.y * cos) for p in stroke.points])


SEVEN = Stroke.from_xy([(10, 10), (50, 10), (40, 40), (25, 80)])
ZERO = Stroke.from_xy([(40 + 40 * math.cos(k / 4), 60 + 60 * math.sin(k / 4)) for k in range(26)])


@pytest.mark.parametrize("angle", [0, 0.5, 1.57, 2.4])
@pytest.mark.parametrize("sweeps", [5, 6, 9, 15])
def test_a_zigzag_in_any_direction_takes_what_it_covers(sweeps: int, angle: float) -> None:
    scratch = zigzag((0, 0, 65, 90), sweeps)
    beside = Stroke.from_xy([(100, 10), (100, 80)])
    ink = Ink(tuple(turned(stroke, angle) for stroke in (SEVEN, beside, scratch)))
    assert scratched(ink) == (0,)


def test_symbols_are_no_zigzags() -> None:
    for text in ("0123456789", "+-×÷/·=<>±", "()[].,%", "√{2}(1)/(2)"):
        assert not any(map(is_zigzag, written(text, size=100).ink))


def test_symbols_of_more_strokes_are_written_over_each_other_freely() -> None:
    for text in ("±", "%", "÷", "×", "=", "4", "(1)/(2)"):
        ink = written(text, size=120).ink
        for count in range(len(ink) + 1):
            assert scratched(Ink(ink.strokes[:count])) == ()


def test_hatching_inside_a_zero_leaves_it_alone() -> None:
    hatched = Ink((ZERO, zigzag((15, 25, 65, 95), 9)))
    assert is_zigzag(hatched.strokes[1])
    assert scratched(hatched) == ()


@pytest.mark.parametrize("loops", [1, 3, 6])
def test_a_figure_drawn_over_and_over_is_no_zigzag(loops: int) -> None:
    times = [k / 10 for k in range(int(63 * loops))]
    ring = Stroke.from_xy([(40 + 42 * math.cos(t), 60 + 62 * math.sin(t)) for t in times])
    eight = Stroke.from_xy([(40 + 40 * math.sin(2 * t), 60 + 62 * math.sin(t)) for t in times])
    for stroke in (ring, eight):
        assert scratched(Ink((ZERO, stroke))) == ()


def test_a_few_strokes_to_and_fro_are_a_letter_or_a_sign() -> None:
    assert scratched(Ink((SEVEN, zigzag((0, 0, 65, 90), 3)))) == ()


def test_four_sweeps_scratch_out_and_three_are_worth_asking_about() -> None:
    assert scratched(Ink((SEVEN, zigzag((0, 0, 65, 90), 4)))) == (0,)
    assert maybe_scratched(Ink((SEVEN, zigzag((0, 0, 65, 90), 3)))) == (0, 1)
    assert maybe_scratched(Ink((SEVEN, zigzag((200, 0, 265, 90), 3)))) == ()
    assert maybe_scratched(Ink((SEVEN, SEVEN.__class__.from_xy([(0, 0), (60, 5), (10, 90)])))) == ()


def test_a_bar_of_which_a_part_is_covered_stays() -> None:
    bar = Stroke.from_xy([(-100, 50), (200, 50)])
    assert scratched(Ink((bar, SEVEN, zigzag((0, 0, 65, 90), 7)))) == (1,)


def test_odd_ink_is_no_zigzag() -> None:
    dot = Stroke.from_xy([(5, 5)])
    still = Stroke.from_xy([(5, 5)] * 40)
    for stroke in (dot, still, Stroke.from_xy([(0, 0), (1e7, 1e7)])):
        assert not is_zigzag(stroke)
        assert scratched(Ink((SEVEN, stroke))) == ()
    assert scratched(Ink((SEVEN,))) == scratched(Ink()) == ()
    assert scratched(Ink((dot, still, zigzag((0, 0, 65, 90), 7)))) == (0, 1)


def test_undo_brings_back_what_was_scratched_out_with_the_zigzag() -> None:
    editor = InkEditor(Ink((SEVEN,)))
    first, *rest = zigzag((0, 0, 65, 90), 7).points
    editor.down(first.x, first.y, 0.0)
    for point in rest:
        editor.move_along([(point.x, point.y, 0.0)])
    assert len(editor.ink) == 2
    editor.up()
    assert not editor.ink
    editor.undo()
    assert len(editor.ink) == 2, "it may have been meant as ink"
    editor.undo()
    assert editor.ink == Ink((SEVEN,))
    editor.redo()
    editor.redo()
    assert not editor.ink


@given(inks())
def test_any_ink_is_survived(ink: Ink) -> None:
    gone = scratched(ink)
    assert list(gone) == sorted(set(gone))
    assert not gone or gone[-1] < len(ink) - 1
