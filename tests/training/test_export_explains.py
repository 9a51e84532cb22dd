"""What an export carries for explanations: inner layers, prototypes, and the calibration it had."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from support import hand_drawn

from digit_recognizer.classifier import Bundle, Classifier
from digit_recognizer.explanation import explain
from digit_recognizer.reader import Reader

keras = pytest.importorskip("keras")
pytest.importorskip("tf2onnx")

from keras import layers  # noqa: E402

from digit_recognizer.training import export as exporting  # noqa: E402
from digit_recognizer.training import prototypes as ideals  # noqa: E402

pytestmark = pytest.mark.training

GLYPHS = hand_drawn(5, seed=3).glyphs
export = partial(exporting.export, with_prototypes=False)


def network(*parts: layers.Layer) -> keras.Model:
    keras.utils.set_random_seed(1)
    last = layers.Dense(10, activation="softmax", name="last")
    return keras.Sequential([keras.Input((28, 28, 1)), *parts, last])


def convolutional() -> keras.Model:
    return network(
        layers.Conv2D(3, 5, activation="relu", name="first"),
        layers.MaxPooling2D(),
        layers.Conv2D(4, 3, name="second"),
        layers.BatchNormalization(),
        layers.ReLU(name="after"),
        layers.Flatten(),
        layers.Dense(7, activation="tanh", name="hidden"),
    )


def saved(folder: Path, model: keras.Model) -> Path:
    path = folder / "model.h5"
    model.save(path)
    return path


def test_inner_layers_are_what_keras_computes(tmp_path: Path) -> None:
    model = convolutional()
    classifier = Classifier(export(saved(tmp_path, model)), "model")
    names = ["first", "after", "hidden"]
    inner = keras.Model(model.inputs, [model.get_layer(name).output for name in names])
    first, after, hidden = (np.asarray(value) for value in inner(GLYPHS[..., None]))
    features = classifier.run(GLYPHS, features=True).features
    assert features is not None
    np.testing.assert_allclose(features, hidden, atol=1e-4)
    maps = classifier.maps(GLYPHS[0])
    assert list(maps) == ["first", "second"], "a layer is named for its convolution"
    np.testing.assert_allclose(maps["first"], first[0].transpose(2, 0, 1), atol=1e-4)
    np.testing.assert_allclose(maps["second"], after[0].transpose(2, 0, 1), atol=1e-4)


def test_a_model_without_convolutions_has_no_maps_and_is_explained(tmp_path: Path) -> None:
    model = network(layers.Flatten(), layers.Dense(6, activation="relu"))
    path = tmp_path / "plain.onnx"
    path.write_bytes(export(saved(tmp_path, model)))
    reader = Reader.load(path)
    assert reader.classifier.maps(GLYPHS[0]) == {}
    explanation = explain(reader, np.uint8(255 * GLYPHS[0]))
    assert explanation is not None
    assert [sentence.split(":")[0][:28] for sentence in explanation.missing] == [
        "This model shows no feature ",
        "This model has no picture of",
    ]


def test_unusual_models_have_what_can_be_found(tmp_path: Path) -> None:
    glyph = keras.Input((28, 28, 1))
    shared = layers.Conv2D(2, 3, padding="same")
    twice = layers.Add()([shared(glyph), shared(glyph)])
    left = layers.DepthwiseConv2D(3, padding="same", name="left")(twice)
    right = layers.Conv2D(2, 3, padding="same", name="right")(twice)
    joined = layers.Concatenate()([layers.ReLU()(left), right])
    pooled = layers.GlobalAveragePooling2D()(joined)
    model = keras.Model(glyph, layers.Softmax()(layers.Dense(10)(pooled)))
    classifier = Classifier(export(saved(tmp_path, model)), "model")
    assert {"left", "right"} <= set(classifier.maps(GLYPHS[0]))
    features = classifier.run(GLYPHS, features=True).features
    assert features is not None and features.shape == (len(GLYPHS), 4)


def test_an_export_of_the_same_file_keeps_its_calibration(tmp_path: Path) -> None:
    path = saved(tmp_path, network(layers.Flatten()))
    bundle = Bundle("", temperature=1.7, doubt_below=0.6, provenance={"seed": 5})
    path.with_suffix(".onnx").write_bytes(export(path, bundle))
    again = Classifier(export(path), "model").bundle
    assert (again.temperature, again.doubt_below, again.provenance) == (1.7, 0.6, {"seed": 5})
    keras.utils.set_random_seed(2)
    path = saved(tmp_path, network(layers.Dropout(0.1), layers.Flatten()))
    other = Classifier(export(path), "model").bundle
    assert other.temperature == 1, "another model's calibration is not taken over"


def test_an_older_export_is_read_and_says_what_it_lacks(tmp_path: Path) -> None:
    data = export(saved(tmp_path, convolutional()))
    old = replace(Classifier(data, "x").bundle, map_layers=(), map_outputs="")
    import onnx

    model = onnx.load_from_string(data)
    del model.graph.output[1:]
    del model.metadata_props[:]
    newer = {"prototypes", "map_layers", "map_outputs", "evidence_below", "second_look_below"}
    properties = {
        key: value for key, value in old.properties().items() if key.rpartition(".")[2] not in newer
    }
    onnx.helper.set_model_props(model, properties)
    path = tmp_path / "old.onnx"
    path.write_bytes(model.SerializeToString())
    reader = Reader.load(path)
    assert reader.classifier.run(GLYPHS, features=True).features is None
    explanation = explain(reader, np.uint8(255 * GLYPHS[0]))
    assert explanation is not None and len(explanation.missing) == 2
    assert all("digits export" in sentence for sentence in explanation.missing)


def test_prototypes_follow_from_their_seed_and_a_slow_model_gets_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ideals, "PROTOTYPE_STEPS", 5)
    model = network(layers.Flatten(), layers.Dense(8, activation="relu"))
    one, two = (ideals.prototypes(model, 10, lambda values: values) for _ in range(2))
    assert one is not None and two is not None
    assert (one.shape, one.dtype) == ((10, 28, 28), np.uint8)
    assert np.abs(one.astype(int) - two).mean() < 1
    assert one.max() == 255
    monkeypatch.setattr(ideals, "PROTOTYPE_BUDGET", 0.0)
    assert ideals.prototypes(model, 10, lambda values: values) is None
