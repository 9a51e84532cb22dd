"""Which layer of a Keras model gets what: sequential and functional models, and models in models.

Purpose: walk through the description of a model and let ``layers`` translate each layer.
Contract: a model has one input and one output. What is not known is :class:`Unsupported`; anything else
may be raised where the description makes no sense.
Not here: what layers compute (``layers``); what the numbers mean (``export``).
"""

from collections.abc import Iterator
from typing import Any

from digit_recognizer.classifier.keras_files.builder import Builder, Unsupported, Value
from digit_recognizer.classifier.keras_files.layers import converted
from digit_recognizer.classifier.keras_files.stored import Config, Weights, name_of

Place = tuple[str, int, int]
"""A value of a functional model: the layer, which of its uses, which of its outputs."""

OPERATIONS = {"Add", "Divide", "Maximum", "Minimum", "Multiply", "Subtract", "TrueDivide"}
"""Of Keras 3's own, those that are understood: some others are called as layers are."""


def input_shape(config: Config) -> list[Any] | None:
    """Return the shape of the model's only input, without the batch; None where there are several."""
    inner = config["config"]
    if isinstance(inner, list):  # a sequential model of Keras 1
        inner = {"layers": inner}
    layers = inner["layers"]
    if "input_layers" in inner:
        places = _places(inner["input_layers"])
        if len(places) != 1:
            return None
        (layer,) = (each for each in layers if name_of(each) == places[0][0])
    elif layers:
        layer = layers[0]
    else:
        return None
    given = layer["config"]
    if isinstance(given, list) or "layers" in given:
        return input_shape(layer)
    shape = given.get("batch_input_shape") or given.get("batch_shape")
    if shape is None and given.get("input_dim"):
        shape = [None, given["input_dim"]]
    if shape is None:  # a sequential model of Keras 3 that begins with a dense layer
        shape = inner.get("build_input_shape") or config.get("build_config", {}).get("input_shape")
    return list(shape[1:]) if shape else None


def built(builder: Builder, config: Config, weights: Weights, value: Value) -> Value:
    """Return what the model, or layer, that ``config`` describes makes of ``value``."""
    kind, inner = str(config["class_name"]), config["config"]
    if kind == "Sequential":
        layers = inner if isinstance(inner, list) else inner["layers"]
        stored = [each for each in layers if each["class_name"] != "InputLayer"]
        for layer, own in zip(stored, weights.of(stored), strict=True):
            value = _used(builder, layer, own, [value])
        return value
    if kind in {"Functional", "Model"}:
        return _functional(builder, inner, weights, value)
    raise Unsupported(f"a model {kind}")


def _used(builder: Builder, layer: Config, weights: Weights, values: list[Value]) -> Value:
    kind = str(layer["class_name"])
    if ".ops." in str(layer.get("module")) and kind not in OPERATIONS:
        raise Unsupported(f"the operation {kind}")
    if kind in {"Sequential", "Functional", "Model"}:
        (value,) = values
        return built(builder, layer, weights, value)
    return converted(builder, kind, dict(layer["config"]), weights, values)


def _functional(builder: Builder, config: Config, weights: Weights, value: Value) -> Value:
    layers = config["layers"]
    (given,), ends = _places(config["input_layers"]), _places(config["output_layers"])
    if len(ends) != 1:
        raise Unsupported(f"a model with {len(ends)} outputs")
    known: dict[Place, Value] = {given: value}
    own = dict(zip(map(name_of, layers), weights.of(layers), strict=True))
    waiting = [
        ((name_of(layer), number, 0), layer, list(_inputs(node)))
        for layer in layers
        for number, node in enumerate(layer.get("inbound_nodes", []))
    ]
    while waiting and ends[0] not in known:
        later = []
        for place, layer, inputs in waiting:
            if all(isinstance(each, float) or each in known for each in inputs) and inputs:
                values = [
                    Value(builder.graph.constant(each), 0)
                    if isinstance(each, float)
                    else known[each]
                    for each in inputs
                ]
                known[place] = _used(builder, layer, own[place[0]], values)
            else:
                later.append((place, layer, inputs))
        if len(later) == len(waiting):
            raise ValueError("its layers are in a circle")
        waiting = later
    return known[ends[0]]


def _places(listed: Any) -> list[Place]:
    """Return the values in a list of them, of which a single one may be no list."""
    if listed and isinstance(listed[0], str):
        listed = [listed]
    return [(str(name), int(use), int(output)) for name, use, output, *_ in listed]


def _inputs(node: Any) -> Iterator[Place | float]:
    """Yield the values and numbers that one use of a layer is given."""
    if isinstance(node, dict):  # Keras 3
        for given in [*node.get("args", []), node.get("kwargs", {})]:
            if isinstance(given, int | float) and not isinstance(given, bool):
                yield float(given)
            for value in _tensors(given):
                yield from _places([value["config"]["keras_history"]])
        return
    yield from _places(node)
    for *_, more in node:
        if isinstance(more, dict) and any(
            isinstance(value, list) and value for value in more.values()
        ):
            raise Unsupported("a layer that is given values by name")


def _tensors(value: Any) -> Iterator[Config]:
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            yield value
            return
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _tensors(each)
