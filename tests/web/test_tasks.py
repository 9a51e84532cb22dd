"""Tasks: made ones have results, and only what is right solves one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.expression import calculate, row_from_text
from digit_recognizer.web.kinds import MADE_KINDS
from digit_recognizer.web.lessons.tasks import made_tasks, solves


@pytest.mark.parametrize(
    ("task", "line"),
    [
        ("47+8=", "55"), ("47+8=", "47+8=55"), ("47+8=", "47+8=50+5=55"), ("3x4=", "3×4=12"),
        ("(3)/(4)+(1)/(8)=", "(7)/(8)"), ("3/4+1/8=", "(3)/(4)+(1)/(8)=(7)/(8)"), ("47", "47"),
        ("3/4+1/8=", "(14)/(16)"), ("3-5=", "-2"), ("1÷4=", "0.25"), ("1÷4=", "1÷4=(1)/(4)"),
        ("1(1)/(2)+1=", "2(1)/(2)"), ("5÷10=", "(1)/(2)"),
    ],
)  # fmt: skip
def test_what_is_right_solves_it(task: str, line: str) -> None:
    assert solves(task, line)


@pytest.mark.parametrize(
    ("task", "line"),
    [
        ("47+8=", "54"), ("47+8=", "47+8"), ("47+8=", "47+8="), ("47+8=", "50+5"), ("47+8=", ""),
        ("47+8=", "40+15=55"), ("47+8=", "47+8=54"), ("47+8=", "47+8=54=55"), ("1÷3=", "0.33"),
        ("12÷4=", "(12)/(4)"), ("12÷4=", "12/4"), ("1+1=", "1(1)/(1)"), ("47", "46"), ("47+8=", "=55"),
        ("47+8=", "55="), ("5÷10=", "(5)/(10)"), ("+", "+"), ("2^{3}=", "2^{3}"),
    ],
)  # fmt: skip
def test_what_is_wrong_or_only_copied_does_not(task: str, line: str) -> None:
    assert not solves(task, line)


@given(
    st.sampled_from(sorted(MADE_KINDS)), st.integers(1, 10_000), st.integers(1, 30), st.integers()
)
def test_made_tasks_can_be_solved(kind: str, to: int, count: int, seed: int) -> None:
    tasks = made_tasks(kind, to, count, random.Random(seed))  # type: ignore[arg-type]
    assert len(tasks) == count
    for task in tasks:
        answer = calculate(row_from_text(task))
        assert answer.values
        result = answer.exact or answer.decimal
        assert solves(task, result)
        assert not solves(task, f"{result}1")
        if kind in {"addition", "subtraction", "division", "numbers"}:
            assert all(int(n) <= to for n in task.replace("+", " ").replace("-", " ")
                       .replace("÷", " ").replace("=", " ").split())  # fmt: skip


def test_there_are_no_two_alike_where_there_are_enough() -> None:
    tasks = made_tasks("addition", 100, 100, random.Random(1))
    assert len(set(tasks)) == 100
