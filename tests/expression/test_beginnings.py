"""What behind an = may go on to be right, and what may not."""

import pytest

from digit_recognizer.expression import Row, calculate, row_from_text
from digit_recognizer.expression.beginnings import may_become_right

BEGINNINGS = [
    "8×9=7", "1×2×3×4×5×6=7", "1×2×3×4×5×6=72", "4=1", "4=1+1", "4=1+1+1", "6=6×3-1", "81=9",
    "1000=1", "(3÷3)/(9÷3)=1", "(1)/(3)+(1)/(3)=2", "1÷3=0", "(3)/(2)+1=2",
    "2-30=-2", "(3)/(4)+(3)/(4)=(15)/(1)", "2×6=3×3", "(4)/(4)+(4)/(4)=8", "√{2}=1",
]  # fmt: skip
ENDS = [
    "8×9=73", "8×9=63", "6+6=13", "12+34=45", "2-3=1", "9-1=-8", "1+1=3", "10÷2=4",
    "(1)/(2)+(1)/(2)=3", "2+2=4=5", "2×6=3×5", "3=3+4", "12+34=460", "1+1=2-3",
]  # fmt: skip


@pytest.mark.parametrize("text", BEGINNINGS)
def test_what_may_go_on_to_be_right_is_no_mistake_yet(text: str) -> None:
    assert calculate(row_from_text(text)).verdict is not True
    assert may_become_right(row_from_text(text))


@pytest.mark.parametrize("text", ENDS)
def test_what_can_only_be_wrong_is_a_mistake(text: str) -> None:
    assert calculate(row_from_text(text)).verdict is False
    assert not may_become_right(row_from_text(text))


@pytest.mark.parametrize(
    "text", ["12+34=46", "1÷8=0.125", "(1)/(2)+(1)/(3)=(5)/(6)", "7-9=-2", "2^{10}=1024", "9×9=81"]
)
def test_every_beginning_of_a_right_answer_may_go_on(text: str) -> None:
    """Sign by sign, as it is written; a fraction from above to below."""
    items = row_from_text(text).items
    start = next(n for n, item in enumerate(items) if getattr(item, "text", "") == "=")
    for end in range(start + 2, len(items)):
        row = Row(items[:end])
        assert calculate(row).verdict is not False or may_become_right(row)
