"""Drawings that are nearly the same: found like by comparing all with all, and nothing else."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from digit_recognizer.analysis.near_duplicates import NEAR, near_groups, signatures
from digit_recognizer.ink import Ink
from digit_recognizer.library.codec import ink_bytes, packed
from digit_recognizer.library.ink_arrays import traces

Strokes = list[NDArray[np.float64]]


def written(random: np.random.Generator, strokes: int = 1) -> Strokes:
    """Return a drawing like no other: a walk that turns slowly, as fast as it likes."""
    drawn = []
    for _ in range(strokes):
        turns = np.cumsum(random.normal(0, 0.4, random.integers(12, 50)))
        steps = random.uniform(0.5, 2.0, (len(turns), 1)) * np.c_[np.cos(turns), np.sin(turns)]
        drawn.append(np.cumsum(steps, axis=0) * 10)
    return drawn


def again(strokes: Strokes, random: np.random.Generator) -> Strokes:
    """Return it larger or smaller, elsewhere, in whole pixels, with two points moved."""
    size = np.ptp(np.concatenate(strokes), axis=0).max()
    moved = [
        np.round(stroke * (random.uniform(80, 900) / size) + random.uniform(0, 500, 2))
        for stroke in strokes
    ]
    for place in random.integers(2, len(moved[0]) - 2, 2):
        moved[0][place] += random.normal(0, 0.01, 2) * np.ptp(moved[0], axis=0).max()
    return moved


def grouped(drawings: list[Strokes], near: float = NEAR) -> list[list[int]]:
    found, rows = signatures(drawings)
    kinds = np.array([len(drawings[row]) for row in rows.tolist()], np.int64)
    return [[int(rows[n]) for n in group] for group in near_groups(found, kinds, near)]


def test_what_is_kept_again_is_found_and_nothing_else() -> None:
    random = np.random.default_rng(1)
    drawings = [written(random, 1 + n % 3) for n in range(300)]
    copied = [again(drawings[n], random) for n in range(0, 300, 3)]
    assert grouped(drawings) == []
    assert grouped(drawings + copied) == [[n, 300 + n // 3] for n in range(0, 300, 3)]


def test_one_line_drawn_twice_is_two_drawings() -> None:
    """A straight line, from the same place to the same place, but with other speed."""
    time = np.linspace(0, 1, 30)
    steady, slowing = (np.c_[0 * time, 100 * part] for part in (time, np.sqrt(time)))
    assert grouped([[steady], [slowing]]) == []
    assert grouped([[steady], [2 * steady + 7]]) == [[0, 1]]
    assert grouped([[steady], [steady[::-1]]]) == []


@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.floats(0.01, 0.3))
def test_it_is_as_if_all_were_compared_with_all(seed: int, count: int, near: float) -> None:
    random = np.random.default_rng(seed)
    middles = random.normal(0, 0.05, (4, 64))
    rows = middles[random.integers(0, 4, count)] + random.normal(0, near / 12, (count, 64))
    rows = rows.astype(np.float32)
    kinds = random.integers(1, 3, count)
    apart = np.linalg.norm(rows[:, None] - rows[None], axis=2)
    joined = (apart <= near) & (kinds[:, None] == kinds[None])
    if np.abs(apart - near).min() < 1e-6:
        return  # on the very edge either is right
    for _ in range(count):  # who is near through others
        joined = (joined.astype(int) @ joined.astype(int)) > 0
    want = {tuple(np.flatnonzero(row).tolist()) for row in joined}
    found = near_groups(rows, kinds.astype(np.int64), near)
    assert {tuple(group) for group in found} == {group for group in want if len(group) > 1}


def test_a_crowd_is_one_group_and_takes_no_time() -> None:
    random = np.random.default_rng(3)
    one = random.normal(0, 0.1, 64)
    rows = (one + random.normal(0, 0.0004, (3000, 64))).astype(np.float32)
    assert [len(group) for group in near_groups(rows, np.ones(3000, np.int64))] == [3000]
    same = np.repeat(rows[:1], 50_000, axis=0)
    assert [len(group) for group in near_groups(same, np.ones(50_000, np.int64))] == [50_000]


def test_what_has_no_shape_is_left_out() -> None:
    dot = [np.zeros((20, 2))]
    short = [np.array([[0.0, 0.0], [1.0, 1.0]])]
    endless = [np.array([[np.inf, -np.inf], [np.nan, 0.0]] * 9)]
    assert grouped([dot, dot, short, short, [], [], endless, endless]) == []
    assert grouped([]) == []


def test_traces_are_the_points_of_the_ink() -> None:
    ink = Ink.from_xy([[(0, 1, 2), (3.5, -4, 5)], [(6, 7, 8)]])
    first, second = traces(packed(ink))
    assert first.tolist() == [[0, 1], [3.5, -4]] and second.tolist() == [[6, 7]]


_INK = Ink.from_xy([[(0, 1, 2), (3.5, -4, 5)]])


@pytest.mark.parametrize(
    "data",
    [
        packed(_INK)[:-6],
        b"no zlib",
        b"",
        zlib.compress(ink_bytes(_INK)[:-1]),
        zlib.compress(ink_bytes(_INK) + b"\x00"),
        zlib.compress(b"\xff\xff\xff\xff" + bytes(8)),
    ],
)
def test_bytes_that_are_no_ink_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="it "):
        traces(data)
