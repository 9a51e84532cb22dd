"""From a Keras file to its ``.onnx``, with what only Keras can tell of it.

Purpose: export a file as ``classifier.keras_files`` translates it, compare the translation with Keras,
and add the network's ideal of each class; load a file into Keras, to fit it further.
Contract: the export computes what Keras computes (checked on glyphs before it is returned, within
``EXPORT_TOLERANCE``), and names the SHA-256 of the file it came from. The file is read once: what is
checked, loaded and hashed are the same bytes. Only what could be translated reaches Keras: no code.
Not here: training; running the export.
"""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import onnx
import tensorflow as tf

from digit_recognizer.classifier import INPUTS, Bundle, Classifier
from digit_recognizer.classifier.adapted import SCALING_KEY, SCALINGS, kind_of, probabilities_of
from digit_recognizer.classifier.keras_files.export import export_keras
from digit_recognizer.classifier.keras_files.stored import ZIP_MAGIC
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.files import read_limited, sha256
from digit_recognizer.training.prototypes import prototypes
from digit_recognizer.words import clause_of

MAX_KERAS_BYTES = 256 * 2**20
EXPORT_TOLERANCE = 1e-4
HALF_TOLERANCE = (
    1e-2  # the same of outputs about one in size, after weights were stored in half precision
)
HALF_WEIGHTS = 512  # fewer in an array are not worth it
OPSET = 17


def load_keras(path: Path) -> keras.Model:
    """Return the Keras model in ``path``, uncompiled.

    Raises ModelError if it is damaged, of another program, holds code, or has other shapes.
    """
    data = read_limited(path, MAX_KERAS_BYTES, "a model")
    export_keras(data, str(path))
    return _loaded(data, path)


def export(path: Path, bundle: Bundle | None = None, *, with_prototypes: bool = True) -> bytes:
    """Return the ONNX bytes of the Keras file ``path``, with ``bundle`` (its own hash filled in).

    Without ``bundle``, the one in an export beside ``path`` is kept where it is of this very file: what
    training found out (temperature, threshold of doubt, provenance) is not in the ``.h5``.
    ``with_prototypes``: also make the network's ideal of each class, which takes seconds. A network for
    trajectories has none, as they are pictures; nor has one that the present Keras cannot load.
    """
    data = read_limited(path, MAX_KERAS_BYTES, "a model")
    bundle = bundle or _kept(path.with_suffix(".onnx"), sha256(data))
    exported = export_keras(data, str(path), bundle)
    classifier = Classifier(exported, path.name)
    try:
        model = _loaded(data, path)
    except ModelError:
        return exported
    kind = _compare(model, classifier, path)
    if with_prototypes and classifier.sees == "glyphs":
        bundle = classifier.bundle
        pictures = prototypes(model, len(bundle.alphabet), NORMALISERS[kind])
        if pictures is not None:
            bundle = replace(bundle, prototypes=Bundle.pack_prototypes(pictures))
        exported = with_bundle(exported, bundle)
    return exported


def with_bundle(exported: bytes, bundle: Bundle) -> bytes:
    """Return the ``exported`` network with ``bundle`` in the place of its own."""
    return with_properties(exported, bundle.properties())


def with_properties(exported: bytes, properties: Mapping[str, str]) -> bytes:
    """Return the ``exported`` network with these ``properties`` and no others."""
    model = onnx.load_from_string(exported)
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, dict(properties))
    return bytes(model.SerializeToString())


def with_half_weights(exported: bytes) -> bytes:
    """Return the ``exported`` network in half the bytes: large weights are stored as float16.

    ONNX Runtime makes them float32 again when it opens the file, so that nothing else changes.
    """
    model = onnx.load_from_string(exported)
    graph, nodes = model.graph, []
    for weights in graph.initializer:
        values = onnx.numpy_helper.to_array(weights)
        if values.dtype == np.float32 and values.size >= HALF_WEIGHTS:
            name, stored = weights.name, f"{weights.name}_half"
            weights.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), stored))
            nodes.append(onnx.helper.make_node("Cast", [stored], [name], to=onnx.TensorProto.FLOAT))
    nodes += graph.node
    del graph.node[:]
    graph.node.extend(nodes)
    return bytes(model.SerializeToString())


def _loaded(data: bytes, path: Path) -> keras.Model:
    """Return the Keras model in ``data``, the content of ``path``, which was translated already."""
    with tempfile.TemporaryDirectory() as folder:
        # Keras goes by the suffix, whatever the user's is.
        checked = Path(folder) / ("model.keras" if data.startswith(ZIP_MAGIC) else "model.h5")
        checked.write_bytes(data)
        try:
            return keras.models.load_model(checked, compile=False, safe_mode=True)
        except Exception as error:  # whatever a file of another Keras leads this one to
            raise ModelError(
                f"{path} cannot be loaded by Keras {keras.__version__}: {clause_of(error)}; save it "
                "anew with a newer Keras."
            ) from error


def _kept(path: Path, digest: str) -> Bundle | None:
    """Return the bundle in the export ``path`` if it was made from the file with this digest."""
    try:
        bundle = Classifier(read_limited(path, MAX_KERAS_BYTES, "a model"), path.name).bundle
    except FileError:
        return None  # there is none, or it is no export
    return bundle if bundle.source_sha256 == digest else None


def _compare(model: keras.Model, exported: Classifier, path: Path) -> str:
    """Return what kind of answers Keras gives; raises ModelError where the export gives others."""
    glyphs = np.random.default_rng(1).random((32, *INPUTS[exported.sees]), np.float32)
    words = exported.bundle.provenance.get(SCALING_KEY)
    scaling = next((each for each in SCALINGS if each.words == words), SCALINGS[0])
    scaled = glyphs * np.float32(scaling.factor) + np.float32(scaling.offset)
    output = np.asarray(model(scaled.reshape(-1, *model.input_shape[1:]), training=False))
    kind = kind_of(output)
    found = exported.run(glyphs).probabilities
    difference = float(np.abs(probabilities_of(output, kind) - found).max())
    if not difference <= EXPORT_TOLERANCE:
        raise ModelError(f"{path}: the export differs from Keras by {difference:.2g}: not used.")
    return kind


NORMALISERS: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
    "shares": lambda values: values,
    "scores": lambda values: (
        values / tf.maximum(tf.reduce_sum(values, axis=1, keepdims=True), 1e-7)
    ),
    "logits": lambda values: tf.nn.softmax(values),
}
