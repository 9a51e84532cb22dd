"""The devices that a run trains on.

Purpose: use one GPU or several where TensorFlow finds them, without being told.
Contract: one device or none needs no strategy: TensorFlow puts the network on the GPU by itself.
Several share each batch (synchronous data parallelism, ``tf.distribute.MirroredStrategy``).
Not here: clusters.
"""

import tensorflow as tf


def strategy() -> tf.distribute.Strategy:
    """Return the strategy in whose scope the network is built and compiled."""
    if len(tf.config.list_logical_devices("GPU")) > 1:
        return tf.distribute.MirroredStrategy()
    return tf.distribute.get_strategy()


def describe() -> str:
    """Return what trains, for the report: "2 GPUs", "1 GPU" or "CPU"."""
    gpus = len(tf.config.list_logical_devices("GPU"))
    return f"{gpus} GPU{'s' if gpus > 1 else ''}" if gpus else "CPU"
