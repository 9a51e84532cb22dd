"""The pen of the glyph draws what the pen of a page draws."""

import numpy as np
import pytest

from digit_recognizer.ink import Drawing
from digit_recognizer.raster.pen import draw, draw_inside, extent, lengths, polylines_of, smoothed


@pytest.mark.parametrize("width", [1, 2, 9, 10, 11])
def test_drawing_inside_a_square_is_drawing(examples: dict[str, Drawing], width: int) -> None:
    for drawing in examples.values():
        polylines = polylines_of(drawing.ink)
        least, greatest = extent(polylines)
        scale = (112 - 2 * width) / float((greatest - least).max())
        inside = [(points - least) * scale + width for points in polylines]
        expected = np.asarray(draw(inside, (112, 112), width))
        np.testing.assert_array_equal(draw_inside(inside, 112, width), expected)


def test_a_smoothed_path_is_as_long_and_evenly_spaced() -> None:
    corner = np.array([(0.0, 0.0), (30.0, 0.0), (30.0, 40.0)])
    along = lengths(corner)
    assert along.tolist() == [0, 30, 70]
    path = smoothed(corner, along, 2.0)
    assert path[0].tolist() == [0, 0] and path[-1].tolist() == [30, 40]
    assert np.diff(lengths(path)) == pytest.approx(2.0, rel=0.3)
    assert smoothed(corner, along, 70.0) is corner
