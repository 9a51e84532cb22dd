"""``digits train --strokes`` from end to end, on a few made-up drawings."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from composed_drawings import write_unipen
from support import Digits, assert_failed

from digit_recognizer import Reader
from digit_recognizer.alphabet import ARITHMETIC, NOT_A_SYMBOL
from digit_recognizer.classifier import Classifier
from digit_recognizer.errors import ModelError
from digit_recognizer.files import sha256
from digit_recognizer.raster import trajectory
from digit_recognizer.resources import default_model, default_symbols

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")
pytest.importorskip("tf2onnx")

from digit_recognizer.training.data import symbols, trajectories  # noqa: E402
from digit_recognizer.training.data.trajectories import redrawn, stroke_examples  # noqa: E402
from digit_recognizer.training.export import export, load_keras  # noqa: E402

pytestmark = pytest.mark.training


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with small pen strokes of digits and signs."""
    folder = tmp_path_factory.mktemp("strokes")
    write_unipen(folder)
    return folder


@pytest.fixture(scope="module")
def model(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The model of a quick run that shows few examples."""
    from digit_recognizer.cli.main import main

    target = tmp_path_factory.mktemp("model") / "strokes.h5"
    wanted = {symbol: count / 100 for symbol, count in symbols.wanted_of_each().items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trajectories, "NON_SYMBOL_GROUPS", 3000)
        patch.setattr(trajectories, "SYNTHETIC_SIGN_COUNT", 100)
        patch.setattr(symbols, "wanted_of_each", lambda: wanted)
        assert main(["train", "--strokes", "--quick", "--data", str(data), "-o", str(target)]) == 0
    yield target


def test_a_quick_run_writes_a_model_for_trajectories(model: Path) -> None:
    classifier = Classifier.open(model, sees="trajectories")
    bundle = classifier.bundle
    assert bundle.alphabet == ARITHMETIC and bundle.glyph_recipe == trajectory.TRAJECTORY_RECIPE
    assert bundle.source_sha256 == sha256(model.read_bytes())
    ways = np.zeros((3, trajectory.TRAJECTORY_POINTS, trajectory.TRAJECTORY_CHANNELS), np.float32)
    assert classifier.log_probs(ways).shape == (3, len(ARITHMETIC))
    assert bundle.unpack_prototypes() is None
    report = json.loads((model.parent / "strokes-training" / "report.json").read_bytes())
    assert len(report["history"]) == 1 and "lines" in report["validation_by_source"]


def test_the_export_says_what_keras_says(model: Path) -> None:
    ways = np.random.default_rng(0).random(
        (5, trajectory.TRAJECTORY_POINTS, trajectory.TRAJECTORY_CHANNELS), np.float32
    )
    said = Classifier(export(model), "strokes.h5").run(ways).probabilities
    assert said == pytest.approx(np.asarray(load_keras(model)(ways, training=False)), abs=1e-4)


def test_a_bare_model_of_that_shape_is_one_too(model: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.h5"
    load_keras(model).save(bare)
    bundle = Classifier(export(bare), "bare.h5").bundle
    assert bundle.alphabet == ARITHMETIC and bundle.glyph_recipe == trajectory.TRAJECTORY_RECIPE


def test_networks_are_not_mixed_up(model: Path) -> None:
    with pytest.raises(ModelError, match="a network for trajectories, and one for glyphs"):
        Classifier.open(model)
    if default_symbols().exists():
        with pytest.raises(ModelError, match="a network for trajectories"):
            Reader.load(symbols=model)
        with pytest.raises(ModelError, match="a network for glyphs"):
            Reader.load(strokes=default_model())
        assert Reader.load(strokes=model).strokes is not None


def test_the_same_seed_gives_the_same_examples(data: Path) -> None:
    paths = {"unipen": data / "ink" / "unipen_train.jsonl.gz"}
    one, same, other = (
        stroke_examples(paths, seed, lambda _: None, share=0.005) for seed in (1, 1, 2)
    )
    assert (one.trajectories == same.trajectories).all()
    assert (
        one.trajectories.shape != other.trajectories.shape
        or (one.trajectories != other.trajectories).any()
    )
    shown = one.epoch(1, 0)
    assert (shown == same.epoch(1, 0)).all() and set(shown) <= set(range(len(one.labels)))
    assert not np.array_equal(shown, one.epoch(1, 1))
    # What is no symbol is shown, and no example too often.
    assert (one.labels[shown] == ARITHMETIC.column(NOT_A_SYMBOL)).any()
    assert one.counts["lines"] > 0 and np.bincount(shown).max() <= 60


def test_another_writer_draws_the_same_strokes() -> None:
    plus = [np.array([[0.0, 5], [10, 5]]), np.array([[5.0, 0], [5, 10]])]
    random = np.random.default_rng(3)
    seen = [redrawn(plus, random) for _ in range(300)]
    firsts = [abs(np.ptp(each[0][:, 0])) > abs(np.ptp(each[0][:, 1])) for each in seen]
    assert 0.85 < np.mean(firsts) < 1.0  # now and then the upright comes first


def test_what_does_not_go_together_is_said(digits: Digits, data: Path) -> None:
    for option in ("--resume", "--mnist-only", "--any-data", "--with-library"):
        assert_failed(digits("train", "--strokes", option, "--data", data), option)
    assert_failed(digits("train", "--strokes", "--writer", "Mia"), "leave out --writer")
    code, out, err = digits("train", "--strokes", "--data", data, "-o", "strokes.onnx")
    assert (code, out) == (2, "") and ".h5" in err and "composing" not in err


def test_pen_strokes_are_needed(digits: Digits, tmp_path: Path) -> None:
    code, out, err = digits("train", "--strokes", "--data", tmp_path, "-o", tmp_path / "strokes.h5")
    assert (code, out) == (2, "") and "digits data fetch unipen" in err


def test_one_writer_is_too_few(
    digits: Digits, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trajectories, "NON_SYMBOL_GROUPS", 1000)
    (tmp_path / "ink").mkdir()
    rows = gzip.decompress((data / "ink" / "unipen_train.jsonl.gz").read_bytes()).splitlines()
    kept = [row for row in rows if json.loads(row)["writer"] == json.loads(rows[0])["writer"]]
    (tmp_path / "ink" / "unipen_train.jsonl.gz").write_bytes(gzip.compress(b"\n".join(kept)))
    code, out, err = digits(
        "train", "--strokes", "--quick", "--data", tmp_path, "-o", tmp_path / "strokes.h5"
    )
    assert (code, out) == (2, "") and "too few writers" in err
