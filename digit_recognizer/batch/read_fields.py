"""What one process does: a few fields in, their rows out.

Purpose: open each file once, read its fields, and ask the network about many single digits at a time.
Contract: every field gets at least one row, in order; what is wrong with a file is in its row. Only a
model that can't be used is raised. An error of this program is logged, and its row says so.
Not here: which fields there are, how processes share them (``parallel``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Page
from digit_recognizer.batch.discovery import on_each_page
from digit_recognizer.batch.page_regions import PageRegions, page_regions
from digit_recognizer.batch.read_lines import ink_lines, picture_lines
from digit_recognizer.batch.rows import Field, Row, fault_row, named_line, row_of, rows_of_lines
from digit_recognizer.errors import FileError
from digit_recognizer.files import reading
from digit_recognizer.ink import begins_as_drawing, read_drawing
from digit_recognizer.raster import Segment
from digit_recognizer.raster.image import Region, sheet_numbers
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Expectation, Only
from digit_recognizer.tables import FieldEye, bright_paper, cut_out, pictures

LINE_CROP_MARGIN = 0.3  # of a line's height, above and below it where it is cut out


@dataclass(frozen=True, slots=True, eq=False)
class RuledField:
    """A region with rules at its sides: ``page`` without them, (h, w) uint8 with bright ink.

    ``zoom``: pixels of ``page`` for one of the sheet; ``box``: its place there.
    """

    page: Page
    zoom: float
    box: Region


Picture = str | NDArray[Any] | RuledField


@dataclass(frozen=True, slots=True)
class Setup:
    """How fields are read: with which model (None: the shipped one), and what they show.

    ``lines``: whether each line of a page is a row of its own. ``only``: whether print is left out.
    """

    model: str | None = None
    expect: Expectation = "auto"
    lines: bool = False
    only: Only = "all"


@lru_cache(maxsize=1)
def reader_for(model: str | None) -> Reader:
    """Return the reader with ``model``, loaded once in each process."""
    return Reader.load(model)


def read_fields(setup: Setup, fields: Sequence[Field], reader: Reader | None = None) -> list[Row]:
    """Return the rows of ``fields``, read by ``reader`` or by one with the model of ``setup``.

    Raises ModelError, FileError or MissingDependencyError if the model can't be used.
    """
    reader = reader or reader_for(setup.model)
    rows: list[Row] = []
    digits: list[tuple[int, Field, Segment, float]] = []
    for _, group in groupby(on_each_page(fields), key=lambda field: field.source):
        for field, found in _pictures(list(group), reader, setup.only):
            try:
                if isinstance(found, FileError):
                    raise found
                place, picture, zoom = _placed(field, found)
                # A field without its rules is without its print, too, where that is left out.
                only: Only = "all" if isinstance(found, RuledField) else setup.only
                if setup.expect == "digit" and not setup.lines and not _is_ink(picture):
                    segment = reader.segment_of(picture, only)
                    if segment is not None:
                        digits.append((len(rows), place, segment, zoom))
                    rows.append(Row(field.source, field.field))
                else:
                    rows += _read(reader, place, picture, replace(setup, only=only), zoom)
            except Exception as error:
                rows.append(fault_row(field, error))
    readings = reader.read_segments([segment for _, _, segment, _ in digits])
    for (index, field, _, zoom), answer in zip(digits, readings, strict=True):
        rows[index] = row_of(field, replace(answer, scale=zoom))
    return rows


def _placed(field: Field, found: Picture) -> tuple[Field, str | NDArray[Any], float]:
    """Return a field where its picture lies, that picture, and its pixels for one of the file's."""
    if isinstance(found, RuledField):
        return replace(field, box=found.box), found.page, found.zoom
    return field, found, 1.0


def _read(
    reader: Reader, field: Field, picture: str | NDArray[Any], setup: Setup, zoom: float
) -> list[Row]:
    """Return the rows of one picture; raises FileError.

    ``zoom``: pixels of ``picture`` for one of the file's.
    """
    if not setup.lines:
        reading = reader.read_image(picture, setup.expect, setup.only)
        return [row_of(field, replace(reading, scale=reading.scale * zoom))]
    is_sums = setup.expect in {"auto", "expression"}
    if _is_ink(picture):
        ink = read_drawing(str(picture)).ink
        read_ink = partial(ink_lines, reader) if is_sums else reader.read_ink
        reading = read_ink(ink, setup.expect)
        return rows_of_lines(field, reading) or [row_of(named_line(field, 1), reading)]
    whole = reader.ink_of(picture, setup.only)
    page, scale = whole.of(setup.only), whole.scale * zoom
    printed = whole.printed() if setup.only == "all" else None
    if is_sums:
        reading = replace(picture_lines(reader, page, setup.expect, printed), scale=scale)
        return rows_of_lines(field, reading) or [row_of(named_line(field, 1), reading)]
    # What reads a single number knows no lines: they are found first, then each is read by itself.
    rows = []
    found = reader.read_page(page, "expression")
    for number, line in enumerate(found.lines, 1):
        highest, lowest = line.box.top / found.scale, line.box.bottom / found.scale
        margin = LINE_CROP_MARGIN * (lowest - highest)
        top, bottom = (max(0, round(highest - margin)), min(len(page), round(lowest + margin) + 1))
        place = named_line(field, number)
        left, above = field.box[:2] if field.box else (0, 0)
        region = (left, above + round(top / scale), page.shape[1], bottom - top)
        placed = Field(place.source, place.page, place.field, region)
        reading = reader.read_page(page[top:bottom], setup.expect)
        rows.append(row_of(placed, replace(reading, scale=reading.scale * scale)))
    return rows or [Row(field.source, named_line(field, 1).field)]


def _is_ink(picture: str | NDArray[Any]) -> bool:
    return isinstance(picture, str) and begins_as_drawing(picture)


def _pictures(
    fields: list[Field], reader: Reader, only: Only
) -> Iterator[tuple[Field, Picture | FileError]]:
    """Yield what is to be read of one file, with the field it belongs to: never raises."""
    waiting = [field for field in fields if not field.error]
    if waiting and all(field.page is None and field.box is None for field in waiting):
        yield from ((field, field.source) for field in waiting)
    elif waiting:
        yield from _parts(waiting, partial(pictures, network=reader.page_network, only=only))
    yield from ((field, FileError(field.error)) for field in fields if field.error)


def _parts(waiting: list[Field], see: FieldEye) -> Iterator[tuple[Field, Picture | FileError]]:
    """Yield the pages and regions of one file; a page that is broken takes its own fields alone."""
    source = waiting[0].source
    while waiting:
        first = waiting[0].page or 1
        number = first - 1
        try:
            for number, sheet in enumerate(page_regions(Path(source), first), first):
                own = []
                while waiting and (waiting[0].page or 1) == number:
                    own.append(waiting.pop(0))
                yield from zip(own, _regions(own, sheet, see), strict=True)
                if not waiting or (waiting[0].page or 1) < number:
                    break
            else:
                field = waiting.pop(0)
                yield field, _missing(field)
        except FileError as error:
            while waiting and (waiting[0].page or 1) == number + 1:
                yield waiting.pop(0), error


def _missing(field: Field) -> FileError:
    """Return what is said of a field whose page is not there."""
    path = Path(field.source)
    try:
        with reading(path):
            count = sum(1 for _ in sheet_numbers(path, field.source))
    except FileError as error:
        return error
    pages = "1 page" if count == 1 else f"{count} pages"
    return FileError(f"{field.source} has no page {field.page or 1}: it has {pages}.")


def _regions(
    fields: list[Field], sheet: PageRegions, see: FieldEye
) -> Iterator[Picture | FileError]:
    """Yield what is to be read of each of ``fields``: a region by itself, without rules at its sides."""
    boxed = [field.box for field in fields if field.box and _is_on(field.box, sheet)]
    cuts = []
    if boxed:
        levels = bright_paper(sheet.grey())
        cuts = [cut_out(levels, _quad(box)) for box in boxed]
        del levels
    found = dict(zip(boxed, zip(cuts, see(cuts), strict=True), strict=True))
    for field in fields:
        if field.box is None:
            yield sheet.whole()
        elif field.box not in found:
            yield _beyond(field, sheet)
        elif not found[field.box][1].ruled:
            yield sheet.cut(field.box, field.source)
        else:
            outer, picture = found[field.box]
            left, top = map(round, outer.quad[0].tolist())
            width, height = np.ptp(outer.quad, axis=0).tolist()
            zoom = picture.page.shape[0] / height
            yield RuledField(picture.page, zoom, (left, top, round(width), round(height)))


def _quad(box: Region) -> NDArray[np.float64]:
    x, y, width, height = box
    return np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], np.float64)


def _is_on(box: Region, sheet: PageRegions) -> bool:
    height, width = sheet.shape
    return bool(box[0] + box[2] <= width and box[1] + box[3] <= height)


def _beyond(field: Field, sheet: PageRegions) -> FileError:
    try:
        sheet.cut(field.box or (0, 0, 1, 1), f"{field.source}: the field {field.field}")
    except FileError as error:
        return error
    raise AssertionError("the region is on the sheet")
