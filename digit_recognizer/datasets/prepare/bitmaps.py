"""Original files of the image sets: Semeion, optdigits, and the PNG files of BHMSDS.

Purpose: read them as ``images`` (H, W) uint8 with ink 255 on 0, and labels.
Contract: untrusted; rows that are damaged are left out and counted, and the rest is returned.
Not here: archives, splits, our own ``.npz`` files.
"""

import io
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.datasets.skipped import SkippedSamples

Bitmap = tuple[NDArray[np.uint8], str]
"""A picture and its label."""

BHMSDS_NAMES = {"dot": "·", "minus": "-", "plus": "+", "slash": "/"}
"""How BHMSDS calls what can't be in a file's name; digits and letters are called themselves."""


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
    """Return the pictures of one collection with bright ink: paper is what most of all corners show."""
    corners = [float(np.mean(image[[0, 0, -1, -1], [0, -1, 0, -1]])) for image in images]
    if corners and float(np.mean(corners)) > 127:
        return [np.asarray(255 - image, np.uint8) for image in images]
    return images
