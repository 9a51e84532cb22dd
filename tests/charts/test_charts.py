"""Axes, the surface and what it records; sheets of errors are tested with what is misread."""

import io

import numpy as np
import pytest
from PIL import Image

from digit_recognizer.charts.charts import Axis, bars, line, ticks
from digit_recognizer.charts.colours import CHART_COLOURS, mixed, rgb
from digit_recognizer.charts.surface import (
    ChartSurface,
    RecordingSurface,
    _system_font,
    drawable,
    width_of,
)


def test_an_axis_is_linear_and_begins_where_its_scale_does() -> None:
    axis = Axis((0.5, 1.0), (100, 300))
    assert [axis.at(value) for value in (0.5, 0.75, 1.0)] == [100, 200, 300]
    assert axis.at(0.2) == 100, "what is below the scale stands at its beginning"
    upwards = Axis((0, 10), (80, 20))
    assert upwards.at(5) == 50
    assert Axis((3, 3), (0, 10)).at(3) == 5, "an empty scale has a middle"


def test_bars_and_lines_lie_where_the_axes_say() -> None:
    surface = ChartSurface(100, 100)
    across, up = Axis((0, 1), (10, 90)), Axis((0, 1), (90, 10))
    bars(surface, across, up, [(0, 1.0), (1, 0.0)], 10)
    line(surface, across, up, [(0, 0.5), (1, 0.5)], CHART_COLOURS.wrong)
    picture = surface.image(1.0)
    grid, wrong, paper = (
        rgb(colour) for colour in (CHART_COLOURS.grid, CHART_COLOURS.wrong, CHART_COLOURS.paper)
    )
    assert picture.getpixel((8, 20)) == grid and picture.getpixel((8, 5)) == paper
    assert picture.getpixel((90, 89)) == grid, "the smallest bar is seen too"
    assert picture.getpixel((50, 50)) == wrong and picture.getpixel((50, 60)) == paper


def test_a_surface_is_a_png_and_any_part_of_it_a_picture() -> None:
    surface = ChartSurface(120, 80)
    surface.text(5, 40, "12×√9 Gül 字")
    with Image.open(io.BytesIO(surface.png())) as picture:
        assert picture.size == (240, 160)
    assert surface.image(1.5).size == (180, 120)
    assert surface.image(1.0, 30).size == (120, 30)
    assert drawable("12×√9", 4) == "12x…"
    assert width_of("mm", 20) == pytest.approx(2 * width_of("m", 20), abs=1)


@pytest.mark.skipif(not _system_font(), reason="no font of the system is known")
def test_words_with_accents_are_written_with_them_in_any_language() -> None:
    def drawn(words: str, said: dict[str, str] | None = None) -> bytes:
        tr = None if said is None else said.__getitem__
        surface = ChartSurface(120, 40, tr=tr)
        surface.text(60, 20, words, at="mm")
        return surface.png()

    accents = ("Gül", "Ünal", "François", "Łukasz", "Ольга")
    plain = ("Gul", "Unal", "Francois", "Lukasz", "?????")
    pictures = [drawn(words) for words in (*accents, *plain)]
    assert len(set(pictures)) == len(pictures)
    one, other = "possible answers", "wrong, perhaps"  # with room for the translation
    assert drawn(one, {one: "möglich"}) == drawn(other, {other: "möglich"})
    assert drawn(one, {one: "möglich"}) != drawn(one, {one: "moglich"})


@pytest.mark.skipif(not _system_font(), reason="no font of the system is known")
def test_a_long_translation_stays_in_its_room() -> None:
    surface = ChartSurface(300, 40, tr=lambda _: "aussergewöhnlich lange Erklärungen")
    surface.text(290, 20, "explained", at="rm")
    inked = np.flatnonzero((np.asarray(surface.image(1.0).convert("L")) < 128).any(axis=0))
    assert 290 - 1.15 * width_of("explained", 14) < inked[0] < inked[-1] < 291


def test_a_recording_surface_notes_words_and_regions_and_draws_no_words() -> None:
    surface = RecordingSurface(100, 50)
    surface.text(10, 20, "words", 12, at="mm")
    surface.region((0, 0), (50, 25), "a tip", 7)
    (words,), (region,) = surface.texts, surface.regions
    assert (words.text, words.at, words.colour) == ("words", "mm", CHART_COLOURS.ink)
    assert words.width == width_of("words", 12)
    assert (region.box, region.tip, region.target) == ((0, 0, 50, 25), "a tip", 7)
    assert len(surface.image(1).getcolors() or []) == 1


def test_ticks_are_round_and_few() -> None:
    assert ticks(50, 100, 5) == [50, 60, 70, 80, 90, 100]
    assert ticks(99, 100, 8) == [99, 99.5, 100]


def test_colours_mix_by_their_levels() -> None:
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
    assert mixed("#102030", "#102030", 0.3) == "#102030"
