"""Strokes of very many points: read in the time of any stroke, as the shape that they are."""

import numpy as np
import pytest

from digit_recognizer import Ink, Reader
from digit_recognizer.decoding import InkSource
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.ink import read_drawing
from digit_recognizer.raster.glyph import glyph_from_polylines
from digit_recognizer.resources import example_drawings

SEVEN = next(path for path in example_drawings() if path.stem == "seven")


def dense(points: int) -> Ink:
    """Return a 7 whose strokes have ``points`` points each."""
    paths = []
    for stroke in read_drawing(SEVEN).ink:
        xy = np.array([(p.x, p.y) for p in stroke.points])
        at = np.linspace(0, len(xy) - 1, points)
        paths.append(np.stack([np.interp(at, range(len(xy)), side) for side in xy.T], axis=1))
    return Ink.from_xy(path.tolist() for path in paths)


def test_a_glyph_is_drawn_of_a_bounded_number_of_vertices(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def counted(paths: list[np.ndarray]) -> np.ndarray:
        drawn.extend(map(len, paths))
        return glyph_from_polylines(paths)

    monkeypatch.setattr("digit_recognizer.decoding.sources.glyph_from_polylines", counted)
    many, few = (InkSource(dense(points)) for points in (20_000, 400))
    members = tuple(range(len(many.ink)))
    assert np.abs(many.glyph(members) - few.glyph(members)).mean() < 0.01
    assert np.allclose(many.trajectory(members), few.trajectory(members), atol=0.05)
    assert max(drawn) <= PARAMETERS.page.max_vertices


def test_it_is_read_as_it_looks(reader: Reader) -> None:
    many, few = (reader.read_ink(dense(points), "expression") for points in (20_000, 400))
    assert many.text == few.text == "7"
