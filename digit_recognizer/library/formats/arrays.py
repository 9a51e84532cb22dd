"""Entries as data sets of 28x28 images: MNIST's IDX, and NPZ.

Purpose: gather entries and write the arrays; yield the entries of such files.
Contract: an image that came from such a file goes out as it came. Files are untrusted; reading one takes
memory for all of it, at most the limit of its reader.
Not here: the readers (``datasets.mnist``, ``datasets.npz``), pictures of other sizes.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import repeat
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.datasets.ink_lines import SampleError
from digit_recognizer.datasets.limits import MAX_IMAGES
from digit_recognizer.datasets.mnist import UNSIGNED_BYTE, read_idx
from digit_recognizer.datasets.npz import read_with_notes
from digit_recognizer.errors import FileError
from digit_recognizer.library.entry import Entry
from digit_recognizer.library.formats.metadata import (
    ImportFailure,
    entry_from,
    is_texts,
    metadata_of,
)
from digit_recognizer.library.formats.pictures import glyph_of
from digit_recognizer.raster.picture_ink import MAX_PAGE_SIDE
from digit_recognizer.raster.pixels import png_bytes

IDX_IMAGES, IDX_LABELS = "-images-idx3-ubyte", "-labels-idx1-ubyte"


class ImageRows:
    """Images with their labels and notes, as they are collected for a file."""

    def __init__(self) -> None:
        self.images: list[NDArray[np.uint8]] = []
        self.labels: list[str] = []
        self.notes: list[dict[str, str]] = []

    def add(self, entry: Entry) -> None:
        """Add an entry; raises ValueError, which says what is wrong with it, for one without ink."""
        glyph = glyph_of(entry)
        if glyph is None:
            raise ValueError("it shows nothing")
        if len(self.images) == MAX_IMAGES:
            raise FileError(f"there are more than {MAX_IMAGES:,} drawings: export them in parts.")
        notes = metadata_of(entry)
        self.images.append(glyph)
        self.labels.append(notes.pop("label", ""))
        self.notes.append(notes)

    def stacked(self) -> NDArray[np.uint8]:
        """Return the images as (N, 28, 28) uint8; there may be none."""
        return np.stack(self.images) if self.images else np.zeros((0, 28, 28), np.uint8)

    def digits(self) -> NDArray[np.uint8]:
        """Return the labels, all of them digits, as (N,) uint8."""
        return np.array([int(label) for label in self.labels], np.uint8)


def write_npz(file: IO[bytes], gathered: ImageRows) -> None:
    """Write ``images`` (N, 28, 28) uint8, ``labels`` and ``writers`` (N,) str, ``notes`` bytes (uint8).

    The notes are UTF-8 text, one line of JSON for each image.
    """
    lines = "\n".join(json.dumps(notes) for notes in gathered.notes).encode()
    np.savez_compressed(
        file,
        images=gathered.stacked(),
        labels=np.array(gathered.labels, np.str_),
        writers=np.array([notes.get("writer", "") for notes in gathered.notes], np.str_),
        notes=np.frombuffer(lines, np.uint8),
    )


def write_idx(file: IO[bytes], array: NDArray[np.uint8]) -> None:
    """Write ``array``, uint8 of any shape, as a gzipped IDX file."""
    header = bytes([0, 0, UNSIGNED_BYTE, array.ndim])
    shape = b"".join(length.to_bytes(4, "big") for length in array.shape)
    with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
        packed.write(header + shape + array.tobytes())


def entries_of_npz(path: Path, made: datetime) -> tuple[int, Iterator[Entry | ImportFailure]]:
    """Return how many images the file holds, and an iterator over them; raises FileError."""
    images, labels, lines = read_with_notes(path)
    _require_size(images, path)
    _require_notes(lines, len(labels), path)
    notes = map(json.loads, lines.split(b"\n")) if lines else repeat({})
    labelled = ({**known, "label": label} for label, known in zip(labels, notes, strict=False))
    return len(labels), _entries(images, labelled, path, made)


def entries_of_idx(path: Path, made: datetime) -> tuple[int, Iterator[Entry | ImportFailure]]:
    """Return how many images are in the IDX file at ``path``, and an iterator over them.

    The labels are in the file beside it. Raises FileError.
    """
    beside = labels_beside(path)
    images, labels = read_idx(path), read_idx(beside)
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise FileError(f"{path} and {beside.name} do not belong together: get them again.")
    _require_size(images, path)
    notes = ({"label": str(label)} for label in labels)
    return len(labels), _entries(images, notes, path, made)


def is_idx_images(path: Path) -> bool:
    """Whether the name is that of a file of images as MNIST has them."""
    return path.name.removesuffix(".gz").endswith(IDX_IMAGES)


def labels_beside(path: Path) -> Path:
    """Return the file of labels that belongs to a file of images; raises FileError if it is missing."""
    name = path.name.removesuffix(".gz").removesuffix(IDX_IMAGES) + IDX_LABELS
    for suffix in (".gz", ""):
        if (found := path.with_name(name + suffix)).is_file():
            return found
    raise FileError(f"{path} has no labels: {name} is missing beside it.")


def _require_size(images: NDArray[np.uint8], path: Path) -> None:
    if 0 in images.shape[1:] or max(images.shape[1:]) > MAX_PAGE_SIDE:
        raise FileError(
            f"{path} has images of {images.shape[1]} x {images.shape[2]} pixels: give images of "
            f"1 to {MAX_PAGE_SIDE} pixels a side."
        )


def _require_notes(lines: bytes, count: int, path: Path) -> None:
    """Raise FileError where there are notes, but none for each of ``count`` images."""
    if not lines:
        return
    try:
        lines.decode()
        if lines.count(b"\n") != count - 1:
            raise ValueError
        if not all(is_texts(json.loads(line)) for line in lines.split(b"\n")):
            raise ValueError
    except (ValueError, RecursionError):
        raise FileError(
            f"the notes in {path} are not one line of JSON for each image: get it again."
        ) from None


def _entries(
    images: NDArray[np.uint8], notes: Iterable[dict[str, str]], path: Path, made: datetime
) -> Iterator[Entry | ImportFailure]:
    for number, (image, known) in enumerate(zip(images, notes, strict=True), 1):
        name = f"{path}, image {number}"
        if image.min() == image.max():
            yield ImportFailure(name, f"{name} shows nothing: there is no ink on it.")
            continue
        try:
            yield entry_from(
                known, picture=png_bytes(image), made=made, source=f"{path.name}, image {number}"
            )
        except SampleError as fault:
            yield ImportFailure(name, f"{name} is a picture {fault}: leave some out.")
