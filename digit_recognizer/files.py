"""Reading and writing whole files so that nothing is ever half done.

Purpose: the one place that turns operating-system errors into sentences and replaces files
atomically (written beside the target, flushed to disk, then renamed over it; POSIX ``rename`` and
Windows ``MoveFileEx`` both replace in one step).
Contract: after :func:`write_atomically` the target holds either the old bytes or the new ones.
Not here: formats; see the packages that own them.
"""

import contextlib
import errno
import hashlib
import os
import tempfile
from pathlib import Path

from digit_recognizer.errors import FileError


def read_limited(path: Path, limit: int, what: str) -> bytes:
    """Return the bytes of ``path``, refusing anything that is not a file of at most ``limit`` bytes.

    Raises FileError, with ``what`` naming the expected content ("a drawing", "an image").
    """
    try:
        if path.is_dir():
            raise FileError(f"{path} is a folder, not {what}: give a file.")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise FileError(f"{path} does not exist: check the name.") from None
    except OSError as error:
        raise FileError(f"{path} cannot be read: {reason(error)}.") from error
    if len(data) > limit:
        raise FileError(
            f"{path} is larger than {limit // 2**20} MB, too large for {what}: give a smaller file."
        )
    return data


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a reader sees the old file or the new one, never a part.

    Raises FileError if the folder is missing or not writable, or the disk is full; the old file is
    then untouched and no temporary file is left behind.
    """
    temporary: str | None = None
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise FileError(
            f"{path} cannot be saved: {reason(error)}; choose another place or free some space."
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def sha256(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def reason(error: OSError) -> str:
    """Say in plain words why an operating-system call failed."""
    words = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EACCES: "permission denied",
        errno.EPERM: "permission denied",
        errno.EROFS: "the disk is read-only",
        errno.ENOENT: "the folder does not exist",
    }
    return words.get(error.errno or 0, error.strerror or str(error))


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
