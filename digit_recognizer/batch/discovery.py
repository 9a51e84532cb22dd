"""From what a person names to the fields to read: files, folders, patterns, regions of form pages.

Purpose: yield one field for each file, in an order that is the same each time, or the fields that a
table of regions names.
Contract: of a folder the files are read whose names end like those of drawings or pictures, or that
begin as pictures do; one that is named itself is read whatever it is called. Lazy: of a folder only the
names in it are held, never those of all folders. What cannot be looked into becomes a field with its
error. Links to folders are not followed: nothing runs in circles. A table of regions is untrusted: its
size is limited, and a row that is none is named.
Not here: opening pictures, cutting regions out of them (``raster.image``).
"""

import csv
import glob
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from digit_recognizer.batch.rows import Field
from digit_recognizer.errors import FileError
from digit_recognizer.files import (
    PAGED,
    PDF_ENDING,
    READABLE,
    begins_as_picture,
    is_folder,
    is_picture,
    is_there,
    read_limited,
    reason,
)
from digit_recognizer.ink import begins_as_drawing, is_drawing
from digit_recognizer.library.csv_cells import original
from digit_recognizer.raster.image import MAX_IMAGE_BYTES, Region, is_pdf_file, sheet_numbers
from digit_recognizer.words import clause_of

MAX_LISTED_NAME_BYTES = 65_536
MAX_REGION_TABLE_BYTES = 4 * 2**20
MAX_FIELDS_PER_FORM = 10_000
REGION_COLUMNS = ("field", "page", "x", "y", "w", "h")


def fields_of(
    names: Iterable[str],
    standard_input: Iterable[bytes] = (),
    on_other: Callable[[str], object] = lambda path: None,
) -> Iterator[Field]:
    """Yield a field for each file that ``names`` stand for.

    A name is a file, a folder (all pictures and drawings below it, sorted, hidden ones left out), a
    pattern with ``*``, ``?`` or ``[...]`` (``**`` for any folders), or ``-`` for the names, each of a
    file or a folder, that the pieces of ``standard_input`` list: one a line, or parted by NULs as by
    ``find -print0``. ``on_other`` is told of each file in a folder that is left alone.
    """
    for name in names:
        if name == "-":
            for listed in _listed(standard_input):
                yield from _named(listed, on_other)
        elif glob.has_magic(name) and "\0" not in name and not is_there(name):
            found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - any depth, and absolute
            if not found:
                yield Field(name, error=f"{name} matches no file: check the pattern.")
            for path in found:
                yield from _named(path, on_other)
        else:
            yield from _named(name, on_other)


def is_many(name: str) -> bool:
    """Whether ``name`` stands for more than one picture: a folder, a pattern, "-", a file of pages."""
    if name == "-" or is_folder(name) or (glob.has_magic(name) and not is_there(name)):
        return True
    return len(list(islice(on_each_page([Field(name)]), 2))) > 1


def on_each_page(files: Iterable[Field]) -> Iterator[Field]:
    """Yield a field for each page of the TIFFs and PDFs of several pages; all others as they are.

    Files are looked into as far as pages are asked for. What is wrong with one is said when it is read,
    or in a field with an error behind the pages that were found.
    """
    for file in files:
        if file.error or file.page is not None or not _may_have_pages(file.source):
            yield file
            continue
        found = 0
        try:
            for number in _page_numbers(file.source):
                if number == 2:
                    yield _page(file, 1)
                if number >= 2:
                    yield _page(file, number)
                found = number
        except (FileError, OSError) as error:
            if found == 1:
                yield _page(file, 1)
            if found:
                yield replace(_page(file, found + 1), error=str(error))
                continue
        if found < 2:
            yield file


def _page(file: Field, number: int) -> Field:
    return replace(file, page=number, field=f"page {number}")


def _may_have_pages(name: str) -> bool:
    """Whether a file is worth a look: what is called otherwise is no TIFF or PDF, as a rule."""
    name = name.lower()
    return name.endswith(PAGED) or not name.endswith(READABLE)


def _page_numbers(name: str) -> Iterator[int]:
    path = Path(name)
    if is_pdf_file(path) or path.stat().st_size <= MAX_IMAGE_BYTES:
        yield from sheet_numbers(path, name)


def _listed(pieces: Iterable[bytes]) -> Iterator[str]:
    """Yield the names in a list: parted by NULs where it begins with more of these than of lines."""
    separator = rest = b""
    for piece in pieces:
        rest += piece
        if not separator:
            _require_names(rest)
        nulls, breaks = rest.count(b"\0"), rest.count(b"\n")
        if not separator and (nulls or breaks):
            is_print0 = nulls > breaks or rest.endswith(b"\0")  # a line may hold one by mistake
            separator = b"\0" if is_print0 else b"\n"
        if separator:
            *names, rest = rest.split(separator)
            yield from (_listed_name(name, separator) for name in names if name.strip(b"\r"))
        rest = rest[: MAX_LISTED_NAME_BYTES + 1]  # enough to be no name any more
    if rest:
        yield _listed_name(rest, separator)


def _require_names(listed: bytes) -> None:
    """Raise FileError where what should be a list is a picture or a drawing itself."""
    if is_picture(listed) or is_drawing(listed):
        name = re.split(rb"[\0\r\n]", listed, maxsplit=1)[0]
        if not is_there(os.fsdecode(name)):
            raise FileError(
                "Standard input is a picture or a drawing, not a list of files: save it and give its "
                "name."
            )


def _listed_name(name: bytes, separator: bytes) -> str:
    return os.fsdecode(
        name[:MAX_LISTED_NAME_BYTES].removesuffix(b"" if separator == b"\0" else b"\r")
    )


def _named(name: str, on_other: Callable[[str], object]) -> Iterator[Field]:
    if not is_folder(name):
        yield Field(name)
        return
    is_empty = True
    for field in _below(name, on_other):
        is_empty = False
        yield field
    if is_empty:
        yield Field(name, error=f"{name} holds no pictures or drawings: name another folder.")


def _below(folder: str, on_other: Callable[[str], object]) -> Iterator[Field]:
    """Yield the files of ``folder``, then those of the folders in it."""
    files, folders = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif entry.name.lower().endswith((*READABLE, PDF_ENDING)) or (
                    begins_as_picture(entry.path) or begins_as_drawing(entry.path)
                ):
                    files.append(entry.name)
                else:
                    on_other(entry.path)
    except OSError as error:
        yield Field(folder, error=f"{folder} cannot be looked into: {reason(error)}.")
        return
    for name in sorted(files):
        yield Field(os.path.join(folder, name))  # noqa: PTH118 - for speed
    for name in sorted(folders):
        yield from _below(os.path.join(folder, name), on_other)  # noqa: PTH118 - as above


def read_boxes(path: Path) -> list[Field]:
    """Return the fields that the table at ``path`` names, without a source, page by page.

    Columns ``field,page,x,y,w,h``, parted by commas, semicolons or tabs: a name, the page counted from 1
    (1 where there is no such column), and whole pixels. Raises FileError.
    """
    try:
        text = read_limited(path, MAX_REGION_TABLE_BYTES, "a table").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(f"{path} is not in UTF-8: save it as CSV UTF-8.") from None
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    fields: dict[str, Field] = {}
    try:
        lines.fieldnames = [name.strip().lower() for name in lines.fieldnames or ()]
        missing = sorted(set(REGION_COLUMNS) - {"page"} - set(lines.fieldnames))
        if missing:
            raise FileError(
                f"{path} has no column {missing[0]}: it needs {','.join(REGION_COLUMNS)}."
            )
        for row in lines:
            field = _field(row, f"{path}, line {lines.line_num}")
            if field.field in fields:
                raise FileError(f"{path} has two fields called {field.field}: rename one.")
            fields[field.field] = field
            if len(fields) > MAX_FIELDS_PER_FORM:
                raise FileError(f"{path} has more than {MAX_FIELDS_PER_FORM:,} fields: divide it.")
    except csv.Error as error:
        raise FileError(
            f"{path}, line {lines.line_num} is no row of a table: {clause_of(error)}."
        ) from error
    if not fields:
        raise FileError(
            f"{path} names no field: write one a line below {','.join(REGION_COLUMNS)}."
        )
    return sorted(fields.values(), key=lambda field: field.page or 1)


def on_each(files: Iterable[Field], boxes: list[Field]) -> Iterator[Field]:
    """Yield all of ``boxes`` for each of ``files``, which are whole ones."""
    for file in files:
        if file.error:
            yield file
        else:
            yield from (replace(box, source=file.source) for box in boxes)


def _field(row: dict[str, str | None], where: str) -> Field:
    name = original((row["field"] or "").strip())
    try:
        page = int(row.get("page") or 1)
        x, y, width, height = (int(row[column] or "") for column in REGION_COLUMNS[2:])
    except ValueError:
        raise FileError(f"{where}: page, x, y, w and h must be whole numbers.") from None
    region: Region = (x, y, width, height)
    if not name:
        raise FileError(f"{where}: the field has no name.")
    if page < 1 or x < 0 or y < 0 or width < 1 or height < 1:
        raise FileError(f"{where}: pages and sizes begin at 1, x and y at 0.")
    return Field("", page, name, region)
