"""From the bytes of a Keras file to those of the ``.onnx`` that the program runs.

Purpose: check that a network reads 28x28 glyphs (or trajectories, as the network for strokes does) and
has as many outputs as an alphabet has symbols; translate it; find out how it wants its glyphs; add a
bundle.
Contract: what comes out takes (N, 28, 28) "glyphs" or (N, 48, 5) "trajectories" and gives (N, symbols)
"probabilities", and "features", the last hidden layer, and "logits" where there are any. Feature maps
stay inside, as outputs would cost time; the bundle says how to make them outputs. Raises ModelError.
Not here: the process for a file of anybody's (``foreign_worker``); prototypes (training).
"""

import base64
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC, DIGITS
from digit_recognizer.classifier.adapted import (
    MIN_SHARE_READ,
    Scaling,
    best_scaling,
    found_out,
    kind_of,
    reference_digits,
)
from digit_recognizer.classifier.bundle import INPUTS, Bundle, Sees
from digit_recognizer.classifier.keras_files import graph as onnx
from digit_recognizer.classifier.keras_files.builder import Builder, Unsupported, Value
from digit_recognizer.classifier.keras_files.network import built, input_shape
from digit_recognizer.classifier.keras_files.stored import KerasFile, read_keras
from digit_recognizer.classifier.session import new_session, reason_of
from digit_recognizer.errors import ModelError
from digit_recognizer.files import sha256

RECIPES: dict[Sees, int] = {"glyphs": 1, "trajectories": 2}
"""The preprocessing that a network is taken to want of which nothing is known."""

INPUT_SHAPES: dict[tuple[int, ...], Sees] = {
    (28, 28, 1): "glyphs", (28, 28): "glyphs", (784,): "glyphs", (48, 5): "trajectories",
}  # fmt: skip
ALPHABET_OF_SIZE = {len(alphabet): alphabet for alphabet in (DIGITS, ARITHMETIC)}
MODEL_KEY = "model"
"""In the provenance of a network of which nothing is known but its file."""

PLAIN = Scaling(1, 0, "")


def export_keras(data: bytes, name: str, bundle: Bundle | None = None) -> bytes:
    """Return the network in the Keras file ``data``, called ``name``, as ONNX.

    ``bundle``: what is known of it; its hash and its maps are filled in. Without one the bundled
    drawings tell how it wants its pictures.
    """
    try:
        file = read_keras(data, name)
        shape = _shape(file, name)
        return _exported(_Model(file, shape, name), data, bundle)
    except Unsupported as error:
        raise ModelError(
            f"{name} has {error}, which this program does not read: save the model as .onnx "
            '(model.export("model.onnx", format="onnx") in Keras 3).'
        ) from error
    except ModelError:
        raise
    except MemoryError:
        raise ModelError(f"{name} takes too much memory: give a smaller model.") from None
    except Exception as error:  # whatever a damaged file leads h5py, NumPy and ONNX Runtime to
        is_nonsense = isinstance(error, TypeError | LookupError | AttributeError)
        words = "its description makes no sense" if is_nonsense else reason_of(error)
        raise ModelError(
            f"{name} cannot be read as a Keras model: {words}; save it anew with a newer "
            "Keras, or as .onnx."
        ) from error


class _Model:
    """A Keras model that can be written as ONNX, one way or another."""

    def __init__(self, file: KerasFile, shape: tuple[int, ...], name: str) -> None:
        self._file, self._shape, self.name = file, shape, name
        self.sees = INPUT_SHAPES[shape]
        plain, _ = self.written(PLAIN, "shares")
        self._session = new_session(plain)
        given = self._session.get_outputs()[0].shape
        if len(given) != 2 or given[1] not in ALPHABET_OF_SIZE:
            raise ModelError(
                f"{name} gives {tuple(given[1:])} outputs, not 10 digits or the {len(ARITHMETIC)} "
                "symbols of arithmetic: not used."
            )
        self.alphabet = ALPHABET_OF_SIZE[given[1]]

    def answers(self, examples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return its own answers to examples that are scaled already."""
        found = self._session.run(["probabilities"], {self.sees: examples.astype(np.float32)})
        return np.asarray(found[0])

    def written(self, scaling: Scaling, kind: str) -> tuple[bytes, tuple[str, ...]]:
        """Return the network, and the layers whose maps it has.

        ``kind``: what it answers with, as :func:`kind_of` says.
        """
        builder = Builder(self._file.version)
        graph = builder.graph
        value = Value(self.sees, 1 + len(INPUTS[self.sees]))
        if scaling.factor != 1:
            value = builder.each("Mul", value, scaling.factor)
            value = builder.each("Add", value, scaling.offset)
        target = graph.constant([-1, *self._shape])
        value = Value(graph.add("Reshape", value.name, target), 1 + len(self._shape))
        value = built(builder, self._file.config, self._file.weights, value)
        value = builder.last(value)
        logits = value if kind == "logits" else builder.before_softmax.get(value.name)
        if kind == "logits":
            value = builder.softmax(value)
        elif kind == "scores":
            total = graph.add("ReduceSum", value.name, graph.constant([1]), keepdims=1)
            total = graph.add("Max", total, graph.constant(1e-7))
            value = value._replace(name=graph.add("Div", value.name, total))
        graph.add("Identity", value.name, output="probabilities")
        outputs = ["probabilities"]
        for name, inner in (("features", builder.features), ("logits", logits)):
            if inner is not None:
                graph.add("Identity", inner.name, output=name)
                outputs.append(name)
        maps = builder.name_maps()
        return graph.to_bytes(onnx.float_value(self.sees, ["N", *INPUTS[self.sees]]), outputs), maps


def _shape(file: KerasFile, name: str) -> tuple[int, ...]:
    shape = input_shape(file.config)
    found = None if shape is None else tuple(shape)
    if found not in INPUT_SHAPES:
        words = "several shapes" if found is None else f"shape {found}"
        raise ModelError(
            f"{name} takes input of {words}, not 28x28 glyphs or 48x5 trajectories: not used."
        )
    return found


def _exported(model: _Model, data: bytes, bundle: Bundle | None) -> bytes:
    if bundle is None:
        recipe = RECIPES[model.sees]
        bundle = Bundle("", model.alphabet, recipe, provenance={MODEL_KEY: Path(model.name).name})
    scaling = PLAIN
    random = np.random.default_rng(0).random((16, *INPUTS[model.sees]), np.float32)
    # What training says of a network is another provenance: it sees glyphs as they are.
    if MODEL_KEY in bundle.provenance and model.sees == "glyphs" and bundle.alphabet == DIGITS:
        found, read = best_scaling(model.answers)
        if read >= MIN_SHARE_READ * len(reference_digits()[1]):  # else nobody knows what it wants
            scaling = found
        bundle = replace(bundle, provenance={**bundle.provenance, **found_out(scaling, read)})
    values = model.answers(random * scaling.factor + np.float32(scaling.offset))
    if not np.isfinite(values).all():
        raise ModelError(f"{model.name} answers with NaN or infinity: not used.")
    network, maps = model.written(scaling, kind_of(values))
    more = onnx.shown([f"maps{number}" for number in range(len(maps))]) if maps else b""
    bundle = replace(
        bundle, source_sha256=sha256(data), map_layers=maps,
        map_outputs=base64.b64encode(more).decode(), prototypes="",
    )  # fmt: skip
    return network + onnx.properties(bundle.properties())
