"""Circles and boxes around writing, and what looks like them and is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.ink import Stroke
from digit_recognizer.segmentation import Primitive
from digit_recognizer.segmentation.enclosures import enclosures_of, is_clear
from digit_recognizer.segmentation.parameters import ENCLOSURES

Line = list[tuple[float, float]]

SEVEN: Line = [(40, 20), (80, 20), (55, 100)]
CORNERS: Line = [(0, 0), (120, 0), (120, 120), (0, 120)]
ZERO: Line = [
    (60 + 30 * float(np.cos(a)), 60 + 50 * float(np.sin(a))) for a in np.linspace(0, 6.3, 40)
]


def found_in(*strokes: Line) -> set[int]:
    primitives = [Primitive.of_stroke(Stroke.from_xy(s), n) for n, s in enumerate(strokes)]
    return set(enclosures_of(primitives, range(len(primitives))))


def ring(turn: float, start: float, width: float = 70, height: float = 75) -> Line:
    angles = np.radians(start) + np.linspace(0, np.radians(turn), 60)
    return [
        (60 + width * float(np.cos(a)), 60 + height * float(np.sin(a))) for a in angles.tolist()
    ]


@given(
    st.floats(325, 420), st.floats(0, 360), st.floats(60, 200), st.floats(70, 120), st.booleans()
)
def test_a_ring_around_a_digit_is_found_wherever_it_begins_and_closed_or_not(
    turn: float, start: float, width: float, height: float, is_first: bool
) -> None:
    circle = ring(turn, start, width, height)
    strokes = [circle, SEVEN] if is_first else [SEVEN, circle]
    assert found_in(*strokes) == {0 if is_first else 1}


@pytest.mark.parametrize("sides", [1, 2, 4])
def test_a_box_in_any_number_of_strokes_is_found_its_corners_not_quite_met(sides: int) -> None:
    loop = [*CORNERS, (4.0, -6.0)]
    strokes = [loop[first : first + 4 // sides + 1] for first in range(0, 4, 4 // sides)]
    assert found_in(SEVEN, *strokes) == set(range(1, sides + 1))
    apart = [[(x + 6 * n, y) for x, y in stroke] for n, stroke in enumerate(strokes)]
    assert found_in(SEVEN, *apart) == found_in(SEVEN, *strokes), "corners that miss each other"


def test_a_half_ring_and_brackets_are_none() -> None:
    assert not found_in(SEVEN, ring(260, 20))
    assert not found_in(SEVEN, ring(120, 120), ring(120, -60)), "(7)"
    square = [[(20.0, 0.0), (0.0, 0.0), (0.0, 120.0), (20.0, 120.0)]]
    square.append([(120 - x, y) for x, y in square[0]])
    assert not found_in(SEVEN, *square), "[7]"


def test_a_radical_and_bars_of_fractions_enclose_nothing() -> None:
    assert not found_in([(-30, 70), (-15, 120), (0, 0), (130, 0), (130, 25)], SEVEN)
    bars: list[Line] = [[(0, 0), (120, 2)], [(0, 118), (120, 120)]]
    assert not found_in(SEVEN, *bars)


def test_a_zero_with_a_slash_a_dot_or_nothing_in_it_is_no_ring() -> None:
    assert not found_in(ZERO)
    assert not found_in(ZERO, [(82, 20), (38, 100)]), "a slash"
    assert not found_in(ZERO, [(58, 58), (62, 62)]), "a dot"
    assert not found_in(ZERO, [(160, 20), (200, 20), (175, 100)]), "a 7 beside it"


def test_pages_full_of_ink_are_not_searched() -> None:
    rings = [[(x + 200 * n, y) for x, y in s] for n in range(250) for s in (ring(360, 0), SEVEN)]
    assert len(rings) > ENCLOSURES.max_primitives and not found_in(*rings)


def test_a_ring_that_touches_writing_is_not_clear() -> None:
    y, x = np.mgrid[:101, :101] - 50
    circle = abs(np.hypot(x, y) - 48) < 2
    assert is_clear(circle)
    assert not is_clear(circle | ((abs(x) < 2) & (y > -20))), "a stroke from within"
    beside = np.pad(circle, ((0, 0), (40, 0)))
    beside[40:60:10, :42] = True
    assert not is_clear(beside), "an equals sign"
