"""From a Keras ``.h5`` to its ``.onnx``: the export that the program runs.

Purpose: load a Keras HDF5 file that may come from anywhere, check that it reads 28x28 glyphs (or
trajectories, as the network for strokes does) and has as many outputs as an alphabet has symbols,
convert it with tf2onnx, and put the bundle's metadata into the result.
Contract: the export computes what Keras computes (checked on glyphs before it is returned, within
``EXPORT_TOLERANCE``), and names the SHA-256 of the file it came from. No code in the file is run: Lambda
layers and classes that are not Keras's own are refused before Keras sees them. The file is read once:
what is checked, loaded and hashed are the same bytes.
Not here: training; running the export; which layers can be looked at (``layers``).
"""

import base64
import io
import json
import logging
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import onnx
import tensorflow as tf
import tf2onnx
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC, DIGITS
from digit_recognizer.classifier import (
    INPUTS,
    MIN_SHARE_READ,
    Bundle,
    Classifier,
    Scaling,
    Sees,
    best_scaling,
    found_out,
    reference_digits,
)
from digit_recognizer.classifier.classifier import ZIP_MAGIC
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.files import read_limited, sha256
from digit_recognizer.raster import GLYPH_RECIPE, trajectory
from digit_recognizer.training.keras_config import translated
from digit_recognizer.training.layers import feature_maps, last_features, last_logits
from digit_recognizer.training.prototypes import prototypes
from digit_recognizer.words import clause_of

MAX_KERAS_BYTES = 256 * 2**20
EXPORT_TOLERANCE = 1e-4
OPSET = 17
PLAIN = Scaling(1, 0, "")
MODEL_KEY = "model"
"""In the provenance of a network of which nothing is known but its file."""
CODE_LAYERS = {"Lambda", "__lambda__", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"}
ALPHABET_OF_SIZE = {len(alphabet): alphabet for alphabet in (DIGITS, ARITHMETIC)}
TRAJECTORY_SHAPE = tuple(INPUTS["trajectories"])
INPUT_SHAPES = {
    (28, 28, 1): (-1, 28, 28, 1),
    (28, 28): (-1, 28, 28),
    (784,): (-1, 784),
    TRAJECTORY_SHAPE: (-1, *TRAJECTORY_SHAPE),
}


def load_keras(path: Path) -> keras.Model:
    """Return the Keras model in the HDF5 file ``path``, uncompiled.

    Raises ModelError if it is damaged, of another program, holds code, or has other shapes.
    """
    return _load(read_limited(path, MAX_KERAS_BYTES, "a model"), path)


def _load(data: bytes, path: Path) -> keras.Model:
    """Return the Keras model in ``data``, the content of ``path``; see :func:`load_keras`."""
    try:
        is_zip = data.startswith(ZIP_MAGIC)
        config = _zip_config(data, path) if is_zip else _hdf5_config(data, path)
        for layer in _layers(config):
            _refuse_code(layer, path)
        with tempfile.TemporaryDirectory() as folder:
            # Keras goes by the suffix, whatever the user's is.
            checked = Path(folder) / ("model.keras" if is_zip else "model.h5")
            checked.write_bytes(data)
            model = _built(checked, None if is_zip else config)
    except ModelError:
        raise
    except Exception as error:  # h5py and Keras raise whatever a damaged file leads them to
        raise ModelError(
            f"{path} cannot be loaded by Keras {keras.__version__}: {clause_of(error)}; save it "
            "anew with a newer Keras, or as .onnx."
        ) from error
    shape = getattr(model, "input_shape", None)
    if not isinstance(shape, tuple) or shape[1:] not in INPUT_SHAPES:
        raise ModelError(
            f"{path} takes input of shape {shape}, not 28x28 glyphs or 48x5 trajectories: not used."
        )
    outputs = model.output_shape
    if not isinstance(outputs, tuple) or outputs[1:] not in [(n,) for n in ALPHABET_OF_SIZE]:
        raise ModelError(
            f"{path} gives {outputs[1:]} outputs, not 10 digits or the {len(ARITHMETIC)} symbols of "
            "arithmetic: not used."
        )
    return model


def _hdf5_config(data: bytes, path: Path) -> Any:
    with h5py.File(io.BytesIO(data), "r") as file:
        config = file.attrs.get("model_config")
    if config is None:
        raise ModelError(
            f"{path} holds no Keras model: save the whole model, not its weights alone."
        )
    return json.loads(config)


def _zip_config(data: bytes, path: Path) -> Any:
    """Return the configuration in a ``.keras`` file, a zip whose members may not unpack to much more."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_KERAS_BYTES:
            raise ModelError(
                f"{path} unpacks to more than {MAX_KERAS_BYTES // 2**20} MB: give a smaller model."
            )
        return json.loads(archive.read("config.json"))


def _built(path: Path, config: Any) -> keras.Model:
    """Return the model that Keras makes of the file; ``config``: what an HDF5 file says of it.

    A file that the present Keras cannot load is taken for one of an older Keras.
    """
    try:
        return keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception:
        if config is None:
            raise
        with h5py.File(path, "r+") as file:
            file.attrs["model_config"] = json.dumps(translated(config))
        return keras.models.load_model(path, compile=False, safe_mode=True)


def export(path: Path, bundle: Bundle | None = None, *, with_prototypes: bool = True) -> bytes:
    """Return the ONNX bytes of the Keras file ``path``, with ``bundle`` (its own hash filled in).

    Without ``bundle``, the one in an export beside ``path`` is kept where it is of this very file: what
    training found out (temperature, threshold of doubt, provenance) is not in the ``.h5``.
    ``with_prototypes``: also make the network's ideal of each class, which takes seconds. A network for
    trajectories has none: they are pictures.
    """
    data = read_limited(path, MAX_KERAS_BYTES, "a model")
    model = _load(data, path)
    digest = sha256(data)
    bundle = bundle or _kept(path.with_suffix(".onnx"), digest)
    if bundle is None:
        alphabet = ALPHABET_OF_SIZE[model.output_shape[1]]
        recipe = GLYPH_RECIPE if _sees(model) == "glyphs" else trajectory.TRAJECTORY_RECIPE
        bundle = Bundle("", alphabet, glyph_recipe=recipe, provenance={MODEL_KEY: path.name})
    scaling = PLAIN
    # What training says of a network is another provenance: it sees glyphs as they are.
    is_unknown = MODEL_KEY in bundle.provenance
    if is_unknown and _sees(model) == "glyphs" and bundle.alphabet == DIGITS:
        found, read = best_scaling(partial(_answers, model))
        if read >= MIN_SHARE_READ * len(reference_digits()[1]):  # else nobody knows what it wants
            scaling = found
        bundle = replace(bundle, provenance={**bundle.provenance, **found_out(scaling, read)})
    graph, map_layers, map_outputs = _convert(model, scaling)
    bundle = replace(
        bundle, source_sha256=digest, map_layers=map_layers,
        map_outputs=base64.b64encode(map_outputs).decode(), prototypes="",
    )  # fmt: skip
    plain = Classifier(with_bundle(graph, bundle), path.name)
    _compare(model, plain, path, scaling)
    if with_prototypes and plain.sees == "glyphs":
        pictures = prototypes(model, len(bundle.alphabet), _normaliser(model))
        if pictures is not None:
            bundle = replace(bundle, prototypes=Bundle.pack_prototypes(pictures))
    return with_bundle(graph, bundle)


def with_bundle(exported: bytes, bundle: Bundle) -> bytes:
    """Return the ``exported`` network with ``bundle`` in the place of its own."""
    return with_properties(exported, bundle.properties())


def with_properties(exported: bytes, properties: Mapping[str, str]) -> bytes:
    """Return the ``exported`` network with these ``properties`` and no others."""
    model = onnx.load_from_string(exported)
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, dict(properties))
    return bytes(model.SerializeToString())


def _sees(model: keras.Model) -> Sees:
    return "trajectories" if model.input_shape[1:] == TRAJECTORY_SHAPE else "glyphs"


def _kept(path: Path, digest: str) -> Bundle | None:
    """Return the bundle in the export ``path`` if it was made from the file with this digest."""
    try:
        bundle = Classifier(read_limited(path, MAX_KERAS_BYTES, "a model"), path.name).bundle
    except FileError:
        return None  # there is none, or it is no export
    return bundle if bundle.source_sha256 == digest else None


def _layers(config: Any) -> Iterator[dict[str, Any]]:
    """Yield every dictionary in a Keras configuration that names a class."""
    if isinstance(config, dict):
        if "class_name" in config:
            yield config
        for value in config.values():
            yield from _layers(value)
    elif isinstance(config, list):
        for value in config:
            yield from _layers(value)


def _refuse_code(layer: dict[str, Any], path: Path) -> None:
    """Raise ModelError for a layer that would run code, or is not Keras's own."""
    name = str(layer["class_name"])
    module = str(layer.get("module") or "keras").split(".")[0]
    # A registered class is "package>name"; Keras 2 wrote that as the name of the class.
    registered = (name, str(layer.get("registered_name") or ""))
    packages = {text.rpartition(">")[0] or "keras" for text in registered}
    if name in CODE_LAYERS or module not in {"keras", "builtins"} or packages != {"keras"}:
        raise ModelError(
            f"{path} holds code of its own (the layer {name}): only Keras's own layers are run."
        )


def _answers(model: keras.Model, examples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the model's own answers to examples that are scaled already."""
    shaped = examples.reshape(INPUT_SHAPES[model.input_shape[1:]])
    return np.asarray(model(shaped, training=False))


def _convert(model: keras.Model, scaling: Scaling) -> tuple[bytes, tuple[str, ...], bytes]:
    """Return the graph from (N, 28, 28) "glyphs", or "trajectories", to (N, symbols) "probabilities".

    With it: the layers whose maps it can give, and what to append to its bytes so that it does.
    Where the model has them, it gives (N, F) "features", the last hidden layer, and (N, symbols)
    "logits" too; they cost nothing. Feature maps do: graph outputs keep ONNX Runtime
    from fusing layers (6 % of the time for a glyph, measured). So they stay inside, and the description
    of these outputs travels beside the graph. Appended to the model's bytes it makes them outputs: two
    protobuf messages in a row are one, with their lists joined
    (https://protobuf.dev/programming-guides/encoding/#last-one-wins).
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    sees = _sees(model)
    signature = [tf.TensorSpec((None, *INPUTS[sees]), tf.float32, name=sees)]
    shape = INPUT_SHAPES[model.input_shape[1:]]
    normalised = _normaliser(model)
    features, maps = last_features(model), feature_maps(model)
    inner = {f"maps{number}": tensor for number, tensor in enumerate(maps.values())}
    names = list(inner)
    if features is not None:
        inner["features"] = features
    logits = last_logits(model)
    if logits is not None:
        inner["logits"] = logits
    whole = keras.Model(model.inputs, {**inner, "output": model.outputs[0]})

    @tf.function(input_signature=signature)  # type: ignore[untyped-decorator]
    def infer(examples: tf.Tensor) -> dict[str, tf.Tensor]:
        scaled = tf.reshape(examples, shape)
        if scaling.factor != 1:
            scaled = scaled * scaling.factor + scaling.offset
        values = whole(scaled, training=False)
        output = values.pop("output")
        # Channels first is how the graph computes: nothing is moved for these outputs.
        moved = {name: tf.transpose(values[name], (0, 3, 1, 2)) for name in names}
        if logits is not None:  # so that the last layer is there once
            output = tf.nn.softmax(values["logits"])
        probabilities = tf.reshape(normalised(output), (-1, model.output_shape[1]))
        return {**values, **moved, "probabilities": probabilities}

    graph, _ = tf2onnx.convert.from_function(infer, input_signature=signature, opset=OPSET)
    outputs = {value.name: value for value in graph.graph.output}
    shown = [outputs[name] for name in ("probabilities", "features", "logits") if name in outputs]
    hidden = onnx.ModelProto()
    hidden.graph.output.extend(outputs[name] for name in names)
    kept = onnx.ModelProto()
    kept.CopyFrom(graph)
    del kept.graph.output[:]
    kept.graph.output.extend(shown)
    return kept.SerializeToString(), tuple(maps), hidden.SerializeToString() if maps else b""


def _normaliser(model: keras.Model) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return what makes the model's outputs probabilities, judged by its answers to random glyphs.

    Numbers that sum to 1 are probabilities already; others in [0, 1], as sigmoids give, are
    divided by their sum; all others are taken for logits.
    """
    random = np.random.default_rng(0).random((16, *model.input_shape[1:]), np.float32)
    output = np.asarray(model(random, training=False))
    if not ((output >= 0) & (output <= 1 + 1e-3)).all():
        return lambda values: tf.nn.softmax(values)
    if np.allclose(output.sum(axis=1), 1, atol=1e-3):
        return lambda values: values
    return lambda values: values / tf.maximum(tf.reduce_sum(values, axis=1, keepdims=True), 1e-7)


def _compare(model: keras.Model, exported: Classifier, path: Path, scaling: Scaling) -> None:
    """Raise ModelError unless Keras and the export agree on random glyphs."""
    glyphs = np.random.default_rng(1).random((32, *INPUTS[exported.sees]), np.float32)
    scaled = glyphs * np.float32(scaling.factor) + np.float32(scaling.offset)
    output = np.asarray(_normaliser(model)(_answers(model, scaled)))
    if not np.isfinite(output).all():
        raise ModelError(f"{path} answers with NaN or infinity: not used.")
    difference = float(np.abs(output - exported.run(glyphs).probabilities).max())
    if not difference <= EXPORT_TOLERANCE:
        raise ModelError(f"{path}: the export differs from Keras by {difference:.2g}: not used.")
