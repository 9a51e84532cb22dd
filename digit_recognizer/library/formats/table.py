"""``labels.csv``: what is known about the pictures of a folder, one a row.

Purpose: write the table, and read one, this program's or another's that has a column ``file``.
Contract: spreadsheets take no cell for a formula, and what they save is read again. Tables are
untrusted: their size is limited, and names that lead out of the folder are refused row by row.
Not here: the pictures.
"""

import csv
import io
import json
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass

from digit_recognizer.datasets.archive import points_outside
from digit_recognizer.errors import FileError
from digit_recognizer.library.csv_cells import csv_bytes, original
from digit_recognizer.library.formats.metadata import METADATA_FIELDS, is_texts
from digit_recognizer.words import clause_of

LABELS_NAME = "labels.csv"
MAX_TABLE_BYTES = 256 * 2**20
MAX_ROWS = 1_000_000
TABLE_HEADER = ("file", *METADATA_FIELDS, "extra", "page_sha256")
"""``extra``: all other notes, as JSON. ``page_sha256``: the picture's SHA-256; one that has it is a page
of this program, and kept as it is."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the ``file`` it is about, its notes, the SHA-256 of a page or ""."""

    file: str
    notes: dict[str, str]
    page_sha256: str = ""

    @property
    def leads_outside(self) -> bool:
        """Whether the file's name is absolute or climbs out of the folder."""
        return points_outside(self.file)

    @property
    def key(self) -> str:
        """The file's path below the folder, with slashes."""
        return posixpath.normpath(self.file.replace("\\", "/"))


def table_bytes(rows: Iterable[Row]) -> bytes:
    """Return the table as CSV in UTF-8."""
    return csv_bytes(TABLE_HEADER, map(_cells, rows))


def read_table(data: bytes, name: str) -> list[Row]:
    """Return the rows of the table ``data``; raises FileError, which calls it ``name``, if it is none.

    Columns may be parted by commas, semicolons or tabs. Columns with other names become notes; rows that
    name no file are left out.
    """
    if len(data) > MAX_TABLE_BYTES:
        raise FileError(
            f"{name} is larger than {MAX_TABLE_BYTES // 2**20} MB: give a smaller table."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(f"{name} is not in UTF-8: save it as CSV UTF-8.") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        header = [cell.strip().lower() for cell in next(lines, [])]
        if "file" not in header:
            raise FileError(f'{name} has no column "file": name the columns in its first line.')
        for cells in lines:
            row = _row(dict(zip(header, map(original, cells), strict=False)))
            if row.file:
                rows.append(row)
            if len(rows) > MAX_ROWS:
                raise FileError(f"{name} has more than {MAX_ROWS:,} rows: divide it.")
    except csv.Error as error:
        raise FileError(
            f"{name}, line {lines.line_num} is no row of a table: {clause_of(error)}."
        ) from error
    return rows


def _cells(row: Row) -> list[str]:
    more = {name: text for name, text in row.notes.items() if name not in METADATA_FIELDS}
    extra = json.dumps(more, ensure_ascii=False) if more else ""
    fields = (row.notes.get(name, "") for name in METADATA_FIELDS)
    return [row.file, *fields, extra, row.page_sha256]


def _row(cells: dict[str, str]) -> Row:
    file, sha256 = cells.pop("file", ""), cells.pop("page_sha256", "")
    extra = cells.pop("extra", "")
    notes = {name: text for name, text in cells.items() if name and text}
    try:
        more = json.loads(extra) if extra else {}
    except (ValueError, RecursionError):
        more = None
    if is_texts(more):
        notes = {**more, **notes}
    else:
        notes["extra"] = extra
    return Row(file, notes, sha256.strip().lower())
