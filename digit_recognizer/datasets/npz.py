"""Labelled images as NumPy ``.npz`` files.

Purpose: read ``images`` (N, H, W) uint8, ink bright on black, with ``labels`` (N,) str.
Contract: untrusted files; nothing is unpickled.
Not here: glyph making.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.errors import FileError
from digit_recognizer.files import read_limited

MAX_NPZ_BYTES = 1 * 2**30
NPZ_DAMAGE = (
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


@dataclass(frozen=True, slots=True, eq=False)
class ImageSet:
    """``images`` (N, H, W) uint8, ink bright, with their N ``labels``, and what was left out."""

    images: NDArray[np.uint8]
    labels: list[str]
    skipped: SkippedSamples


def read_image_set(path: Path, knows: Callable[[str], bool] | None = None) -> ImageSet:
    """Return the usable images in ``path``; left out are unknown labels and images without ink.

    ``knows`` says which labels are symbols at all; without it every label is taken. Raises FileError
    if the file is no such set or nothing can be used.
    """
    images, labels = read_npz(path)
    skipped = SkippedSamples(str(path), total=len(labels), place="row")
    kept = []
    for row, (image, label) in enumerate(zip(images, labels, strict=True)):
        if knows is not None and not knows(label):
            skipped.add("with an unknown label", row + 1)
        elif image.size == 0 or image.min() == image.max():
            skipped.add("without ink", row + 1)
        else:
            kept.append(row)
    skipped.require_some(len(kept))
    return ImageSet(images[kept], [labels[row] for row in kept], skipped)


def read_npz(path: Path) -> tuple[NDArray[np.uint8], list[str]]:
    """Return the (N, H, W) uint8 images and N labels in ``path``; raises FileError for other files."""
    images, labels, _ = read_with_notes(path)
    return images, labels


def read_with_notes(path: Path) -> tuple[NDArray[np.uint8], list[str], bytes]:
    """Return (N, H, W) uint8 images, N labels and the bytes of an array ``notes``, none if not there.

    Raises FileError if ``path`` is not such a file.
    """
    data = read_limited(path, MAX_NPZ_BYTES, "a set of images")
    try:
        if not data.startswith(b"PK"):  # NumPy would take it for another format
            raise zipfile.BadZipFile
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MAX_NPZ_BYTES:
            raise FileError(
                f"{path} unpacks to {unpacked / 2**30:.1f} GB, too large for a set of images: "
                "give a smaller file."
            )
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            images, labels = arrays["images"], arrays["labels"]
            notes = arrays["notes"].tobytes() if "notes" in arrays else b""
    except NPZ_DAMAGE as error:
        raise FileError(
            f'{path} is no .npz file with arrays "images" and "labels", or it is damaged: get it again.'
        ) from error
    if images.ndim != 3 or images.dtype != np.uint8 or labels.shape != images.shape[:1]:
        raise FileError(f"{path}: images are (N, H, W) uint8 with one label each; these are not.")
    return images, [str(label) for label in labels], notes
