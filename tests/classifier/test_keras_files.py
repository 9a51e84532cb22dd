"""Keras files without Keras: what each layer computes is what Keras computes, and what is refused."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support import assert_sentence, hand_drawn

from digit_recognizer.classifier import Classifier
from digit_recognizer.classifier.bundle import INPUTS
from digit_recognizer.errors import ModelError
from digit_recognizer.raster import GLYPH_RECIPE, trajectory

h5py = pytest.importorskip("h5py")

from digit_recognizer.classifier.keras_files import stored  # noqa: E402
from digit_recognizer.classifier.keras_files.export import RECIPES, export_keras  # noqa: E402

CASES = Path(__file__).parents[1] / "cases"
GLYPHS = hand_drawn(8, seed=4).glyphs
ACTIVATIONS = (
    "relu", "sigmoid", "tanh", "elu", "selu", "softplus", "softsign", "exponential", "leaky_relu",
    "hard_sigmoid", "relu6", "swish", "mish", "gelu", "hard_silu", "softmax", "log_softmax",
)  # fmt: skip


def sequential(make: Callable[[Any], list[Any]], shape: tuple[int, ...] = (28, 28, 1)) -> Any:
    """Return a model that begins with the layers that ``make`` makes, and ends with ten numbers."""
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(3)
    parts = [keras.Input(shape), *make(keras.layers)]
    model = keras.Sequential(parts)
    if len(model.output_shape) > 2:
        model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model


def with_lucky_weights(model: Any) -> Any:
    """Return the model with weights of which none is as it begins."""
    lucky = np.random.default_rng(1)
    drawn = []
    for weight in model.weights:
        spread = 2 / np.sqrt(np.prod(weight.shape[:-1])) if len(weight.shape) > 1 else 0.3
        values = lucky.normal(0, spread, weight.shape)
        drawn.append(0.1 + np.abs(values) if "variance" in weight.path else values)
    model.set_weights(drawn)
    return model


def shared(layers: Any) -> Any:
    """Return a functional model with a layer that is used twice, branches, and all that merges."""
    import keras

    glyph = keras.Input((28, 28, 1))
    twice = layers.Conv2D(2, 3, padding="same")
    a = layers.Add()([twice(glyph), twice(layers.Rescaling(0.5)(glyph))])
    left = layers.DepthwiseConv2D(3, padding="same")(a)
    right = layers.Conv2D(2, 3, padding="same")(a)
    merges = (layers.Multiply, layers.Average, layers.Maximum, layers.Minimum, layers.Subtract)
    joined = layers.Concatenate()([layers.ReLU()(left), right, *(m()([left, a]) for m in merges)])
    small = keras.Input((28, 28, 14))
    inner = keras.Model(small, layers.BatchNormalization()(layers.Conv2D(3, 3)(small)))
    pooled = layers.GlobalAveragePooling2D()(inner(joined))
    return keras.Model(glyph, layers.Softmax()(layers.Dense(10)(pooled)))


def calculating(layers: Any) -> Any:
    """Return a functional model that calculates with values and numbers."""
    import keras

    glyph = keras.Input((28, 28, 1))
    bright = (1.5 - layers.Conv2D(3, 3)(glyph) * 2) / 0.5
    pooled = layers.GlobalAveragePooling2D()(keras.ops.maximum(bright, 0.1) + bright)
    mean = layers.GlobalAveragePooling2D()(keras.ops.minimum(bright, 2) - 1)
    return keras.Model(glyph, layers.Softmax()(layers.Dense(10)(pooled / (2 + mean * mean))))


def all_activations(layers: Any) -> Any:
    """Return a model whose hidden layer has a part for each activation."""
    import keras

    glyph = keras.Input((784,))
    parts = [layers.Activation(kind)(layers.Dense(4)(glyph)) for kind in ACTIVATIONS]
    return keras.Model(glyph, layers.Dense(10, activation="softmax")(layers.Concatenate()(parts)))


def nested(layers: Any) -> list[Any]:
    import keras

    inner = [keras.Input((26, 26, 3)), layers.Conv2D(2, 3), layers.BatchNormalization()]
    frozen = keras.Sequential(
        [keras.Input((24, 24, 2)), layers.Conv2D(2, 3), layers.BatchNormalization()]
    )
    frozen.trainable = False
    outer = [keras.Input((28, 28, 1)), layers.Conv2D(3, 3), layers.BatchNormalization()]
    return [keras.Sequential([*outer, keras.Sequential(inner), frozen]), layers.Conv2D(2, 3)]


MODELS: dict[str, Callable[[Any], Any]] = {
    "strided": lambda k: sequential(lambda m: [
        m.Conv2D(4, (3, 5), strides=(2, 1), padding="same", activation="relu"),
        m.MaxPooling2D(padding="same"), m.Conv2D(3, 3, dilation_rate=2, padding="same"),
        m.BatchNormalization(), m.LeakyReLU(), m.AveragePooling2D(3, strides=2, padding="same"),
    ]),
    "even": lambda k: sequential(lambda m: [
        m.Conv2D(4, 4, padding="same", dilation_rate=3),
        m.Conv2D(6, (2, 4), strides=3, padding="same", groups=2),
        m.Dropout(0.5), m.GlobalMaxPooling2D(keepdims=True),
    ]),
    "depth": lambda k: sequential(lambda m: [
        m.Conv2D(3, 3, use_bias=False), m.DepthwiseConv2D(3, depth_multiplier=2, padding="same"),
        m.SeparableConv2D(5, 3, depth_multiplier=2, activation="swish"),
        m.PReLU(shared_axes=[1, 2]), m.PReLU(),
    ]),
    "spread": lambda k: sequential(lambda m: [
        m.Conv2DTranspose(4, 3, strides=2, padding="same", activation="relu"),
        m.Conv2DTranspose(3, (2, 5), strides=(3, 2)), m.MaxPooling2D(3),
        m.Conv2DTranspose(3, 2, strides=3, padding="same", use_bias=False), m.MaxPooling2D(4),
        m.Conv2DTranspose(2, 3, strides=2, padding="same", output_padding=1),
        m.Conv2DTranspose(2, 4, strides=2, padding="same", output_padding=1),
        m.Conv2DTranspose(2, 3, strides=2, output_padding=1), m.AveragePooling2D(3),
        m.Reshape((-1, 2)), m.Conv1DTranspose(3, 4, strides=2, padding="same"),
    ]),
    "rows": lambda k: sequential(lambda m: [
        m.Rescaling(2.0, -1.0), m.ZeroPadding2D(((1, 2), (3, 0))), m.Cropping2D(((1, 0), (0, 2))),
        m.UpSampling2D((2, 1)), m.Permute((2, 1, 3)), m.Reshape((29, -1)),
        m.Conv1D(5, 3, padding="causal", dilation_rate=2, activation="elu"), m.MaxPooling1D(),
        m.Conv1D(4, 3, padding="same", strides=2), m.LayerNormalization(), m.SeparableConv1D(4, 2),
        m.AveragePooling1D(3, padding="same"), m.Dense(12), m.BatchNormalization(scale=False),
    ]),
    "activations": lambda k: all_activations(k.layers),
    "rectified": lambda k: sequential(lambda m: [
        m.Flatten(), m.Dense(9), m.ReLU(negative_slope=0.1, max_value=2), m.Dense(9),
        m.ReLU(threshold=0.2), m.ELU(0.5), m.Dense(9, activation=m.LeakyReLU(0.3)), m.Softmax(),
    ]),
    "backwards": lambda k: sequential(
        lambda m: [m.SimpleRNN(7, return_sequences=True), m.LSTM(5, go_backwards=True)], (28, 28)
    ),
    "both ways": lambda k: sequential(
        lambda m: [m.Bidirectional(m.LSTM(7, return_sequences=True))], (28, 28)
    ),
    "gated": lambda k: sequential(
        lambda m: [m.Bidirectional(m.GRU(6, return_sequences=True), merge_mode="sum")], (28, 28)
    ),
    "gated as before": lambda k: sequential(
        lambda m: [m.GRU(6, reset_after=False, activation="relu", return_sequences=True)], (28, 28)
    ),
    "normalized": lambda k: sequential(lambda m: [
        m.Normalization(mean=0.2, variance=0.3), m.Normalization(axis=-1),
    ], (784,)),
    "nested": lambda k: sequential(nested),
    "calculating": lambda k: calculating(k.layers),
    "shared": lambda k: shared(k.layers),
}  # fmt: skip


@pytest.mark.training
@pytest.mark.parametrize("suffix", [".h5", ".keras"])
@pytest.mark.parametrize("name", MODELS)
def test_layers_compute_what_keras_computes(tmp_path: Path, name: str, suffix: str) -> None:
    keras = pytest.importorskip("keras")
    path = tmp_path / f"model{suffix}"
    model = with_lucky_weights(MODELS[name](keras))
    model.save(path)
    if name != "calculating":  # Keras itself reads such an HDF5 file no more
        model = keras.models.load_model(path, compile=False)
    classifier = Classifier(export_keras(path.read_bytes(), "m"), "m")
    assert classifier.bundle.provenance["scaling"] in {"", "0 to 1, ink bright"}
    expected = np.asarray(model(GLYPHS.reshape(-1, *model.input_shape[1:]), training=False))
    spread = np.ptp(expected, axis=0).max()
    assert spread > 0.01, "it answers all alike"
    found = classifier.run(GLYPHS).probabilities
    np.testing.assert_allclose(found, expected, atol=min(1e-4, spread / 500))


def hdf5(path: Path, layers: Any, weights: dict[str, list[Any]], version: str = "2.2.4") -> Path:
    """Write an HDF5 file as older Keras did."""
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": layers})
        file.attrs["keras_version"] = version
        for name, arrays in weights.items():
            group = file.create_group(f"model_weights/{name}")
            group.attrs["weight_names"] = [
                f"{name}/{number}".encode() for number in range(len(arrays))
            ]
            for number, array in enumerate(arrays):
                group[f"{name}/{number}"] = array
    return path


def dense(kernel: Any = None, **more: Any) -> tuple[Any, dict[str, list[Any]]]:
    config = {"name": "d", "output_dim": 10, "activation": "softmax", **more}
    layers = [
        {"class_name": "Flatten", "config": {"name": "f", "batch_input_shape": [None, 28, 28, 1]}},
        {"class_name": "Dense", "config": config},
    ]
    return layers, {"d": [np.zeros((784, 10), "f4") if kernel is None else kernel]}


def test_the_arguments_of_keras_1_are_understood(tmp_path: Path) -> None:
    """A strided convolution with the names of 1.2, computed by hand."""
    lucky = np.random.default_rng(2)
    kernel, bias = lucky.normal(size=(3, 5, 1, 4)), lucky.normal(size=4)
    last = lucky.normal(size=(13 * 24 * 4, 10)) / 20
    first = {
        "name": "a", "nb_filter": 4, "nb_row": 3, "nb_col": 5, "border_mode": "valid",
        "subsample": [2, 1], "dim_ordering": "tf", "bias": True, "init": "glorot_uniform",
        "W_regularizer": None, "activation": "relu", "batch_input_shape": [None, 28, 28, 1],
    }  # fmt: skip
    layers = [
        {"class_name": "Convolution2D", "config": first},
        {"class_name": "Dropout", "config": {"name": "b", "p": 0.25}},
        {"class_name": "Flatten", "config": {"name": "c"}},
        {"class_name": "Dense", "config": {"name": "d", "output_dim": 10, "bias": False}},
    ]
    weights = {"a": [kernel, bias], "b": [], "c": [], "d": [last]}
    path = hdf5(tmp_path / "old.h5", layers, weights, "1.2.2")
    classifier = Classifier(export_keras(path.read_bytes(), "old"), "old")
    seen = np.lib.stride_tricks.sliding_window_view(GLYPHS, (3, 5), axis=(1, 2))[:, ::2]
    found = np.maximum(np.einsum("nyxij,ijc->nyxc", seen, kernel[:, :, 0]) + bias, 0)
    logits = found.reshape(len(GLYPHS), -1) @ last
    if classifier.bundle.provenance["scaling"]:
        pytest.skip("this network happens to read the bundled drawings in another range")
    found = np.exp(logits - logits.max(axis=1, keepdims=True))
    expected = found / found.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(classifier.run(GLYPHS).probabilities, expected, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "range_"),
    [
        ("keras-1.2.2-conv.h5", "0 to 1, ink bright"),
        ("keras-2.2.4-conv.h5", "0 to 1, ink bright"),
        ("rescaling.h5", "0 to 255, ink bright"),
    ],
)
def test_models_of_any_keras_are_opened_and_read_the_bundled_drawings(
    name: str, range_: str
) -> None:
    classifier = Classifier.open(CASES / name)
    assert classifier.is_foreign and classifier.remark is None
    assert classifier.bundle.provenance["scaling"] == range_


def refused(data: bytes | Path) -> str:
    content = data.read_bytes() if isinstance(data, Path) else data
    with pytest.raises(ModelError) as caught:
        export_keras(content, "theirs.h5")
    assert_sentence(caught.value, "theirs.h5")
    return str(caught.value)


@pytest.mark.parametrize(
    "layer",
    [
        {"class_name": "MultiHeadAttention", "config": {"name": "x"}},
        {"class_name": "Conv2D", "config": {"name": "x", "data_format": "channels_first"}},
        {"class_name": "Dense", "config": {"name": "x", "quantization_config": {"mode": "int8"}}},
        {
            "class_name": "LSTM",
            "config": {"name": "x", "go_backwards": True, "return_sequences": True},
        },
        {"class_name": "Activation", "config": {"name": "x", "activation": "theirs"}},
        {"class_name": "Average", "config": {"name": "x"}, "module": "keras.src.ops.numpy"},
        {"class_name": "Multiply", "config": {"name": "x"}, "module": "keras.src.ops.numpy"},
    ],
)
def test_what_is_not_translated_is_named_with_a_way_out(tmp_path: Path, layer: Any) -> None:
    layers, weights = dense()
    path = hdf5(tmp_path / "a.h5", [layers[0], layer, *layers[1:]], weights)
    assert "save the model as .onnx" in refused(path)


def linked(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        group = file["model_weights/d"]
        del group["d/0"]
        group["d/0"] = h5py.ExternalLink("other.h5", "/there")


def outside(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        group = file["model_weights/d/d"]
        del group["0"]
        group.create_dataset("0", (784, 10), "f4", external=[("/etc/passwd", 0, 784 * 40)])


def virtual(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        group = file["model_weights/d/d"]
        del group["0"]
        layout = h5py.VirtualLayout((784, 10), "f4")
        layout[:] = h5py.VirtualSource("other.h5", "there", (784, 10))
        group.create_virtual_dataset("0", layout)


@pytest.mark.parametrize("spoil", [linked, outside, virtual])
def test_weights_elsewhere_are_refused(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    path = hdf5(tmp_path / "a.h5", *dense())
    spoil(path)
    assert "weights that are not in it" in refused(path)


def test_more_weights_than_a_model_has_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    path = hdf5(tmp_path / "a.h5", *dense())
    with h5py.File(path, "r+") as file:
        group = file["model_weights/d/d"]
        del group["0"]
        group.create_dataset(
            "0", (2**30, 10), "f4", chunks=(2**16, 10), compression="gzip", fillvalue=0
        )
    assert path.stat().st_size < 10**6
    assert "too many weights" in refused(path)


def test_a_zip_that_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * (stored.MAX_WEIGHT_BYTES + 1))
    assert "unpacks to more" in refused(path)


def test_a_network_that_takes_all_memory_or_time_is_stopped(tmp_path: Path) -> None:
    layers, weights = dense()
    grown = {"class_name": "UpSampling2D", "config": {"name": "u", "size": [3000, 3000]}}
    pooled = {"class_name": "GlobalMaxPooling2D", "config": {"name": "p"}}
    first = {
        "class_name": "InputLayer",
        "config": {"name": "i", "batch_input_shape": [None, 28, 28, 1]},
    }
    weights["d"] = [np.zeros((1, 10), "f4")]
    path = hdf5(tmp_path / "a.h5", [first, grown, pooled, layers[1]], weights)
    with pytest.raises(ModelError) as caught:
        Classifier.open(path)
    assert_sentence(caught.value, "a.h5")


def test_the_recipes_of_unknown_networks_are_those_of_this_program() -> None:
    assert RECIPES == {"glyphs": GLYPH_RECIPE, "trajectories": trajectory.TRAJECTORY_RECIPE}
    assert RECIPES.keys() == INPUTS.keys()
