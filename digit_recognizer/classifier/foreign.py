"""Running somebody else's network, and translating somebody else's Keras file, in a process of its own.

Purpose: a session as :class:`onnxruntime.InferenceSession` is one, whose work is done by
``foreign_worker``: a network is a program, and it must not take this one's memory, time or files. A
Keras file is translated there, too.
Contract: what the network needs beyond its limits ends its process, and is one ModelError. The process
ends with the session. Safe to call from several threads, one after the other. What the session takes and
gives is what this program wants, if the network can be adapted to that.
Not here: the limits, and the messages (``foreign_worker``); what the answers mean (``classifier``).
"""

import contextlib
import importlib.util
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from digit_recognizer.classifier.foreign_messages import (
    MAX_CPU_SECONDS,
    Arrays,
    read_exactly,
    read_message,
    write_message,
)
from digit_recognizer.errors import INSTALL_KERAS, MissingDependencyError, ModelError

STEP_PATIENCE = 30.0
"""Seconds to wait for an answer, where others use the processor too."""


class Value(NamedTuple):
    """An input or output of a network, as ONNX Runtime describes one."""

    name: str
    type: str
    shape: list[Any]


class Described(NamedTuple):
    """The metadata of a network, as ONNX Runtime gives it."""

    custom_metadata_map: dict[str, str]


class ForeignProcess:
    """A process with limits, which does what it is asked."""

    def __init__(self, name: str) -> None:
        """Start it; ``name`` says in sentences whose file it works on."""
        self._name = name
        self._lock = threading.Lock()
        root = str(Path(__file__).resolve().parents[2])
        paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        # -P: the current folder is no place for modules.
        command = [sys.executable, "-P", "-m", "digit_recognizer.classifier.foreign_worker"]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        )
        weakref.finalize(self, _end, self.process)

    def asked(
        self, header: dict[str, Any], feeds: Arrays | None = None, more: bytes = b""
    ) -> tuple[dict[str, Any], Arrays, bytes]:
        """Return the answer to a message with ``more`` behind it, and what is behind that.

        Raises ModelError where the process cannot do it, or is stopped.
        """
        with self._lock:
            stdin, stdout = (
                cast("IO[bytes]", pipe) for pipe in (self.process.stdin, self.process.stdout)
            )
            timer = threading.Timer(STEP_PATIENCE, self.process.kill)
            timer.start()
            try:
                write_message(stdin, header, feeds)
                stdin.write(more)
                stdin.flush()
                answer, arrays = read_message(stdout)
                data = read_exactly(stdout, int(answer.get("size", 0)))
            except (OSError, EOFError, ValueError) as error:
                self.process.kill()
                raise ModelError(
                    f"{self._name} is stopped: it computes for more than {MAX_CPU_SECONDS} s, or wants "
                    "too much memory; choose another model."
                ) from error
            finally:
                timer.cancel()
        if "sentence" in answer:
            raise ModelError(str(answer["sentence"]))
        if "error" in answer:
            raise ModelError(f"{self._name} cannot be run: {answer['error']}.")
        return answer, arrays, data


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
        self._process = ForeignProcess(name)
        asked = {"size": len(file), "name": name, "is_keras": is_keras}
        header, _, translated = self._process.asked(asked, None, file)
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
        _, arrays, _ = self._process.asked({"outputs": names}, feeds)
        return [arrays[name] for name in names]


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what was not yet sent
                pipe.close()
    process.wait()
