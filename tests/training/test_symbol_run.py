"""``digits train --alphabet arithmetic`` from end to end, on a few made-up drawings."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from composed_drawings import write_unipen
from support import Digits, assert_failed, hand_drawn, write_idx

from digit_recognizer.alphabet import ARITHMETIC
from digit_recognizer.classifier import Bundle, Classifier
from digit_recognizer.files import sha256

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")
pytest.importorskip("tf2onnx")

from digit_recognizer.training.export import export, load_keras  # noqa: E402

pytestmark = [pytest.mark.training, pytest.mark.usefixtures("quick_prototypes")]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small MNIST and small pen strokes of digits and signs."""
    folder = tmp_path_factory.mktemp("signs")
    write_idx(folder, "train", hand_drawn(150, seed=1))
    write_idx(folder, "t10k", hand_drawn(26, seed=2))
    write_unipen(folder)
    return folder


@pytest.fixture(scope="module")
def model(
    data: Path, tmp_path_factory: pytest.TempPathFactory, quick_prototypes: None
) -> Iterator[Path]:
    """The model of a quick run."""
    from digit_recognizer.cli.main import main

    target = tmp_path_factory.mktemp("model") / "symbols.h5"
    options = ["--alphabet", "arithmetic", "--quick", "--any-data", "--data", str(data)]
    assert main(["train", *options, "-o", str(target)]) == 0
    yield target


def test_a_quick_run_writes_a_model_of_all_symbols(model: Path) -> None:
    classifier = Classifier.open(model)
    bundle = classifier.bundle
    assert bundle.alphabet == ARITHMETIC
    assert bundle.source_sha256 == sha256(model.read_bytes())
    assert classifier.log_probs(np.zeros((3, 28, 28), np.float32)).shape == (3, len(ARITHMETIC))
    prototypes = bundle.unpack_prototypes()
    assert prototypes is None or prototypes.shape == (len(ARITHMETIC), 28, 28)
    report = json.loads((model.parent / "symbols-training" / "report.json").read_bytes())
    assert report["test"].endswith("n = 26")
    assert set(report["shares"]) == set(ARITHMETIC)
    assert sum(report["shares"].values()) == pytest.approx(1)
    assert "lines" in report["validation_by_source"]


def test_the_sizes_of_symbols_travel_with_the_model(model: Path) -> None:
    extents = Classifier.open(model).bundle.extents
    assert set(extents) <= set(ARITHMETIC)
    assert (
        Bundle.parse(Bundle("0" * 64, ARITHMETIC, extents=extents).properties()).extents == extents
    )


def test_a_bare_model_with_as_many_outputs_reads_symbols(model: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.h5"
    load_keras(model).save(bare)
    bundle = Classifier(export(bare, with_prototypes=False), "bare.h5").bundle
    assert bundle.alphabet == ARITHMETIC and bundle.extents == {}


def test_signs_need_more_than_mnist(digits: Digits, data: Path, tiny_mnist: Path) -> None:
    options = ("train", "--alphabet", "arithmetic", "--any-data", "--data")
    assert_failed(digits(*options, data, "--mnist-only"), "--mnist-only")
    code, out, err = digits(*options, tiny_mnist)
    assert (code, out) == (2, "")
    assert "digits data fetch unipen" in err.splitlines()[-1]


def test_other_alphabets_are_not_known(digits: Digits) -> None:
    code, _, err = digits("train", "--alphabet", "greek")
    assert code == 2 and "greek" in err
