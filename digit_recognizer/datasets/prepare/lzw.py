"""Unix ``compress`` files (``.Z``), in which UCI keeps its oldest data sets.

Purpose: decompress them; Python's standard library has no module for it.
Contract: untrusted input. All the content or FileError; never more than ``limit`` bytes.
Not here: compressing.

The format: a magic number, a byte with the greatest code width and the flag of block mode, then LZW
codes of 9 bits and more, least significant bit first. The writer put out codes in groups of eight, and
left the rest of a group empty whenever the width changed (T. Welch, "A Technique for High-Performance
Data Compression", 1984; the sources of ncompress).
"""

from digit_recognizer.errors import FileError

LZW_MAGIC = b"\x1f\x9d"
CLEAR_CODE = 256
FIRST_WIDTH = 9


def decompress(data: bytes, name: str, limit: int) -> bytes:
    """Return the content of the ``.Z`` file ``data``; ``name`` is only used in errors."""
    if len(data) < 3 or data[:2] != LZW_MAGIC or not FIRST_WIDTH <= data[2] & 0x1F <= 16:
        raise FileError(f"{name} is no compressed file (.Z): get it again.")
    greatest, block_mode = data[2] & 0x1F, bool(data[2] & 0x80)
    first_free = CLEAR_CODE + 1 if block_mode else CLEAR_CODE
    table = [bytes([i]) for i in range(256)] + [b""] * (first_free - 256)
    out = bytearray()
    width, group, bit = FIRST_WIDTH, 3, 0  # the group of eight codes begins at this byte
    previous = b""
    while True:
        position = group * 8 + bit
        if position + width > len(data) * 8:
            return bytes(out)
        chunk = int.from_bytes(data[position // 8 : position // 8 + 4], "little")
        code = chunk >> position % 8 & (1 << width) - 1
        bit += width
        if bit == 8 * width:
            group, bit = group + width, 0
        if code == CLEAR_CODE and block_mode:
            table, previous = table[:first_free], b""
            group, bit, width = _next_group(group, bit, width), 0, FIRST_WIDTH
            continue
        if code < len(table):
            entry = table[code]
        elif code == len(table) and previous:
            entry = previous + previous[:1]
        else:
            raise FileError(f"{name} is a damaged compressed file: get it again.")
        out += entry
        if len(out) > limit:
            raise FileError(f"{name} unpacks to more than {limit // 2**20} MB: not the data set.")
        if previous and len(table) < 1 << greatest:
            table.append(previous + entry[:1])
        previous = entry
        if len(table) >= 1 << width and width < greatest:
            group, bit, width = _next_group(group, bit, width), 0, width + 1


def _next_group(group: int, bit: int, width: int) -> int:
    """Return where the next group begins once the rest of this one has been passed over."""
    return group + (width if bit else 0)
