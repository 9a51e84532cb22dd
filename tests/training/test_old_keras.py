"""Models of other people's Keras: 1.2 to 2.3 as HDF5, ``.keras``, and those that scale pictures."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support import assert_sentence

from digit_recognizer.classifier import Classifier, reference_digits
from digit_recognizer.errors import ModelError

keras = pytest.importorskip("keras")
h5py = pytest.importorskip("h5py")
pytest.importorskip("tf2onnx")

from digit_recognizer.training import export as exporting  # noqa: E402
from digit_recognizer.training.keras_config import translated  # noqa: E402

pytestmark = pytest.mark.training

CASES = Path(__file__).parents[1] / "cases"


def layers_of(config: Any) -> list[Any]:
    return [layer["class_name"] for layer in config["config"]["layers"]]


@pytest.mark.parametrize(
    ("name", "range_"),
    [
        ("keras-1.2.2-conv.h5", "0 to 1, ink bright"),
        ("keras-2.2.4-conv.h5", "0 to 1, ink bright"),
        ("rescaling.h5", "0 to 255, ink bright"),
    ],
)
def test_models_of_any_keras_are_exported_and_read_the_bundled_drawings(
    name: str, range_: str
) -> None:
    network = exporting.export(CASES / name, with_prototypes=False)
    classifier = Classifier(network, name)
    glyphs, truth = reference_digits()
    np.testing.assert_array_equal(classifier.log_probs(glyphs).argmax(axis=1), truth)
    assert classifier.bundle.provenance["scaling"] == range_


def test_the_arguments_of_keras_1_and_2_are_translated() -> None:
    old = [
        {
            "class_name": "Convolution2D",
            "config": {
                "name": "a", "nb_filter": 4, "nb_row": 3, "nb_col": 5, "border_mode": "same",
                "subsample": [1, 1], "dim_ordering": "tf", "bias": True, "init": "glorot_uniform",
                "W_regularizer": None, "batch_input_shape": [None, 28, 28, 1],
            },
        },
        {"class_name": "Dropout", "config": {"name": "b", "p": 0.25}},
        {"class_name": "Flatten", "config": {"name": "c"}},
        {"class_name": "Dense", "config": {"name": "d", "output_dim": 10, "input_dim": None}},
    ]  # fmt: skip
    found = translated({"class_name": "Sequential", "config": old})
    assert layers_of(found) == ["InputLayer", "Conv2D", "Dropout", "Flatten", "Dense"]
    given, conv, dropout, _, dense = (layer["config"] for layer in found["config"]["layers"])
    assert given["batch_shape"] == [None, 28, 28, 1]
    assert conv["kernel_size"] == [3, 5] and conv["padding"] == "same" and conv["filters"] == 4
    assert not set(conv) & {"init", "W_regularizer", "batch_input_shape", "dim_ordering", "bias"}
    assert dropout["rate"] == 0.25 and dense["units"] == 10
    model = keras.Sequential.from_config(found["config"])
    assert model.output_shape == (None, 10)


def test_a_keras_file_is_read_and_one_with_code_is_refused(tmp_path: Path) -> None:
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, activation="softmax")]
    )
    path = tmp_path / "model.keras"
    model.save(path)
    assert exporting.load_keras(path).output_shape == (None, 10)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members["config.json"])
    config["config"]["layers"][1]["class_name"] = "Lambda"
    members["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(ModelError, match="code of its own") as caught:
        exporting.load_keras(path)
    assert_sentence(caught.value, path)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04 no zip" * 50])
def test_a_damaged_keras_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.keras"
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        exporting.load_keras(path)
    assert_sentence(caught.value, path)
