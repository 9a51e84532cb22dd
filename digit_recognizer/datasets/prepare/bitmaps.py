"""Original files of the image sets: Semeion, optdigits, and the PNG files of BHMSDS.

Purpose: read them as ``images`` (H, W) uint8 with ink 255 on 0, and labels.
Contract: untrusted; rows that are damaged are left out and counted, and the rest is returned. Of a Unix
``compress`` file (``.Z``), in which UCI keeps its oldest data sets and for which the standard library
has no module, all the content is returned or FileError raised; never more than ``limit`` bytes.
Not here: archives, splits, our own ``.npz`` files.

The format of ``.Z``: a magic number, a byte with the greatest code width and the flag of block mode,
then LZW codes of 9 bits and more, least significant bit first. The writer put out codes in groups of
eight, and left the rest of a group empty whenever the width changed (T. Welch, "A Technique for
High-Performance Data Compression", 1984; the sources of ncompress).
"""

import io
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.errors import FileError

Bitmap = tuple[NDArray[np.uint8], str]
"""A picture and its label."""

BHMSDS_NAMES = {"dot": "·", "minus": "-", "plus": "+", "slash": "/"}
"""How BHMSDS calls what can't be in a file's name; digits and letters are called themselves."""

LZW_MAGIC = b"\x1f\x9d"
CLEAR_CODE = 256
FIRST_WIDTH = 9


def read_semeion(text: str, skipped: SkippedSamples) -> Iterator[Bitmap]:
    """Yield the digits in ``semeion.data``: a line each, 16x16 flags of ink, then ten flags of class."""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        skipped.total += 1
        try:
            values = [float(word) for word in words]
        except ValueError:
            values = []
        if len(values) != 256 + 10 or not set(values) <= {0.0, 1.0}:
            skipped.add("that are no 266 flags", number)
        elif sum(values[256:]) != 1:
            skipped.add("with no label or several", number)
        elif not any(values[:256]):
            skipped.add("without ink", number)
        else:
            pixels = np.array(values[:256]).reshape(16, 16)
            yield np.asarray(pixels * 255, np.uint8), str(values[256:].index(1.0))


def read_optdigits(text: str, skipped: SkippedSamples) -> Iterator[Bitmap]:
    """Yield the digits in ``optdigits-orig.*``: after a header, 32 lines of 32 flags, then the label."""
    rows: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        word = line.strip()
        if len(word) >= 16 and set(word) <= {"0", "1"}:
            rows.append(word)
        elif rows:  # the line after a bitmap is its label
            skipped.total += 1
            if len(rows) != 32 or any(len(row) != 32 for row in rows):
                skipped.add("that are not 32x32", number - len(rows))
            elif len(word) != 1 or not word.isascii() or not word.isdigit():
                skipped.add("with an unknown label", number)
            elif not any("1" in row for row in rows):
                skipped.add("without ink", number - len(rows))
            else:
                pixels = np.array([[flag == "1" for flag in row] for row in rows])
                yield np.asarray(pixels * 255, np.uint8), word
            rows = []
    if rows:
        skipped.total += 1
        skipped.add("without a label", text.count("\n") + 1 - len(rows))


def read_symbol(name: str, data: bytes, position: int, skipped: SkippedSamples) -> Bitmap | None:
    """Return one PNG file of BHMSDS as it is, or None where it is none; the label is in its ``name``."""
    skipped.total += 1
    symbol = name.rpartition("/")[2].partition("-")[0]
    label = BHMSDS_NAMES.get(symbol, symbol)
    if len(label) != 1:
        skipped.add("with an unknown label", position, name)
        return None
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if image.size != (28, 28):
                skipped.add("that are not 28x28", position, name)
                return None
            pixels = np.asarray(image.convert("L"), np.uint8)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        skipped.add("that are no PNG pictures", position, name)
        return None
    if pixels.min() == pixels.max():
        skipped.add("without ink", position, name)
        return None
    return pixels, label


def ink_bright(images: list[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    """Return a collection's (H, W) uint8 pictures, ink bright: paper is what most corners show."""
    corners = [float(np.mean(image[[0, 0, -1, -1], [0, -1, 0, -1]])) for image in images]
    if corners and float(np.mean(corners)) > 127:
        return [np.asarray(255 - image, np.uint8) for image in images]
    return images


def decompress(data: bytes, name: str, limit: int) -> bytes:
    """Return what the ``.Z`` file ``data`` holds; raises FileError if damaged or over ``limit``."""
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
