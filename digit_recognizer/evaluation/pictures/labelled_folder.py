"""Pictures whose truth is known: a folder or an archive with ``labels.csv`` (``file,label``).

Purpose: find what ``digits evaluate FOLDER`` measures, and give its pictures one after the other.
Contract: untrusted: the table and the archive have limits, names that lead outside are rejected, nothing
of an archive lies on the disk for longer than it is read. What is skipped is named, with its reason.
Not here: reading the pictures (``pictures.scoring``).
"""

import posixpath
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from digit_recognizer.datasets.archive import members
from digit_recognizer.errors import FileError
from digit_recognizer.files import ARCHIVES, INKML, read_limited
from digit_recognizer.library.formats import table
from digit_recognizer.words import printable

HOW_TO_LABEL = "put one beside the pictures, one line for each, file,label"


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """One picture: its ``number`` in the table (from 1), its name below the folder, what is on it."""

    number: int
    file: str
    label: str


@dataclass(frozen=True, slots=True)
class LabelledPictures:
    """The pictures in the folder or archive ``root``, below ``folder`` in it, in the table's order.

    ``skipped``: a sentence for each row that cannot be used.
    """

    root: Path
    folder: str
    pictures: list[LabelledPicture]
    skipped: list[str] = field(default_factory=list)

    def shown(self, picture: LabelledPicture) -> str:
        """Return how ``picture`` is called in sentences, without odd characters."""
        return printable(f"{self.root}/{posixpath.join(self.folder, picture.file)}")

    def files(self) -> Iterator[tuple[LabelledPicture, Path | FileError]]:
        """Yield each picture with the file to read it from, or why there is none.

        The pictures of an archive come in its order; each file is gone when the next is asked for.
        Raises FileError if the archive is damaged or unsafe.
        """
        if self.root.is_dir():
            yield from ((one, self.root / self.folder / one.file) for one in self.pictures)
            return
        waiting = {posixpath.join(self.folder, one.file): one for one in self.pictures}
        damaged: list[str] = []
        with tempfile.TemporaryDirectory(prefix="digits-") as folder:
            for name, data in members(self.root, waiting.__contains__, damaged.append):
                picture = waiting.pop(name, None)
                if picture is None:  # two members of one name: the first counts
                    continue
                path = Path(folder, "drawing.inkml" if name.lower().endswith(INKML) else "picture")
                path.write_bytes(data)
                yield picture, path
        for name, picture in waiting.items():
            why = "is damaged in the archive" if name in damaged else "is missing"
            sentence = f"{self.shown(picture)} {why}: {table.LABELS_NAME} names it."
            yield picture, FileError(sentence)


def holds_labels(path: Path) -> bool:
    """Whether ``path`` is a folder with ``labels.csv``, or named like an archive."""
    if path.name.lower().endswith(ARCHIVES):
        return not path.is_dir()
    return (path / table.LABELS_NAME).exists()


def labelled_pictures(root: Path) -> LabelledPictures:
    """Return the pictures that ``labels.csv`` names in ``root``, a folder or an archive.

    In an archive the table may lie in a folder: the one nearest to the top is taken. Raises FileError
    if there is no table, if it is no CSV with the columns ``file`` and ``label``, or names no picture.
    """
    if root.is_dir():
        path = root / table.LABELS_NAME
        if not path.exists():
            raise FileError(f"{root} has no {table.LABELS_NAME}: {HOW_TO_LABEL}.")
        folder, data = "", read_limited(path, table.MAX_TABLE_BYTES, "a table of labels")
    elif root.name.lower().endswith(ARCHIVES):
        folder, data = _table_in(root)
    elif root.exists():
        raise FileError(
            f"{root} is no folder: give one with {table.LABELS_NAME} and the pictures, or a .zip."
        )
    else:
        raise FileError(f"{root} does not exist: check the name.")
    name = printable(f"{root}/{posixpath.join(folder, table.LABELS_NAME)}")
    rows = table.read_table(data, name)
    if not rows:
        raise FileError(f"{name} names no picture: write one a line, file,label.")
    if not any("label" in row.notes for row in rows):
        raise FileError(f'{name} has no labels: name a column "label" in its first line.')
    found = LabelledPictures(root, folder, [])
    _take(rows, found, name)
    if not found.pictures:
        raise FileError(f"{name} names no picture that can be used: {found.skipped[0]}")
    return found


def _take(rows: list[table.Row], found: LabelledPictures, name: str) -> None:
    first: dict[str, LabelledPicture] = {}
    for number, row in enumerate(rows, start=1):
        label, why = row.notes.get("label", "").strip(), ""
        if row.leads_outside or not row.file.isprintable():
            why = f"the name {row.file!a} leads outside or is odd"
        elif not label:
            why = f"{row.file} has no label"
        elif row.key not in first:
            first[row.key] = LabelledPicture(number, row.key, label)
        elif first[row.key].label != label:
            why = f"{row.file} has another label than in picture {first[row.key].number}"
        else:
            why = f"{row.file} is named twice"
        if why:
            found.skipped.append(f"{name}, picture {number} is left out: {why}.")
    found.pictures.extend(first.values())


def _table_in(archive: Path) -> tuple[str, bytes]:
    """Return the folder in ``archive`` in which the table nearest to the top lies, and the table."""
    best: tuple[int, str, bytes] | None = None
    for name, data in members(archive, lambda name: posixpath.basename(name) == table.LABELS_NAME):
        here = (name.count("/"), posixpath.dirname(name), data)
        if not name.startswith("__MACOSX/") and (best is None or here[:2] < best[:2]):
            best = here
    if best is None:
        raise FileError(f"{archive} has no {table.LABELS_NAME}: {HOW_TO_LABEL}.")
    return best[1], best[2]
