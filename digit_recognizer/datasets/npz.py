"""Labelled images as NumPy ``.npz`` files.

Purpose: read ``images`` (N, H, W) uint8, ink bright on black, with ``labels`` (N,) str.
Contract: untrusted files; nothing is unpickled.
Not here: glyph making.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from digit_recognizer.datasets.limits import MAX_ARRAY_BYTES, MAX_IMAGES
from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.errors import FileError
from digit_recognizer.files import reading, require_regular

NPY_HEADER_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


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
    if len(kept) < len(images):
        images = images[kept]
    return ImageSet(images, [labels[row] for row in kept], skipped)


def read_npz(path: Path) -> tuple[NDArray[np.uint8], list[str]]:
    """Return the (N, H, W) uint8 images and N labels in ``path``; raises FileError for other files."""
    images, labels, _ = read_with_notes(path)
    return images, labels


def read_with_notes(path: Path) -> tuple[NDArray[np.uint8], list[str], bytes]:
    """Return (N, H, W) uint8 images, N labels and the bytes of an array ``notes``, none if not there.

    Raises FileError if ``path`` is not such a file.
    """
    with reading(path):
        require_regular(path, "a set of images")
    try:
        with zipfile.ZipFile(path) as archive:
            is_noted = "notes.npy" in archive.namelist()
            names = ("images", "labels", *(["notes"] if is_noted else []))
            unpacked = sum(archive.getinfo(f"{name}.npy").file_size for name in names)
            if unpacked > MAX_ARRAY_BYTES:
                raise _TooLargeError(f"unpacks to {unpacked / 10**6:,.0f} MB, too large for a set")
            images, labels = _array(archive, "images"), _array(archive, "labels")
            notes = _array(archive, "notes").tobytes() if is_noted else b""
    except _TooLargeError as error:
        raise FileError(f"{path} {error}: divide it.") from error
    except Exception as error:  # NumPy and zipfile raise nearly anything for a damaged file
        raise FileError(
            f'{path} is no .npz file with arrays "images" and "labels", or it is damaged: get it again.'
        ) from error
    if images.ndim != 3 or images.dtype != np.uint8 or labels.shape != images.shape[:1]:
        raise FileError(f"{path}: images are (N, H, W) uint8 with one label each; these are not.")
    return images, [str(label) for label in labels], notes


class _TooLargeError(Exception):
    """The set is larger than one may be; the text says so after the file's name."""


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """Return one array of the set; its rows are counted by its header, before memory is taken.

    Raises _TooLargeError, and whatever NumPy and zipfile raise.
    """
    with archive.open(f"{name}.npy") as file:
        shape, _, _ = NPY_HEADER_READERS[npy.read_magic(file)](file)
    if shape and shape[0] > MAX_IMAGES and name != "notes":
        raise _TooLargeError(f"has more than {MAX_IMAGES:,} images")
    with archive.open(f"{name}.npy") as file:
        array: NDArray[Any] = npy.read_array(file, allow_pickle=False)
    return array
