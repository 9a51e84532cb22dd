"""What is said to a process with limits, and what it answers.

Purpose: write and read messages through pipes.
Contract: a message is JSON with arrays of float32 behind it; nothing is unpickled, and nothing larger
than :data:`MAX_MESSAGE_BYTES` is read.
Not here: who asks (``process``), what the process may take (``limits``).
"""

import json
import math
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

MAX_MESSAGE_BYTES = 512 * 2**20
LENGTH_BYTES = 8

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
    head = json.loads(
        read_exactly(file, int.from_bytes(read_exactly(file, LENGTH_BYTES), "little"))
    )
    arrays = {}
    for name, shape in head.pop("arrays").items():
        data = read_exactly(file, 4 * math.prod(shape))
        arrays[str(name)] = np.frombuffer(data, np.float32).reshape(shape)
    return head, arrays


def read_exactly(file: IO[bytes], count: int) -> bytes:
    """Return so many bytes; raises EOFError where there are fewer, ValueError for too many."""
    if not 0 <= count <= MAX_MESSAGE_BYTES:
        raise ValueError("a message is too long")
    data = file.read(count)
    if len(data) < count:
        raise EOFError
    return data
