"""Which operators an ``.onnx`` file is made of, without loading it.

Purpose: count the nodes of the main graph by their operator, from the bytes of the file alone.
Contract: the bytes are untrusted: nothing is run and nothing larger than they are is made; what is no
protobuf ends the count. Fields are those of ``onnx.proto``: ModelProto.graph is 7, GraphProto.node is 1,
NodeProto.op_type is 4 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
Not here: what the operators do.
"""

from collections import Counter
from collections.abc import Iterator

MODEL_GRAPH_FIELD, GRAPH_NODE_FIELD, NODE_OPERATOR_FIELD = 7, 1, 4
MAX_OPERATOR_NAME = 100
VARINT, FIXED_64, MESSAGE, FIXED_32 = 0, 1, 2, 5
MAX_VARINT_BYTES = 10


def operators(network: bytes) -> Counter[str]:
    """Return how often each operator is used, in the order of the graph."""
    counts: Counter[str] = Counter()
    for graph in _messages(memoryview(network), MODEL_GRAPH_FIELD):
        for node in _messages(graph, GRAPH_NODE_FIELD):
            for name in _messages(node, NODE_OPERATOR_FIELD):
                counts[bytes(name[:MAX_OPERATOR_NAME]).decode("ascii", "replace")] += 1
    return counts


def _messages(data: memoryview, wanted: int) -> Iterator[memoryview]:
    """Yield the content of each field number ``wanted``, as far as ``data`` is well formed."""
    place = 0
    while place < len(data):
        tag, place = _varint(data, place)
        kind = tag & 7
        if kind == VARINT:
            _, place = _varint(data, place)
        elif kind in {FIXED_64, FIXED_32}:
            place += 8 if kind == FIXED_64 else 4
        elif kind == MESSAGE:
            size, place = _varint(data, place)
            if tag >> 3 == wanted and place + size <= len(data):
                yield data[place : place + size]
            place += size
        else:
            return


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    """Return a number of variable length at ``place``, and where it ends."""
    value = 0
    for shift, byte in enumerate(data[place : place + MAX_VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, place + shift + 1
    return 0, len(data)
