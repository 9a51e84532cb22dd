"""Archives from outside: members are read into memory, never unpacked onto the disk.

Purpose: give the wanted members of a zip or a gzipped tar file, refusing an archive that is unsafe.
Contract: an archive with absolute or climbing paths, links to files outside, devices, encryption, or
more than the limits is refused with one sentence; so is a damaged one.
Not here: what the members mean.
"""

import gzip
import lzma
import posixpath
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from digit_recognizer.errors import FileError
from digit_recognizer.files import reading, require_regular
from digit_recognizer.words import printable, shortened

MAX_MEMBERS = 200_000
MAX_MEMBER = 64 * 2**20  # bytes
MAX_HEADER = 2**20  # bytes of a long name, or of the properties of a member
HEADER_TYPES = (
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)  # fmt: skip
MAX_REASON_LENGTH = 200  # characters
MAX_TOTAL = 4 * 2**30  # bytes, all members together as their headers tell
MAX_UNPACKED_SHARE, MIN_UNPACKED = 100, 256 * 2**20
"""Times its own size, and bytes at least, that an archive may unpack to: a few megabytes of nothing are
one otherwise that keeps the program busy for a minute."""

_MEMBER_DAMAGE = (
    EOFError,
    RuntimeError,  # encrypted, or compressed in a way that zipfile does not know
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)

Wanted = Callable[[str], bool]


def members(
    path: Path, wanted: Wanted, on_damage: Callable[[str], None] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each regular member that is ``wanted``, in the archive's order.

    ``on_damage`` is told of members of a zip file that are damaged, and the others follow. Raises
    FileError if the file is no zip or tar archive, is unsafe or, without ``on_damage``, damaged.
    """
    with reading(path):
        require_regular(path, "an archive")
        try:
            is_zip = zipfile.is_zipfile(path)
            yield from _zip(path, wanted, on_damage) if is_zip else _tar(path, wanted)
        except (*_MEMBER_DAMAGE, gzip.BadGzipFile, tarfile.TarError) as error:
            raise FileError(f"{path} is no archive, or it is damaged: get it again.") from error


def _zip(
    path: Path, wanted: Wanted, on_damage: Callable[[str], None] | None
) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        total = 0
        for count, info in enumerate(archive.infolist(), 1):
            total += info.file_size
            _require_safe(path, info.filename, count, info.file_size, total)
            kind = stat.S_IFMT(info.external_attr >> 16)
            if kind not in {0, stat.S_IFREG, stat.S_IFDIR} or info.flag_bits & 1:
                raise _refused(path, f"{info.filename} is a link, a device or encrypted")
        for info in archive.infolist():
            if not info.is_dir() and wanted(info.filename):
                try:
                    with archive.open(info) as file:
                        data = file.read(MAX_MEMBER + 1)
                except _MEMBER_DAMAGE:
                    if on_damage is None:
                        raise
                    on_damage(info.filename)
                    continue
                _require_small(path, info.filename, len(data))
                yield info.filename, data


def _tar(path: Path, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path, "r:*", tarinfo=_SmallHeader) as archive:
        total = 0
        for count, info in enumerate(archive, 1):
            total += info.size
            _require_safe(path, info.name, count, info.size if info.isreg() else 0, total)
            if info.isdev() or _leads_outside(info):
                raise _refused(path, f"{info.name} is a device or a link that leads outside")
            if info.isreg() and wanted(info.name):
                file = archive.extractfile(info)
                if file is not None:
                    yield info.name, file.read()


class _SmallHeader(tarfile.TarInfo):
    """A member of a tar file whose own headers are small.

    tarfile reads a long name, or the properties of a member, whole before anybody can ask how large it
    is, and goes back where a size is negative.
    """

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        """Return the member that begins here, as the base class does, whose entry point this is."""
        limit = MAX_HEADER if self.type in HEADER_TYPES else MAX_TOTAL
        if not 0 <= self.size <= limit:
            raise tarfile.ReadError("a header has an impossible size")
        found: tarfile.TarInfo = super()._proc_member(archive)  # type: ignore[misc]
        return found


def _leads_outside(info: tarfile.TarInfo) -> bool:
    """Whether the member is a link to something outside; other links are harmless, and not followed."""
    if not (info.issym() or info.islnk()):
        return False
    start = posixpath.dirname(info.name) if info.issym() else ""
    target = posixpath.normpath(posixpath.join(start, info.linkname))
    return target.startswith(("/", ".."))


def points_outside(name: str) -> bool:
    """Whether a file's name from outside is absolute or climbs, on any system."""
    parts = PurePosixPath(name.replace("\\", "/"))
    return (
        parts.is_absolute() or ".." in parts.parts or ":" in name.partition("/")[0] or "\0" in name
    )


def _require_safe(path: Path, name: str, count: int, size: int, total: int) -> None:
    if not name:
        raise _refused(path, "a member has no name")
    if points_outside(name):
        raise _refused(path, f"{name!r} points outside")
    if count > MAX_MEMBERS:
        raise _refused(path, f"it has more than {MAX_MEMBERS:,} members")
    _require_small(path, name, size)
    if total > MAX_TOTAL:
        raise _refused(path, f"it unpacks to more than {MAX_TOTAL // 2**30} GB")
    if total > max(MIN_UNPACKED, MAX_UNPACKED_SHARE * path.stat().st_size):
        raise _refused(path, f"it unpacks to more than {MAX_UNPACKED_SHARE} times its size")


def _require_small(path: Path, name: str, size: int) -> None:
    if size > MAX_MEMBER:
        raise _refused(path, f"{name} is larger than {MAX_MEMBER // 2**20} MB")


def _refused(path: Path, why: str) -> FileError:
    why = printable(shortened(why, MAX_REASON_LENGTH))  # it may name a member, so hold anything
    return FileError(f"{path} is refused as unsafe ({why}): get it from its source again.")
