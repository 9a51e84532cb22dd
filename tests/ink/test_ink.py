"""Ink as a document: points, strokes, ink, and its history of undo and redo."""

import math
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from support import inks, strokes

from digit_recognizer.ink import Box, History, Ink, InProgressStroke, Point, Stroke
from digit_recognizer.ink.model import MAX_COORDINATE

CROSS = Ink.from_xy([[(0, 0), (10, 0)], [(5, -5), (5, 5)]])


def test_a_stroke_has_a_point() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        Stroke(())


@pytest.mark.parametrize(
    "number", [math.nan, math.inf, -math.inf, 2 * MAX_COORDINATE, -2 * MAX_COORDINATE]
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_stroke_refuses_numbers_no_pen_reports(number: float, place: int) -> None:
    values = [0.0, 0.0, 0.0]
    values[place] = number
    with pytest.raises(ValueError, match="finite coordinates"):
        Stroke((Point(1, 1), Point(*values)))


@pytest.mark.parametrize("start", [math.nan, math.inf])
def test_a_stroke_begins_at_a_finite_time(start: float) -> None:
    with pytest.raises(ValueError, match="finite time"):
        Stroke((Point(1, 1),), start)


def test_strokes_reach_as_far_as_the_limit() -> None:
    ink = Ink.from_xy([[(-MAX_COORDINATE, -MAX_COORDINATE), (MAX_COORDINATE, MAX_COORDINATE)]])
    assert ink.box == Box(-MAX_COORDINATE, -MAX_COORDINATE, MAX_COORDINATE, MAX_COORDINATE)


@pytest.mark.parametrize("rows", [[(1,)], [(1, 2, 3, 4)], [("a", 1)], [(None, 1)], [7]])
def test_rows_that_are_no_points_are_refused_in_words(rows: list[object]) -> None:
    with pytest.raises(ValueError, match="a point is two or three numbers"):
        Stroke.from_xy(rows)  # type: ignore[arg-type]


def test_from_xy_keeps_times_and_skips_empty_strokes() -> None:
    ink = Ink.from_xy([[], [(1, 2, 0.5)], []])
    assert ink == Ink((Stroke((Point(1.0, 2.0, 0.5),)),))


def test_ink_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CROSS.strokes = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        CROSS.strokes[0].start = 1.0  # type: ignore[misc]


def test_empty_ink_is_falsy_and_has_no_box() -> None:
    assert not Ink()
    assert CROSS
    with pytest.raises(ValueError, match="empty ink"):
        _ = Ink().box


@given(inks(), strokes())
def test_a_stroke_is_drawn_last_and_can_be_taken_out(ink: Ink, stroke: Stroke) -> None:
    grown = ink.adding(stroke)
    assert len(grown) == len(ink) + 1
    assert grown.strokes[-1] is stroke
    assert grown.without([len(ink)]) == ink


@given(inks(min_size=1))
def test_the_box_holds_every_point_and_touches_four(ink: Ink) -> None:
    box = ink.box
    xs = [point.x for stroke in ink for point in stroke.points]
    ys = [point.y for stroke in ink for point in stroke.points]
    assert box == (min(xs), min(ys), max(xs), max(ys))
    assert box.size == max(box.right - box.left, box.bottom - box.top)


def test_moving_scales_about_the_origin_first() -> None:
    moved = CROSS.moved(100, 50, scale=2)
    assert moved.box == Box(100, 40, 120, 60)
    assert CROSS.box == Box(0, -5, 10, 5)


@pytest.mark.parametrize(
    ("x", "y", "radius", "touched"),
    [
        (5, 0, 0, (0, 1)),  # where they cross
        (9, 3, 3, (0,)),
        (9, 3, 2.9, ()),
        (12, 0, 2, (0,)),  # beyond the end the distance is to the end
        (5, 8, 3, (1,)),
    ],
)
def test_the_eraser_touches_strokes_along_their_whole_length(
    x: float, y: float, radius: float, touched: tuple[int, ...]
) -> None:
    assert CROSS.touching(x, y, radius) == touched


def test_a_dot_is_touched_within_the_radius() -> None:
    dot = Ink.from_xy([[(3, 4)]])
    assert dot.strokes[0].distance_to(0, 0) == 5
    assert dot.touching(0, 0, 5) == (0,)
    assert dot.touching(0, 0, 4.9) == ()


def test_a_wet_stroke_drops_repeats_and_never_runs_backwards_in_time() -> None:
    wet = InProgressStroke(1, 1, start=2.0)
    wet.add(1, 1, 0.1)
    wet.add(2, 1, 0.3)
    early = wet.finish()
    wet.add(3, 1, 0.2)
    assert early == Stroke((Point(1, 1, 0), Point(2, 1, 0.3)), 2.0)
    assert wet.finish().points[-1] == Point(3, 1, 0.3)


class HistoryAgainstAList(RuleBasedStateMachine):
    """History must agree with the obvious model: a list of all states and an index into it."""

    LIMIT = 4

    def __init__(self) -> None:
        super().__init__()
        self.history = History(Ink(), limit=self.LIMIT)
        self.states = [Ink()]
        self.now = 0

    @rule(stroke=strokes())
    def draw(self, stroke: Stroke) -> None:
        ink = self.history.present.adding(stroke)
        self.history.push(ink)
        self.states = [*self.states[: self.now + 1], ink][-self.LIMIT - 1 :]
        self.now = len(self.states) - 1

    @rule()
    def draw_nothing(self) -> None:
        self.history.push(Ink(self.history.present.strokes))

    @precondition(lambda self: self.history.present)
    @rule()
    def clear(self) -> None:
        self.history.push(Ink())
        self.states = [*self.states[: self.now + 1], Ink()][-self.LIMIT - 1 :]
        self.now = len(self.states) - 1

    @rule()
    def undo(self) -> None:
        self.history.undo()
        self.now = max(0, self.now - 1)

    @rule()
    def redo(self) -> None:
        self.history.redo()
        self.now = min(len(self.states) - 1, self.now + 1)

    @invariant()
    def agrees(self) -> None:
        assert self.history.present == self.states[self.now]
        assert self.history.can_undo == (self.now > 0)
        assert self.history.can_redo == (self.now < len(self.states) - 1)


test_history_agrees_with_a_list_of_states = HistoryAgainstAList.TestCase


@given(st.integers(0, 5))
def test_undoing_everything_comes_back_to_the_beginning(edits: int) -> None:
    history = History(CROSS)
    for i in range(edits):
        history.push(CROSS.moved(i + 1, 0))
    last = history.present
    for _ in range(edits):
        history.undo()
    assert history.present == CROSS
    for _ in range(edits):
        history.redo()
    assert history.present == last
