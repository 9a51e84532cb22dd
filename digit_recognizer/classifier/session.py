"""Sessions of ONNX Runtime, made one way for every network.

Purpose: run a network on the processor, silently, with as many threads as its caller can use.
Contract: nothing leaves this machine. What ONNX Runtime raises for a file that is no network is its own.
Not here: what networks take and give (``classifier``, ``page_segmenter``).
"""

from typing import Any, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray


class Session(Protocol):
    """What is asked of a session: ONNX Runtime's own, or one in another process."""

    def get_inputs(self) -> Any:
        """Return what the network takes: values with ``name``, ``type`` and ``shape``."""

    def get_outputs(self) -> Any:
        """Return what the network gives, likewise."""

    def get_modelmeta(self) -> Any:
        """Return what has ``custom_metadata_map``."""

    def run(self, names: list[str], feeds: dict[str, NDArray[np.float32]]) -> Any:
        """Return the outputs called ``names``."""


def new_session(network: bytes, threads: int = 1) -> onnxruntime.InferenceSession:
    """Return a session for the bytes of an ``.onnx`` file, with ``threads`` for one run.

    Raises classes of ONNX Runtime's own, which share no base.
    """
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin while they wait take the cores from whatever else runs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def reason_of(error: Exception) -> str:
    """Return what ONNX Runtime says, on one line: without "[ONNXRuntimeError] : 7 : INVALID : "."""
    line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return line.rpartition(" : ")[2].rstrip(". ")[:200]
