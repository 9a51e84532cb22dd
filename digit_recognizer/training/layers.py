"""Which inner layers of a Keras model doubt and explanations rest on.

Purpose: find logits, last hidden layer and the feature maps of the convolutional layers in any model.
Contract: what is not found is left out; nothing is raised for unusual models. Layers inside nested
models are not looked for.
Not here: converting them (``export``).
"""

from typing import Any

import keras

MAX_FEATURE_MAPS = 16
CONVOLUTIONS = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.SeparableConv2D)
# What belongs to the convolution before it: its maps are best seen after these.
FOLLOWERS = (
    keras.layers.BatchNormalization, keras.layers.Activation, keras.layers.ReLU,
    keras.layers.LeakyReLU, keras.layers.PReLU, keras.layers.ELU,
)  # fmt: skip


def last_features(model: keras.Model) -> Any | None:
    """Return the (N, F) tensor that the last dense layer decides by, or None."""
    for layer in reversed(model.layers):
        if isinstance(layer, keras.layers.Dense):
            tensor = _tensor(layer, "input")
            return tensor if tensor is not None and len(tensor.shape) == 2 else None
    return None


def last_logits(model: keras.Model) -> Any | None:
    """Return the (N, C) tensor whose softmax the model gives, or None where it gives no softmax."""
    last = model.layers[-1]
    activation = getattr(last, "activation", None)
    if isinstance(last, keras.layers.Softmax):
        return _tensor(last, "input")
    if activation is not keras.activations.softmax:
        return None
    tensor = _tensor(last, "input")
    if isinstance(last, keras.layers.Activation) or tensor is None:
        return tensor
    if not isinstance(last, keras.layers.Dense):
        return None
    linear = keras.layers.Dense(last.units, use_bias=last.use_bias, name=f"{last.name}_logits")
    logits = linear(tensor)
    linear.set_weights(last.get_weights())
    return logits


def feature_maps(model: keras.Model) -> dict[str, Any]:
    """Return the (N, H, W, C) tensors of the convolutional layers by layer name, in their order.

    Each is taken after the normalisation and activation that follow the layer.
    """
    maps: dict[str, Any] = {}
    name, before = "", None
    for layer in model.layers:
        tensor = _tensor(layer, "output")
        if tensor is None or len(tensor.shape) != 4 or None in tensor.shape[1:]:
            name = ""
        elif isinstance(layer, CONVOLUTIONS):
            name = str(layer.name)
            maps[name] = tensor
        elif isinstance(layer, FOLLOWERS) and name and _comes_from(layer, before):
            maps[name] = tensor
        else:
            name = ""
        before = layer
    return dict(list(maps.items())[:MAX_FEATURE_MAPS])


def _comes_from(layer: keras.layers.Layer, before: Any) -> bool:
    """Whether the layer's input is what ``before`` gives: in a model with branches it may not be."""
    history = getattr(_tensor(layer, "input"), "_keras_history", None)
    return history is not None and history.operation is before


def _tensor(layer: keras.layers.Layer, which: str) -> Any | None:
    """Return the layer's input or output, or None where it has several, or is used several times."""
    try:
        tensor = getattr(layer, which)
    except (AttributeError, ValueError):
        return None
    return None if isinstance(tensor, (list, tuple, dict)) else tensor
