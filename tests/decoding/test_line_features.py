"""What the rescoring network sees of a line: the same wherever, however large and beside whatever."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_recognizer import Ink, Reader
from digit_recognizer.classifier import LineArrays
from digit_recognizer.decoding import InkSource, page_lattice
from digit_recognizer.decoding.line_features import (
    PAIR_FEATURES,
    TOKEN_FEATURES,
    WHOLE_FEATURES,
    LineTable,
)
from digit_recognizer.decoding.page import PageLattice
from digit_recognizer.expression import calculate, row_from_text, text_of
from digit_recognizer.ink import read_drawing
from digit_recognizer.resources import example_expressions

FRACTION = next(path for path in example_expressions() if "fraction" in path.name)


def page_of(ink: Ink, reader: Reader) -> PageLattice:
    return page_lattice(InkSource(ink), reader.symbol_scorer(), seconds=math.inf)


def table_of(ink: Ink, reader: Reader, most: int = 6) -> LineTable:
    page = page_of(ink, reader)
    readings = page.readings(page.every)[:most]
    return page.rescoring.table(
        readings, [calculate(reading.row) for reading in readings], page.every
    )


def arrays_of(ink: Ink, reader: Reader) -> LineArrays:
    return table_of(ink, reader).arrays()


@pytest.fixture(scope="module")
def fraction() -> Ink:
    return read_drawing(FRACTION).ink


def test_arrays_have_their_shapes_and_nothing_behind_the_end(fraction: Ink, reader: Reader) -> None:
    tokens, pairs, wholes = arrays_of(fraction, reader)
    rows, longest, _ = tokens.shape
    assert tokens.shape == (rows, longest, TOKEN_FEATURES)
    assert pairs.shape == (rows, longest, longest, PAIR_FEATURES)
    assert wholes.shape == (rows, WHOLE_FEATURES)
    assert all(
        np.isfinite(each).all() and np.abs(each).max() < 10 for each in (tokens, pairs, wholes)
    )
    nothing = tokens[..., 0] == 0
    assert not tokens[nothing].any() and not pairs[nothing].any()
    assert not pairs.transpose(0, 2, 1, 3)[nothing].any()


@given(dx=st.integers(-500, 500), dy=st.integers(-500, 500))
@settings(max_examples=5, deadline=None)
def test_it_does_not_matter_where_a_line_stands(
    dx: int, dy: int, fraction: Ink, reader: Reader
) -> None:
    here, there = (arrays_of(each, reader) for each in (fraction, fraction.moved(dx, dy)))
    for one, other in zip(here, there, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-3)


def test_a_reading_is_seen_alike_beside_any_others(fraction: Ink, reader: Reader) -> None:
    several, alone = (table_of(fraction, reader, most).arrays() for most in (6, 1))
    length = int(alone.tokens[0, :, 0].sum())
    np.testing.assert_allclose(several.tokens[0, :length], alone.tokens[0, :length], atol=1e-5)
    np.testing.assert_allclose(
        several.pairs[0, :length, :length], alone.pairs[0, :length, :length], atol=1e-5
    )


def test_symbols_know_the_row_they_stand_in(reader: Reader) -> None:
    """Of a fraction: what is above the bar, the bar itself on the line's row, and what is below it."""
    ink = read_drawing(FRACTION).ink
    page = page_of(ink, reader)
    reading = page.readings(page.every)[0]
    table = page.rescoring.table([reading], [calculate(reading.row)], page.every)
    depths = table.readings[0, :, 2].tolist()
    bar = [symbol.text for symbol in reading.symbols].index("frac")
    assert depths[bar] == 0 and depths[bar - 1] == depths[bar + 1] == 1
    relations = table.readings[0, :, 3].tolist()
    assert relations[bar - 1] == 1 and relations[bar + 1] == 2
    assert text_of(reading.row) == text_of(row_from_text(text_of(reading.row)))


def test_what_a_person_said_is_certain(fraction: Ink, reader: Reader) -> None:
    scorer = reader.symbol_scorer()
    page = page_lattice(InkSource(fraction), scorer, seconds=math.inf, given={(0,): "7"})
    reading = page.readings(page.every)[0]
    table = page.rescoring.table([reading], [calculate(reading.row)], page.every)
    said = [symbol.text for symbol in reading.symbols].index("7")
    arrays = table.arrays()
    shares = np.exp(4 * arrays.tokens[0, said, 1:30])
    assert shares.max() == pytest.approx(1) and shares.sum() == pytest.approx(1, abs=1e-3)
