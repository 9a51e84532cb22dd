"""MNIST: the IDX format, where its four files are found, how they are checked and fetched.

Purpose: find MNIST in a given folder, in ``$DIGITS_DATA``, in the user's cache, or fetch it there; read
the arrays that yann.lecun.com/exdb/mnist describes ("the IDX file format"), gzipped or not: their
content tells, not their name.
Contract: what :func:`find_mnist` returns holds exactly LeCun's files (their content's SHA-256 is
checked), so wrong or truncated files are named and never used. Files are untrusted: an array is returned
whole, or FileError names the file and the fault.
Not here: other data sets; see :func:`read_split` for any folder of IDX files.
"""

import contextlib
import gzip
import hashlib
import math
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from io import BufferedIOBase
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from digit_recognizer.datasets.download import Progress, download
from digit_recognizer.datasets.labelled import Labelled
from digit_recognizer.datasets.limits import MAX_ARRAY_BYTES, MAX_IMAGES
from digit_recognizer.errors import FileError
from digit_recognizer.files import reading, require_regular

LICENCE = "Y. LeCun, C. Cortes, C. J. C. Burges; commonly CC BY-SA 3.0"
MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)
# SHA-256 of the uncompressed content: the same whoever gzipped it.
CONTENT_SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}

UNSIGNED_BYTE = 0x08
GZIP_MAGIC = b"\x1f\x8b"


def cache_folder() -> Path:
    """Return the folder in the user's cache where MNIST is kept; it may not exist yet."""
    return user_cache_path("digit-recognizer", appauthor=False) / "mnist"


def find_mnist(
    data: Path | None = None,
    *,
    progress: Progress = lambda *_: None,
    mirrors: tuple[str, ...] = MIRRORS,
    cache: Path | None = None,
) -> Path:
    """Return a folder with MNIST's four files, fetching them into the cache if they are nowhere.

    Looks in ``data`` (and ``data/mnist``); without it in ``$DIGITS_DATA``, then in the cache.
    Raises FileError if a given folder lacks a file, a file is not MNIST's, or no mirror answers.
    """
    if data is None and os.environ.get("DIGITS_DATA"):
        data = Path(os.environ["DIGITS_DATA"])
    if data is not None:
        folder = data / "mnist" if (data / "mnist").is_dir() else data
        missing = [name for name in CONTENT_SHA256 if idx_file(folder, name) is None]
        if missing:
            raise FileError(
                f"{folder} lacks {', '.join(missing)} (with or without .gz): "
                "give the folder with MNIST's four files, or get them with digits data fetch mnist."
            )
    else:
        folder = cache or cache_folder()
        fetch_mnist(folder, progress=progress, mirrors=mirrors)
    for name in CONTENT_SHA256:
        if path := idx_file(folder, name):
            check(path, name)
    return folder


def read_split(folder: Path, split: str) -> Labelled:
    """Return the ``"train"`` or ``"t10k"`` split of a folder of IDX files, MNIST's or any alike.

    Raises FileError if a file is missing or damaged, or images and labels do not belong together.
    """
    arrays = []
    for name in (f"{split}-images-idx3-ubyte", f"{split}-labels-idx1-ubyte"):
        path = idx_file(folder, name)
        if path is None:
            raise FileError(f"{folder} has no {name} (with or without .gz): give a folder with it.")
        arrays.append(read_idx(path))
    images, labels = arrays
    if images.ndim != 3 or images.shape[1:] != (28, 28) or labels.shape != images.shape[:1]:
        raise FileError(
            f"{folder}: {split} images of shape {images.shape} and labels of shape {labels.shape} "
            "do not belong together; images are (N, 28, 28)."
        )
    if len(labels) == 0 or labels.max() > 9:
        raise FileError(f"{folder}: the {split} labels are not the digits 0 to 9.")
    return Labelled(images.astype(np.float32) / np.float32(255), labels.astype(np.int64))


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Return the uint8 array, of 1 to 4 dimensions, in the IDX file at ``path``, gzipped or not.

    Raises FileError if the file is missing, damaged, holds another type than unsigned bytes, or more
    than a set may have.
    """
    with _unpacked(path) as file:
        head = file.read(4)
        if (
            len(head) < 4
            or head[:2] != b"\0\0"
            or head[2] != UNSIGNED_BYTE
            or not 1 <= head[3] <= 4
        ):
            raise FileError(f"{path} is not an IDX file of unsigned bytes: get it again.")
        shape = struct.unpack(f">{head[3]}I", file.read(4 * head[3]).ljust(4 * head[3], b"\xff"))
        size = math.prod(shape)
        if shape[0] > MAX_IMAGES or size > MAX_ARRAY_BYTES:
            raise FileError(
                f"{path} promises {shape[0]:,} images and {size:,} bytes: give a set of at most "
                f"{MAX_IMAGES:,} images and {MAX_ARRAY_BYTES // 10**6} MB."
            )
        content = bytearray(size)
        held, place = 1, 0
        while held and place < size:
            held = file.readinto(memoryview(content)[place:])
            place += held
        place += len(file.read(1))
    if place != size:
        raise FileError(
            f"{path} is damaged: its header promises {size:,} bytes, "
            f"it holds {'more' if place > size else f'{place:,}'}; get it again."
        )
    return np.frombuffer(content, np.uint8).reshape(shape)


@contextlib.contextmanager
def _unpacked(path: Path) -> Iterator[BufferedIOBase]:
    """Give the content of ``path``, unpacked if gzipped; raises FileError if it is damaged."""
    with reading(path), ExitStack() as stack:
        require_regular(path, "an IDX file")
        file: BufferedIOBase = stack.enter_context(path.open("rb"))
        is_packed = file.read(2) == GZIP_MAGIC
        file.seek(0)
        if is_packed:
            file = stack.enter_context(gzip.GzipFile(fileobj=file))
        try:
            yield file
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise FileError(f"{path} is truncated or a damaged gzip file: get it again.") from error


def idx_file(folder: Path, name: str) -> Path | None:
    """Return ``name`` in ``folder``, plain or gzipped, or None."""
    return next((p for p in (folder / name, folder / f"{name}.gz") if p.is_file()), None)


def check(path: Path, name: str) -> None:
    """Raise FileError unless the file at ``path`` holds MNIST's ``name``."""
    with _unpacked(path) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != CONTENT_SHA256[name]:
        raise FileError(
            f"{path} is not MNIST's {name} (its SHA-256 differs): delete it or get it again."
        )


def fetch_mnist(
    folder: Path, *, progress: Progress = lambda *_: None, mirrors: tuple[str, ...] = MIRRORS
) -> None:
    """Download those of MNIST's files that ``folder`` lacks; raises FileError if no mirror helps."""
    for name in CONTENT_SHA256:
        if idx_file(folder, name) is None:
            urls = [f"{mirror}{name}.gz" for mirror in mirrors]
            download(urls, folder / f"{name}.gz", partial(check, name=name), progress)
