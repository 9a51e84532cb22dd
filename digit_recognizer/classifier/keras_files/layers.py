"""What Keras's layers compute, as nodes of ONNX.

Purpose: for each kind of layer the nodes that compute what it does when it is not trained.
Contract: arguments may have the names of Keras 1, 2 or 3. What is not known, or has channels first, is
:class:`Unsupported`. Checked against Keras itself (``tests/classifier/test_keras_files.py``).
Not here: which layer gets what (``network``); recurrent layers (``recurrent``).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from digit_recognizer.classifier.keras_files.builder import Builder, Layer, Unsupported, Value
from digit_recognizer.classifier.keras_files.recurrent import RECURRENT
from digit_recognizer.classifier.keras_files.stored import Array, Config, Weights

ARGUMENT_NAMES = {
    "atrous_rate": "dilation_rate", "bias": "use_bias", "border_mode": "padding",
    "dim_ordering": "data_format", "filter_length": "kernel_size",
    "inner_activation": "recurrent_activation", "nb_filter": "filters", "output_dim": "units",
    "pool_length": "pool_size", "stride": "strides", "subsample": "strides",
    "subsample_length": "strides", "theta": "threshold",
}  # fmt: skip
LAYER_NAMES = {
    "AtrousConvolution2D": "Conv2D", "Convolution1D": "Conv1D", "Convolution2D": "Conv2D",
    "SeparableConvolution2D": "SeparableConv2D",
}  # fmt: skip
SAME_WHEN_READING = {
    "ActivityRegularization", "AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise",
    "Identity", "InputLayer", "SpatialDropout1D", "SpatialDropout2D",
}  # fmt: skip
CONVOLUTIONS = {"Conv2D", "DepthwiseConv2D", "SeparableConv2D"}
FOLLOWERS = {"Activation", "BatchNormalization", "ELU", "LeakyReLU", "PReLU", "ReLU"}
"""What belongs to the convolution before it: its maps are best seen after these."""

DEVIATION_FLOOR = 1e-7  # Keras's epsilon

Convert = Callable[[Layer], Value]


def converted(
    builder: Builder, kind: str, config: Config, weights: Weights, values: list[Value]
) -> Value:
    """Return what a layer makes of ``values``; raises Unsupported, or anything where it makes none."""
    kind = LAYER_NAMES.get(kind, kind)
    config = {ARGUMENT_NAMES.get(name, name): value for name, value in config.items()}
    if config.get("data_format") in {"channels_first", "th"}:
        raise Unsupported(f"a layer {kind} with channels first")
    if config.get("quantization_config"):
        raise Unsupported(f"a layer {kind} that is quantised")
    if kind in SAME_WHEN_READING or kind.startswith("Random"):  # these make pictures for training
        return values[0]
    convert = LAYERS.get(kind) or RECURRENT.get(kind)
    if convert is None:
        raise Unsupported(f"a layer {kind}")
    value = convert(Layer(builder, config, weights, values))
    if kind in CONVOLUTIONS:
        builder.note_map(value, str(config["name"]))
    elif kind in FOLLOWERS:
        builder.follow_map(values[0], value)
    return value


def _dense(layer: Layer) -> Value:
    builder, value = layer.builder, layer.builder.last(layer.value)
    kernel, *bias = layer.weights.arrays()
    builder.features = value if value.rank == 2 else None
    value = builder.by_channel("MatMul", value, kernel)
    if bias:
        value = builder.by_channel("Add", value, bias[0])
    return _activated(layer, value)


def _activated(layer: Layer, value: Value) -> Value:
    """Return the value behind the activation of the layer: a name, or described like a layer."""
    activation = layer.config.get("activation")
    if isinstance(activation, dict):
        kind, config = str(activation["class_name"]), activation["config"]
        if kind != "function":  # it has no weights
            return LAYERS[kind](Layer(layer.builder, config, layer.weights, [value]))
        activation = config
    return layer.builder.activated(value, activation)


def _pair(value: Any, sides: int) -> list[int]:
    found = [int(value)] * sides if isinstance(value, int) else [int(each) for each in value]
    if len(found) != sides:
        raise ValueError(f"{sides} numbers were expected")
    return found


def _padding(config: Config, kernel: list[int], dilations: list[int]) -> dict[str, Any]:
    """Return the attributes that pad as Keras does."""
    padding = config.get("padding", "valid")
    if padding == "valid":
        return {}
    if padding == "causal":
        return {"pads": [(kernel[0] - 1) * dilations[0], 0]}
    if padding != "same":
        raise Unsupported(f"the padding {padding}")
    if max(dilations) == 1:
        return {"auto_pad": "SAME_UPPER"}
    whole = [(side - 1) * dilation for side, dilation in zip(kernel, dilations, strict=True)]
    return {"pads": [*(each // 2 for each in whole), *(each - each // 2 for each in whole)]}


def _convolved(layer: Layer, kernel: Array, bias: list[Array], group: int) -> Value:
    """Return the layer's value convolved with an (outputs, inputs / group, *sides) kernel."""
    builder, config, sides = layer.builder, layer.config, list(kernel.shape[2:])
    dilations = _pair(config.get("dilation_rate", 1), len(sides))
    more = [builder.graph.constant(each) for each in (kernel, *bias)]
    name = builder.graph.add(
        "Conv", builder.first(layer.value).name, *more, group=group, kernel_shape=sides,
        strides=_pair(config.get("strides", 1), len(sides)), dilations=dilations,
        **_padding(config, sides, dilations),
    )  # fmt: skip
    return Value(name, layer.value.rank, True)


def _across(kernel: Array) -> Array:
    """Return a kernel of (*sides, inputs, outputs) as ONNX has it."""
    return np.moveaxis(kernel, (-1, -2), (0, 1))


def _by_depth(kernel: Array) -> Array:
    """Return a kernel of (*sides, channels, times) for a convolution of each channel alone."""
    return np.moveaxis(kernel.reshape(*kernel.shape[:-2], -1), -1, 0)[:, None]


def _conv(layer: Layer) -> Value:
    kernel, *bias = layer.weights.arrays()
    if kernel.ndim == 4 and layer.value.rank == 3:  # Keras 1 had a side of 1
        kernel = kernel[:, 0]
    group = int(layer.config.get("groups", 1))
    return _activated(layer, _convolved(layer, _across(kernel), bias, group))


def _depthwise(layer: Layer) -> Value:
    kernel, *bias = layer.weights.arrays()
    return _activated(layer, _convolved(layer, _by_depth(kernel), bias, kernel.shape[-2]))


def _separable(layer: Layer) -> Value:
    depth, point, *bias = layer.weights.arrays()
    value = _convolved(layer, _by_depth(depth), [], depth.shape[-2])
    across = layer._replace(config={}, values=[value])
    return _activated(layer, _convolved(across, _across(point), bias, 1))


def _transposed(layer: Layer) -> Value:
    """Return what each place of the value spreads around it, as much of it as Keras keeps."""
    graph, config = layer.builder.graph, layer.config
    kernel, *bias = layer.weights.arrays()
    sides, padding = kernel.shape[:-2], config.get("padding", "valid")
    strides = _pair(config.get("strides", 1), len(sides))
    is_plain = _pair(config.get("dilation_rate", 1), len(sides)) == [1] * len(sides)
    if padding not in {"same", "valid"} or not is_plain or config.get("groups") not in {None, 1}:
        raise Unsupported("a transposed convolution with holes or groups")
    given = config.get("output_padding")
    if given is not None:  # beyond what a convolution with these sides came from
        less = [side // 2 * 2 if padding == "same" else 0 for side in sides]
        beyond = [more - cut for more, cut in zip(_pair(given, len(sides)), less, strict=True)]
    else:
        beyond = [stride - side for stride, side in zip(strides, sides, strict=True)]
        beyond = beyond if padding == "same" else [max(more, 0) for more in beyond]
    cuts = [max(-more, 0) for more in beyond]
    name = graph.add(
        "ConvTranspose", layer.builder.first(layer.value).name,
        *(graph.constant(each) for each in (_across(kernel), *bias)),
        kernel_shape=list(sides), strides=strides,
        output_padding=[max(more, 0) for more in beyond],
        pads=[*(cut // 2 for cut in cuts), *(cut - cut // 2 for cut in cuts)],
    )  # fmt: skip
    return _activated(layer, Value(name, layer.value.rank, True))


def _pooling(operator: str, sides: int) -> Convert:
    def convert(layer: Layer) -> Value:
        size = _pair(layer.config.get("pool_size", 2), sides)
        name = layer.builder.graph.add(
            operator, layer.builder.first(layer.value).name, kernel_shape=size,
            strides=_pair(layer.config.get("strides") or size, sides),
            **_padding(layer.config, size, [1]),
        )  # fmt: skip
        return Value(name, layer.value.rank, True)

    return convert


def _global_pooling(operator: str) -> Convert:
    def convert(layer: Layer) -> Value:
        value, keep = layer.builder.last(layer.value), bool(layer.config.get("keepdims"))
        axes = list(range(1, value.rank - 1))
        name = layer.builder.graph.add(operator, value.name, axes=axes, keepdims=int(keep))
        return Value(name, value.rank if keep else 2)

    return convert


def _require_last_axis(layer: Layer, kind: str) -> None:
    """Raise Unsupported unless the layer looks along the last side."""
    axis = layer.config.get("axis", -1)
    if axis not in (-1, [-1], layer.value.rank - 1, [layer.value.rank - 1]):
        raise Unsupported(f"a layer {kind} that is not along the last side")


def _batch_normalization(layer: Layer) -> Value:
    builder, config, value = layer.builder, layer.config, layer.value
    if config.get("mode", 0) == 1:
        raise Unsupported("a layer BatchNormalization by sample")
    _require_last_axis(layer, "BatchNormalization")
    *scaled, mean, variance = layer.weights.arrays()
    gamma = scaled.pop(0) if config.get("scale", True) else np.ones_like(mean)
    beta = scaled.pop(0) if config.get("center", True) else np.zeros_like(mean)
    if value.rank > 2:
        value = builder.first(value)  # where it is one with the convolution before it
    names = [builder.graph.constant(each) for each in (gamma, beta, mean, variance)]
    epsilon = float(config.get("epsilon", 1e-3))
    name = builder.graph.add("BatchNormalization", value.name, *names, epsilon=epsilon)
    return value._replace(name=name)


def _layer_normalization(layer: Layer) -> Value:
    builder, config, arrays = layer.builder, layer.config, layer.weights.arrays()
    _require_last_axis(layer, "LayerNormalization")
    if config.get("rms_scaling") or not config.get("scale", True):
        raise Unsupported("a layer LayerNormalization without its mean or scale")
    value = builder.last(layer.value)
    names = [builder.graph.constant(each) for each in arrays]
    epsilon = float(config.get("epsilon", 1e-3))
    name = builder.graph.add("LayerNormalization", value.name, *names, axis=-1, epsilon=epsilon)
    return value._replace(name=name)


def _flatten(layer: Layer) -> Value:
    value = layer.builder.last(layer.value)
    return Value(layer.builder.graph.add("Flatten", value.name, axis=1), 2)


def _reshape(layer: Layer) -> Value:
    target = [int(side) for side in layer.config["target_shape"]]
    if 0 in target:
        raise ValueError("a side of 0")
    graph, value = layer.builder.graph, layer.builder.last(layer.value)
    name = graph.add("Reshape", value.name, graph.constant([0, *target]))
    return Value(name, 1 + len(target))


def _permute(layer: Layer) -> Value:
    value = layer.builder.last(layer.value)
    order = [0, *(int(each) for each in layer.config["dims"])]
    return value._replace(name=layer.builder.graph.add("Transpose", value.name, perm=order))


def _padded(sign: int, key: str) -> Convert:
    def convert(layer: Layer) -> Value:
        graph, value, given = (
            layer.builder.graph,
            layer.builder.first(layer.value),
            layer.config[key],
        )
        sides = value.rank - 2
        given = [given] * sides if isinstance(given, int) or sides == 1 else given
        pairs = [_pair(each, 2) for each in given]
        pads = [0, 0, *(one for one, _ in pairs), 0, 0, *(two for _, two in pairs)]
        name = graph.add("Pad", value.name, graph.constant([sign * each for each in pads]))
        return value._replace(name=name)

    return convert


def _upsampled(layer: Layer) -> Value:
    graph, value = layer.builder.graph, layer.builder.first(layer.value)
    if layer.config.get("interpolation", "nearest") != "nearest":
        raise Unsupported("a layer UpSampling that is not by the nearest")
    scales = [1.0, 1.0, *map(float, _pair(layer.config.get("size", 2), value.rank - 2))]
    name = graph.add(
        "Resize", value.name, "", graph.constant(scales), mode="nearest",
        coordinate_transformation_mode="asymmetric", nearest_mode="floor",
    )  # fmt: skip
    return value._replace(name=name)


def _merged(operator: str) -> Convert:
    def convert(layer: Layer) -> Value:
        builder, values = layer.builder, layer.values
        whole = [value for value in values if value.rank]  # the others are numbers
        if len({value.rank for value in whole}) != 1 or len(values) == 1:
            raise Unsupported("a layer that merges values of unlike sides")
        if not all(value.is_first for value in whole):
            values = [builder.last(value) for value in values]
            whole = [value._replace(is_first=False) for value in whole]
        names = [value.name for value in values]
        if operator not in {"Mul", "Sub", "Div"}:  # which take two
            return whole[0]._replace(name=builder.graph.add(operator, *names))
        found = names[0]
        for name in names[1:]:
            found = builder.graph.add(operator, found, name)
        return whole[0]._replace(name=found)

    return convert


def _concatenated(layer: Layer) -> Value:
    names = [layer.builder.last(value).name for value in layer.values]
    axis = int(layer.config.get("axis", -1))
    return Value(layer.builder.graph.add("Concat", *names, axis=axis), layer.value.rank)


def _activation(layer: Layer) -> Value:
    return _activated(layer, layer.value)


def _relu(layer: Layer) -> Value:
    builder, value, highest = layer.builder, layer.value, layer.config.get("max_value")
    slope = float(layer.config.get("negative_slope") or 0)
    threshold = float(layer.config.get("threshold") or 0)
    if threshold and slope:
        raise Unsupported("a layer ReLU with a slope below a threshold")
    if threshold:
        value = builder.each("ThresholdedRelu", value, alpha=threshold)
    else:
        value = builder.each("LeakyRelu", value, alpha=slope)
    return value if highest is None else builder.each("Min", value, highest)


def _with_alpha(operator: str, default: float, *keys: str) -> Convert:
    def convert(layer: Layer) -> Value:
        alpha = next((layer.config[key] for key in keys if key in layer.config), default)
        return layer.builder.each(operator, layer.value, alpha=float(alpha))

    return convert


def _prelu(layer: Layer) -> Value:
    return layer.builder.by_channel("PRelu", layer.value, layer.weights.arrays()[0])


def _softmax(layer: Layer) -> Value:
    _require_last_axis(layer, "Softmax")
    return layer.builder.softmax(layer.value)


def _rescaled(layer: Layer) -> Value:
    scale, offset = layer.config["scale"], layer.config.get("offset", 0)
    value = layer.builder.by_channel("Mul", layer.value, np.asarray(scale, np.float32))
    return layer.builder.by_channel("Add", value, np.asarray(offset, np.float32))


def _normalized(layer: Layer) -> Value:
    builder, config = layer.builder, layer.config
    stored = layer.weights.arrays()[:2] or [config["mean"], config["variance"]]
    mean, variance = (np.asarray(each, np.float32) for each in stored)
    if max(mean.ndim, variance.ndim) > 1:
        raise Unsupported("a layer Normalization that is not along the last side")
    if mean.ndim:
        _require_last_axis(layer, "Normalization")
    deviation = np.maximum(np.sqrt(variance), DEVIATION_FLOOR)
    if config.get("invert"):
        value = builder.by_channel("Mul", layer.value, deviation)
        return builder.by_channel("Add", value, mean)
    return builder.by_channel("Div", builder.by_channel("Sub", layer.value, mean), deviation)


LAYERS: dict[str, Convert] = {
    "Activation": _activation, "Add": _merged("Sum"), "Average": _merged("Mean"),
    "AveragePooling1D": _pooling("AveragePool", 1), "AveragePooling2D": _pooling("AveragePool", 2),
    "BatchNormalization": _batch_normalization, "Concatenate": _concatenated, "Conv1D": _conv,
    "Conv1DTranspose": _transposed, "Conv2D": _conv, "Conv2DTranspose": _transposed,
    "Cropping1D": _padded(-1, "cropping"), "Cropping2D": _padded(-1, "cropping"),
    "Dense": _dense, "DepthwiseConv1D": _depthwise, "DepthwiseConv2D": _depthwise,
    "Divide": _merged("Div"), "ELU": _with_alpha("Elu", 1, "alpha"), "Flatten": _flatten,
    "GlobalAveragePooling1D": _global_pooling("ReduceMean"),
    "GlobalAveragePooling2D": _global_pooling("ReduceMean"),
    "GlobalMaxPooling1D": _global_pooling("ReduceMax"),
    "GlobalMaxPooling2D": _global_pooling("ReduceMax"), "LayerNormalization": _layer_normalization,
    "LeakyReLU": _with_alpha("LeakyRelu", 0.3, "negative_slope", "alpha"),
    "MaxPooling1D": _pooling("MaxPool", 1), "MaxPooling2D": _pooling("MaxPool", 2),
    "Maximum": _merged("Max"), "Minimum": _merged("Min"), "Multiply": _merged("Mul"),
    "Normalization": _normalized, "PReLU": _prelu, "Permute": _permute, "ReLU": _relu,
    "Rescaling": _rescaled, "Reshape": _reshape, "SeparableConv1D": _separable,
    "SeparableConv2D": _separable, "Softmax": _softmax, "Subtract": _merged("Sub"),
    "ThresholdedReLU": _with_alpha("ThresholdedRelu", 1, "threshold"),
    "TrueDivide": _merged("Div"), "UpSampling1D": _upsampled,
    "UpSampling2D": _upsampled, "ZeroPadding1D": _padded(1, "padding"),
    "ZeroPadding2D": _padded(1, "padding"),
}  # fmt: skip
