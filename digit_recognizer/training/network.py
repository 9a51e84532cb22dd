"""The networks: convolutional, max-pooling and fully connected layers, a softmax over the symbols.

Purpose: build the Keras models that ship, small enough to read a glyph, or the pen's way through a few
strokes, in a fraction of a millisecond on one core; make them faster to train, on the devices that
TensorFlow finds.
Contract: input (N, 28, 28, 1) float32 in [0, 1], or (N, 48, 5) float32 trajectories; output (N, symbols)
float32 probabilities, before calibration.
Not here: how they are trained; the program's own reading, which runs the export; clusters.
"""

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from numpy.typing import NDArray

from digit_recognizer.raster.trajectory import TRAJECTORY_CHANNELS, TRAJECTORY_POINTS


def build_network(symbols: int = 10, *, seed: int = 1, last: int = 64) -> keras.Model:
    """Return the untrained network.

    Blocks of 3x3 convolutions, each followed by batch normalisation (Ioffe and Szegedy, 2015) and
    ReLU, with max pooling between, as in VGG (Simonyan and Zisserman, 2015). The first block is
    narrow because it runs at full resolution, where a channel costs 16 times what it costs in the
    last one, which has ``last`` of them. ``seed`` decides the initial weights.
    """
    keras.utils.set_random_seed(seed)
    glyph = keras.Input((28, 28, 1), name="glyph")
    x = glyph
    for block, widths in enumerate([(16, 16), (32, 32), (last, last)], start=1):
        for layer, width in enumerate(widths, start=1):
            name = f"{block}_{layer}"
            x = layers.Conv2D(width, 3, padding="same", use_bias=False, name=f"conv{name}")(x)
            x = layers.BatchNormalization(name=f"norm{name}")(x)
            x = layers.ReLU(name=f"relu{name}")(x)
        x = layers.MaxPooling2D(padding="same", name=f"pool{block}")(x)  # 28 -> 14 -> 7 -> 4
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dropout(0.2, name="dropout1")(x)
    x = layers.Dense(128, use_bias=False, name="dense")(x)
    x = layers.BatchNormalization(name="norm_dense")(x)
    x = layers.ReLU(name="features")(x)
    x = layers.Dropout(0.2, name="dropout2")(x)
    probabilities = layers.Dense(symbols, activation="softmax", name="probabilities")(x)
    return keras.Model(glyph, probabilities, name="digit_recognizer")


def build_stroke_network(symbols: int, *, seed: int = 1) -> keras.Model:
    """Return the untrained network for trajectories.

    Convolutions along the way of the pen, with pooling between; where on the way something is still
    counts at the end, so nothing is averaged over it. ``seed`` decides the initial weights.
    """
    keras.utils.set_random_seed(seed)
    trajectory = keras.Input((TRAJECTORY_POINTS, TRAJECTORY_CHANNELS), name="trajectory")
    x = trajectory
    for block, width in enumerate((64, 96, 128), start=1):
        for layer, kernel in enumerate((5, 3), start=1):
            name = f"{block}_{layer}"
            x = layers.Conv1D(width, kernel, padding="same", use_bias=False, name=f"conv{name}")(x)
            x = layers.BatchNormalization(name=f"norm{name}")(x)
            x = layers.ReLU(name=f"relu{name}")(x)
        x = layers.MaxPooling1D(name=f"pool{block}")(x)  # 48 -> 24 -> 12 -> 6
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dropout(0.3, name="dropout1")(x)
    x = layers.Dense(128, activation="relu", name="features")(x)
    x = layers.Dropout(0.3, name="dropout2")(x)
    probabilities = layers.Dense(symbols, activation="softmax", name="probabilities")(x)
    return keras.Model(trajectory, probabilities, name="stroke_recognizer")


def predict(network: keras.Model, examples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the network's (N, symbols) float32 probabilities for N glyphs or trajectories."""
    shaped = examples.reshape(-1, *network.input_shape[1:])
    return np.asarray(network.predict(shaped, batch_size=500, verbose=0))


class FusedNormalization(keras.layers.BatchNormalization):  # type: ignore[misc]
    """Batch normalisation over the last axis of (N, H, W, C) maps, fused while training.

    One operation of TensorFlow in the place of Keras's, which compute mean, variance and scaling one
    after the other. A step of the shipped network takes about a third less time on a processor. It
    computes the same, but for the moving variance: that is the sample variance (a sum divided by n - 1),
    where Keras divides by n, how many values a channel has in a batch: 6,000 and more.
    As Keras makes it unless told otherwise: with scale and offset, without a mask.
    """

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Return the normalised ``inputs``; as the base class does where there is nothing to fuse."""
        if not training or len(inputs.shape) != 4:
            return super().call(inputs, training=training, mask=mask)
        outputs, mean, variance, *_ = tf.compat.v1.nn.fused_batch_norm(
            inputs, self.gamma, self.beta, epsilon=self.epsilon, is_training=True
        )
        for moving, seen in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + seen * (1 - self.momentum))
        return outputs


def fused(network: keras.Model, *, momentum: float | None = None) -> keras.Model:
    """Return a copy of ``network`` whose batch normalisation is fused.

    It has the same layers, names and weights, so weights can be copied to and fro.

    ``momentum``: of the moving mean and variance; the layers' own unless it is given.
    """

    def copy(layer: keras.layers.Layer) -> keras.layers.Layer:
        settings = layer.get_config()
        if isinstance(layer, keras.layers.BatchNormalization):
            if momentum is not None:
                settings["momentum"] = momentum
            return FusedNormalization.from_config(settings)
        return type(layer).from_config(settings)

    made = keras.models.clone_model(network, clone_function=copy)
    made.set_weights(network.get_weights())
    return made


def strategy() -> tf.distribute.Strategy:
    """Return the strategy in whose scope the network is built and compiled.

    One device or none needs none: TensorFlow puts the network on the GPU by itself. Several share each
    batch (synchronous data parallelism).
    """
    if len(tf.config.list_logical_devices("GPU")) > 1:
        return tf.distribute.MirroredStrategy()
    return tf.distribute.get_strategy()


def describe_devices() -> str:
    """Return what trains, for the report: "2 GPUs", "1 GPU" or "CPU"."""
    gpus = len(tf.config.list_logical_devices("GPU"))
    return f"{gpus} GPU{'s' if gpus > 1 else ''}" if gpus else "CPU"
