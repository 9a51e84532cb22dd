"""Typesetting, without a window: nothing overlaps, nothing is outside, anything can be set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.app.document.typeset import Block, Path, Text, fitted, typeset
from digit_recognizer.expression import row_from_text


def width(text: str, size: int) -> float:
    """Return the width in a font whose letters are all 0.6 sizes wide."""
    return 0.6 * size * len(text)


def set_text(text: str, size: int = 40) -> Block:
    return typeset(row_from_text(text), size, width)


def pieces(block: Block) -> dict[str, Text]:
    return {piece.text: piece for piece in block.pieces if isinstance(piece, Text)}


def test_a_fraction_has_its_bar_between_its_rows() -> None:
    block = set_text("(12)/(345)")
    (bar,) = [piece for piece in block.pieces if isinstance(piece, Path)]
    (left, y), (right, _) = bar.points
    at = pieces(block)
    assert at["1"].y < y < at["3"].y - 0.7 * at["3"].size, "above and below"
    assert left < at["3"].x and at["5"].x + width("5", at["5"].size) < right
    middle = (at["1"].x + at["2"].x + width("2", at["2"].size)) / 2
    assert middle == pytest.approx((left + right) / 2, abs=0.5)


def test_a_power_is_raised_and_smaller_and_a_power_of_a_power_more_so() -> None:
    at = pieces(set_text("2^{3^{4}}"))
    assert at["2"].y > at["3"].y > at["4"].y
    assert at["2"].size > at["3"].size > at["4"].size
    assert at["2"].x < at["3"].x < at["4"].x


def test_a_root_reaches_over_what_it_holds() -> None:
    block = set_text("√{12}+3")
    (root,) = [piece for piece in block.pieces if isinstance(piece, Path)]
    at = pieces(block)
    right, top = root.points[-1]
    assert at["2"].x + width("2", at["2"].size) <= right < at["+"].x
    assert top < at["1"].y - 0.74 * at["1"].size


def test_brackets_grow_with_what_they_hold() -> None:
    plain = [piece for piece in set_text("(1+2)").pieces if isinstance(piece, Path)]
    assert plain == []
    block = set_text("((1)/(2)+3)^{2}")
    tall = [piece for piece in block.pieces if isinstance(piece, Path) and piece.round]
    assert len(tall) == 2
    for piece in tall:
        ys = [y for _, y in piece.points]
        assert max(ys) - min(ys) > 60
    two = [p for p in block.pieces if isinstance(p, Text) and p.text == "2"][-1]
    assert two.y < -30, "the power is at the top of the brackets"


def test_signs_are_spaced_and_a_minus_before_a_number_is_not() -> None:
    binary, unary = set_text("2-3"), set_text("-3")
    assert binary.width > unary.width + width("2", 40) + 10
    assert pieces(unary)["−"].x == 0


def test_signs_are_numbered_in_reading_order() -> None:
    block = set_text("(1)/(2)+√{3}=4^{5}")
    order = sorted(block.pieces, key=lambda piece: piece.sign)
    named = [piece.text if isinstance(piece, Text) else "path" for piece in order]
    assert named == ["1", "path", "2", "+", "path", "3", "=", "4", "5"]
    assert block.signs == 9


def test_what_is_long_is_set_smaller_until_it_is_small() -> None:
    row = row_from_text("1+2+3+4+5+6+7+8")
    assert fitted(row, (10, 40), 10_000, width).width == typeset(row, 40, width).width
    block = fitted(row, (10, 40), 200, width)
    assert block.width <= 200
    assert fitted(row, (10, 40), 5, width).width == typeset(row, 10, width).width


def test_what_is_missing_is_a_frame() -> None:
    block = set_text("()/(2)")
    assert len([piece for piece in block.pieces if isinstance(piece, Path)]) == 2
    assert set_text("").width > 0


@given(st.text(alphabet="0123456789+-×÷/()[]{}^√=.,%±· ", max_size=60))
def test_any_row_is_set_within_its_extent(text: str) -> None:
    block = set_text(text)
    numbers = {piece.sign for piece in block.pieces}
    assert numbers <= {-1, *range(block.signs)}
    for piece in block.pieces:
        if isinstance(piece, Text):
            assert -0.01 <= piece.x <= block.width
            assert -block.ascent - 1 <= piece.y <= block.descent + 1
        else:
            xs, ys = zip(*piece.points, strict=True)
            assert min(xs) >= -0.01 and max(xs) <= block.width + 0.01
            assert min(ys) >= -block.ascent - piece.width
            assert max(ys) <= block.descent + piece.width


def test_deep_nesting_ends_in_dots() -> None:
    block = set_text("√{" * 30 + "2" + "}" * 30)
    assert "…" in pieces(block)
