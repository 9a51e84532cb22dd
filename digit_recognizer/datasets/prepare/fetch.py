"""Getting a data set: download the original, check it, convert it, put it where training looks.

Purpose: what ``digits data fetch`` does, without printing.
Contract: a file is either whole at its place or not there; originals are checked by their published
SHA-256, or by the one that was recorded when they first came, and a stopped download is continued.
Not here: which sets there are (``catalogue``), their conversion (``convert``).
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from digit_recognizer.datasets.catalogue import CATALOGUE, MNIST, DataSet, Origin
from digit_recognizer.datasets.download import Progress, download
from digit_recognizer.datasets.mnist import CONTENT_SHA256, fetch_mnist, idx_file
from digit_recognizer.datasets.prepare import convert
from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.errors import FileError
from digit_recognizer.files import make_folder, read_limited, reading, write_atomically

ORIGINALS = "originals"
RECORD = "sha256.json"
MAX_RECORD = 2**20

CONVERTERS: dict[str, convert.Converter] = {
    "unipen-CDROM-train_r01_v07.tgz": convert.unipen,
    "pendigits.zip": convert.pendigits,
    "bhmsds.zip": convert.bhmsds,
    "semeion.zip": convert.semeion,
    "optdigits.zip": convert.optdigits,
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """Where a set is, how many samples it has if it was converted now, and what was left out of it."""

    path: Path
    n: int | None = None
    skipped: SkippedSamples | None = None


def is_present(data_set: DataSet, folder: Path) -> bool:
    """Whether the set is in the data folder, MNIST with all four files."""
    path = folder / data_set.path
    if data_set is MNIST:
        return all(idx_file(path, name) for name in CONTENT_SHA256)
    return path.is_file()


def fetch(
    data_set: DataSet, folder: Path, *, progress: Progress = lambda *_: None, again: bool = False
) -> Fetched:
    """Return the set in ``folder``, getting it first if it is not there, or ``again``.

    Raises FileError if it can't be downloaded, is not what it should be, or the folder can't be written.
    """
    target = folder / data_set.path
    if is_present(data_set, folder) and not again:
        return Fetched(target)
    if data_set.origin is None:
        fetch_mnist(target, progress=progress)
        return Fetched(target, data_set.n)
    original = folder / ORIGINALS / data_set.origin.file
    _get(data_set.origin, original, progress)
    converted = CONVERTERS[original.name](original, progress)
    # An archive with several sets is read once for all that are missing.
    missing = [other for other in CATALOGUE if not is_present(other, folder)]
    siblings = [other for other in missing if other.origin == data_set.origin]
    for each in {other.name: other for other in (data_set, *siblings)}.values():
        path = folder / each.path
        make_folder(path.parent, "choose another folder with --data")
        write_atomically(path, converted[each.name].content)
    result = converted[data_set.name]
    return Fetched(target, result.n, result.skipped)


def checksum(origin: Origin, folder: Path) -> tuple[str | None, str]:
    """Return the SHA-256 that the original must have, and where that is known from.

    None with "to be recorded at first fetch" where it is not known yet.
    """
    if origin.sha256:
        return origin.sha256, "published"
    recorded = _recorded(folder / ORIGINALS / RECORD).get(origin.file)
    if recorded:
        return recorded, "recorded at first fetch"
    return None, "to be recorded at first fetch"


def _get(origin: Origin, original: Path, progress: Progress) -> None:
    """Download the original unless it is there, check it, and record its hash if none is known."""
    expected, _ = checksum(origin, original.parent.parent)
    make_folder(original.parent, "choose another folder with --data")
    if original.exists():
        _check(original, expected)
    else:
        download(origin.urls, original, lambda part: _check(part, expected), progress)
    if expected is None:
        record = original.parent / RECORD
        hashes = _recorded(record) | {origin.file: file_sha256(original)}
        write_atomically(record, json.dumps(hashes, indent=1, sort_keys=True).encode())


def _check(path: Path, expected: str | None) -> None:
    """Raise FileError unless the file has the expected hash, or at least begins like an archive."""
    if expected is None:
        with reading(path), path.open("rb") as file:
            begins_like_archive = file.read(2) in {b"PK", b"\x1f\x8b"}
        if not begins_like_archive:
            raise FileError(f"{path} is no archive: delete it and get it again.")
    elif file_sha256(path) != expected:
        raise FileError(
            f"{path} is not the expected file (its SHA-256 differs): delete it and get it again."
        )


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file of any size; raises FileError if it can't be read."""
    with reading(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _recorded(record: Path) -> dict[str, str]:
    if not record.exists():
        return {}
    try:
        hashes = json.loads(read_limited(record, MAX_RECORD, "a list of checksums"))
        if not isinstance(hashes, dict):
            raise ValueError
    except (ValueError, RecursionError):
        raise FileError(f"{record} is damaged: delete it and fetch again.") from None
    return {str(name): str(value) for name, value in hashes.items()}
