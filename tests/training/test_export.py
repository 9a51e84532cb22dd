"""From a Keras file that may come from anywhere to the export that is run: refusals, agreement.

Nothing in a file is run: that is why models are refused by their description, before Keras loads them.
"""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support import assert_sentence, hand_drawn

from digit_recognizer.classifier import Bundle, Classifier
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.files import read_limited, sha256
from digit_recognizer.raster import GLYPH_RECIPE
from digit_recognizer.resources import default_model

keras = pytest.importorskip("keras")
h5py = pytest.importorskip("h5py")
pytest.importorskip("tf2onnx")

from keras import layers  # noqa: E402

from digit_recognizer.training import export as exporting  # noqa: E402
from digit_recognizer.training.export import HALF_TOLERANCE, load_keras, with_half_weights  # noqa: E402

pytestmark = pytest.mark.training

# Most tests here are not about prototypes, which take seconds.
export = partial(exporting.export, with_prototypes=False)

GLYPHS = hand_drawn(40, seed=21).glyphs


@keras.saving.register_keras_serializable(package="Someone")
class Theirs(layers.Layer):
    """A layer of somebody's own, which must never be run."""

    def call(self, inputs: Any) -> Any:
        return inputs


def model_of(*parts: Any, shape: tuple[int, ...] = (28, 28, 1), outputs: int = 10) -> keras.Model:
    """Return a small untrained network with ``parts`` in it."""
    keras.utils.set_random_seed(1)
    last = layers.Dense(outputs, activation="softmax")
    return keras.Sequential([keras.Input(shape), *parts, layers.Flatten(), last])


def saved(folder: Path, model: keras.Model, name: str = "model.h5") -> Path:
    """Save the model as HDF5 and return where."""
    path = folder / name
    model.save(path)
    return path


def refused(path: Path) -> str:
    """Return the sentence that refuses the model file ``path``."""
    with pytest.raises(FileError) as caught:
        load_keras(path)
    assert_sentence(caught.value, path)
    return str(caught.value)


@pytest.mark.parametrize("shape", [(32, 32, 1), (28, 28, 3), (28,), (None, None, 1), (1, 28, 28)])
def test_other_inputs_are_refused(tmp_path: Path, shape: tuple[int | None, ...]) -> None:
    parts = [layers.GlobalAveragePooling2D()] if None in shape else []
    assert "not 28x28 glyphs" in refused(saved(tmp_path, model_of(*parts, shape=shape)))


@pytest.mark.parametrize("outputs", [1, 9, 26])
def test_other_outputs_are_refused(tmp_path: Path, outputs: int) -> None:
    assert "not 10 digits" in refused(saved(tmp_path, model_of(outputs=outputs)))


def test_several_inputs_or_outputs_are_refused(tmp_path: Path) -> None:
    one, two = keras.Input((28, 28, 1)), keras.Input((28, 28, 1))
    both = layers.Dense(10)(layers.Flatten()(layers.add([one, two])))
    assert "takes input" in refused(saved(tmp_path, keras.Model([one, two], both)))
    flat = layers.Flatten()(one)
    heads = [layers.Dense(10)(flat), layers.Dense(10)(flat)]
    assert "outputs" in refused(saved(tmp_path, keras.Model(one, heads)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: model_of(layers.Lambda(lambda x: x)),
        lambda: model_of(layers.TimeDistributed(layers.Lambda(lambda x: x))),
        lambda: model_of(model_of(layers.Lambda(lambda x: x))),
        lambda: model_of(Theirs()),
        lambda: model_of(layers.TimeDistributed(Theirs())),
    ],
    ids=["Lambda", "wrapped Lambda", "nested Lambda", "custom", "wrapped custom"],
)
def test_layers_with_code_of_their_own_are_refused(
    tmp_path: Path, make: Callable[[], keras.Model]
) -> None:
    assert "holds code of its own" in refused(saved(tmp_path, make()))


def test_a_model_with_code_is_refused_wherever_it_is_given_and_a_name_may_begin_with_a_dash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, model_of(layers.Lambda(lambda x: x)), "-model.h5")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"^-model\.h5 holds code of its own") as caught:
        Classifier.open(Path(path.name))
    assert_sentence(caught.value)


def test_an_object_from_another_module_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, model_of())
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        config["config"]["layers"][-1]["config"]["kernel_initializer"] = {
            "class_name": "system",
            "module": "os",
            "config": {"command": "true"},
        }
        file.attrs["model_config"] = json.dumps(config)
    assert "holds code of its own (the layer system)" in refused(path)


@pytest.mark.parametrize(
    "config", ["{", "7", "[]", "{}", "[" * 50_000, '{"class_name": "Nothing"}', 7]
)
def test_a_description_that_makes_no_sense_is_refused(tmp_path: Path, config: object) -> None:
    path = tmp_path / "model.h5"
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = config
    refused(path)


def test_weights_alone_and_other_programs_files_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "model.weights.h5"
    model_of().save_weights(weights)
    assert "holds no Keras model" in refused(weights)
    other = tmp_path / "measurements.h5"
    with h5py.File(other, "w") as file:
        file["temperature"] = np.arange(9)
    assert "holds no Keras model" in refused(other)


@pytest.mark.parametrize("share", [0, 0.001, 0.3, 0.9])
def test_a_truncated_model_is_refused(tmp_path: Path, share: float) -> None:
    whole = saved(tmp_path, model_of()).read_bytes()
    path = tmp_path / "model.h5"
    path.write_bytes(whole[: int(share * len(whole))])
    refused(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\3\4", b"\x89HDF\r\n\x1a\n"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.h5"
    path.write_bytes(content)
    refused(path)


def test_a_missing_model_and_a_folder_are_named(tmp_path: Path) -> None:
    refused(tmp_path / "none.h5")
    refused(tmp_path)


def test_a_model_that_answers_nothing_is_not_exported(tmp_path: Path) -> None:
    model = model_of()
    model.set_weights([np.full_like(weight, np.nan) for weight in model.get_weights()])
    path = saved(tmp_path, model)
    with pytest.raises(ModelError, match="answers with NaN or infinity") as caught:
        export(path)
    assert_sentence(caught.value, path)


@pytest.mark.parametrize("shape", [(28, 28, 1), (28, 28), (784,)])
@pytest.mark.parametrize("ending", ["softmax", "linear", "sigmoid"])
def test_the_export_answers_as_keras_does(
    tmp_path: Path, shape: tuple[int, ...], ending: str
) -> None:
    model = model_of(layers.Dropout(0.5), shape=shape)
    model.layers[-1].activation = keras.activations.get(ending)
    path = saved(tmp_path, model, "mine.h5")
    classifier = Classifier(export(path), path.name)
    expected = np.asarray(model(GLYPHS.reshape(-1, *shape), training=False), np.float64)
    if ending == "linear":
        expected = np.exp(expected)
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(classifier.run(GLYPHS).probabilities, expected, atol=1e-5)
    bundle = classifier.bundle
    assert bundle.source_sha256 == sha256(path.read_bytes())
    assert (bundle.glyph_recipe, bundle.temperature) == (GLYPH_RECIPE, 1)
    read = {"scaling": "", "drawings_read": 2, "drawings_shown": 13}
    assert bundle.provenance == {"model": "mine.h5", **read}


@pytest.mark.parametrize(
    ("ending", "given"),
    [
        ([], True),
        ([layers.Dense(10), layers.Softmax()], True),
        ([layers.Dense(10), layers.Activation("softmax")], True),
        ([layers.Dense(10, activation="sigmoid")], False),
    ],
)
def test_the_largest_logit_is_the_evidence_where_there_is_a_softmax(
    tmp_path: Path, ending: list[Any], given: bool
) -> None:
    model = model_of()
    if ending:
        model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), *ending])
    classifier = Classifier(export(saved(tmp_path, model)), "a model")
    output = classifier.run(GLYPHS)
    assert output.max_logit.shape == (len(GLYPHS),)
    if not given:
        assert (output.max_logit == np.inf).all()
        return
    kernel, bias = [layer for layer in model.layers if layer.weights][-1].get_weights()
    logits = GLYPHS.reshape(-1, 784) @ kernel + bias
    np.testing.assert_allclose(output.max_logit, logits.max(axis=1), atol=1e-4)
    median = float(np.median(output.max_logit))
    classifier.bundle = replace(classifier.bundle, doubt_below=0.0, evidence_below=median)
    log_probs, doubtful = classifier.classify(GLYPHS)
    np.testing.assert_array_equal(doubtful, output.max_logit < np.float32(median))
    np.testing.assert_allclose(np.exp(log_probs).sum(axis=1), 1, atol=1e-5)
    classifier.bundle = replace(classifier.bundle, doubt_below=1.0, evidence_below=-np.inf)
    assert classifier.classify(GLYPHS)[1].all(), "no answer is certain"


@pytest.mark.parametrize("name", ["MODEL.H5", "model", "model.keras"])
def test_a_model_is_known_by_its_content_and_not_by_its_name(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, model_of()).rename(tmp_path / name)
    assert load_keras(path).output_shape == (None, 10)


def test_what_was_checked_is_what_is_loaded_and_hashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, model_of())
    whole = path.read_bytes()

    def read_and_replace(*arguments: Any) -> bytes:
        data = read_limited(*arguments)
        path.write_bytes(b"another file")
        return data

    monkeypatch.setattr("digit_recognizer.training.export.read_limited", read_and_replace)
    bundle = Classifier(export(path), path.name).bundle
    assert bundle.source_sha256 == sha256(whole)


def test_the_bundle_travels_with_the_export() -> None:
    mine = Bundle("", temperature=1.25, doubt_below=0.6, provenance={"seed": 3})
    bundle = Classifier(export(default_model(), mine), "mine.h5").bundle
    assert (bundle.temperature, bundle.doubt_below, bundle.provenance) == (1.25, 0.6, {"seed": 3})


def test_a_keras_file_is_read_and_one_with_code_is_refused(tmp_path: Path) -> None:
    model = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, activation="softmax")]
    )
    path = tmp_path / "model.keras"
    model.save(path)
    assert load_keras(path).output_shape == (None, 10)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members["config.json"])
    config["config"]["layers"][1]["class_name"] = "Lambda"
    members["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(ModelError, match="code of its own") as caught:
        load_keras(path)
    assert_sentence(caught.value, path)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04 no zip" * 50])
def test_a_damaged_keras_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.keras"
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        load_keras(path)
    assert_sentence(caught.value, path)


def test_weights_in_half_precision_take_half_the_bytes_and_answer_alike(tmp_path: Path) -> None:
    path = saved(tmp_path, model_of(layers.Flatten(), layers.Dense(300, activation="relu")))
    exported = export(path, with_prototypes=False)
    halved = with_half_weights(exported)
    assert len(halved) < 0.6 * len(exported)
    assert with_half_weights(halved) == halved
    glyphs = np.random.default_rng(2).random((9, 28, 28), np.float32)
    before, after = (Classifier(each, "it") for each in (exported, halved))
    found = after.run(glyphs).probabilities
    assert 0 < np.abs(found - before.run(glyphs).probabilities).max() < HALF_TOLERANCE
    assert after.bundle == before.bundle
