"""A run of the page network in miniature: it writes a network that the program takes, and goes on."""

import json
from pathlib import Path

import numpy as np
import pytest
from composed_drawings import write_unipen
from short_runs import cut_and_resumed
from support import has_fonts

from digit_recognizer.classifier import PageSegmenter
from digit_recognizer.errors import FileError

keras = pytest.importorskip("keras")

from digit_recognizer.training import page_network  # noqa: E402
from digit_recognizer.training.data import scenes  # noqa: E402
from digit_recognizer.training.page_run import PageRecipe, PageRun, scene_loss  # noqa: E402

pytestmark = pytest.mark.training


@pytest.mark.skipif(not has_fonts(), reason="too few fonts are installed to print with")
def test_a_short_run_writes_a_network_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_unipen(tmp_path)
    for name, value in (("STOCK_ROWS", 30), ("BATCH_SCENES", 2), ("SCENE_SHAPE", (32, 48))):
        monkeypatch.setattr(scenes, name, value)
    for name, value in (("PAGE_CHANNELS", (4, 4)), ("PAGE_STRIDE", 2)):
        monkeypatch.setattr(page_network, name, value)
    monkeypatch.setattr(scenes, "is_held_out", lambda writer: writer == "w3")
    monkeypatch.setattr("digit_recognizer.training.page_run.VALIDATION_BATCHES", 1)
    monkeypatch.setattr("digit_recognizer.training.step_loop.STEPS_PER_CHECKPOINT", 1)
    monkeypatch.setattr(
        "digit_recognizer.training.page_run.scene_batches",
        lambda source, first, _: (scenes.scene_batch(source, n) for n in range(first, 99)),
    )
    recipe = PageRecipe(steps=2, warmup=1)
    figures, steps = cut_and_resumed(
        PageRun(output=tmp_path / "page.h5", data=tmp_path, recipe=recipe), at=2
    )
    assert steps == [1, 2, 2]
    assert 0 <= figures.handwriting <= 1
    shares = PageSegmenter.open(tmp_path / "page.onnx").shares(np.zeros((20, 20, 3), np.uint8))
    assert shares.shape == (20, 20, 4)
    report = json.loads((tmp_path / "page-training" / "report.json").read_text())
    assert report["recipe"]["steps"] == 2


def test_too_little_data_is_a_sentence(tmp_path: Path) -> None:
    if not has_fonts():
        pytest.skip("too few fonts are installed to print with")
    source = scenes.SceneSource(tmp_path, 1, is_validation=False)
    with pytest.raises(FileError, match="not enough to compose pages from"):
        scenes.scene_batch(source, 0)


def test_where_only_handwriting_is_known_other_classes_cost_nothing() -> None:
    truth = np.zeros((1, 4, 4, 5), np.float32)
    truth[..., 0] = 1
    shares = np.zeros((1, 4, 4, 4), np.float32)
    shares[..., 2] = 1  # rules, where the truth says paper
    recipe = PageRecipe()
    assert float(scene_loss(truth, shares, recipe)) < 1e-3
    truth[..., 4] = 1
    assert float(scene_loss(truth, shares, recipe)) > 1
