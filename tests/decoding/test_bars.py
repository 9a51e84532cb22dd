"""Fraction bars as people draw them: lengthened, slanted, too short; without a network."""

import math
from dataclasses import replace

import pytest

from digit_recognizer.decoding import NUMBER_FIELD
from digit_recognizer.decoding.bars import bar_of
from digit_recognizer.decoding.lattice import Lattice
from digit_recognizer.decoding.symbol_scores import SymbolScores, given_scores
from digit_recognizer.expression import text_of
from digit_recognizer.ink import Stroke
from digit_recognizer.segmentation import Primitive, candidates_of, is_lengthened

HEIGHT = 100.0
Line = list[tuple[float, float]]
Named = tuple[str, Line]


def digit(x: float, y: float, size: float = 80.0) -> Line:
    """Return some stroke as large as a digit, its box from (x, y)."""
    return [(x, y), (x + 0.6 * size, y), (x, y + size), (x + 0.6 * size, y + size)]


def read(*symbols: Named) -> str:
    """Return the likeliest reading of strokes that look like what they are called.

    "—" is a level line, "/" a slanted one, as the network sees them.
    """
    parts = [Primitive.of_stroke(Stroke.from_xy(line), n) for n, (_, line) in enumerate(symbols)]
    looks = []
    for group in candidates_of(parts, HEIGHT):
        name = symbols[group.members[0]][0]
        if len(group.members) > 1:
            looks.append(SymbolScores(group, {"1": math.log(0.01)}, -math.inf, math.log(0.98)))
        elif name == "—":
            looks.append(SymbolScores(group, {"-": math.log(0.9)}, math.log(0.9), math.log(0.05)))
        else:
            looks.append(SymbolScores(group, {name: math.log(0.95)}, -math.inf, math.log(0.02)))
    lattice = Lattice(parts, looks, HEIGHT, math.inf)
    return text_of(lattice.read((1 << len(parts)) - 1, 1)[0].row)


ABOVE: list[Named] = [(name, digit(10 + 70 * n, -100)) for n, name in enumerate("1234")]
BELOW: list[Named] = [(name, digit(10 + 70 * n, 20)) for n, name in enumerate("5678")]


@pytest.mark.parametrize("gap", [-20, 0, 10])
def test_a_bar_may_be_lengthened(gap: float) -> None:
    bar: list[Named] = [("—", [(0, 0), (140, 1)]), ("—", [(140 + gap, 2), (280, 0)])]
    assert read(*ABOVE, *bar, *BELOW) == "(1234)/(5678)"


def test_a_bar_may_be_lengthened_twice() -> None:
    bar: list[Named] = [
        ("—", [(0, 0), (90, 1)]),
        ("—", [(92, 2), (180, 0)]),
        ("—", [(178, 0), (280, 0)]),
    ]
    assert read(*ABOVE, *bar, *BELOW) == "(1234)/(5678)"


def test_a_minus_beside_a_fraction_is_no_part_of_its_bar() -> None:
    row: list[Named] = [("1", digit(10, -100)), ("—", [(0, 0), (80, 0)]), ("2", digit(10, 20)),
           ("—", [(110, 0), (160, 0)]), ("3", digit(190, -40))]  # fmt: skip
    assert read(*row) == "(1)/(2)-3"


@pytest.mark.parametrize(
    ("two", "is_one"),
    [
        ([(135, 4), (280, 0)], True),
        ([(145, 30), (280, 30)], False),  # a step
        ([(20, 5), (160, 5)], False),  # nearly the same place twice, as in "="
        ([(180, 0), (280, 0)], False),  # far
        ([(142, 0), (180, 50)], False),  # no level line
    ],
)
def test_one_bar_is_level_lines_end_to_end(two: Line, is_one: bool) -> None:
    lines: list[Line] = [[(0, 0), (140, 0)], two]
    parts = [Primitive.of_stroke(Stroke.from_xy(line), n) for n, line in enumerate(lines)]
    assert is_lengthened(parts, HEIGHT) is is_one
    assert is_lengthened(parts[::-1], HEIGHT) is is_one


@pytest.mark.parametrize("rise", [30, 60, 80, 100])
def test_a_slanted_line_between_above_and_below_is_a_bar(rise: float) -> None:
    line = ("/" if rise > 40 else "—", [(0.0, rise / 2), (100.0, -rise / 2)])
    assert read(("8", digit(10, -100 - rise / 4)), line, ("2", digit(50, 20 + rise / 4))) == (
        "(8)/(2)"
    )


def test_a_slanted_line_between_left_and_right_divides_in_the_row() -> None:
    assert read(("8", digit(0, 0)), ("/", [(60, 80), (120, 0)]), ("2", digit(130, 0))) == "8/2"


def test_a_crooked_line_is_no_bar() -> None:
    bow: Line = [(0, 60), (20, 20), (60, 0), (110, -20)]
    assert read(("8", digit(0, -110)), ("1", bow), ("2", digit(60, 60))) != "(8)/(2)"


def test_a_long_sloping_bar_has_above_it_what_is_above_the_line() -> None:
    slope = 0.25
    above = [(name, [(x, y - slope * x) for x, y in line]) for name, line in ABOVE]
    below = [(name, [(x, y - slope * x) for x, y in line]) for name, line in BELOW]
    bar: Named = ("—", [(0, 0), (290, -290 * slope)])
    assert read(*above, bar, *below) == "(1234)/(5678)"


def test_what_was_added_beyond_the_end_of_a_bar_is_above_or_below_it() -> None:
    bar: Named = ("—", [(0, 0), (200, 0)])
    assert read(*ABOVE, bar, *BELOW) == "(1234)/(5678)"


def test_what_stands_on_the_level_of_a_bar_ends_it() -> None:
    two: list[Named] = [("3", digit(130, -100)), ("—", [(120, 0), (190, 0)]), ("4", digit(130, 20))]
    one: list[Named] = [("1", digit(10, -100)), ("—", [(0, 0), (70, 0)]), ("2", digit(10, 20))]
    assert read(*one, *two) == "(1)/(2)(3)/(4)"


SLASH = [(0.0, 110.0), (120.0, 0.0)]
AROUND = [digit(10, -70), digit(90, 90)]


@pytest.mark.parametrize("name", ["/", "-", "1"])
def test_what_a_person_said_is_no_bar(name: str) -> None:
    """A slanted line with a 2 above and a 3 below it is a bar, until someone says what it is."""
    parts = [
        Primitive.of_stroke(Stroke.from_xy(line), n)
        for n, line in enumerate([AROUND[0], SLASH, AROUND[1]])
    ]
    groups = [group for group in candidates_of(parts, HEIGHT) if len(group.members) == 1]

    def reading(of_line: SymbolScores) -> str:
        looks = {
            (0,): SymbolScores(groups[0], {"2": math.log(0.95)}, -math.inf, math.log(0.02)),
            (1,): of_line,
            (2,): SymbolScores(groups[0], {"3": math.log(0.95)}, -math.inf, math.log(0.02)),
        }
        given = [replace(looks[group.members], candidate=group) for group in groups]
        return text_of(Lattice(parts, given, HEIGHT, math.inf).read(7, 1)[0].row)

    unsure = SymbolScores(groups[0], {name: math.log(0.9)}, -math.inf, math.log(0.05))
    assert reading(unsure) == "(2)/(3)"
    said = reading(given_scores(groups[0], name))
    assert name in said and said != "(2)/(3)"


def test_a_field_with_a_number_holds_no_fraction() -> None:
    parts = [Primitive.of_stroke(Stroke.from_xy(SLASH), 0)]
    (group,) = candidates_of(parts, HEIGHT)
    look = SymbolScores(group, {"1": math.log(0.9)}, -math.inf, math.log(0.05))
    assert bar_of(look, parts, {1: look}, HEIGHT) is not None
    (restricted,) = NUMBER_FIELD.restricted([look])
    assert bar_of(restricted, parts, {1: restricted}, HEIGHT) is None
