"""Labelled images as NumPy ``.npz`` files.

Purpose: read ``images`` (N, H, W) uint8, ink bright on black, with ``labels`` (N,) str.
Contract: untrusted files; nothing is unpickled.
Not here: glyph making.
"""

import io
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.errors import FileError
from digit_recognizer.files import read_limited

MAX_BYTES = 1 * 2**30
DAMAGE = (
    ValueError,
    LookupError,
    OSError,
    EOFError,
    MemoryError,  # a header that promises too much
    RuntimeError,  # encrypted, or compressed in a way that zipfile does not know
    SyntaxError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What NumPy raises, depending on where an ``.npz`` file is damaged."""


def read_npz(path: Path) -> tuple[NDArray[np.uint8], list[str]]:
    """Return the images and the labels in ``path``; raises FileError if it is not such a file."""
    data = read_limited(path, MAX_BYTES, "a set of images")
    try:
        if not data.startswith(b"PK"):  # NumPy would take it for another format
            raise zipfile.BadZipFile
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            images, labels = arrays["images"], arrays["labels"]
    except DAMAGE as error:
        raise FileError(
            f'{path} is no .npz file with arrays "images" and "labels", or it is damaged: get it again.'
        ) from error
    if images.ndim != 3 or images.dtype != np.uint8 or labels.shape != images.shape[:1]:
        raise FileError(f"{path}: images are (N, H, W) uint8 with one label each; these are not.")
    return images, [str(label) for label in labels]
