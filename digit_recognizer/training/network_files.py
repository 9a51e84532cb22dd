"""Networks of this program as bytes: what Keras saves, and what ONNX Runtime runs.

Purpose: one home for writing the networks that are not classifiers of glyphs.
Contract: nothing is written to where the user looks; callers replace their files atomically.
Not here: files that come from anywhere, glyph networks with their bundles (``export``).
"""

import logging
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import onnx
import tensorflow as tf
import tf2onnx

from digit_recognizer.training.export import OPSET

PROVENANCE_PROPERTY = "digit_recognizer.provenance"


def keras_bytes(network: keras.Model, name: str) -> bytes:
    """Return what Keras saves ``network`` as, in a file of this ``name``."""
    with tempfile.TemporaryDirectory() as scratch:
        saved = Path(scratch) / name
        logging.getLogger("absl").setLevel(logging.ERROR)  # Keras warns that .h5 is a legacy
        network.save(saved, include_optimizer=False)
        return saved.read_bytes()


def onnx_bytes(
    infer: Callable[..., dict[str, tf.Tensor]],
    signature: Sequence[tf.TensorSpec],
    properties: Mapping[str, str],
) -> bytes:
    """Return the ONNX bytes of a ``tf.function`` that takes ``signature``, with ``properties``."""
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    graph: Any
    graph, _ = tf2onnx.convert.from_function(infer, input_signature=signature, opset=OPSET)
    onnx.helper.set_model_props(graph, dict(properties))
    return bytes(graph.SerializeToString())
