"""The rescoring network: the symbols of a reading in, one score out.

Purpose: build the Keras model that sees a reading of a line with all its symbols at once.
Contract: inputs as ``classifier.LineArrays``; outputs (R,) float32 "score", a natural logarithm up to a
constant of the line, and (R, T) float32 "symbols", logits of whether each symbol is right. Attention
over the symbols, with what lies between each two as its bias and beside the values (P. Shaw et
al., "Self-attention with relative position representations", NAACL 2018).
Not here: how it is trained (``lines.run``), running it (``classifier.line_rescorer``).
"""

from typing import Any

import keras
from keras import layers, ops

from digit_recognizer.decoding.line_features import (
    PAIR_FEATURES,
    TOKEN_FEATURES,
    WHOLE_COLUMNS,
    WHOLE_FEATURES,
)

LINE_WIDTH = 64
LINE_HEADS = 4
LINE_LAYERS = 3
PAIR_WIDTHS = (24, 16)
LINE_DROPOUT = 0.1
FIRST_WEIGHTS = {"search": 2.0, "plausible": 2.0}
"""Of what is said of a whole, to begin with: half a nat a nat."""


@keras.saving.register_keras_serializable("digit_recognizer")
class PairAttention(layers.Layer):  # type: ignore[misc]
    """Attention over T symbols, with (R, T, T, P) pairs as bias and beside the values."""

    def __init__(self, heads: int, **options: Any) -> None:
        super().__init__(**options)
        self.heads = heads

    def build(self, shapes: list[tuple[int | None, ...]]) -> None:
        """Make the weights."""
        width = shapes[0][-1]
        self.query = layers.Dense(width, name="query")
        self.key = layers.Dense(width, use_bias=False, name="key")
        self.value = layers.Dense(width, name="value")
        self.bias = layers.Dense(self.heads, use_bias=False, name="bias")
        self.joined = layers.Dense(width, name="joined")
        self.between = layers.Dense(width, use_bias=False, name="between")
        for layer in (self.query, self.key, self.value, self.joined):
            layer.build(shapes[0])
        self.bias.build(shapes[1])
        self.between.build((*shapes[0][:-1], self.heads * (shapes[1][-1] or 0)))

    def call(self, inputs: list[Any]) -> Any:
        """Return (R, T, width); the last input, (R, T, 1), is 1 where there is a symbol."""
        tokens, pairs, is_there = inputs
        rows, longest, width = ops.shape(tokens)
        size = width // self.heads

        def by_head(values: Any) -> Any:
            parted = ops.reshape(values, (rows, longest, self.heads, size))
            return ops.transpose(parted, (0, 2, 1, 3))

        query, key, value = (by_head(f(tokens)) for f in (self.query, self.key, self.value))
        logits = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2))) / size**0.5
        logits = logits + ops.transpose(self.bias(pairs), (0, 3, 1, 2))
        logits = logits + (ops.reshape(is_there, (rows, 1, 1, longest)) - 1) * 1e9
        weights = ops.softmax(logits)  # (R, heads, T, T)
        taken = ops.transpose(ops.matmul(weights, value), (0, 2, 1, 3))
        along = ops.matmul(ops.transpose(weights, (0, 2, 1, 3)), pairs)  # (R, T, heads, P)
        taken = ops.reshape(taken, (rows, longest, width))
        along = ops.reshape(along, (rows, longest, self.heads * pairs.shape[-1]))
        return self.joined(taken) + self.between(along)

    def compute_output_shape(self, shapes: list[tuple[int | None, ...]]) -> tuple[int | None, ...]:
        """Return the shape of the tokens."""
        return shapes[0]

    def get_config(self) -> dict[str, Any]:
        """Return what :meth:`__init__` takes."""
        return {**super().get_config(), "heads": self.heads}


def build_line_network(*, seed: int = 1) -> keras.Model:
    """Return the untrained network."""
    keras.utils.set_random_seed(seed)
    tokens = keras.Input((None, TOKEN_FEATURES), name="tokens")
    pairs = keras.Input((None, None, PAIR_FEATURES), name="pairs")
    wholes = keras.Input((WHOLE_FEATURES,), name="wholes")
    is_there = tokens[..., :1]
    x = layers.Dense(LINE_WIDTH, name="token")(tokens)
    whole = layers.Dense(LINE_WIDTH, use_bias=False, name="whole")(wholes)
    x = x + layers.Reshape((1, LINE_WIDTH), name="every")(whole)
    between = pairs
    for number, width in enumerate(PAIR_WIDTHS):
        between = layers.Dense(width, activation="relu", name=f"pair{number}")(between)
    for number in range(LINE_LAYERS):
        y = layers.LayerNormalization(name=f"norm{number}")(x)
        y = PairAttention(LINE_HEADS, name=f"attention{number}")([y, between, is_there])
        x = x + layers.Dropout(LINE_DROPOUT, name=f"drop{number}")(y)
        y = layers.LayerNormalization(name=f"mix_norm{number}")(x)
        y = layers.Dense(2 * LINE_WIDTH, activation="silu", name=f"wide{number}")(y)
        y = layers.Dense(LINE_WIDTH, name=f"mix{number}")(y)
        x = x + layers.Dropout(LINE_DROPOUT, name=f"mix_drop{number}")(y)
    x = layers.LayerNormalization(name="norm")(x)
    each = layers.Dense(2, name="each")(x) * is_there
    of_whole = layers.Dense(1, use_bias=False, name="of_whole", kernel_initializer=_FirstWeights())(
        wholes
    )
    score = ops.sum(each[..., 0], axis=1) + of_whole[:, 0]
    return keras.Model([tokens, pairs, wholes], [score, each[..., 1]], name="line_network")


@keras.saving.register_keras_serializable("digit_recognizer")
class _FirstWeights(keras.initializers.Initializer):  # type: ignore[misc]
    """The search's own score and plausibility count at the beginning."""

    def __call__(self, shape: tuple[int, ...], dtype: Any = None) -> Any:
        """Return the (features, 1) weights."""
        weights = [[FIRST_WEIGHTS.get(name, 0.0)] * shape[1] for name in WHOLE_COLUMNS]
        return ops.convert_to_tensor(weights, dtype)
