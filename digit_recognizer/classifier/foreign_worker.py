"""The process in which somebody else's network runs: this module, run by ``python -m``.

Purpose: read a network from standard input, then run it as often as it is asked. Or read a Keras file,
and answer with the network in it.
Contract: the process may take :data:`MAX_MEMORY` bytes of address space and :data:`MAX_CPU_SECONDS` of
computing for a step, and may write no file, as far as the system can limit that. Weights in other files
are refused. What ONNX Runtime prints goes nowhere. The process ends with standard input.
Not here: who asks (``foreign``).
"""

import contextlib
import math
import os
import re
import sys
from typing import IO, Any, cast

import numpy as np

from digit_recognizer.classifier.foreign_messages import (
    MAX_CPU_SECONDS,
    MAX_MESSAGE_BYTES,
    read_exactly,
    read_message,
    write_message,
)
from digit_recognizer.classifier.session import new_session, reason_of
from digit_recognizer.errors import ModelError

MAX_MEMORY = 900 * 2**20  # of addresses, of which the libraries take 150 MB
# The key of a tensor's file in protobuf: its length, 8, as a varint of any form, and its letters.
EXTERNAL_DATA = re.compile(rb"(?:\x08|\x88\x80{0,8}\x00)location")


def main() -> None:
    """Serve until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    for descriptor in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
    limit()
    header, _ = read_message(sys.stdin.buffer)
    network = read_exactly(sys.stdin.buffer, header["size"])
    if "keras" in header:
        _answer_keras(answers, network, str(header["keras"]))
        return
    if EXTERNAL_DATA.search(network):
        write_message(answers, {"error": "it keeps its weights in other files, which are not read"})
        return
    try:
        limit_step()
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
            limit_step()
            values = session.run(header["outputs"], cast(dict[str, Any], feeds))
            given = dict(zip(header["outputs"], map(np.asarray, values), strict=True))
            if any(4 * value.size > MAX_MESSAGE_BYTES for value in given.values()):
                raise ValueError("it answers with far too many numbers")
        except Exception as error:  # as above
            write_message(answers, {"error": reason_of(error)})
        else:
            write_message(answers, {}, given)


def _answer_keras(answers: IO[bytes], data: bytes, name: str) -> None:
    from digit_recognizer.classifier.keras_files.export import export_keras

    limit_step()
    try:
        network = export_keras(data, name)
    except ModelError as error:
        write_message(answers, {"sentence": str(error)})
    else:
        write_message(answers, {"size": len(network)})
        answers.write(network)
        answers.flush()


def limit() -> None:
    """Let this process have no more memory than :data:`MAX_MEMORY`, and write no files."""
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


def limit_step() -> None:
    """Let this process end when it computes longer than a step may."""
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
