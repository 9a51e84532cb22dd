"""Into the library: drawings from files of other programs, and from this one's own.

Purpose: find what can be brought in at a path, and save it batch by batch.
Contract: all is untrusted. What is broken is named and left out, the rest is saved; names that lead
outside, links and names with control characters are refused one by one. What the library has already, by
its content, is not saved twice, so an import that was stopped goes on where it was. Memory is bounded by
a batch, the names of the files and one file, of which a data set of arrays is the largest.
Not here: how a format holds an entry (``formats``), folders and archives (``file_trees``).
"""

import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from digit_recognizer.errors import FileError, LibraryError
from digit_recognizer.files import ARCHIVES, READABLE, begins_as_picture, reading, require_regular
from digit_recognizer.ink import begins_as_drawing
from digit_recognizer.library.entry import Entry
from digit_recognizer.library.file_trees import (
    FileTree,
    archive,
    changed,
    corrections,
    folder,
    from_tree,
    one_file,
)
from digit_recognizer.library.formats import arrays, json_lines
from digit_recognizer.library.formats.metadata import ImportFailure, unknown_label
from digit_recognizer.library.labels import checked_label, checked_writer
from digit_recognizer.library.store import Library
from digit_recognizer.words import drawings

MAX_COUNTED = 128 * 2**20  # bytes of text whose lines are counted; of more they are estimated
IMPORT_BATCH = 500
"""Drawings saved in one transaction."""

Found = Entry | ImportFailure


@dataclass(frozen=True, slots=True)
class Source:
    """What is at a path: about how many drawings, an iterator over them, and files left alone."""

    total: int
    found: Iterator[Found]
    left_alone: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class ImportResult:
    """What became of an import: drawings ``added``, ``present`` before, and what was ``broken``.

    ``differing``: how many of those that were present have another label now; it is not taken over.
    ``unknown``: the labels outside the alphabet of arithmetic, with the number of drawings that
    are saved without them.
    """

    added: int = 0
    present: int = 0
    differing: int = 0
    broken: list[ImportFailure] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)


def open_source(path: Path) -> Source:
    """Return what can be brought in at ``path``: a folder, an archive, a data set, a drawing, a picture.

    Raises FileError if it is none of these or cannot be read at all.
    """
    if path.is_dir():
        sets = sorted(file for file in path.iterdir() if arrays.is_idx_images(file))
        if not sets:
            return _tree(folder(path))
        totals, found = zip(
            *(arrays.entries_of_idx(file, changed(path)) for file in sets), strict=True
        )
        return Source(sum(totals), chain.from_iterable(found))
    with reading(path):
        require_regular(path, "something to import")
    made, ending = changed(path), path.suffix.lower()
    if path.name.endswith(ARCHIVES):
        return _tree(archive(path, made))
    if arrays.is_idx_images(path):
        counted = arrays.entries_of_idx(path, made)
    elif path.name.endswith((".jsonl", ".jsonl.gz")):
        counted = _lines(path), json_lines.entries_of(path, made)
    elif path.suffix == ".npz":
        counted = arrays.entries_of_npz(path, made)
    elif ending == ".csv":
        counted = corrections(path, made)
    elif ending in READABLE or begins_as_picture(path) or begins_as_drawing(path):
        counted = 1, iter([one_file(path, made)])
    else:
        raise FileError(
            f"{path} is nothing that can be imported: give a folder, an image, a drawing, .jsonl, "
            ".jsonl.gz, .npz, MNIST's IDX files, a review page's .csv, or a .zip or .tar.gz of images "
            "or InkML."
        )
    return Source(*counted)


def import_into(
    library: Library,
    found: Iterable[Found],
    *,
    writer: str = "",
    label: str | None = None,
    on_broken: Callable[[ImportFailure], None] = lambda _: None,
) -> ImportResult:
    """Keep what was ``found`` in ``library``, :data:`IMPORT_BATCH` drawings at a time.

    ``writer`` and ``label`` are for drawings that have none. ``on_broken`` is told at once what cannot
    be saved. Raises LibraryError if the library cannot be written, or for a label or name that is none;
    what was saved before stays.
    """
    writer = checked_writer(writer)
    label = None if label is None else checked_label(label)
    imported = ImportResult()
    batch: dict[str, Entry] = {}
    for item in found:
        if isinstance(item, ImportFailure):
            imported.broken.append(item)
            on_broken(item)
            continue
        entry = replace(
            item, writer=item.writer or writer, label=label if item.label is None else item.label
        )
        first = batch.setdefault(entry.digest, entry)
        if first is not entry:
            imported.present += 1
            imported.differing += entry.label not in {None, first.label}
        if len(batch) >= IMPORT_BATCH:
            _keep(library, batch, imported)
    _keep(library, batch, imported)
    return imported


def _keep(library: Library, batch: dict[str, Entry], imported: ImportResult) -> None:
    """Add what is new of ``batch``, and empty it."""
    try:
        known = library.add_new(batch)
    except LibraryError as error:
        if imported.added:
            raise LibraryError(
                f"{str(error).removesuffix('.')}; the {drawings(imported.added)} before it are kept."
            ) from error
        raise
    new = [entry for digest, entry in batch.items() if digest not in known]
    imported.added += len(new)
    imported.present += len(known)
    imported.differing += sum(
        batch[digest].label not in {None, *labels} for digest, labels in known.items()
    )
    imported.unknown.update(filter(None, map(unknown_label, new)))
    batch.clear()


def _tree(tree: FileTree) -> Source:
    return Source(len(tree.names), from_tree(tree), tree.left_alone)


def _lines(path: Path) -> int:
    """Return about how many lines the file has, for a progress bar; faults are said as it is read."""
    count = size = 0
    try:
        with path.open("rb") as stored:
            file = gzip.GzipFile(fileobj=stored) if path.suffix == ".gz" else stored
            while size < MAX_COUNTED and (piece := file.read(2**20)):
                count += piece.count(b"\n")
                size += len(piece)
            count = count * path.stat().st_size // max(stored.tell(), 1)
    except (OSError, EOFError, zlib.error):
        pass
    return max(count, 1)
