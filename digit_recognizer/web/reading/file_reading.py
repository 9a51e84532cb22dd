"""Reading an uploaded file: a picture, a drawing of any format, or ink as JSON.

Purpose: the same as ``digits read`` makes of a file, for ``POST /api/read``.
Contract: limits and sentences are those of reading files; raises DigitRecognizerError. Tables are those
of the window, with their cells.
Not here: HTTP (``rest``), processes.
"""

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from digit_recognizer.app.picture.images import opened_bytes
from digit_recognizer.app.picture.picture import Picture
from digit_recognizer.app.picture.table import TableCell
from digit_recognizer.app.picture.table_reading import shows_table, tables_on
from digit_recognizer.datasets.ink_lines import SampleError
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink
from digit_recognizer.ink.drawing_file import is_drawing
from digit_recognizer.library.formats.json_lines import timed_ink
from digit_recognizer.reading_values import reading_values
from digit_recognizer.resources import give_memory_back

if TYPE_CHECKING:
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Expectation, Only

UPLOAD_NAME = "the upload"


def read_file(
    reader: "Reader",
    data: bytes,
    *,
    expect: "Expectation" = "auto",
    only: "Only" = "all",
    tables: Literal["no", "yes", "auto"] = "no",
) -> dict[str, Any]:
    """Return ``{"reading": …}`` of ``data``, with ``tables`` where asked for; raises FileError."""
    if data.lstrip()[:1] == b"{" and not is_drawing(data):
        return {"reading": reading_values(reader.read_ink(_ink_of(data), expect))}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(data)
        try:
            found: dict[str, Any] = {
                "reading": reading_values(reader.read_image(path, expect, only))
            }
            if tables != "no":
                is_ink = is_drawing(data)
                found["tables"] = None if is_ink else _tables(reader, data, is_sure=tables == "yes")
        except FileError as error:
            raise FileError(str(error).replace(str(path), UPLOAD_NAME)) from None
        finally:
            give_memory_back()
    return found


def _ink_of(data: bytes) -> Ink:
    try:
        values = json.loads(data)
        return timed_ink(values.get("strokes"), values.get("starts"))
    except SampleError as error:
        raise FileError(f"{UPLOAD_NAME} is not read: it is a drawing {error}.") from None
    except (ValueError, RecursionError):
        raise FileError(f"{UPLOAD_NAME} is no JSON: check how it is made.") from None


def _tables(reader: "Reader", data: bytes, *, is_sure: bool) -> dict[str, Any] | None:
    source = opened_bytes(data, UPLOAD_NAME, UPLOAD_NAME)
    width, height = source.image.size
    picture = Picture.of(source, width, height)
    if not is_sure and not shows_table(picture):
        return None
    turned, found = tables_on(picture, reader)
    if not found.cells:
        return None
    return {
        "turned": turned,
        "width": height if turned % 2 else width,
        "height": width if turned % 2 else height,
        "caption": found.caption,
        "cells": [_cell_values(cell) for cell in found.cells],
    }


def _cell_values(cell: TableCell) -> dict[str, Any]:
    return {
        "table": cell.table,
        "row": cell.row,
        "column": cell.column,
        "text": cell.text,
        "label": cell.label,
        "confidence": round(cell.confidence, 6),
        "reason": cell.reason,
        "alternatives": [{"text": t, "confidence": round(c, 6)} for t, c in cell.alternatives],
        "corners": [[round(x, 1), round(y, 1)] for x, y in cell.corners],
        "corrected": cell.is_corrected,
    }
