"""Numbers in pictures are doubted sooner than ink; composed pictures show what they say they do."""

import math
import re

import numpy as np
import pytest
from composed_drawings import drawings
from hypothesis import given
from hypothesis import strategies as st
from photographed import photographed, pictured_row, random_field, written_row

from digit_recognizer.decoding import LineReading, PageReading, Symbol
from digit_recognizer.decoding.hypotheses import RowReading
from digit_recognizer.decoding.layout import Position
from digit_recognizer.decoding.symbol_scores import SymbolScores
from digit_recognizer.doubt import MAX_OTHER_CONFIDENCE, MIN_LINE_CONFIDENCE, MIN_PICTURE_CONFIDENCE
from digit_recognizer.expression import row_from_text, text_of
from digit_recognizer.ink.model import Box
from digit_recognizer.lines import line_of
from digit_recognizer.raster import page_from_image
from digit_recognizer.segmentation import SymbolCandidate
from digit_recognizer.synthesis.writers import Writers

WRITERS = Writers(drawings())
TRUST = 0.9


def is_doubted(
    text: str, share: float, *, is_picture: bool, others: dict[str, float] | None = None
) -> bool:
    """Return whether a line is doubted that is read as ``text`` with ``share``.

    ``others``: how likely a symbol is the other one of 1 and 7.
    """
    looks, symbols = {}, []
    for place, sign in enumerate(text):
        box = Box(60.0 * place, 0.0, 60.0 * place + 40, 100.0)
        group = SymbolCandidate((place,), 1 << place, box, 0.0, 0, 1.0)
        looks[group.mask] = SymbolScores(
            group,
            {sign: math.log(TRUST), "71"[sign == "7"]: math.log((others or {}).get(sign, 1e-9))},
            -math.inf,
        )
        symbols.append(Symbol(sign, group))
    placed = Position(50.0, 100.0)
    best = RowReading(0.0, row_from_text(text), tuple(symbols), placed)
    other = RowReading(-1.0, row_from_text("8"), (), placed)
    line = LineReading((best, other), (share, 1 - share), tuple(range(len(text))), trust=TRUST)
    page = PageReading((line,), looks, 100.0, False)
    return line_of(page, line, is_picture=is_picture).doubtful


def test_a_number_in_a_picture_is_doubted_sooner() -> None:
    between = (MIN_LINE_CONFIDENCE + MIN_PICTURE_CONFIDENCE) / 2 / TRUST
    assert not is_doubted("408", between, is_picture=False)
    assert is_doubted("408", between, is_picture=True)
    assert is_doubted("-4.8", between, is_picture=True)
    assert not is_doubted("2+6", between, is_picture=True)  # nothing was set on sums


@pytest.mark.parametrize("text", ["170", "7", "-71.5"])
def test_a_one_that_may_be_a_seven_is_doubted_in_a_picture_only(text: str) -> None:
    sure = {"1": MAX_OTHER_CONFIDENCE / 2, "7": MAX_OTHER_CONFIDENCE / 2}
    for sign in set(text) & set("17"):
        unsure = {**sure, sign: 2 * MAX_OTHER_CONFIDENCE}
        # The trust is all that is not certain.
        assert is_doubted(text, 1.0, is_picture=True, others=unsure)
        assert not is_doubted(text, 1.0, is_picture=False, others=unsure)
    assert not is_doubted(text, 1.0, is_picture=True, others=sure)


@given(st.integers(0, 2**32 - 1))
def test_a_random_field_is_a_number(seed: int) -> None:
    text = text_of(random_field(np.random.default_rng(seed)))
    assert re.fullmatch(r"[+-]?\d+([.,]\d+)?", text)


def test_composed_pictures_hold_the_ink_they_were_made_of() -> None:
    random = np.random.default_rng(1)
    for _ in range(12):
        row = random_field(random)
        text, ink = written_row(row, WRITERS, random, "w1")
        assert text == text_of(row)
        picture = photographed(ink, random)
        assert picture.dtype == np.uint8 and np.median(picture) > picture.min()  # dark on light
        assert page_from_image(picture).any()


def test_rows_of_pictures_are_set_of_the_right_ones() -> None:
    """Digits are bars as many pixels wide as the digit says, so they can be counted again."""
    pictures = {}
    for digit in "0123456789":
        image = np.zeros((28, 28), np.uint8)
        image[4:24, 6 : 8 + int(digit)] = 255
        pictures[digit] = [image]
    random = np.random.default_rng(2)
    for _ in range(10):
        text, ink = pictured_row(pictures, random)
        inked = np.concatenate([[0], (ink >= 128).any(axis=0), [0]])
        begins, ends = (np.flatnonzero(np.diff(inked) == step) for step in (1, -1))
        heights = [
            int((ink[:, a:b] >= 128).any(axis=1).sum()) for a, b in zip(begins, ends, strict=True)
        ]
        read = [round(20 * (b - a) / h) - 2 for a, b, h in zip(begins, ends, heights, strict=True)]
        assert "".join(map(str, read)) == text


def test_the_same_generator_gives_the_same_picture() -> None:
    made = []
    for _ in range(2):
        random = np.random.default_rng(3)
        _, ink = written_row(row_from_text("170"), WRITERS, random, "w2")
        made.append(photographed(ink, random))
    assert np.array_equal(made[0], made[1])
