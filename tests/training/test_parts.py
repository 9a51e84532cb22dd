"""A run in two parts comes to what two runs come to, and Ctrl-C between them costs only the second."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from short_runs import small_glyph_network
from support import hand_drawn

from digit_recognizer.classifier import Classifier
from digit_recognizer.raster.glyph import levels
from digit_recognizer.training.data.mixture import Mixture, Source, Stage
from digit_recognizer.training.recipe import Recipe

pytest.importorskip("tensorflow")

from digit_recognizer.training import glyph_run
from digit_recognizer.training.export import load_keras
from digit_recognizer.training.glyph_run import GlyphRun
from digit_recognizer.training.run import Listeners

pytestmark = [pytest.mark.training, pytest.mark.usefixtures("quick_prototypes")]

FIRST = Recipe(epochs=1, batch=32, rate=0.02, augmentation=0.5, average=0.9, validation=20)
SECOND = replace(FIRST, rate=0.005, augmentation=0.2, mnist=2.0)
MODEL = "mnist.h5"


def drawn(weight: float = 1.0) -> Mixture:
    """Return a few drawn digits, some of them held out."""
    digits = hand_drawn(120, seed=31)
    held_out = digits[96:]
    fitting = digits[:96]
    return Mixture(
        [Source("MNIST", levels(fitting.glyphs)[None], fitting.labels, weight, held_out)]
    )


def weights(model: Path) -> list[np.ndarray]:
    """Return the weights in a model file."""
    return list(load_keras(model).get_weights())


def test_parts_stopped_resumed_and_run_apart_come_to_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glyph_run, "build_network", small_glyph_network)
    monkeypatch.setattr(GlyphRun, "pictures", lambda *_: {})  # nobody looks at them
    test = hand_drawn(30, seed=32)
    stages = list[str]()

    def stop_in_the_second(done: int, total: int, *_: float) -> None:
        if stages:
            raise KeyboardInterrupt

    output = tmp_path / MODEL
    second = Stage(drawn(weight=2.0), SECOND)
    run = GlyphRun(output=output, stages=[Stage(drawn(), FIRST), second], test=test)
    replace(run, listeners=Listeners(stages.append, stop_in_the_second)).train()
    assert stages == ["once more, calmer"]
    first = tmp_path / "first" / MODEL
    first.parent.mkdir()
    shutil.copy(output, first)
    shutil.copy(output.with_suffix(".onnx"), first.with_suffix(".onnx"))
    assert "then" not in Classifier.open(first).bundle.provenance

    replace(run, resume=True).train()
    apart = tmp_path / "apart" / MODEL
    apart.parent.mkdir()
    GlyphRun(output=apart, stages=[second], test=test, start=first).train()
    whole = weights(output)
    for one, other in zip(whole, weights(apart), strict=True):
        np.testing.assert_array_equal(one, other)
    assert any(not np.array_equal(a, b) for a, b in zip(whole, weights(first), strict=True))
    provenance = Classifier.open(output).bundle.provenance
    assert provenance["recipe"]["rate"] == FIRST.rate
    assert provenance["then"]["rate"] == SECOND.rate
