"""What a Keras file holds: the description of its layers, and their weights.

Purpose: read an HDF5 file of Keras 1 to 3, or a ``.keras``, with h5py alone.
Contract: the bytes are untrusted. Nothing is run; code of the file's own is refused; weights come from
the file itself, by no link, and are at most :data:`MAX_WEIGHT_BYTES`. Raises ModelError; what else is
raised (by h5py, by numpy, for a description that makes no sense) is a damaged file.
Not here: what layers compute (``layers``).
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

import h5py
import numpy as np
from numpy.typing import NDArray

from digit_recognizer.errors import ModelError

Config = dict[str, Any]
Array = NDArray[np.float32]
MAX_WEIGHT_BYTES = 256 * 2**20
ZIP_MAGIC = b"PK\x03\x04"
CODE_LAYERS = {"Lambda", "__lambda__", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"}
MODEL_KINDS = {"Functional", "Model", "Sequential"}
CHILDREN = ("layers", "_layer_checkpoint_dependencies")  # as Keras 3 and Keras 2.12 call them


class KerasFile(NamedTuple):
    """A file: the description of its model, the weights, and the Keras that wrote it."""

    config: Config
    weights: "Weights"
    version: str


class Weights:
    """The weights of a layer, or of a model and the layers in it."""

    def arrays(self) -> list[Array]:
        """Return the arrays of a layer, in Keras's order."""
        raise NotImplementedError

    def of(self, layers: list[Config]) -> "list[Weights]":
        """Return the weights of each of the ``layers`` that a model consists of."""
        raise NotImplementedError

    def cells(self, count: int) -> "list[Weights]":
        """Return the weights of each cell of a recurrent layer: one, or one for each way."""
        raise NotImplementedError


def read_keras(data: bytes, name: str) -> KerasFile:
    """Return what the bytes of a Keras file hold; ``name`` says in sentences which it is."""
    if data.startswith(ZIP_MAGIC):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_WEIGHT_BYTES:
                raise ModelError(
                    f"{name} unpacks to more than {MAX_WEIGHT_BYTES // 2**20} MB: give a smaller model."
                )
            config = json.loads(archive.read("config.json"))
            _refuse_code(config, name)
            file = h5py.File(io.BytesIO(archive.read("model.weights.h5")), "r")
        return KerasFile(config, _Grouped(file, _Budget(name)), "3")
    file = h5py.File(io.BytesIO(data), "r")
    text = file.attrs.get("model_config")
    if text is None:
        raise ModelError(
            f"{name} holds no Keras model: save the whole model, not its weights alone."
        )
    config = json.loads(text)
    _refuse_code(config, name)
    version = file.attrs.get("keras_version", b"1")
    root = _linked(file, "model_weights")
    return KerasFile(
        config,
        _Listed(root, _Budget(name)),
        version.decode() if isinstance(version, bytes) else version,
    )


def _refuse_code(config: Any, name: str) -> None:
    """Raise ModelError where a layer would run code, or is not Keras's own."""
    for layer in _described(config):
        kind = str(layer["class_name"])
        module = str(layer.get("module") or "keras").split(".")[0]
        # A registered class is "package>name"; Keras 2 wrote that as the name of the class.
        registered = (kind, str(layer.get("registered_name") or ""))
        packages = {text.rpartition(">")[0] or "keras" for text in registered}
        if kind in CODE_LAYERS or module not in {"keras", "builtins"} or packages != {"keras"}:
            raise ModelError(
                f"{name} holds code of its own (the layer {kind}): only Keras's own layers are run."
            )


def _described(config: Any) -> Iterator[Config]:
    """Yield every dictionary that names a class."""
    if isinstance(config, dict):
        if "class_name" in config:
            yield config
        for value in config.values():
            yield from _described(value)
    elif isinstance(config, list):
        for value in config:
            yield from _described(value)


class _Budget:
    """How much may still be read of a file."""

    def __init__(self, name: str) -> None:
        self._left, self._name = MAX_WEIGHT_BYTES, name
        self._counted: set[str] = set()

    def array(self, found: Any) -> Array:
        """Return the content of a data set; raises ModelError where it is elsewhere, or too much."""
        if not isinstance(found, h5py.Dataset) or found.is_virtual or found.external:
            raise ModelError(f"{self._name} has weights that are not in it: save the model anew.")
        if found.dtype.kind not in "fiu":
            raise ModelError(f"{self._name} has weights that are no numbers: save the model anew.")
        if found.name not in self._counted:  # it may be asked for again
            self._counted.add(found.name)
            self._left -= 4 * found.size
        if self._left < 0:
            raise ModelError(f"{self._name} has too many weights: give a smaller model.")
        return np.asarray(found[()], np.float32)


class _Grouped(Weights):
    """The weights in a ``.keras``: groups like the model, a layer's arrays by number."""

    def __init__(self, group: Any, budget: _Budget) -> None:
        self._group, self._budget = group, budget

    def arrays(self) -> list[Array]:
        variables = _linked(self._group, "vars") if self._group is not None else None
        if variables is None:
            return []
        return [
            self._budget.array(_linked(variables, str(number))) for number in range(len(variables))
        ]

    def of(self, layers: list[Config]) -> list[Weights]:
        group = next((found for key in CHILDREN if (found := _linked(self._group, key))), None)
        counts: dict[str, int] = {}
        found = []
        for layer in layers:
            name = snake_case(layer["class_name"])
            number = counts[name] = counts.get(name, -1) + 1
            key = f"{name}_{number}" if number else name
            found.append(_Grouped(_linked(group, key), self._budget))
        return list(found)

    def cells(self, count: int) -> list[Weights]:
        paths = ["cell"] if count == 1 else ["forward_layer/cell", "backward_layer/cell"]
        return [_Grouped(_linked(self._group, path), self._budget) for path in paths]


class _Listed(Weights):
    """The weights in an HDF5 file: a group for each layer of the model, which lists its arrays."""

    def __init__(self, root: Any, budget: _Budget) -> None:
        self._root, self._budget = root, budget

    def of(self, layers: list[Config]) -> list[Weights]:
        return [_Flat(self._of(_linked(self._root, name_of(layer)))) for layer in layers]

    def _of(self, group: Any) -> list[Array]:
        if group is None:
            return []
        names = group.attrs.get("weight_names")
        if names is None:  # too many for one attribute
            parts, number = [], 0
            while (more := group.attrs.get(f"weight_names{number}")) is not None:
                parts += list(more)
                number += 1
            names = parts
        texts = [name.decode() if isinstance(name, bytes) else str(name) for name in names]
        return [self._budget.array(_linked(group, text)) for text in texts]


class _Flat(Weights):
    """The arrays of a layer in a row; of a model in a model first what is trained, then the rest."""

    def __init__(self, found: list[Array]) -> None:
        self._found = found

    def arrays(self) -> list[Array]:
        return self._found

    def cells(self, count: int) -> list[Weights]:
        each = len(self._found) // count
        return [_Flat(self._found[place * each :][:each]) for place in range(count)]

    def of(self, layers: list[Config]) -> list[Weights]:
        counts = [_counts(layer) for layer in layers]
        rest = iter(self._found)
        trained = [[next(rest) for _ in range(count)] for count, _ in counts]
        kept = [[next(rest) for _ in range(count)] for _, count in counts]
        return [_Flat(one + two) for one, two in zip(trained, kept, strict=True)]


def name_of(layer: Config) -> str:
    """Return the name that a layer has in its model."""
    return str(layer.get("name") or layer["config"]["name"])


def _counts(layer: Config) -> tuple[int, int]:
    """Return how many arrays of a layer are trained, and how many are not."""
    kind, config = layer["class_name"], layer["config"]
    if kind in MODEL_KINDS:
        inner = config if isinstance(config, list) else config["layers"]
        counts = [_counts(each) for each in inner]
        return sum(one for one, _ in counts), sum(two for _, two in counts)
    has_bias = bool(config.get("use_bias", config.get("bias", True)))
    trained, kept = 0, 0
    if kind == "BatchNormalization":
        trained, kept = bool(config.get("scale", True)) + bool(config.get("center", True)), 2
    elif kind == "LayerNormalization":
        trained = bool(config.get("scale", True)) + bool(config.get("center", True))
    elif kind == "Normalization":
        kept = 3
    elif kind == "PReLU":
        trained = 1
    elif kind.startswith("Separable") or kind in {"LSTM", "GRU", "SimpleRNN"}:
        trained = 2 + has_bias
    elif kind == "Bidirectional":
        trained = 2 * sum(_counts(config["layer"]))
    elif kind == "Dense" or "Conv" in kind:
        trained = 1 + has_bias
    return (trained, kept) if config.get("trainable", True) else (0, trained + kept)


def _linked(group: Any, path: str) -> Any:
    """Return what is at ``path`` below ``group``, None for nothing; only by links of this file."""
    for name in filter(None, path.split("/")):
        if not isinstance(group, h5py.Group):
            return None
        link = group.get(name, getlink=True)
        if not isinstance(link, h5py.HardLink):
            return None
        group = group[name]
    return group


def snake_case(name: str) -> str:
    """Return the name of a class as Keras writes it in paths."""
    parted = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", parted).lower()
