"""A network in the making: its graph, and what doubt and explanations rest on.

Purpose: values that know how they are stored, activations, and which value is which: what the last
dense layer decides by, what a softmax is of, the maps of convolutional layers.
Contract: a value has the shape that Keras gives it, but may be stored with its channels before its
places, as ONNX convolves: :meth:`Builder.last` and :meth:`Builder.first` move them.
Not here: what each layer computes (``layers``).
"""

from typing import Any, NamedTuple

from digit_recognizer.classifier.keras_files.graph import Graph
from digit_recognizer.classifier.keras_files.stored import Config, Weights

MAX_FEATURE_MAPS = 16


class Value(NamedTuple):
    """A value: its name in the graph, how many sides it has, and whether channels come first."""

    name: str
    rank: int
    is_first: bool = False


class Layer(NamedTuple):
    """A layer that is to be translated: its arguments, its weights, and what it is given."""

    builder: "Builder"
    config: Config
    weights: Weights
    values: list[Value]

    @property
    def value(self) -> Value:
        """What it is given, where that is one value."""
        return self.values[0]


class Unsupported(Exception):
    """What is in the file, and cannot be translated: "a layer LSTM ..."."""


class Builder:
    """The graph, and what is known of its values."""

    def __init__(self, version: str) -> None:
        """``version``: of the Keras that wrote the file."""
        self.graph = Graph()
        self.is_keras_3 = not version.startswith(("1", "2"))
        self.features: Value | None = None
        self.before_softmax: dict[str, Value] = {}
        self._maps: dict[str, Value] = {}
        self._map_of: dict[str, str] = {}

    def last(self, value: Value) -> Value:
        """Return the value with its channels last, as Keras has it."""
        if not value.is_first:
            return value
        order = [0, *range(2, value.rank), 1]
        return Value(self.graph.add("Transpose", value.name, perm=order), value.rank)

    def first(self, value: Value) -> Value:
        """Return the value with its channels before its places."""
        if value.is_first:
            return value
        order = [0, value.rank - 1, *range(1, value.rank - 1)]
        return Value(self.graph.add("Transpose", value.name, perm=order), value.rank, True)

    def each(self, operator: str, value: Value, *others: Any, **attributes: Any) -> Value:
        """Return what the operator makes of each number, with ``others``: constants of one number."""
        more = [self.graph.constant(float(other)) for other in others]
        return value._replace(name=self.graph.add(operator, value.name, *more, **attributes))

    def by_channel(self, operator: str, value: Value, numbers: Any) -> Value:
        """Return the value combined with an array that is broadcast over Keras's last sides."""
        value = self.last(value)
        return value._replace(
            name=self.graph.add(operator, value.name, self.graph.constant(numbers))
        )

    def activated(self, value: Value, activation: str | None) -> Value:
        """Return the value behind an activation: its name, None for none."""
        kind = activation
        if kind in {None, "linear"}:
            return value
        if kind in {"softmax", "log_softmax"}:
            return self.softmax(value, "Softmax" if kind == "softmax" else "LogSoftmax")
        if kind in PLAIN_ACTIVATIONS:
            operator, attributes = PLAIN_ACTIVATIONS[kind]
            return self.each(operator, value, **attributes)
        if kind == "hard_sigmoid":  # Keras 3 means another one
            return self.each(
                "HardSigmoid", value, alpha=1 / 6 if self.is_keras_3 else 0.2, beta=0.5
            )
        if kind in {"relu6", "relu_6"}:
            return self.each("Min", self.each("Relu", value), 6)
        if kind in {"swish", "silu", "hard_silu", "hard_swish", "mish", "gelu"}:
            inner = {"swish": "Sigmoid", "silu": "Sigmoid", "mish": "Softplus"}.get(kind)
            if kind == "gelu":
                share = self.each("Erf", self.each("Mul", value, 0.5**0.5))
                share = self.each("Mul", self.each("Add", share, 1), 0.5)
            elif inner is None:
                share = self.each("HardSigmoid", value, alpha=1 / 6, beta=0.5)
            else:
                share = self.each(inner, value)
            share = self.each("Tanh", share) if kind == "mish" else share
            return value._replace(name=self.graph.add("Mul", value.name, share.name))
        raise Unsupported(f"the activation {kind}")

    def softmax(self, value: Value, operator: str = "Softmax") -> Value:
        """Return the shares of the last side, and know what they are of."""
        value = self.last(value)
        found = self.each(operator, value, axis=-1)
        if operator == "Softmax":
            self.before_softmax[found.name] = value
        return found

    def note_map(self, value: Value, name: str) -> None:
        """Know the value as the maps of the convolutional layer ``name``."""
        if value.rank == 4:
            self._maps[name] = value
            self._map_of[value.name] = name

    def follow_map(self, before: Value, value: Value) -> None:
        """Know the value as the maps that ``before`` was: normalised, or activated."""
        if before.name in self._map_of:
            self.note_map(value, self._map_of[before.name])

    def name_maps(self) -> tuple[str, ...]:
        """Call the maps "maps0", "maps1", …, channels first; return the names of their layers."""
        names = tuple(self._maps)[:MAX_FEATURE_MAPS]
        for number, name in enumerate(names):
            self.graph.add("Identity", self.first(self._maps[name]).name, output=f"maps{number}")
        return names


PLAIN_ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "relu": ("Relu", {}), "sigmoid": ("Sigmoid", {}), "tanh": ("Tanh", {}),
    "elu": ("Elu", {"alpha": 1.0}), "softplus": ("Softplus", {}), "softsign": ("Softsign", {}),
    "exponential": ("Exp", {}), "leaky_relu": ("LeakyRelu", {"alpha": 0.2}),
    "selu": ("Selu", {"alpha": 1.67326319, "gamma": 1.05070102}),
}  # fmt: skip
