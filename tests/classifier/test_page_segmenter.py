"""The page network as the program runs it: any size, bands, and files that are none."""

import numpy as np
import pytest

from digit_recognizer.arrays import PixelClass
from digit_recognizer.classifier import PageSegmenter
from digit_recognizer.classifier.page_segmenter import MAX_BAND_PIXELS
from digit_recognizer.errors import ModelError
from digit_recognizer.resources import default_model, default_page_network


@pytest.fixture(scope="module")
def segmenter() -> PageSegmenter:
    return PageSegmenter.open(default_page_network())


@pytest.mark.parametrize("shape", [(1, 1), (16, 16), (17, 40), (33, 257)])
def test_shares_have_the_pictures_size_and_sum_to_one(
    segmenter: PageSegmenter, shape: tuple[int, int]
) -> None:
    picture = np.random.default_rng(2).integers(0, 256, (*shape, 3), np.uint8)
    shares = segmenter.shares(picture)
    assert shares.shape == (*shape, len(PixelClass))
    assert shares.sum(axis=2) == pytest.approx(1, abs=1e-4)


def test_a_page_in_bands_is_the_page_as_a_whole(segmenter: PageSegmenter) -> None:
    width = 256
    height = MAX_BAND_PIXELS // width + 300
    rows, columns = np.indices((height, width))
    light = 200 + 40 * np.sin(rows / 200) + 10 * np.cos(columns / 30)
    light[(rows % 90 < 4) & (columns > 40)] = 30
    picture = np.repeat(light.astype(np.uint8)[..., None], 3, axis=2)
    banded, whole = segmenter.shares(picture), segmenter._run(picture)
    assert np.quantile(np.abs(banded - whole), 0.999) < 0.05


def test_other_files_are_refused_in_a_sentence() -> None:
    picture = np.zeros((16, 16, 3), np.uint8)
    with pytest.raises(ModelError, match="takes or gives other shapes"):
        PageSegmenter.open(default_model().with_suffix(".onnx")).shares(picture)
    with pytest.raises(ModelError, match="is no network for pages"):
        PageSegmenter(b"not a network", "page.onnx").shares(picture)
