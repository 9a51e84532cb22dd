"""Folders, archives and tables of drawings: one after the other, refused where they are not safe.

Purpose: yield the entries of the InkML files and images in a folder, a zip or a tar file, with what a
``labels.csv`` beside them says; and those of a table that holds its pictures itself.
Contract: nothing outside is ever read, nothing is unpacked onto the disk, links are not followed. Each
file that is refused or broken is named once.
Not here: data sets (``importing``), single formats (``formats``), saving corrections (``batch.review``).
"""

import base64
import binascii
import os
import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from digit_recognizer.datasets.archive import members
from digit_recognizer.errors import FileError
from digit_recognizer.files import (
    DRAWINGS,
    READABLE,
    begins_as_picture,
    read_limited,
    reason,
    sha256,
)
from digit_recognizer.ink import begins_as_drawing, is_drawing
from digit_recognizer.library.entry import Entry
from digit_recognizer.library.formats import inkml, pictures, table
from digit_recognizer.library.formats.metadata import ImportFailure
from digit_recognizer.library.formats.table import Row
from digit_recognizer.words import printable

MAX_FILES = 1_000_000
MAX_DRAWING_BYTES = 256 * 2**20  # of a file
PICTURE_COLUMN = "picture"

Content = tuple[str, datetime, bytes | FileError]
"""A file's path in its tree, with slashes; when it was changed; its bytes, or why there are none."""


@dataclass(slots=True)
class FileTree:
    """The files below ``root``: the ``names`` of those that may be drawings, and the tables.

    ``refused``: files that are not read. ``left_alone``: how many are of other
    kinds, by ending. ``contents`` reads.
    """

    root: Path
    contents: Callable[[], Iterator[Content]]
    names: list[str] = field(default_factory=list)
    tables: dict[str, bytes] = field(default_factory=dict)
    refused: dict[str, ImportFailure] = field(default_factory=dict)
    left_alone: Counter[str] = field(default_factory=Counter)

    def shown(self, name: str) -> str:
        """Return how the file ``name`` of this tree is called in sentences, without odd characters."""
        return printable(f"{self.root}/{name}")

    def refuse(self, name: str, why: str) -> None:
        """Remember that ``name`` is not read."""
        shown = self.shown(name)
        self.refused[name] = ImportFailure(shown, f"{shown} is refused: {why}.")

    def note(self, name: str, path: Path | None = None) -> bool:
        """Sort the file ``name`` in, return whether it is a table; raises FileError for too many.

        ``path``: where it is, if it can be looked into; else its name tells what it is.
        """
        if not name.isprintable():
            self.refuse(name, "its name holds odd characters, rename it")
        elif posixpath.basename(name).lower() == table.LABELS_NAME:
            return True
        elif (ending := posixpath.splitext(name)[1].lower()) in READABLE or (
            path is not None and (begins_as_picture(path) or begins_as_drawing(path))
        ):
            self.names.append(name)
        else:
            self.left_alone[ending] += 1
        if len(self.names) > MAX_FILES:
            raise FileError(f"{self.root} has more than {MAX_FILES:,} files: import parts of it.")
        return False


def folder(root: Path) -> FileTree:
    """Return what is below the folder ``root``; hidden files do not count. Raises FileError."""
    tree = FileTree(root, lambda: _of_folder(tree))

    def unreadable(error: OSError) -> None:
        tree.refuse(_below(root, error.filename), f"it cannot be read, {reason(error)}")

    for place, folders, files in os.walk(root, onerror=unreadable):
        for name in sorted(folders):
            if Path(place, name).is_symlink():
                tree.refuse(_below(root, Path(place, name)), "it is a link, give the folder itself")
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in sorted(files):
            path = Path(place, file)
            name = _below(root, path)
            if _is_hidden(name):
                continue
            if path.is_symlink():
                tree.refuse(name, "it is a link, give the file itself")
            elif tree.note(name, path):
                tree.tables[name] = read_limited(path, table.MAX_TABLE_BYTES, "a table")
    return tree


def archive(root: Path, made: datetime) -> FileTree:
    """Return what is in the zip or tar file ``root``; raises FileError if it is unsafe or damaged.

    ``made``: when its files were made, as far as this matters.
    """
    tree = FileTree(root, lambda: _of_archive(tree, made))
    tree.tables.update(members(root, lambda name: not _is_hidden(name) and tree.note(name)))
    return tree


def from_tree(tree: FileTree) -> Iterator[Entry | ImportFailure]:
    """Return an iterator over the drawings of ``tree``.

    Raises FileError at once if a table is none: without their labels the drawings had better stay out.
    """
    rows: dict[str, list[Row]] = defaultdict(list)
    refused: list[ImportFailure] = []
    for name, data in tree.tables.items():
        shown = tree.shown(name)
        for row in table.read_table(data, shown):
            if row.leads_outside or not row.file.isprintable():
                why = f"the file {row.file!a} is refused: its name leads outside or is odd"
                refused.append(ImportFailure(f"{shown}: {row.file!a}", f"{shown}: {why}."))
            else:
                path = posixpath.normpath(posixpath.join(posixpath.dirname(name), row.key))
                rows[path].append(row)
    return _entries(tree, rows, refused)


def one_file(path: Path, made: datetime) -> Entry | ImportFailure:
    """Return the drawing or the picture in the file at ``path``."""
    name = str(path)
    try:
        data = read_limited(path, MAX_DRAWING_BYTES, "a drawing or an image")
        return _entry(data, name, Row(name, {}), made, path.name)
    except FileError as error:
        return ImportFailure(name, str(error))


def corrections(path: Path, made: datetime) -> tuple[int, Iterator[Entry | ImportFailure]]:
    """Return how many rows the table at ``path`` has, and an iterator over their drawings.

    It is what the review page of ``digits read`` saves: each picture stands in its row, in base64.
    ``made``: when they were made, as far as the rows do not say. Raises FileError if it is no table, or
    has no such column.
    """
    rows = table.read_table(read_limited(path, table.MAX_TABLE_BYTES, "a table"), str(path))
    if not any(PICTURE_COLUMN in row.notes for row in rows):
        raise FileError(
            f'{path} has no column "{PICTURE_COLUMN}": give what the review page of digits read '
            "saved, or a folder of pictures with their labels.csv."
        )
    return len(rows), (
        _correction(row, f"{path}, picture {number}", made) for number, row in enumerate(rows, 1)
    )


def _correction(row: Row, name: str, made: datetime) -> Entry | ImportFailure:
    notes = dict(row.notes)
    try:
        data = base64.b64decode(notes.pop(PICTURE_COLUMN, ""), validate=True)
    except (binascii.Error, ValueError):
        return ImportFailure(name, f"{name} is no picture in base64: save the corrections again.")
    try:
        return pictures.entry_of(data, name, notes, made, row.file, is_page=False)
    except FileError as error:
        return ImportFailure(name, str(error))


def changed(path: Path) -> datetime:
    """Return when ``path`` was last changed, in UTC; now where that cannot be told."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return datetime.now(UTC)


def _entries(
    tree: FileTree, rows: dict[str, list[Row]], refused: list[ImportFailure]
) -> Iterator[Entry | ImportFailure]:
    yield from refused
    yield from tree.refused.values()
    seen = set(tree.refused)
    for name, made, data in tree.contents():
        seen.add(name)
        shown = tree.shown(name)
        try:
            if isinstance(data, FileError):
                raise data
            for row in rows.get(name) or [Row(name, {})]:
                yield _entry(data, shown, row, made, f"{tree.root.name}/{name}")
        except FileError as error:
            yield ImportFailure(shown, str(error))
    for shown in (tree.shown(name) for name in rows if name not in seen):
        why = f"{table.LABELS_NAME} names it, but it is not there"
        yield ImportFailure(shown, f"{shown} is missing: {why}.")


def _entry(data: bytes, name: str, row: Row, made: datetime, source: str) -> Entry:
    if is_drawing(data) or name.lower().endswith(DRAWINGS):
        return inkml.entry_of(data, name, row.notes, made, source)
    is_page = bool(row.page_sha256) and row.page_sha256 == sha256(data)
    return pictures.entry_of(data, name, row.notes, made, source, is_page=is_page)


def _of_folder(tree: FileTree) -> Iterator[Content]:
    for name in tree.names:
        path = tree.root / name
        made = changed(path)
        try:
            yield name, made, read_limited(path, MAX_DRAWING_BYTES, "a drawing or an image")
        except FileError as error:
            yield name, made, error


def _of_archive(tree: FileTree, made: datetime) -> Iterator[Content]:
    wanted = set(tree.names)
    damaged: list[str] = []
    for name, data in members(tree.root, wanted.__contains__, damaged.append):
        yield name, made, data
    for name in damaged:
        sentence = f"{tree.shown(name)} is damaged in the archive: get it again."
        yield name, made, FileError(sentence)


def _below(root: Path, path: str | Path) -> str:
    return Path(path).relative_to(root).as_posix()


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or any(part.startswith(".") for part in name.split("/"))
