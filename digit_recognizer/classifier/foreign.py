"""Running somebody else's network, and translating somebody else's Keras file, in a process of its own.

Purpose: a session as :class:`onnxruntime.InferenceSession` is one, whose work is done by
``foreign_worker``: a network is a program, and it must not take this one's memory, time or files. A
Keras file is translated there, too.
Contract: what the network needs beyond its limits ends its process, and is one ModelError. The process
ends with the session. Safe to call from several threads, one after the other. What the session takes and
gives is what this program wants, if the network can be adapted to that.
Not here: the process and its limits (``limited``); what the answers mean (``classifier``).
"""

import importlib.util
from typing import Any, NamedTuple

from digit_recognizer.errors import INSTALL_KERAS, MissingDependencyError, ModelError
from digit_recognizer.limited.messages import Arrays
from digit_recognizer.limited.process import LimitedProcess, StoppedError

MAX_CPU_SECONDS = 4  # for opening a network, and for each time it is run, in that process


class Value(NamedTuple):
    """An input or output of a network, as ONNX Runtime describes one."""

    name: str
    type: str
    shape: list[Any]


class Described(NamedTuple):
    """The metadata of a network, as ONNX Runtime gives it."""

    custom_metadata_map: dict[str, str]


class ForeignSession:
    """A network in a process of its own."""

    def __init__(self, file: bytes, name: str, *, is_keras: bool = False) -> None:
        """Start the process, and open the bytes of an ``.onnx`` or a Keras file; raises ModelError.

        Raises MissingDependencyError without h5py for a Keras file.
        """
        if is_keras and importlib.util.find_spec("h5py") is None:
            raise MissingDependencyError(
                f"{name} is a Keras file, which needs h5py: {INSTALL_KERAS}."
            )
        self._name = name
        self._process = LimitedProcess("digit_recognizer.classifier.foreign_worker")
        asked = {"size": len(file), "name": name, "is_keras": is_keras}
        header, _, translated = self._asked(asked, None, file)
        self.network = translated if is_keras else file
        """The bytes of an ``.onnx`` file."""
        self._inputs = [Value(*value) for value in header["inputs"]]
        self._outputs = [Value(*value) for value in header["outputs"]]
        self._metadata = dict(header["metadata"])

    def get_inputs(self) -> list[Value]:
        """Return what the network takes."""
        return self._inputs

    def get_outputs(self) -> list[Value]:
        """Return what the network gives."""
        return self._outputs

    def get_modelmeta(self) -> Described:
        """Return what is written about the network in its file."""
        return Described(self._metadata)

    def run(self, names: list[str], feeds: Arrays) -> list[Any]:
        """Return the outputs ``names`` as float32 arrays; raises ModelError."""
        _, arrays, _ = self._asked({"outputs": names}, feeds)
        return [arrays[name] for name in names]

    def _asked(
        self, header: dict[str, Any], feeds: Arrays | None = None, more: bytes = b""
    ) -> tuple[dict[str, Any], Arrays, bytes]:
        """Return the answer of the process; raises ModelError where it cannot do it, or is stopped."""
        try:
            answer, arrays, data = self._process.asked(header, feeds, more)
        except StoppedError as error:
            raise ModelError(
                f"{self._name} is stopped: it computes for more than {MAX_CPU_SECONDS} s, or wants "
                "too much memory; choose another model."
            ) from error
        if "sentence" in answer:
            raise ModelError(str(answer["sentence"]))
        if "error" in answer:
            raise ModelError(f"{self._name} cannot be run: {answer['error']}.")
        return answer, arrays, data
