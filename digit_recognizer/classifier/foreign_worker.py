"""The process in which somebody else's network runs: this module, run by ``python -m``.

Purpose: read a network from standard input, then run it as often as it is asked.
Contract: the process may take :data:`MAX_MEMORY` bytes of address space and :data:`MAX_CPU_SECONDS` of
computing for a step, and may write no file, as far as the system can limit that. Weights in other files
are refused. Messages are JSON with arrays of float32 behind it; nothing is unpickled. What ONNX Runtime
prints goes nowhere. The process ends with standard input.
Not here: who asks (``foreign``).
"""

import contextlib
import json
import math
import os
import re
import sys
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.classifier.session import new_session, reason_of

MAX_MEMORY = 900 * 2**20  # of addresses, of which the libraries take 150 MB
MAX_CPU_SECONDS = 5
MAX_MESSAGE_BYTES = 512 * 2**20
LENGTH_BYTES = 8
# The key of a tensor's file in protobuf: its length, 8, as a varint of any form, and its letters.
EXTERNAL_DATA = re.compile(rb"(?:\x08|\x88\x80{0,8}\x00)location")

Arrays = dict[str, NDArray[np.float32]]


def write_message(file: IO[bytes], header: dict[str, Any], arrays: Arrays | None = None) -> None:
    """Write ``header``, JSON values, and ``arrays`` behind it."""
    arrays = arrays or {}
    shapes = {name: array.shape for name, array in arrays.items()}
    head = json.dumps({**header, "arrays": shapes}).encode()
    file.write(len(head).to_bytes(LENGTH_BYTES, "little") + head)
    for array in arrays.values():
        file.write(np.ascontiguousarray(array, np.float32).tobytes())
    file.flush()


def read_message(file: IO[bytes]) -> tuple[dict[str, Any], Arrays]:
    """Return a message of :func:`write_message`; raises EOFError where none follows, ValueError."""
    head = json.loads(_read(file, int.from_bytes(_read(file, LENGTH_BYTES), "little")))
    arrays = {}
    for name, shape in head.pop("arrays").items():
        data = _read(file, 4 * math.prod(shape))
        arrays[str(name)] = np.frombuffer(data, np.float32).reshape(shape)
    return head, arrays


def _read(file: IO[bytes], count: int) -> bytes:
    if not 0 <= count <= MAX_MESSAGE_BYTES:
        raise ValueError("a message is too long")
    data = file.read(count)
    if len(data) < count:
        raise EOFError
    return data


def main() -> None:
    """Serve until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    for descriptor in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
    _limit()
    header, _ = read_message(sys.stdin.buffer)
    network = _read(sys.stdin.buffer, header["size"])
    if EXTERNAL_DATA.search(network):
        write_message(answers, {"error": "it keeps its weights in other files, which are not read"})
        return
    try:
        _limit_step()
        session = new_session(network)
        del network
        described = {
            "inputs": [(value.name, value.type, value.shape) for value in session.get_inputs()],
            "outputs": [(value.name, value.type, value.shape) for value in session.get_outputs()],
            "metadata": session.get_modelmeta().custom_metadata_map,
        }
    except Exception as error:  # ONNX Runtime raises its own classes, which share no base
        write_message(answers, {"error": reason_of(error)})
        return
    write_message(answers, described)
    while True:
        header, feeds = read_message(sys.stdin.buffer)
        try:
            _limit_step()
            values = session.run(header["outputs"], cast(dict[str, Any], feeds))
            given = dict(zip(header["outputs"], map(np.asarray, values), strict=True))
            if any(4 * value.size > MAX_MESSAGE_BYTES for value in given.values()):
                raise ValueError("it answers with far too many numbers")
        except Exception as error:  # as above
            write_message(answers, {"error": reason_of(error)})
        else:
            write_message(answers, {}, given)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows: the caller's patience is the only limit
        return
    for kind, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0),
    ):  # fmt: skip
        hard = resource.getrlimit(kind)[1]
        lowest = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (lowest, hard))


def _limit_step() -> None:
    """Let the process end when it computes longer than a step may."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime) + MAX_CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    with contextlib.suppress(EOFError, BrokenPipeError):
        main()
