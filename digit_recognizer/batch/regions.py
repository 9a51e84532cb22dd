"""Regions of form pages: a table says where the fields are.

Purpose: read the table, and make of each file the fields that it names.
Contract: the table is untrusted: its size is limited, and a row that is none is named.
Not here: cutting regions out of pages (``raster.sheets``).
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from digit_recognizer.batch.field import Field
from digit_recognizer.errors import FileError
from digit_recognizer.files import read_limited
from digit_recognizer.library.csv_cells import original
from digit_recognizer.raster.image import Region

MAX_REGION_TABLE_BYTES = 4 * 2**20
MAX_FIELDS_PER_FORM = 10_000
REGION_COLUMNS = ("field", "page", "x", "y", "w", "h")


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
        raise FileError(f"{path}, line {lines.line_num} is no row of a table: {error}.") from error
    if not fields:
        raise FileError(
            f"{path} names no field: write one a line below {','.join(REGION_COLUMNS)}."
        )
    return sorted(fields.values(), key=lambda field: field.page or 1)


def on_each(files: Iterable[Field], boxes: list[Field]) -> Iterator[Field]:
    """Yield all of ``boxes`` for each of ``files``."""
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
