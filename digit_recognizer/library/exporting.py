"""Out of the library: drawings as files that other programs read.

Purpose: write entries in one of seven formats, and say what a format could not hold.
Contract: nothing is overwritten. In a folder each file is named by the SHA-256 of what it holds, so
writing again what is there writes nothing; a single file must not exist yet, and appears only when it is
whole.
Not here: how a format holds an entry (``formats``), which entries are wanted (``filter``).
"""

import gzip
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal, cast

from digit_recognizer.errors import FileError
from digit_recognizer.files import make_folder, read_limited, sha256, writing_atomically
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.ink.drawing_file import WRITERS
from digit_recognizer.library.entry import Entry
from digit_recognizer.library.formats import arrays, inkml, json_lines, pictures, table
from digit_recognizer.library.formats.metadata import metadata_of
from digit_recognizer.library.store import Library
from digit_recognizer.symbol_table import DIGIT_SIGNS

Format = Literal["inkml", "jsonl", "png", "idx", "npz", "svg", "xopp"]
"""``inkml``, ``png``, ``svg``, ``xopp``: folders of files, one a drawing, PNG with ``labels.csv``.
``jsonl``: one file of ink JSON Lines, gzipped if it is called .gz. ``idx``: a folder with MNIST's two
files, digits only. ``npz``: one file of NumPy arrays of 28x28 pictures."""

IDX_SPLIT = "train"
"""The files of the IDX format are called as those of MNIST's training split."""

_NAME_DIGITS = 40  # of the SHA-256
_ENTRIES_IN_MEMORY = 200  # entries in memory at a time


@dataclass(slots=True)
class ExportResult:
    """What was written to ``path``: ``written`` drawings, ``present`` of them there already.

    ``skipped``: how many drawings were not written, by the reason. ``lost``: of how many that were
    written the format holds something not, by what that is.
    """

    path: Path
    format: Format
    written: int = 0
    present: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    def sentences(self) -> list[str]:
        """Return in sentences what was left out, and what the format cannot hold."""
        said = []
        if self.skipped:
            reasons = ", ".join(f"{why} ({n:,})" for why, n in self.skipped.most_common())
            said.append(f"{self.format} cannot hold {self.skipped.total():,} drawings: {reasons}.")
        if self.lost:
            what = ", ".join(f"{what} ({n:,})" for what, n in self.lost.most_common())
            said.append(f"{self.format} does not hold all of the drawings; it lacks: {what}.")
        return said


def format_of(path: Path) -> Format | None:
    """Return the format that the name of a single file stands for, or None."""
    if path.name.endswith((".jsonl", ".jsonl.gz")):
        return "jsonl"
    return "npz" if path.suffix == ".npz" else None


def entries(library: Library, ids: Sequence[int]) -> Iterator[Entry]:
    """Yield the drawings with these numbers, a few in memory at a time."""
    for start in range(0, len(ids), _ENTRIES_IN_MEMORY):
        yield from library.get(ids[start : start + _ENTRIES_IN_MEMORY])


def export(found: Iterable[Entry], path: Path, form: Format) -> ExportResult:
    """Write the entries ``found`` to ``path``, a new file or a folder, and say what became of them.

    Raises FileError if the file exists, or something cannot be written. What was written into a folder
    before stays there, and is not written again the next time.
    """
    exported = ExportResult(path, form)
    _FORMAT_WRITERS[form](found, exported)
    return exported


def _to_inkml(found: Iterable[Entry], exported: ExportResult) -> None:
    folder = make_folder(exported.path, "choose another folder")
    for entry in _with_ink(found, exported):
        if not inkml.keeps_metadata(entry):
            exported.lost["control characters and outer blanks in texts"] += 1
        _put(folder, inkml.file_of(entry), ".inkml", exported)


def _to_strokes(found: Iterable[Entry], exported: ExportResult) -> None:
    folder = make_folder(exported.path, "choose another folder")
    file_of = WRITERS[f".{exported.format}"]
    for entry in _with_ink(found, exported):
        exported.lost["times, and all that is known but the label"] += 1
        data = file_of(Drawing(entry.ink or Ink(), entry.label))
        _put(folder, data, f".{exported.format}", exported)


def _to_jsonl(found: Iterable[Entry], exported: ExportResult) -> None:
    with ExitStack() as stack:
        file = _new_file(exported.path, stack)
        if exported.path.suffix == ".gz":
            packed = stack.enter_context(gzip.GzipFile("", "wb", 6, file, mtime=0))
            file = cast("IO[bytes]", packed)
        for entry in _with_ink(found, exported):
            file.write(json_lines.line_of(entry))
            exported.written += 1


def _with_ink(found: Iterable[Entry], exported: ExportResult) -> Iterator[Entry]:
    for entry in found:
        if not entry.ink:
            exported.skipped["pictures without ink"] += 1
            continue
        if entry.picture is not None:
            exported.lost["pictures beside ink"] += 1
        yield entry


def _to_png(found: Iterable[Entry], exported: ExportResult) -> None:
    folder = make_folder(exported.path, "choose another folder")
    labels = folder / table.LABELS_NAME
    _require_new(labels)
    rows = []
    for entry in found:
        data = pictures.png_of(entry)
        if entry.ink:
            exported.lost["points and times of ink, which is drawn"] += 1
        name = _put(folder, data, ".png", exported)
        rows.append(table.Row(name, metadata_of(entry), sha256(data)))
    with ExitStack() as stack:
        _new_file(labels, stack).write(table.table_bytes(rows))


def _to_npz(found: Iterable[Entry], exported: ExportResult) -> None:
    with ExitStack() as stack:
        file = _new_file(exported.path, stack)
        gathered = arrays.ImageRows()
        for entry in found:
            if len(entry.text if entry.label is None else entry.label) > 1:
                exported.skipped["more than one symbol"] += 1
            else:
                _gather(entry, gathered, exported)
        arrays.write_npz(file, gathered)


def _to_idx(found: Iterable[Entry], exported: ExportResult) -> None:
    folder = make_folder(exported.path, "choose another folder")
    with ExitStack() as stack:  # both files appear when both are whole
        images, labels = (
            _new_file(folder / f"{IDX_SPLIT}{name}.gz", stack)
            for name in (arrays.IDX_IMAGES, arrays.IDX_LABELS)
        )
        gathered = arrays.ImageRows()
        for entry in found:
            if entry.label is None:
                exported.skipped["no label"] += 1
            elif entry.label not in DIGIT_SIGNS:
                exported.skipped["a label that is no digit"] += 1
            elif _gather(entry, gathered, exported):
                exported.lost["writer, reading, model, time and other notes"] += 1
        arrays.write_idx(images, gathered.stacked())
        arrays.write_idx(labels, gathered.digits())


_FORMAT_WRITERS: dict[Format, Callable[[Iterable[Entry], ExportResult], None]] = {
    "inkml": _to_inkml,
    "jsonl": _to_jsonl,
    "png": _to_png,
    "idx": _to_idx,
    "npz": _to_npz,
    "svg": _to_strokes,
    "xopp": _to_strokes,
}


def _gather(entry: Entry, gathered: arrays.ImageRows, exported: ExportResult) -> bool:
    """Add ``entry`` to what is gathered, and return whether it could be."""
    try:
        gathered.add(entry)
    except ValueError as error:
        exported.skipped[str(error)] += 1
        return False
    exported.written += 1
    if entry.ink:
        exported.lost["points and times of ink, which is drawn"] += 1
    elif not pictures.is_glyph(entry):
        exported.lost["pictures of another size than 28x28"] += 1
    return True


def _put(folder: Path, data: bytes, suffix: str, exported: ExportResult) -> str:
    """Write a file named by its content into ``folder``, unless it is there, and return its name."""
    path = folder / f"{sha256(data)[:_NAME_DIGITS]}{suffix}"
    if path.exists():
        if read_limited(path, len(data), "a file of this program") != data:
            raise FileError(
                f"{path} has been changed by another program and is not overwritten: "
                "choose another folder."
            )
        exported.present += 1
    else:
        with writing_atomically(path) as file:
            file.write(data)
    exported.written += 1
    return path.name


def _new_file(path: Path, stack: ExitStack) -> IO[bytes]:
    """Return a file that becomes ``path`` when ``stack`` is left without an error."""
    _require_new(path)
    return stack.enter_context(writing_atomically(path))


def _require_new(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise FileError(f"{path} is there already and is not overwritten: choose another name.")
