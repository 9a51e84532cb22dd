"""What is odd about a line is not in its symbols, and the rest of it stays as it was."""

import numpy as np
import pytest
from composed_drawings import drawings

from digit_recognizer.decoding import InkSource
from digit_recognizer.expression import row_from_text, text_of
from digit_recognizer.ink.model import around
from digit_recognizer.segmentation import typical_height
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.writers import Writers
from digit_recognizer.training.lines.oddities import (
    POINT_REACH,
    Oddity,
    TrueLine,
    odd_line,
    odd_row,
    with_slips,
)

WRITERS = Writers(drawings())


def odd(text: str, kind: Oddity, seed: int = 3) -> tuple[TrueLine, TrueLine]:
    """Return a line and what is made of it."""
    random = np.random.default_rng(seed)
    written = compose(odd_row(row_from_text(text), kind, random), WRITERS, random)
    line = TrueLine(written.ink, written.label, written.symbols)
    return line, odd_line(line, kind, drawings(1)[:2], random)


def test_a_colon_is_a_division_of_two_dots() -> None:
    line, odder = odd("12×4", "colon")
    assert line.text == odder.text == "12÷4" and len(odder.ink) == len(line.ink) - 1
    (dots,) = (own for text, own in odder.symbols if text == "÷")
    assert len(dots) == 2 and all(odder.ink.strokes[n].box.size < 30 for n in dots)
    others = [text for text, own in odder.symbols if own]
    assert others == ["1", "2", "÷", "4"]


@pytest.mark.parametrize("seed", range(6))
def test_the_number_of_an_exercise_stands_apart_and_is_no_part_of_the_row(seed: int) -> None:
    line, odder = odd("7-4=3", "item", seed)
    count = len(line.symbols) - 5
    assert line.text[count - 1] in ".)" and line.text[: count - 1].isdigit()
    assert odder.text == line.text[count:] == "7-4=3"
    ends = (max(odder.ink.strokes[n].box.right for n in own) for _, own in line.symbols[:count])
    (_, (first, *_)), *_ = odder.symbols
    last = max(ends)
    before = line.ink.strokes[first].box.left - last
    assert odder.ink.strokes[first].box.left - last > before
    assert [text for text, _ in odder.symbols] == list("7-4=3")
    own = [n for _, each in line.symbols[:count] for n in each]
    assert [odder.ink.strokes[n] for n in own] == [line.ink.strokes[n] for n in own]


def test_a_bar_waits_for_what_comes_below_it() -> None:
    line, odder = odd("7-4=3", "waiting")
    assert line.text.endswith("/(1)") and odder.text == f"{line.text[:-3]}()"
    assert [text for text, _ in odder.symbols] == [text for text, _ in line.symbols[:-1]]
    drawn = sorted(n for _, own in odder.symbols for n in own)
    assert drawn == list(range(len(odder.ink))) and len(odder.ink) < len(line.ink)


def test_a_stroke_through_a_digit_is_a_part_of_it() -> None:
    line, odder = odd("7-4=3", "crossed")
    assert odder.text == line.text and odder.ink.strokes[:-1] == line.ink.strokes
    ((text, own),) = (each for each in odder.symbols if len(line.ink) in each[1])
    crossed = around(line.ink.strokes[n].box for n in own[:-1])
    through = odder.ink.strokes[-1].box
    assert text in "743" and through.left < crossed.right and through.top < crossed.bottom


@pytest.mark.parametrize("kind", ["letter", "currency"])
def test_a_sign_beside_a_line_is_in_none_of_its_symbols(kind: Oddity) -> None:
    line, odder = odd("7-4=3", kind)
    assert odder.symbols == line.symbols and odder.ink.strokes[: len(line.ink)] == line.ink.strokes
    assert len(odder.ink) > len(line.ink) and odder.text != line.text
    boxes = [stroke.box for stroke in odder.ink.strokes[len(line.ink) :]]
    edge = line.ink.box
    assert all(box.right <= edge.left or box.left >= edge.right for box in boxes)


@pytest.mark.parametrize("seed", range(30))
def test_slips_lie_where_no_point_is_meant_and_leave_a_line_as_it_was(seed: int) -> None:
    random = np.random.default_rng(seed)
    line, _ = odd("7-4=3", "none")
    slipped = next(
        each for _ in range(200) if len((each := with_slips(line, random)).ink) > len(line.ink)
    )
    assert slipped.ink.strokes[: len(line.ink)] == line.ink.strokes
    assert (slipped.text, slipped.symbols) == (line.text, line.symbols)
    slips = slipped.ink.strokes[len(line.ink) :]
    reach = POINT_REACH * typical_height(InkSource(line.ink).primitives) - 2
    assert not any(line.ink.box.is_near(*stroke.points[0][:2], reach) for stroke in slips)


def test_most_rows_stay_as_they_are() -> None:
    line, same = odd("7-4=3", "none")
    assert (
        same == line
        and text_of(odd_row(row_from_text("2×3"), "none", np.random.default_rng(1))) == "2×3"
    )


def test_a_digit_drawn_twice_is_one_digit() -> None:
    line, odder = odd("7-4=3", "retraced")
    assert odder.text == line.text and odder.ink.strokes[:-1] == line.ink.strokes
    ((text, own),) = (each for each in odder.symbols if len(line.ink) in each[1])
    first = around(line.ink.strokes[n].box for n in own[:-1])
    again = odder.ink.strokes[-1].box
    reach = 0.3 * (first.bottom - first.top)
    assert text in "743" and first.left - reach < again.left and again.right < first.right + reach
    assert first.top - reach < again.top and again.bottom < first.bottom + reach


@pytest.mark.parametrize("kind", ["circled", "boxed", "underlined"])
def test_a_mark_is_about_the_result_and_in_none_of_the_symbols(kind: Oddity) -> None:
    line, odder = odd("7-4=3", kind)
    assert (odder.text, odder.symbols) == (line.text, line.symbols)
    assert odder.ink.strokes[: len(line.ink)] == line.ink.strokes
    mark = around(stroke.box for stroke in odder.ink.strokes[len(line.ink) :])
    *_, (_, equals), (_, result) = odder.symbols
    box = around(odder.ink.strokes[n].box for n in result)
    middle = (box.left + box.right) / 2
    assert mark.left < middle < mark.right and mark.bottom > box.bottom
    assert mark.left > around(odder.ink.strokes[n].box for n in equals).left
    assert kind == "underlined" or mark.top < box.top
