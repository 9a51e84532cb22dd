"""Sessions of ONNX Runtime, made one way for every network.

Purpose: run a network on the processor, silently, with as many threads as its caller can use.
Contract: nothing leaves this machine. What ONNX Runtime raises for a file that is no network is its own,
but for a :class:`LateSession`, which raises ModelError.
Not here: what networks take and give (``classifier``, ``page_segmenter``, ``textline_recognizer``,
``line_rescorer``).
"""

import multiprocessing
import os
import re
import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

# Importing it begins to report to its makers and gives this machine a number, but for Windows.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime
from numpy.typing import NDArray

from digit_recognizer.errors import ModelError
from digit_recognizer.resources import usable_cores
from digit_recognizer.words import clause_of

SOURCE_PLACE = re.compile(
    r"^/\S+:\d+ .*\)(?: const)? "
)  # a line of its own, and the function there


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


def new_session(
    network: bytes, threads: int = 1, *, keeps_memory: bool = True
) -> onnxruntime.InferenceSession:
    """Return a session for the bytes of an ``.onnx`` file, with ``threads`` for one run.

    ``keeps_memory``: keep what a run took for the next one, which pays for small inputs of one size.
    Raises classes of ONNX Runtime's own, which share no base.
    """
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin while they wait take the cores from whatever else runs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = keeps_memory
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def reason_of(error: Exception) -> str:
    """Return what ONNX Runtime says, on one line: without "[ONNXRuntimeError] : 7 : INVALID : "."""
    first = str(error).strip().partition("\n")[0].rpartition(" : ")[2].rpartition("Message: ")[2]
    return clause_of(error, SOURCE_PLACE.sub("", first))


class LateSession:
    """A session that is made when it is first run: most drawings need none, and a start-up is short.

    ``network``: the bytes of an ``.onnx`` file that takes ``takes`` and gives one array; ``name`` and
    ``kind`` say in a sentence what it is. ``fits``: whether its inputs' and outputs' shapes are right.
    ``threads``, ``keeps_memory``: see :func:`new_session`; None for as many as there are cores. Safe to
    run from several threads.
    """

    def __init__(
        self, network: bytes, name: str, kind: str, takes: Sequence[str],
        fits: Callable[[list[Any]], bool],
        *, threads: int | None = None, keeps_memory: bool = True,
    ) -> None:  # fmt: skip
        self._threads, self._keeps_memory = threads, keeps_memory
        self._network, self._name, self._kind = network, name, kind
        self._takes, self._fits = takes, fits
        self._made: onnxruntime.InferenceSession | None = None
        self._lock = threading.Lock()

    def run(self, *values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what the network gives for ``values``; raises ModelError if it is none, or fails."""
        session = self._session()
        try:
            (found,) = session.run(None, dict(zip(self._takes, values, strict=True)))
        except Exception as error:  # ONNX Runtime raises its own classes, which share no base
            raise ModelError(
                f"{self._name} cannot read {self._kind}: put back the file."
            ) from error
        return np.asarray(found)

    def metadata(self) -> dict[str, str]:
        """Return the properties that travel with the network; raises ModelError if it is none."""
        return dict(self._session().get_modelmeta().custom_metadata_map)

    def _session(self) -> onnxruntime.InferenceSession:
        with self._lock:
            if self._made is None:
                self._made = self._new()
            return self._made

    def _new(self) -> onnxruntime.InferenceSession:
        # Of several processes each has a core.
        alone = multiprocessing.parent_process() is None
        words = f"{self._name} is no network for {self._kind}"
        try:
            threads = self._threads or (usable_cores() if alone else 1)
            session = new_session(self._network, threads, keeps_memory=self._keeps_memory)
        except Exception as error:  # ONNX Runtime's own classes again
            raise ModelError(f"{words}: put back the file.") from error
        inputs, outputs = session.get_inputs(), session.get_outputs()
        shapes = [value.shape for value in (*inputs, *outputs)]
        is_named = [value.name for value in inputs] == list(self._takes)
        if not is_named or len(outputs) != 1 or not self._fits(shapes):
            raise ModelError(f"{words}: it takes or gives other shapes.")
        return session
