"""ONNX graphs in the making, written as the protobuf messages that they are.

Purpose: nodes and constants one after the other, then the bytes of an ``.onnx`` file. The package
``onnx`` would do it too, for 17 MB and half a second of imports.
Contract: fields are those of ``onnx.proto`` (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
What is added makes sense to ONNX Runtime or is refused by it: nothing is checked here.
Not here: what layers compute (``layers``).
"""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

IR_VERSION, OPERATOR_SET = 8, 17
VARINT_TAG, LENGTH_TAG, FLOAT_TAG = 0, 2, 5
FLOAT_TENSOR, INTEGER_TENSOR = 1, 7
Attribute = int | float | str | Sequence[int] | Sequence[str]


def message(*fields: tuple[int, int | float | str | bytes]) -> bytes:
    """Return a protobuf message of (number, value) fields."""
    parts = []
    for number, value in fields:
        if isinstance(value, float):
            parts += [_varint(number << 3 | FLOAT_TAG), struct.pack("<f", value)]
        elif isinstance(value, int):
            parts += [_varint(number << 3 | VARINT_TAG), _varint(value)]
        else:
            data = value.encode() if isinstance(value, str) else value
            parts += [_varint(number << 3 | LENGTH_TAG), _varint(len(data)), data]
    return b"".join(parts)


def _varint(value: int) -> bytes:
    value &= 2**64 - 1  # as protobuf writes what is negative
    data = bytearray()
    while value > 0x7F:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*data, value])


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return message((1, name), (2, value), (20, 1))
    if isinstance(value, int):
        return message((1, name), (3, int(value)), (20, 2))
    if isinstance(value, str):
        return message((1, name), (4, value), (20, 3))
    if value and isinstance(value[0], str):
        return message((1, name), *((9, str(each)) for each in value), (20, 8))
    return message((1, name), *((8, int(each)) for each in value), (20, 7))


def float_value(name: str, shape: Sequence[int | str] = ()) -> bytes:
    """Return the description of an input or output of float32; without ``shape`` it is found out."""
    sides = [
        message((1, message((1 if isinstance(side, int) else 2, side)))) for side in shape
    ]  # a number, or a name for any
    tensor = message((1, FLOAT_TENSOR), *([(2, b"".join(sides))] if sides else []))
    return message((1, name), (2, message((1, tensor))))


def shown(names: Sequence[str]) -> bytes:
    """Return what, behind the bytes of a network, makes its values ``names`` outputs.

    Two protobuf messages in a row are one, with their lists joined
    (https://protobuf.dev/programming-guides/encoding/#last-one-wins).
    """
    return message((7, message(*((12, float_value(name)) for name in names))))


def properties(values: Mapping[str, str]) -> bytes:
    """Return what, behind the bytes of a network without any, gives it these properties."""
    return message(*((14, message((1, key), (2, value))) for key, value in values.items()))


class Graph:
    """Nodes and constants, in their order."""

    def __init__(self) -> None:
        self._parts: list[tuple[int, bytes]] = []
        self._count = 0

    def constant(self, values: ArrayLike) -> str:
        """Return the name of an array of float32, or of int64 where ``values`` are whole numbers."""
        array = np.asarray(values)
        is_whole = array.dtype.kind in "iu"
        array = np.ascontiguousarray(array, np.int64 if is_whole else np.float32)
        name = self._name()
        kind = INTEGER_TENSOR if is_whole else FLOAT_TENSOR
        dims = ((1, side) for side in array.shape)
        self._parts.append((5, message(*dims, (2, kind), (8, name), (9, array.tobytes()))))
        return name

    def add(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Return the name of the only output of a new node; an input "" is left out."""
        return self.add_several(operator, *inputs, outputs=[output or self._name()], **attributes)[
            0
        ]

    def add_several(
        self, operator: str, *inputs: str, outputs: list[str] | int, **attributes: Any
    ) -> list[str]:
        """Return the names of the outputs of a new node: those given, or as many."""
        if isinstance(outputs, int):
            outputs = [self._name() for _ in range(outputs)]
        ports = [*((1, name) for name in inputs), *((2, name) for name in outputs)]
        given = ((5, _attribute(name, value)) for name, value in attributes.items())
        self._parts.append((1, message(*ports, (4, operator), *given)))
        return outputs

    def to_bytes(self, given: bytes, outputs: Sequence[str]) -> bytes:
        """Return the network from ``given`` (:func:`float_value`) to the values ``outputs``."""
        ends = [(11, given), *((12, float_value(name)) for name in outputs)]
        graph = message((2, "graph"), *self._parts, *ends)
        return message((1, IR_VERSION), (8, message((1, ""), (2, OPERATOR_SET))), (7, graph))

    def _name(self) -> str:
        self._count += 1
        return f"v{self._count}"
