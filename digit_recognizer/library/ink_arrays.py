"""The points of kept ink, as arrays, for looking at very many.

Purpose: what ``codec`` packs, without making an object of every point.
Contract: the same points in the same order; bytes are untrusted as there.
Not here: times; pictures.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.library.codec import MAX_BYTES

_HEAD, _POINT = 12, 24  # bytes, see ``codec.ink_bytes``


def traces(packed: bytes) -> list[NDArray[np.float64]]:
    """Return the strokes of packed ink, (n, 2) points each; raises ValueError for other bytes."""
    inflater = zlib.decompressobj()
    try:
        raw = inflater.decompress(packed, MAX_BYTES + 1)
    except zlib.error:
        raise ValueError("it cannot be unpacked") from None
    if not inflater.eof:
        raise ValueError("it is too long or cut short")
    strokes = []
    place = 0
    while place < len(raw):
        count = int.from_bytes(raw[place : place + 4], "little")
        place += _HEAD
        if place + count * _POINT > len(raw):
            raise ValueError("it ends within a stroke")
        values = np.frombuffer(raw, "<f8", 3 * count, place)
        strokes.append(values.reshape(-1, 3)[:, :2])
        place += count * _POINT
    return strokes
