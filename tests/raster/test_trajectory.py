"""Trajectories: the way of the pen, the same wherever and however large it is drawn."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.classifier import INPUTS
from digit_recognizer.raster import trajectory_of
from digit_recognizer.raster.trajectory import (
    MIN_LEG_POINTS,
    TRAJECTORY_CHANNELS,
    TRAJECTORY_POINTS,
)

coordinates = st.floats(-1e4, 1e4, allow_nan=False)
strokes = st.lists(
    st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=30).map(
        lambda rows: np.array(rows, float)
    ),
    min_size=1,
    max_size=4,
)


def line(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points, float)


@given(strokes)
def test_any_strokes_give_finite_values(drawn: list[np.ndarray]) -> None:
    found = trajectory_of(drawn)
    assert found.shape == (TRAJECTORY_POINTS, TRAJECTORY_CHANNELS) and found.dtype == np.float32
    assert np.isfinite(found).all()
    assert np.abs(found[:, :2]).max() <= 1 + 1e-5
    assert (np.hypot(*found[:, 2:4].T) <= 1 + 1e-5).all()
    assert set(np.unique(found[:, 4])) <= {0.0, 1.0}


@given(strokes, st.floats(0.01, 100), coordinates, coordinates)
def test_place_and_size_do_not_matter(
    drawn: list[np.ndarray], scale: float, x: float, y: float
) -> None:
    rounded = [np.rint(points) for points in drawn]  # coarser than what floats lose by moving
    moved = [points * scale + (x, y) for points in rounded]
    difference = np.abs(trajectory_of(rounded) - trajectory_of(moved))
    # A direction may turn where the way is a point; everything else stays.
    assert difference[:, :2].max() < 1e-2


def test_a_stroke_goes_from_its_beginning_to_its_end() -> None:
    found = trajectory_of([line((0, 0), (10, 0))])
    assert found[:, 0] == pytest.approx(np.linspace(-1, 1, TRAJECTORY_POINTS))
    assert (found[:, 2] == 1).all() and (found[:, 3:] == 0).all()
    backwards = trajectory_of([line((10, 0), (0, 0))])
    assert backwards[:, 0] == pytest.approx(found[::-1, 0])
    assert (backwards[:, 2] == -1).all()


def test_points_are_equally_far_apart_however_the_pen_reported_them() -> None:
    corners = line((0, 0), (0, 10), (10, 10))
    often = np.concatenate([np.linspace(a, b, 40) for a, b in itertools.pairwise(corners)])
    assert trajectory_of([often]) == pytest.approx(trajectory_of([corners]), abs=1e-5)


def test_the_way_through_the_air_is_told() -> None:
    """An equals sign: one bar, the way back, the other bar; a Z goes the same way."""
    bars = [line((0, 0), (10, 0)), line((0, 5), (10, 5))]
    equals, z = trajectory_of(bars), trajectory_of([np.concatenate(bars)])
    assert equals[[0, -1], :2] == pytest.approx(z[[0, -1], :2])
    level = np.array([-0.5, 0.5])  # of the bars; between them the way back is straight
    off = np.where(equals[:, 4] == 1, equals[:, 1] + equals[:, 0] / 2, 0.0)
    assert off == pytest.approx(0, abs=1e-6)
    on_paper = equals[equals[:, 4] == 0, 1]
    assert np.abs(on_paper[:, None] - level).min(axis=1) == pytest.approx(0, abs=1e-6)
    assert (z[:, 4] == 0).all()
    in_air = equals[:, 4] == 1
    assert in_air.sum() / TRAJECTORY_POINTS == pytest.approx(
        np.hypot(10, 5) / (20 + np.hypot(10, 5)), abs=0.05
    )
    assert not in_air[0] and not in_air[-1]
    assert (equals[in_air, 2] < 0).any() and (equals[~in_air, 2] > 0).any()


@given(strokes)
def test_every_stroke_and_every_way_through_the_air_has_points(drawn: list[np.ndarray]) -> None:
    found = trajectory_of(drawn)
    if not found.any():
        return
    turns = np.flatnonzero(np.diff(found[:, 4]))
    assert len(turns) == 2 * len(drawn) - 2
    assert np.diff([-1, *turns, TRAJECTORY_POINTS - 1]).min() >= MIN_LEG_POINTS


def test_a_tap_behind_a_stroke_is_seen_where_it_is() -> None:
    found = trajectory_of([line((0, 0), (0, 10)), line((5, 10))])
    assert (found[-MIN_LEG_POINTS:, 4] == 0).all() and (found[-MIN_LEG_POINTS - 1, 4] == 1)
    assert found[-MIN_LEG_POINTS:, :2] == pytest.approx(
        np.array([[0.5, 1.0]] * MIN_LEG_POINTS), abs=1e-6
    )


@pytest.mark.parametrize(
    "strokes", [9, 20, TRAJECTORY_POINTS // 2, TRAJECTORY_POINTS, 3 * TRAJECTORY_POINTS]
)
def test_many_strokes_share_what_points_there_are(strokes: int) -> None:
    found = trajectory_of([line((float(x), 0.0)) for x in range(strokes)])
    assert np.isfinite(found).all()
    assert (np.diff(found[:, 0]) >= 0).all()
    if strokes <= TRAJECTORY_POINTS // 2:
        assert (np.diff(found[:, 4]) > 0).sum() == strokes - 1, "each is there"


@pytest.mark.parametrize(("scale", "x"), [(1.0, 1.1), (0.3, 0.0), (7.7, -2.3)])
def test_points_half_way_between_two_strokes_go_the_same_way_wherever_they_are(
    scale: float, x: float
) -> None:
    drawn = [line((0, 0), (1, 0)), line((2, 0), (3, 0)), line((4, 0))]
    moved = [points * scale + (x, 0) for points in drawn]
    assert trajectory_of(moved) == pytest.approx(trajectory_of(drawn), abs=1e-5)


@pytest.mark.parametrize(
    "points",
    [[(3.0, 4.0)], [(3.0, 4.0)] * 5, [(0.0, 0.0), (1e-310, 0.0)], [(0.0, 0.0), (0.0, 1e-12)]],
)
def test_a_tap_is_all_zeros(points: list[tuple[float, float]]) -> None:
    assert not trajectory_of([line(*points)]).any()


def test_a_network_may_look_at_them() -> None:
    assert INPUTS["trajectories"] == [TRAJECTORY_POINTS, TRAJECTORY_CHANNELS]
