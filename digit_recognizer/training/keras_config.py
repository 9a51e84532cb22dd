"""Configurations of older Keras, as the present one understands them.

Purpose: translate the description of a model that Keras 1.0 to 2.3 saved, so that it can be built and
given its weights.
Contract: only what is needed to run a network is kept: initialisers and regularisers go.
What is not known stays as it is, and Keras says what is wrong with it. Nothing is run.
Not here: weights, whose layout stayed the same where channels come last; refusing code (``export``).
"""

import inspect
from typing import Any

import keras

Config = dict[str, Any]

LAYER_NAMES = {
    "AtrousConvolution2D": "Conv2D", "Convolution1D": "Conv1D", "Convolution2D": "Conv2D",
    "SeparableConvolution2D": "SeparableConv2D", "Deconvolution2D": "Conv2DTranspose",
    "Model": "Functional", "SpatialDropout2D": "SpatialDropout2D",
}  # fmt: skip
ARGUMENT_NAMES = {
    "alpha": "negative_slope", "atrous_rate": "dilation_rate", "bias": "use_bias",
    "border_mode": "padding", "filter_length": "kernel_size", "nb_filter": "filters",
    "output_dim": "units", "p": "rate", "pool_length": "pool_size", "sigma": "stddev",
    "stride": "strides", "subsample": "strides", "subsample_length": "strides",
}  # fmt: skip
DATA_FORMATS = {"tf": "channels_last", "th": "channels_first"}
KEPT_NAMES = {"name", "trainable"}
_FORGOTTEN = ("initializer", "regularizer", "constraint")


def translated(config: Config) -> Config:
    """Return the configuration of a model, which older Keras saved, for the present one."""
    kind = str(LAYER_NAMES.get(config["class_name"], config["class_name"]))
    inner = config.get("config", {})
    if kind == "Sequential":
        return {"class_name": kind, "config": _sequential(inner)}
    if kind == "Functional":
        layers = [{**layer, **translated(layer)} for layer in inner["layers"]]
        return {**config, "class_name": kind, "config": {**inner, "layers": layers}}
    return {**config, "class_name": kind, "config": _layer(kind, dict(inner))}


def _sequential(config: Any) -> Config:
    """Return a list of layers as a configuration that begins with its input."""
    found: Config = {"layers": config} if isinstance(config, list) else dict(config)
    layers = [translated(layer) for layer in found["layers"]]
    shape = _input_shape(found["layers"])
    if layers and layers[0]["class_name"] != "InputLayer" and shape:
        given = {"batch_shape": shape, "dtype": "float32", "name": "given"}
        layers.insert(0, {"class_name": "InputLayer", "config": given})
    return {"name": found.get("name", "sequential"), "layers": layers}


def _input_shape(layers: list[Config]) -> list[Any] | None:
    """Return the shape that the first layer, or the first of an inner model, is given."""
    if not layers:
        return None
    first: Any = layers[0].get("config", {})
    if isinstance(first, list):
        return _input_shape(first)
    if "batch_input_shape" in first:
        return list(first["batch_input_shape"])
    if first.get("input_dim"):
        return [None, int(first["input_dim"])]
    return _input_shape(first["layers"]) if isinstance(first.get("layers"), list) else None


def _layer(kind: str, config: Config) -> Config:
    """Return the arguments of a layer that the present Keras takes."""
    if kind == "InputLayer":
        shape = config.get("batch_input_shape") or config.get("batch_shape")
        return {"batch_shape": shape, "dtype": "float32", "name": config.get("name")}
    if "nb_row" in config:
        config["kernel_size"] = [config.pop("nb_row"), config.pop("nb_col")]
    if "dim_ordering" in config:
        ordering = config.pop("dim_ordering")
        config["data_format"] = DATA_FORMATS.get(ordering, ordering)
    for old, new in ARGUMENT_NAMES.items():
        if old in config and _takes(kind, new):
            config[new] = config.pop(old)
    config["dtype"] = "float32"
    return {
        name: value
        for name, value in config.items()
        if (name in KEPT_NAMES or _takes(kind, name)) and not name.endswith(_FORGOTTEN)
    }


def _takes(kind: str, argument: str) -> bool:
    """Whether a layer of this kind takes the argument; of one that is not known anything may be."""
    made = getattr(keras.layers, kind, None)
    if made is None:
        return True
    return argument == "dtype" or argument in inspect.signature(made.__init__).parameters
