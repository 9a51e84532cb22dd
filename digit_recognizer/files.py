"""Reading and writing whole files so that nothing is ever half done, what files are called, digests.

Purpose: the one place that turns operating-system errors into sentences and replaces files
atomically (written beside the target, flushed to disk, then renamed over it; POSIX ``rename`` and
Windows ``MoveFileEx`` both replace in one step).
Contract: after :func:`write_atomically` the target holds either the old bytes or the new ones. The
endings of drawings, pictures and archives of these are one list for folders that are read or imported,
and for the window's dialogs: lower case, with the point. Files that are named one by one may be called
anything. Equal contents, or equal names and values, give equal digests on every machine.
Not here: formats; see the packages that own them.
"""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from digit_recognizer.errors import FileError
from digit_recognizer.words import printable

INKML = ".inkml"
PICTURES = (
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".webp", ".bmp", ".gif",
    ".ppm", ".pgm", ".pbm", ".pnm", ".avif",
)  # fmt: skip
DRAWINGS = (INKML, ".xopp", ".xoj", ".jiix")
READABLE = (*DRAWINGS, *PICTURES)
PDF_ENDING = ".pdf"
HEIF_ENDINGS = frozenset({".heic", ".heif"})
PAGED = (".tif", ".tiff", PDF_ENDING)
PICTURE_BEGINNINGS = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8", b"%PDF-", b"RIFF",
)  # fmt: skip
AVIF_BRANDS = (b"avif", b"avis")
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
MAX_PIECES = 500_000  # that a decoder asks for: a picture of 256 MB has 100,000 as a rule
READ_BLOCK_BYTES = 2**20


def read_limited(path: Path, limit: int, what: str) -> bytes:
    """Return the bytes of ``path``, refusing anything that is not a file of at most ``limit`` bytes.

    Raises FileError, with ``what`` naming the expected content ("a drawing", "an image").
    """
    with opened_limited(path, limit, what) as file, reading(path):
        return file.read(limit)


@contextlib.contextmanager
def opened_limited(path: Path, limit: int, what: str) -> Iterator[IO[bytes]]:
    """Give ``path`` to be read, refusing anything that is not a file of at most ``limit`` bytes.

    Raises FileError as :func:`read_limited` does.
    """
    with reading(path):
        require_regular(path, what)
        file = path.open("rb")
    with file:
        if os.fstat(file.fileno()).st_size > limit:
            size, advice = f"{limit // 2**20} MB", "give a smaller file"
            raise FileError(f"{path} is larger than {size}, too large for {what}: {advice}.")
        yield file


class BoundedFile:
    """A file whose decoder, written in Python, does not ask for piece after piece without end.

    ``path`` is only named in errors.
    """

    def __init__(self, file: IO[bytes], path: str) -> None:
        self._file, self._path = file, path
        place = file.tell()
        self.size = file.seek(0, os.SEEK_END)
        file.seek(place)
        self.renew()

    def renew(self) -> None:
        """Begin to count anew: another page is read."""
        self._left = MAX_PIECES

    def read(self, size: int = -1) -> bytes:
        """Return what a file does; raises FileError where that goes on without end."""
        self._left -= 1
        if self._left < 0:
            raise FileError(f"{self._path} is made of far too many pieces: save it again.")
        return self._file.read(size)

    def count(self, mark: bytes) -> int:
        """Return how often ``mark`` is in the file, which stands where it stood then."""
        place = self._file.tell()
        self._file.seek(0)
        blocks = iter(partial(self._file.read, READ_BLOCK_BYTES), b"")
        found = sum(block.count(mark) for block in blocks)
        self._file.seek(place)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def begins_as_picture(path: str | Path) -> bool:
    """Whether there is a file at ``path`` that begins as a picture or a PDF does; never raises."""
    try:
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as file:
            return is_picture(file.read(12))
    except (OSError, ValueError):
        return False


def is_picture(head: bytes) -> bool:
    """Whether a file that begins with these 12 bytes, or more, is a picture or a PDF."""
    if head[4:8] == b"ftyp":  # a box of ISO's media files, as AVIF and HEIC are
        return head[8:12] in AVIF_BRANDS or (is_heif(head) and has_heif())
    if head[:2] == b"BM":
        return head[6:10] == bytes(4)
    if head[:1] == b"P" and head[1:2] in b"123456":
        return head[2:3].isspace()
    return head.startswith(PICTURE_BEGINNINGS) and (head[:4] != b"RIFF" or head[8:12] == b"WEBP")


def is_heif(head: bytes) -> bool:
    """Whether a file that begins with these 12 bytes is a HEIC photo."""
    return head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS


def has_heif() -> bool:
    """Whether what reads HEIC is installed: the extra ``heic``."""
    return find_spec("pi_heif") is not None


def is_folder(path: str | Path) -> bool:
    """Whether there is a folder at ``path``; never raises, whatever the name is."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises OSError for a name that is too long


def is_there(path: str | Path) -> bool:
    """Whether there is anything at ``path``; never raises, whatever the name is."""
    return os.path.lexists(path)


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise FileError for what the operating system says while ``path`` is read."""
    try:
        yield
    except FileNotFoundError:
        raise FileError(f"{path} does not exist: check the name.") from None
    except OSError as error:
        raise FileError(f"{path} cannot be read: {reason(error)}.") from error


def require_regular(path: Path, what: str) -> None:
    """Raise FileError unless ``path`` is a regular file: a pipe or a device may never end, or begin.

    Raises OSError where nothing can be said of it, as when it does not exist.
    """
    if "\0" in str(path):  # what a list that was parted elsewhere gives
        raise FileError(f"{printable(str(path))} is no file's name: it holds a NUL.")
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise FileError(f"{path} is a folder, not {what}: give a file.")
    if not stat.S_ISREG(mode):
        raise FileError(f"{path} is no regular file, so not {what}: give a file.")


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a reader sees the old file or the new one, never a part.

    A symbolic link stays one: what it points to is replaced. Raises FileError if the folder is
    missing or not writable, the disk is full, or the target is write-protected or no regular file;
    the old file is then untouched and no temporary file is left behind.
    """
    with writing_atomically(path) as file:
        file.write(data)


@contextlib.contextmanager
def writing_atomically(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write what ``path`` is to hold, as :func:`write_atomically` does, piece by piece.

    It is put in place when the block ends; where the block raises, the old file stays.
    """
    temporary: str | None = None
    try:
        target = Path(os.path.realpath(path))
        mode = _mode_to_keep(target)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
        temporary = None
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        advice = "free some space or choose another place" if full else "choose another place"
        raise FileError(f"{path} cannot be saved: {reason(error)}; {advice}.") from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def make_folder(folder: Path, advice: str) -> Path:
    """Make ``folder`` and those above it where they are missing, and return it.

    Raises FileError that ends in ``advice`` ("choose another folder").
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{folder} cannot be made: {reason(error)}; {advice}.") from error
    return folder


def lock(descriptor: int) -> bool:
    """Lock an open file for this process until it is closed; return False if another one has it.

    Programs that do not ask are not kept away, and a system without locks locks nothing.
    """
    try:
        import fcntl
    except ImportError:  # Windows keeps others away from a file that is being written by itself
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def sha256(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hex digits."""
    import hashlib  # OpenSSL is not for the window's start

    return hashlib.sha256(data).hexdigest()


def digest_of(*groups: Any) -> str:
    """Return 12 hex digits of the SHA-256 over the names and values of all fields of dataclasses.

    It tells one set of parameters from another: the provenance of figures names it. The order of fields
    does not matter; the order of ``groups`` does.
    """
    lines = [
        f"{type(group).__name__}.{name}={getattr(group, name)!r}"
        for group in groups
        for name in sorted(field.name for field in fields(group))
    ]
    return sha256("\n".join(lines).encode())[:12]


def reason(error: OSError) -> str:
    """Say in plain words why an operating-system call failed."""
    words = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EBADF: "it is closed",
        errno.EACCES: "permission denied",
        errno.EPERM: "permission denied",
        errno.EROFS: "the disk is read-only",
        errno.ENOENT: "the folder does not exist",
        errno.ENAMETOOLONG: "its name is too long",
    }
    return words.get(error.errno or 0, error.strerror or str(error))


def _mode_to_keep(target: Path) -> int:
    """Return the permissions that ``target`` is to have; raises OSError if it may not be replaced.

    A rename would replace what is write-protected, and a device, without asking.
    """
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no regular file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is write-protected")
    return stat.S_IMODE(mode) & 0o777
