"""What Keras's recurrent layers compute, as nodes of ONNX.

Purpose: LSTM, GRU and SimpleRNN, forwards, backwards, and both at once.
Contract: as ``layers``; without states that are kept from one run to the next.
Not here: other layers (``layers``).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from digit_recognizer.classifier.keras_files.builder import Layer, Unsupported, Value
from digit_recognizer.classifier.keras_files.stored import Array


class Cell(NamedTuple):
    """A kind of cell: its operator, which gate of Keras is each one of ONNX, and their functions."""

    operator: str
    gates: tuple[int, ...]
    functions: tuple[str, ...]


RECURRENT_CELLS = {
    "GRU": Cell("GRU", (0, 1, 2), ("recurrent_activation", "activation")),
    "LSTM": Cell("LSTM", (0, 3, 1, 2), ("recurrent_activation", "activation", "activation")),
    "SimpleRNN": Cell("RNN", (0,), ("activation",)),
}
CELL_FUNCTIONS = {"relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh"}
MERGE_OPERATORS = {"ave": "Mean", "concat": "Concat", "mul": "Mul", "sum": "Sum"}


def _gated(array: Array, cell: Cell) -> Array:
    """Return (…, gates times units) as (gates times units, …), the gates in ONNX's order."""
    parts = np.split(array, len(cell.gates), axis=-1)
    return np.concatenate([parts[gate] for gate in cell.gates], axis=-1).T


def _run(layer: Layer, kind: str, *, backwards: bool) -> Value:
    """Return what the layer makes of (N, steps, numbers); all steps in their own order."""
    cell, config, graph = RECURRENT_CELLS[kind], layer.config, layer.builder.graph
    kernel, inner, *bias = layer.weights.arrays()
    names = [config.get(key, "sigmoid" if "rec" in key else "tanh") for key in cell.functions]
    if not set(names) <= set(CELL_FUNCTIONS):
        raise Unsupported(f"a layer {kind} with the activations {', '.join(map(str, names))}")
    size = inner.shape[0]
    both = np.zeros((2, len(cell.gates) * size), np.float32)
    if bias:  # of the input alone, or of the state, too
        both[: len(np.atleast_2d(bias[0]))] = bias[0]
    arrays = [
        _gated(kernel, cell),
        _gated(inner, cell),
        np.concatenate([_gated(b, cell) for b in both]),
    ]
    resets = {"linear_before_reset": int(bool(config.get("reset_after")))} if kind == "GRU" else {}
    given = graph.add("Transpose", layer.builder.last(layer.value).name, perm=[1, 0, 2])
    every, last = graph.add_several(
        cell.operator, given, *(graph.constant(array[None]) for array in arrays), outputs=2,
        hidden_size=size, activations=[CELL_FUNCTIONS[name] for name in names],
        direction="reverse" if backwards else "forward", **resets,
    )  # fmt: skip
    if not config.get("return_sequences"):
        return Value(graph.add("Squeeze", last, graph.constant([0])), 2)
    steps = graph.add("Squeeze", every, graph.constant([1]))
    return Value(graph.add("Transpose", steps, perm=[1, 0, 2]), 3)


def _recurrent(kind: str) -> Callable[[Layer], Value]:
    def convert(layer: Layer) -> Value:
        backwards = bool(layer.config.get("go_backwards"))
        if backwards and layer.config.get("return_sequences"):
            raise Unsupported(f"a layer {kind} that gives its steps backwards")
        (weights,) = layer.weights.cells(1)
        return _run(layer._replace(weights=weights), kind, backwards=backwards)

    return convert


def _both_ways(layer: Layer) -> Value:
    inner, mode = layer.config["layer"], layer.config.get("merge_mode", "concat")
    kind = str(inner["class_name"])
    if kind not in RECURRENT_CELLS or mode not in MERGE_OPERATORS:
        raise Unsupported(f"a layer Bidirectional of {kind} ({mode})")
    one, two = (
        _run(layer._replace(config=inner["config"], weights=weights), kind, backwards=backwards)
        for weights, backwards in zip(layer.weights.cells(2), (False, True), strict=True)
    )
    attributes: dict[str, Any] = {"axis": -1} if mode == "concat" else {}
    name = layer.builder.graph.add(MERGE_OPERATORS[mode], one.name, two.name, **attributes)
    return one._replace(name=name)


RECURRENT: dict[str, Callable[[Layer], Value]] = {
    "Bidirectional": _both_ways, **{kind: _recurrent(kind) for kind in RECURRENT_CELLS}
}  # fmt: skip
