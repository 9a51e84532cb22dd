"""Networks of this program as bytes: what Keras saves, and what ONNX Runtime runs.

Purpose: one home for writing the networks that are not classifiers of glyphs.
Contract: files are replaced atomically. All networks say in the same words where they come from.
Not here: files that come from anywhere, glyph networks with their bundles (``export``).
"""

import datetime
import json
import logging
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf
import tf2onnx

from digit_recognizer.files import sha256, write_atomically
from digit_recognizer.training.export import OPSET, with_half_weights
from digit_recognizer.training.run import folder_of
from digit_recognizer.training.step_loop import StepRecipe

PROVENANCE_PROPERTY = "digit_recognizer.provenance"


def keras_bytes(network: keras.Model, name: str) -> bytes:
    """Return what Keras saves ``network`` as, in a file of this ``name``."""
    with tempfile.TemporaryDirectory() as scratch:
        saved = Path(scratch) / name
        logging.getLogger("absl").setLevel(logging.ERROR)  # Keras warns that .h5 is a legacy
        network.save(saved, include_optimizer=False)
        return saved.read_bytes()


def provenance_of(saved: bytes, recipe: StepRecipe, start: Path | None) -> dict[str, Any]:
    """Return where a network comes from that Keras saved as ``saved``, as JSON values.

    ``start``: the ``.h5`` that it began with, None for random weights.
    """
    return {
        "source_sha256": sha256(saved),
        "date": datetime.date.today().isoformat(),
        "recipe": asdict(recipe),
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "start": sha256(start.read_bytes()) if start else None,
    }


def write_network(output: Path, saved: bytes, exported: bytes, report: dict[str, Any]) -> None:
    """Write ``output``, an ``.h5``, its ``.onnx``, and ``report`` in the run's folder."""
    write_atomically(output, saved)
    write_atomically(output.with_suffix(".onnx"), exported)
    report_path = folder_of(output) / "report.json"
    write_atomically(report_path, json.dumps(report, indent=1).encode())


def onnx_bytes(
    infer: Callable[..., dict[str, tf.Tensor]], signature: Sequence[tf.TensorSpec]
) -> bytes:
    """Return the ONNX bytes, in half precision, of a ``tf.function`` that takes ``signature``."""
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    graph: Any
    graph, _ = tf2onnx.convert.from_function(infer, input_signature=signature, opset=OPSET)
    return with_half_weights(graph.SerializeToString())
