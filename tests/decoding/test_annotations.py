"""Underlines and strikes among strokes, and the signs that are neither."""

import pytest

from digit_recognizer.decoding import annotations_of
from digit_recognizer.ink import Stroke
from digit_recognizer.segmentation import Primitive

Line = list[tuple[float, float]]

SHAPES: dict[str, list[Line]] = {
    "0": [[(25, 0), (0, 40), (5, 85), (30, 100), (55, 60), (50, 20), (25, 0)]],
    "2": [[(0, 20), (30, 0), (60, 20), (0, 100), (60, 100)]],
    "3": [[(0, 0), (50, 10), (20, 45), (60, 70), (0, 100)]],
    "4": [[(30, 0), (0, 60), (70, 60)], [(50, 30), (45, 100)]],
    "5": [[(0, 0), (0, 40), (50, 60), (0, 100)], [(0, 0), (50, 0)]],
    "7": [[(0, 0), (60, 0), (20, 100)]],
    "8": [[(50, 10), (10, 20), (50, 80), (20, 100), (50, 10)]],
    "1": [[(15, 0), (10, 50), (5, 100)]],
    "+": [[(0, 50), (60, 50)], [(30, 20), (30, 80)]],
    "×": [[(0, 20), (60, 80)], [(60, 20), (0, 80)]],
    "=": [[(0, 40), (60, 40)], [(0, 65), (60, 65)]],
    "÷": [[(0, 50), (60, 50)], [(28, 20), (32, 24)], [(28, 76), (32, 80)]],
    "±": [[(0, 40), (60, 40)], [(30, 10), (30, 70)], [(0, 90), (60, 90)]],
    "∅": [[(25, 0), (0, 40), (5, 85), (30, 100), (55, 60), (50, 20), (25, 0)], [(70, -8), (-12, 108)]],
    "7-": [[(0, 0), (60, 0), (20, 100)], [(10, 50), (60, 50)]],
}  # fmt: skip


def row(*signs: str, left: float = 0, top: float = 0) -> list[Line]:
    """Return ``signs`` beside each other, 100 high."""
    return [
        [(x + left + 90 * place, y + top) for x, y in stroke]
        for place, sign in enumerate(signs)
        for stroke in SHAPES[sign]
    ]


def marks_in(strokes: list[Line], given: frozenset[int] = frozenset()) -> tuple[set[int], int]:
    """Return the strokes that are marks, and how many places are struck out."""
    primitives = [Primitive.of_stroke(Stroke.from_xy(s), n) for n, s in enumerate(strokes)]
    found = annotations_of(primitives, given)
    return set(found.marks), len(found.struck)


NUMBER = row("3", "8", "5")
END = len(NUMBER)


@pytest.mark.parametrize("lines", [[[(-10, 120), (250, 124)]],
                                   [[(0, 115), (240, 112)], [(-5, 135), (220, 138)]]])  # fmt: skip
def test_lines_under_a_number_are_marks_and_strike_nothing_out(lines: list[Line]) -> None:
    assert marks_in(NUMBER + lines) == (set(range(END, END + len(lines))), 0)


def test_a_line_that_is_drawn_twice_is_two_marks() -> None:
    lines: list[Line] = [[(-10, 120), (250, 124)], [(40, 121), (180, 123)]]
    assert marks_in(NUMBER + lines) == ({END, END + 1}, 0)


def test_a_result_is_underlined_though_the_sum_goes_on_to_the_left() -> None:
    whole = row("2", "+", "3", "=", "5")
    assert marks_in([*whole, [(355, 118), (430, 118)]]) == ({len(whole)}, 0)


def test_a_bar_with_something_below_it_is_a_fraction() -> None:
    assert marks_in([*NUMBER, [(-10, 120), (250, 120)], *row("7", left=80, top=140)]) == (set(), 0)
    following = row("+", "3", left=270, top=70)
    assert marks_in([*NUMBER, [(-10, 120), (250, 120)], *following]) == (set(), 0), (
        "not yet written"
    )


@pytest.mark.parametrize("strike", [
    [(-20, 50), (260, 55)], [(-20, 110), (260, -10)], [(-20, 45), (100, 60), (260, 40)],
    [(x, 20 + 60 * (n % 2)) for n, x in enumerate(range(-15, 260, 15))],
], ids=["level", "across", "bent", "zigzag"])  # fmt: skip
def test_a_line_through_a_number_strikes_it_out(strike: Line) -> None:
    assert marks_in([*NUMBER, strike]) == ({END}, 1)
    assert marks_in([*NUMBER, strike], frozenset([END])) == (set(), 0), "it is known to be a symbol"


def test_two_lines_over_a_number_strike_it_out() -> None:
    marks, struck = marks_in([*NUMBER, [(-10, -10), (245, 110)], [(245, -10), (-10, 110)]])
    assert marks == {END, END + 1} and struck


def test_a_line_far_beyond_one_digit_on_both_sides_strikes_it_out() -> None:
    assert marks_in([*row("8"), [(-40, 50), (100, 50)]]) == ({1}, 1)
    assert marks_in([*row("8"), [(0, 50), (60, 50)]]) == (set(), 0)


@pytest.mark.parametrize("sign", sorted(SHAPES))
def test_signs_strike_and_underline_nothing(sign: str) -> None:
    assert marks_in(row(sign)) == (set(), 0)
    assert marks_in(row("3", "8", sign, "5")) == (set(), 0)


def test_ink_without_size_and_no_ink_have_no_marks() -> None:
    assert marks_in([]) == (set(), 0)
    assert marks_in([[(0, 0)]] * 5) == (set(), 0)
    assert marks_in([[(0, 0), (100, 0)]] * 3)[1] == 0
