"""Composed marks about symbols: they belong to none, and stand where people put them."""

import numpy as np
import pytest
from composed_drawings import drawings
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.annotated.marking import MARK_KINDS, MarkKind, annotate
from digit_recognizer.datasets.expression_set import ExpressionSample
from digit_recognizer.expression import row_from_text
from digit_recognizer.ink import Ink
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.writers import Writers

WRITERS = Writers(drawings())


def marked(text: str, mark: MarkKind, seed: int) -> tuple[ExpressionSample, ExpressionSample]:
    random = np.random.default_rng(seed)
    plain = compose(row_from_text(text), WRITERS, random)
    return plain, annotate(plain, mark, random)


@given(seed=st.integers(0, 2**32 - 1), mark=st.sampled_from(MARK_KINDS))
def test_the_symbols_stay_as_they_were_and_the_marks_belong_to_none(
    seed: int, mark: MarkKind
) -> None:
    plain, sample = marked("385", mark, seed)
    held = [[sample.ink.strokes[i].points for i in strokes] for _, strokes in sample.symbols]
    assert held == [[plain.ink.strokes[i].points for i in strokes] for _, strokes in plain.symbols]
    assert len(sample.ink) > len(plain.ink) and sample.kind == mark
    assert sample.label == plain.label == "385"


@given(seed=st.integers(0, 2**32 - 1), mark=st.sampled_from(["circled", "boxed"]))
def test_what_encloses_reaches_beyond_the_symbols_on_all_sides(seed: int, mark: MarkKind) -> None:
    plain, sample = marked("72", mark, seed)
    inner, outer = plain.ink.box, sample.ink.box
    assert outer.left < inner.left and outer.top < inner.top
    assert outer.right > inner.right and outer.bottom > inner.bottom


@given(seed=st.integers(0, 2**32 - 1))
def test_of_a_sum_the_result_is_marked(seed: int) -> None:
    plain, sample = marked("12+34=46", "underlined", seed)
    held = {i for _, strokes in sample.symbols for i in strokes}
    line = next(stroke for i, stroke in enumerate(sample.ink) if i not in held)
    result = Ink(tuple(plain.ink.strokes[i] for _, own in plain.symbols[-2:] for i in own)).box
    assert line.box.left > plain.ink.box.left + (result.left - plain.ink.box.left) / 2
    assert line.box.bottom > result.bottom


def test_nothing_cannot_be_marked() -> None:
    with pytest.raises(ValueError, match="no symbols"):
        annotate(ExpressionSample(Ink(), ""), "circled", np.random.default_rng(0))
