"""Styles are told from strokes: cases drawn by hand, at any size and place, and any ink at all."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from support import inks

from benchmarks.accuracy import stroke_geometry as geometry
from benchmarks.accuracy.style_rules import style_of
from digit_recognizer.ink import Drawing, Ink

Path = NDArray[np.float64]
DIGITS = "0123456789"


def ring(x: float, y: float, rx: float, ry: float, turns: float = 1.0, start: float = -90) -> Path:
    """Return an ellipse's path around (x, y), anticlockwise from ``start`` degrees."""
    angle = np.radians(np.linspace(start, start - 360 * turns, int(60 * turns) + 2))
    return np.stack([x + rx * np.cos(angle), y + ry * np.sin(angle)], axis=1)


def line(*corners: tuple[float, float]) -> Path:
    """Return the path through ``corners``, ten vertices a side."""
    points = np.array(corners, float)
    parts = [np.linspace(a, b, 10, endpoint=False) for a, b in pairwise(points)]
    return np.concatenate([*parts, points[-1:]])


NINE = ring(45, 30, 30, 30, 1.0, 0)
CASES: dict[tuple[str, str], list[list[Path]]] = {
    ("0", "plain"): [[ring(50, 70, 40, 60)], [ring(50, 70, 20, 60, 1.1)], [ring(50, 50, 50, 50, 0.9)]],
    ("0", "slashed"): [
        [ring(50, 70, 40, 60), line((90, 0), (10, 140))],
        [ring(50, 70, 40, 60), line((50, -20), (50, 160))],
        [np.concatenate([ring(50, 70, 40, 60), line((50, 10), (80, 25), (15, 120))])],
    ],
    ("0", "several"): [[ring(50, 50, 40, 50), ring(150, 50, 40, 50)]],
    ("1", "bar"): [[line((50, 0), (50, 100))], [line((80, 0), (30, 100))]],
    ("1", "flag"): [[line((25, 25), (50, 0), (50, 100))]],
    ("1", "long flag"): [[line((0, 60), (50, 0), (50, 100))]],
    ("1", "foot"): [
        [line((25, 25), (50, 0), (50, 100)), line((25, 100), (75, 100))],
        [line((50, 0), (50, 100)), line((25, 100), (75, 98))],
    ],
    ("2", "no loop"): [[line((10, 20), (40, 0), (70, 20), (10, 100), (80, 100))]],
    ("2", "loop"): [
        [line((10, 20), (40, 0), (70, 20), (20, 100), (5, 95), (10, 80), (80, 105))],
    ],
    ("3", "round top"): [[line((10, 20), (40, 0), (65, 25), (40, 48), (70, 75), (40, 100), (5, 90))]],
    ("3", "flat top"): [[line((10, 0), (70, 0), (35, 40), (70, 70), (40, 100), (5, 90))]],
    ("3", "loop"): [
        [line((10, 15), (60, 0), (65, 40), (30, 55), (25, 45), (60, 50), (70, 90), (5, 100))],
    ],
    ("4", "open"): [[line((20, 0), (5, 60), (80, 60)), line((60, 20), (55, 110))]],
    ("4", "closed"): [[line((55, 0), (5, 60), (80, 60)), line((57, 2), (55, 110))]],
    ("4", "one stroke"): [[line((20, 0), (5, 60), (70, 60), (70, 0), (65, 110))]],
    ("5", "one stroke"): [[line((80, 0), (20, 0), (15, 45), (70, 60), (60, 100), (5, 95))]],
    ("5", "two strokes"): [
        [line((20, 0), (15, 45), (70, 60), (60, 100), (5, 95)), line((20, 0), (80, 0))]
    ],
    ("6", "loop"): [[np.concatenate([line((70, 0), (15, 80)), ring(45, 80, 32, 30, 1.1, 180)])]],
    ("6", "tiny loop"): [[np.concatenate([line((60, 0), (20, 90)), ring(30, 90, 11, 10, 1.1, 180)])]],
    ("6", "open loop"): [[np.concatenate([line((70, 0), (13, 80)), ring(45, 80, 32, 30, 0.7, 180)])]],
    ("7", "plain"): [
        [line((10, 0), (80, 0), (40, 100))],
        [line((0, 0), (70, 0)), line((70, 2), (30, 90))],
    ],
    ("7", "crossed"): [[line((10, 0), (80, 0), (40, 100)), line((35, 50), (85, 48))]],
    ("7", "serif"): [[line((10, 0), (10, 18), (80, 14), (40, 110))]],
    ("8", "one stroke"): [[ring(50, 70, 40, 60)]],
    ("8", "two rings"): [[ring(50, 30, 25, 30), ring(50, 90, 30, 30)]],
    ("8", "two strokes"): [[line((20, 0), (80, 100)), line((80, 0), (20, 100))]],
    ("9", "straight tail"): [[np.concatenate([NINE, line((75, 30), (70, 120))])]],
    ("9", "curled tail"): [
        [np.concatenate([NINE, line((75, 30), (75, 110)), line((60, 125), (20, 118))])],
    ],
    ("9", "two strokes"): [[ring(45, 30, 30, 30), line((75, 20), (70, 120))]],
}  # fmt: skip


@pytest.mark.parametrize(("digit", "style"), CASES, ids=[" ".join(case) for case in CASES])
def test_drawn_cases(digit: str, style: str) -> None:
    for strokes in CASES[digit, style]:
        assert style_of(Ink.from_xy(strokes), digit) == style


@given(
    case=st.sampled_from(sorted(CASES)),
    size=st.floats(0.05, 50),
    dx=st.floats(-500, 500),
    dy=st.floats(-500, 500),
)
def test_size_and_place_do_not_matter(
    case: tuple[str, str], size: float, dx: float, dy: float
) -> None:
    for strokes in CASES[case]:
        assert style_of(Ink.from_xy(strokes).moved(dx, dy, size), case[0]) == case[1]


@given(ink=inks(), digit=st.sampled_from(DIGITS))
def test_any_ink_has_one_style_or_none(ink: Ink, digit: str) -> None:
    style = style_of(ink, digit)
    assert (style is None) == (not ink.strokes or ink.box.size == 0)
    assert style_of(ink, "x") is None


def test_the_example_drawings_are_what_their_names_say(examples: dict[str, Drawing]) -> None:
    assert style_of(examples["seven-crossed"].ink, "7") == "crossed"
    assert style_of(examples["one-flagged"].ink, "1") in {"flag", "long flag"}
    assert style_of(examples["seven"].ink, "7") == "plain"


@given(turns=st.floats(1.2, 3))
def test_a_path_that_goes_round_turns_and_crosses_or_closes(turns: float) -> None:
    path = ring(0, 0, 1, 1, turns) * np.linspace(1, 1.5, int(60 * turns) + 2)[:, None]
    assert geometry.turning(path) == pytest.approx(-360 * turns, rel=0.1)
    assert len(geometry.crossings(path, path)) == 0
    assert geometry.loops(ring(0, 0, 1, 1, 1.05), nearly=0.1)


def test_crossings_are_found_where_they_are() -> None:
    across, down = line((0, 5), (10, 5)), line((5, 0), (5, 10))
    pairs = geometry.crossings(across, down + 0.01)
    assert len(pairs) == 1 and abs(pairs[0] - 5).max() <= 1
    assert len(geometry.crossings(across, across + 1)) == 0
    assert len(geometry.crossings(across[:1], down)) == 0
