"""Corrections with their pictures in one table: what the review page of ``digits read`` saves.

Purpose: bring in a CSV whose column ``picture`` holds each picture itself, in base64.
Contract: untrusted: the table is limited as ``table`` does it, pictures come in by way of ``pictures``;
a row that is none is named and left out.
Not here: the page that saves them (``batch.review``).
"""

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from digit_recognizer.errors import FileError
from digit_recognizer.files import read_limited
from digit_recognizer.library.entry import Entry
from digit_recognizer.library.formats import pictures, table
from digit_recognizer.library.formats.metadata import ImportFailure

PICTURE_COLUMN = "picture"


def entries_of(path: Path, made: datetime) -> tuple[int, Iterator[Entry | ImportFailure]]:
    """Return how many rows the table at ``path`` has, and an iterator over their drawings.

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
        _entry(row, f"{path}, picture {number}", made) for number, row in enumerate(rows, 1)
    )


def _entry(row: table.Row, name: str, made: datetime) -> Entry | ImportFailure:
    notes = dict(row.notes)
    try:
        data = base64.b64decode(notes.pop(PICTURE_COLUMN, ""), validate=True)
    except (binascii.Error, ValueError):
        return ImportFailure(name, f"{name} is no picture in base64: save the corrections again.")
    try:
        return pictures.entry_of(data, name, notes, made, row.file, is_page=False)
    except FileError as error:
        return ImportFailure(name, str(error))
