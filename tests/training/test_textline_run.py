"""A run of the line network in miniature: it writes a network that the program takes, and goes on."""

import json
from pathlib import Path

import numpy as np
import pytest
from composed_drawings import write_unipen
from short_runs import cut_and_resumed
from support import has_fonts

from digit_recognizer.classifier import OpinionWeights, TextlineRecognizer
from digit_recognizer.raster.textline import TEXTLINE_HEIGHT

keras = pytest.importorskip("keras")

from digit_recognizer.training.augmentation.textlines import varied_textline  # noqa: E402
from digit_recognizer.training.data import textlines as rows  # noqa: E402
from digit_recognizer.training.data.scenes import SceneSource  # noqa: E402
from digit_recognizer.training.data.textlines import Textline  # noqa: E402
from digit_recognizer.training.textline import network as textline_network  # noqa: E402
from digit_recognizer.training.textline import run as textline_run  # noqa: E402
from digit_recognizer.training.textline.opinion_fit import KnownRow, fitted_opinion_weights  # noqa: E402
from digit_recognizer.training.textline.run import TextlineRecipe, TextlineRun  # noqa: E402

pytestmark = pytest.mark.training


def made_here(source: SceneSource, chunks: int, folder: Path, processes: int) -> list[Textline]:
    """Return the rows without other processes, which would not know the small sizes of the test."""
    return [line for number in range(chunks) for line in rows.textline_chunk(source, number)]


@pytest.mark.skipif(not has_fonts(), reason="too few fonts are installed to print with")
def test_a_short_run_writes_a_network_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_unipen(tmp_path)
    monkeypatch.setattr(rows, "CHUNK_ROWS", 6)
    monkeypatch.setattr(
        "digit_recognizer.training.data.scenes.is_held_out", lambda who: who == "w3"
    )
    for name, value in (("TEXTLINE_BATCH", 2), ("POOLED_BATCHES", 2), ("FITTED_ROWS", 2)):
        monkeypatch.setattr(textline_run, name, value)
    blocks = ((4, (4, 2)), (4, (4, 1)))
    for name, value in (("BLOCKS", blocks), ("WIDTH", 8), ("MIXES", 1)):
        monkeypatch.setattr(textline_network, f"TEXTLINE_{name}", value)
    monkeypatch.setattr(textline_run, "textlines", made_here)
    monkeypatch.setattr("digit_recognizer.training.step_loop.STEPS_PER_CHECKPOINT", 1)
    recipe = TextlineRecipe(steps=3, warmup=1, chunks=1)
    figures, steps = cut_and_resumed(
        TextlineRun(output=tmp_path / "textline.h5", data=tmp_path, recipe=recipe), at=3
    )
    assert steps == [1, 1, 2, 2]
    assert 0 <= figures.exact <= 1
    network = TextlineRecognizer.open(tmp_path / "textline.onnx")
    assert len(network.frames(np.zeros((TEXTLINE_HEIGHT, 20), np.uint8))) == 10
    assert network.weights("sum").unseen > 0
    report = json.loads((tmp_path / "textline-training" / "report.json").read_text())
    assert report["recipe"]["steps"] == 3


def test_composed_rows_are_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not has_fonts():
        pytest.skip("too few fonts are installed to print with")
    write_unipen(tmp_path)
    source = SceneSource(tmp_path, 1, is_validation=False)
    first = rows.textlines(source, 1, tmp_path / "rows", 1)
    monkeypatch.setattr(rows, "textline_chunk", None)  # nothing is made again
    again = rows.textlines(source, 1, tmp_path / "rows", 1)
    assert [line.text for line in first] == [line.text for line in again]
    assert all(np.array_equal(a.picture, b.picture) for a, b in zip(first, again, strict=True))


@pytest.mark.parametrize("seed", range(40))
def test_a_varied_row_is_a_row_still(seed: int) -> None:
    random = np.random.default_rng(seed)
    picture = np.zeros((TEXTLINE_HEIGHT, int(random.integers(8, 300))), np.uint8)
    picture[4:28, 3:-3] = 255
    varied = varied_textline(picture, random)
    assert varied.shape[0] == TEXTLINE_HEIGHT
    assert varied.dtype == np.uint8
    assert (varied > 60).mean() > 0.1


def test_weights_trust_who_is_right() -> None:
    lattice_is_right = [KnownRow(np.array([0.9, 0.1]), np.array([-3.0, -2.0]), 0)] * 9
    network_is_right = [KnownRow(np.array([0.1, 0.9]), np.array([-1.0, -9.0]), 0)] * 9
    first, second = map(fitted_opinion_weights, (lattice_is_right, network_is_right))
    assert isinstance(first, OpinionWeights)
    assert first.lattice > first.textline
    assert second.textline > second.lattice
