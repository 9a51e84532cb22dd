"""Ink and times as bytes and numbers, exactly.

Purpose: what the library's file holds, and what a drawing's digest is made from.
Contract: ``ink_from_bytes(ink_bytes(ink)) == ink``. Bytes are untrusted: wrong ones raise ValueError,
and a drawing has at most :data:`MAX_POINTS` points. Equal ink gives equal bytes on every machine.
Not here: files.
"""

import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from digit_recognizer.ink import Ink, Point, Stroke
from digit_recognizer.ink.model import MAX_POINTS

_HEAD = struct.Struct("<Id")
_POINT = struct.Struct("<3d")
MAX_INK_BYTES = (_HEAD.size + _POINT.size) * MAX_POINTS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ink_bytes(ink: Ink) -> bytes:
    """Return ``ink`` as bytes.

    For each stroke the number of its points (32 bits, unsigned), its start, then x, y and t of each
    point, all of these 64-bit floats; little-endian, without gaps.
    """
    parts = []
    for stroke in ink:
        parts.append(_HEAD.pack(len(stroke.points), stroke.start + 0.0))  # -0.0 equals 0.0
        parts += [_POINT.pack(x + 0.0, y + 0.0, t + 0.0) for x, y, t in stroke.points]
    return b"".join(parts)


def ink_from_bytes(data: bytes) -> Ink:
    """Return the ink of :func:`ink_bytes`; raises ValueError for bytes that are none."""
    if len(data) > MAX_INK_BYTES:
        raise ValueError("it is too long")
    return Ink(tuple(_strokes(data)))


def _strokes(data: bytes) -> Iterator[Stroke]:
    place = 0
    while place < len(data):
        if len(data) - place < _HEAD.size:
            raise ValueError("it ends within a stroke")
        count, start = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        end = place + count * _POINT.size
        if end > len(data):
            raise ValueError("it ends within a stroke")
        points = _POINT.iter_unpack(data[place:end])
        yield Stroke(tuple(Point(*point) for point in points), start)
        place = end


def microseconds(time: datetime) -> int:
    """Return the microseconds from 1970 (UTC) to ``time``, which has a time zone."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def from_microseconds(count: int) -> datetime:
    """Return the time ``count`` microseconds after 1970, in UTC; raises ValueError beyond year 9999."""
    try:
        return _EPOCH + timedelta(microseconds=count)
    except (OverflowError, TypeError):
        raise ValueError(f"{count!r} is no time") from None


def packed(ink: Ink) -> bytes:
    """Return :func:`ink_bytes`, compressed by zlib."""
    return zlib.compress(ink_bytes(ink), 1)


def unpacked(data: bytes) -> Ink:
    """Return the ink of :func:`packed`; raises ValueError for bytes that are none, or too many."""
    inflater = zlib.decompressobj()
    try:
        raw = inflater.decompress(data, MAX_INK_BYTES + 1)
    except zlib.error:
        raise ValueError("it cannot be unpacked") from None
    if not inflater.eof:
        raise ValueError("it is too long or cut short")
    return ink_from_bytes(raw)
