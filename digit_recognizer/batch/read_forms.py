"""Scans of filled forms: a row for each named field of each page.

Purpose: what one process does for ``digits read --form``.
Contract: a page that shows the form gives a row for each of its fields, in the form's order; another
one gives one row with a sentence. An empty field is an empty row, and certain. Only a model that can't
be used is raised.
Not here: laying the form over a page (``forms``), pictures of fields (``tables``).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np

from digit_recognizer import doubt
from digit_recognizer.arrays import Page
from digit_recognizer.batch.read_fields import reader_for
from digit_recognizer.batch.rows import (
    MAX_ALTERNATIVES_PER_ROW,
    MIN_ROW_CONFIDENCE,
    Field,
    Row,
    fault_row,
    row_of,
)
from digit_recognizer.errors import FileError
from digit_recognizer.forms import Form, FormField, aligned
from digit_recognizer.forms.form import Quads
from digit_recognizer.forms.walls import without_walls
from digit_recognizer.raster.image import sheets
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Expectation, Only, Reading
from digit_recognizer.tables import cut_out, pictures, sheet_levels
from digit_recognizer.tables.parameters import CELLS


@dataclass(frozen=True, slots=True, eq=False)
class FormSetup:
    """How forms are read: which form, with which model (None: the shipped one).

    ``expect``: what boxes hold; a comb holds digits. ``only``: whether print in a box is left out.
    """

    form: Form
    model: str | None = None
    expect: Expectation = "auto"
    only: Only = "all"


def read_forms(
    setup: FormSetup, fields: Sequence[Field], reader: Reader | None = None
) -> list[Row]:
    """Return the rows of the pages ``fields``, read by ``reader`` or by one with the setup's model.

    Raises ModelError, FileError or MissingDependencyError if the model can't be used.
    """
    reader = reader or reader_for(setup.model)
    rows: list[Row] = []
    for page in fields:
        try:
            rows += list(_of_page(setup, page, reader))
        except Exception as error:
            rows.append(fault_row(page, error))
    return rows


def _of_page(setup: FormSetup, page: Field, reader: Reader) -> Iterator[Row]:
    """Yield the rows of one page; raises FileError."""
    if page.error:
        raise FileError(page.error)
    number = page.page or 1
    sheet = next(sheets(Path(page.source), page.source, number, is_grey=True), None)
    if sheet is None:
        raise FileError(f"{page.source} has no page {number}.")
    levels = sheet_levels(sheet)
    quads = aligned(setup.form, levels)
    if quads is None:
        where = page.source if page.page is None else f"{page.source}, page {number},"
        raise FileError(
            f"{where} does not show the form: scan the whole sheet, or give its --form."
        )
    # Boxes are cut out at the size at which they are read: what is much larger is made smaller first.
    height = median(np.hypot(*(quads[:, 3] - quads[:, 0]).T).tolist())
    factor = max(1, int(height / CELLS.max_height))
    image = levels.reduce(factor) if factor > 1 else levels
    cuts = [without_walls(cut_out(image, quad / factor)) for quad in quads]
    found = pictures(cuts, reader.page_network, setup.only)
    shown = iter(zip(quads, (picture.page for picture in found), strict=True))
    for field in setup.form.fields:
        boxes, own = zip(*(next(shown) for _ in field.boxes), strict=True)
        name = f"{page.field} {field.name}".lstrip()
        row = _row(setup, Field(page.source, page.page, name), field, own, reader)
        yield replace(row, boxes=_places(np.stack(boxes)))


def _row(
    setup: FormSetup, place: Field, field: FormField, own: Sequence[Page], reader: Reader
) -> Row:
    """Return the row of one field whose boxes show ``own``, but for their places."""
    if not any(page.any() for page in own):
        return Row(place.source, place.field, confidence=1.0, doubtful=False)
    if field.kind == "comb":
        return comb_row(place, _digits(own, reader))
    if setup.expect == "digit":
        (reading,) = _digits(own, reader)
        return row_of(place, reading or Reading())
    return row_of(place, reader.read_image(own[0], setup.expect))


def _digits(own: Sequence[Page], reader: Reader) -> list[Reading | None]:
    """Return the reading of the digit in each picture, None where it is empty."""
    segments = [reader.segment_of(page) if page.any() else None for page in own]
    readings = iter(reader.read_segments([each for each in segments if each is not None]))
    return [None if each is None else next(readings) for each in segments]


def comb_row(place: Field, digits: Sequence[Reading | None]) -> Row:
    """Return the row of a comb: the number that its ``digits`` are, None where a box is empty.

    Empty boxes at the ends are blanks. One between digits makes the number doubtful.
    """
    written = [number for number, digit in enumerate(digits) if digit is not None]
    inside = digits[written[0] : written[-1] + 1] if written else ()
    readings = [digit for digit in inside if digit is not None]
    text = "".join(reading.text for reading in readings)
    sure = math.prod(reading.confidence for reading in readings)
    others: list[tuple[str, float]] = []
    for place_in, reading in enumerate(readings):
        for other in reading.hypotheses[1:]:
            texts = [other.text if n == place_in else r.text for n, r in enumerate(readings)]
            share = sure * other.confidence / max(reading.confidence, 1e-9)
            if share >= MIN_ROW_CONFIDENCE:
                others.append(("".join(texts), round(share, 6)))
    others.sort(key=lambda each: -each[1])
    symbols = [(r.text, h.text, h.confidence) for r in readings for h in r.hypotheses[1:]]
    doubtful = (
        len(readings) < len(inside)
        or any(reading.doubtful for reading in readings)
        or doubt.picture_line(text, sure, symbols) is not None
    )
    return Row(
        place.source,
        place.field,
        text,
        int(text) if text.isdecimal() and not doubtful else None,
        round(sure, 6),
        tuple(others[:MAX_ALTERNATIVES_PER_ROW]),
        doubtful,
    )


def _places(quads: Quads) -> tuple[tuple[float, float, float, float], ...]:
    """Return x, y, width and height of boxes on the sheet."""
    corner, sides = quads.min(axis=1), np.ptp(quads, axis=1)
    return tuple(
        (float(x), float(y), float(width), float(height))
        for (x, y), (width, height) in zip(corner.round(1), sides.round(1), strict=True)
    )
