"""Batch normalisation in one operation, for faster training.

Purpose: the same network with TensorFlow's fused batch normalisation in the place of Keras's, which
computes mean, variance and scaling one after the other. A step of the shipped network takes about a
third less time on a processor.
Contract: the result has the same layers, names and weights, so weights can be copied to and fro. It
computes the same, but for the moving variance: that is the sample variance (a sum divided by n - 1),
where Keras divides by n, how many values a channel has in a batch: 6,000 and more.
Not here: the network (``network``).
"""

from typing import Any

import keras
import tensorflow as tf


class FusedNormalization(keras.layers.BatchNormalization):  # type: ignore[misc]
    """Batch normalisation over the last axis of (N, H, W, C) maps, fused while training.

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
    """Return a copy of ``network``, weights included, whose batch normalisation is fused.

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
