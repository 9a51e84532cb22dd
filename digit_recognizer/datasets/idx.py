"""The IDX format of the MNIST files.

Purpose: read the arrays that yann.lecun.com/exdb/mnist describes ("the IDX file format"), gzipped or
not: their content tells, not their name.
Contract: files are untrusted; an array is returned whole or FileError names the file and the fault.
Not here: which files make up MNIST (``mnist``).
"""

import gzip
import io
import math
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.errors import FileError
from digit_recognizer.files import read_limited

MAX_IDX_BYTES = 1 * 2**30
UNSIGNED_BYTE = 0x08
GZIP_MAGIC = b"\x1f\x8b"


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Return the uint8 array in the IDX file at ``path``.

    Raises FileError if the file is missing, damaged, or holds another type than unsigned bytes.
    """
    return parse_idx(read_raw(path), path)


def read_raw(path: Path) -> bytes:
    """Return the content of ``path``, decompressed if it is gzipped, whatever its name."""
    data = read_limited(path, MAX_IDX_BYTES, "an IDX file")
    if data[:2] != GZIP_MAGIC:
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            content = file.read(MAX_IDX_BYTES + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise FileError(f"{path} is truncated or a damaged gzip file: get it again.") from error
    if len(content) > MAX_IDX_BYTES:
        raise FileError(
            f"{path} unpacks to more than {MAX_IDX_BYTES // 2**20} MB: not an MNIST file."
        )
    return content


def parse_idx(data: bytes, path: Path) -> NDArray[np.uint8]:
    """Return the array in ``data``; ``path`` is only named in errors."""
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] != UNSIGNED_BYTE or not 1 <= data[3] <= 4:
        raise FileError(f"{path} is not an IDX file of unsigned bytes: get it again.")
    header = 4 + 4 * data[3]
    shape = tuple(int.from_bytes(data[i : i + 4], "big") for i in range(4, header, 4))
    if len(data) < header or len(data) - header != math.prod(shape):
        raise FileError(
            f"{path} is damaged: its header promises {math.prod(shape):,} bytes, "
            f"it holds {max(len(data) - header, 0):,}; get it again."
        )
    return np.frombuffer(data, np.uint8, offset=header).reshape(shape)
