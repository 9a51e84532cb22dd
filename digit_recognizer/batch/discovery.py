"""From what a person names to the files to read: folders, patterns, a list on standard input.

Purpose: yield one field for each file, in an order that is the same each time.
Contract: of a folder the files are read whose names end like those of drawings or pictures; one that is
named itself is read whatever it is called. Lazy: of a folder only the names in it are held, never those
of all folders. What cannot be looked into becomes a field with its error. Links to folders are not
followed: nothing runs in circles.
Not here: opening pictures.
"""

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from digit_recognizer.batch.field import Field
from digit_recognizer.errors import FileError
from digit_recognizer.files import READABLE, read_limited, reason
from digit_recognizer.raster.image import MAX_IMAGE_BYTES, has_one_sheet

MAX_LISTED_NAME_BYTES = 65_536
TIFF_ENDINGS = (".tif", ".tiff")


def fields_of(names: Iterable[str], standard_input: Iterable[bytes] = ()) -> Iterator[Field]:
    """Yield a field for each file that ``names`` stand for.

    A name is a file, a folder (all pictures and drawings below it, sorted, hidden ones left out), a
    pattern with ``*``, ``?`` or ``[...]`` (``**`` for any folders), or ``-`` for one name a line of
    ``standard_input``, each a file or a folder.
    """
    for name in names:
        if name == "-":
            for line in standard_input:
                text = os.fsdecode(line[:MAX_LISTED_NAME_BYTES]).rstrip("\r\n")
                if text:
                    yield from _named(text)
        elif glob.has_magic(name) and not os.path.lexists(name):
            found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - any depth, and absolute
            if not found:
                yield Field(name, error=f"{name} matches no file: check the pattern.")
            for path in found:
                yield from _named(path)
        else:
            yield from _named(name)


def is_many(name: str) -> bool:
    """Whether ``name`` stands for more than one picture: a folder, a pattern, "-", a TIFF of pages."""
    if name == "-" or Path(name).is_dir() or (glob.has_magic(name) and not Path(name).exists()):
        return True
    if not name.lower().endswith(TIFF_ENDINGS):
        return False
    try:
        return not has_one_sheet(read_limited(Path(name), MAX_IMAGE_BYTES, "an image"), name)
    except FileError:
        return False  # which is said when it is read


def _named(name: str) -> Iterator[Field]:
    if not Path(name).is_dir():
        yield Field(name)
        return
    is_empty = True
    for field in _below(name):
        is_empty = False
        yield field
    if is_empty:
        yield Field(name, error=f"{name} holds no pictures or drawings: name another folder.")


def _below(folder: str) -> Iterator[Field]:
    """Yield the files of ``folder``, then those of the folders in it."""
    files, folders = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif entry.name.lower().endswith(READABLE):
                    files.append(entry.name)
    except OSError as error:
        yield Field(folder, error=f"{folder} cannot be looked into: {reason(error)}.")
        return
    for name in sorted(files):
        yield Field(os.path.join(folder, name))  # noqa: PTH118 - for speed
    for name in sorted(folders):
        yield from _below(os.path.join(folder, name))  # noqa: PTH118 - as above
