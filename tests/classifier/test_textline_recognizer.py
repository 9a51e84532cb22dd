"""The line network as the program runs it: rows of any width, and files that are none."""

import numpy as np
import pytest

from digit_recognizer.alphabet import ARITHMETIC
from digit_recognizer.classifier import TextlineRecognizer
from digit_recognizer.classifier.textline_recognizer import RowKind
from digit_recognizer.errors import ModelError
from digit_recognizer.raster.textline import TEXTLINE_HEIGHT
from digit_recognizer.resources import default_model, default_textline_network


@pytest.mark.parametrize("width", [1, 2, 33, 400])
def test_frames_are_log_probabilities_two_pixels_each(width: int) -> None:
    network = TextlineRecognizer.open(default_textline_network())
    picture = np.random.default_rng(2).integers(0, 256, (TEXTLINE_HEIGHT, width), np.uint8)
    frames = network.frames(picture)
    assert frames.shape == ((width + 1) // 2, len(ARITHMETIC))
    assert np.exp(frames).sum(axis=1) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("kind", ["number", "sum"])
def test_the_shipped_network_has_weights_that_use_both(kind: RowKind) -> None:
    weights = TextlineRecognizer.open(default_textline_network()).weights(kind)
    assert weights.lattice > 0
    assert weights.textline > 0
    assert 0 < weights.unseen < 1


def test_other_files_are_refused_in_a_sentence() -> None:
    picture = np.zeros((TEXTLINE_HEIGHT, 16), np.uint8)
    with pytest.raises(ModelError, match="takes or gives other shapes"):
        TextlineRecognizer.open(default_model().with_suffix(".onnx")).frames(picture)
    with pytest.raises(ModelError, match="is no network for rows"):
        TextlineRecognizer(b"not a network", "textline.onnx").frames(picture)
