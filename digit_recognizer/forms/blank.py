"""Blank forms as files: their template, and a picture on which a person sees which field is which.

Purpose: what ``digits form new`` needs of a picture of a blank form.
Contract: raises FileError where a file is no picture, has no such page, or shows no boxes.
Not here: finding boxes (``boxes``), the file of a template (``form_file``).
"""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from digit_recognizer.errors import FileError
from digit_recognizer.forms.boxes import found_form
from digit_recognizer.forms.form import Form
from digit_recognizer.forms.form_file import MAX_FORM_BOXES, MAX_FORM_FIELDS
from digit_recognizer.raster.image import sheets
from digit_recognizer.tables import sheet_levels

MARK_COLOUR = (200, 0, 60)


def read_blank(path: Path, page: int = 1) -> tuple[Form, Image.Image]:
    """Return the form on a page, from 1, of a picture or a PDF, and its 8-bit grey levels."""
    sheet = next(sheets(path, str(path), page, is_grey=True), None)
    if sheet is None:
        raise FileError(f"{path} has no page {page}: give another --page.")
    levels = sheet_levels(sheet)
    form = found_form(levels)
    if not form.fields:
        raise FileError(
            f"{path} shows no boxes: give a blank form whose fields have a rule on each side."
        )
    if len(form.fields) > MAX_FORM_FIELDS or len(form.boxes) > MAX_FORM_BOXES:
        raise FileError(
            f"{path} has more than {MAX_FORM_FIELDS:,} fields: it looks like squared paper."
        )
    return form, levels


def named_picture(form: Form, levels: Image.Image) -> bytes:
    """Return a PNG of the blank form with the name of each field in it."""
    image = levels.convert("RGB")
    pen = ImageDraw.Draw(image)
    thickness = max(1, round(max(image.size) / 800))
    for field in form.fields:
        for box in field.boxes:
            corners = [(float(x), float(y)) for x, y in (*box, box[0])]
            pen.line(corners, fill=MARK_COLOUR, width=thickness)
        left, top = field.boxes[0, 0]
        height = float(field.boxes[0, 3, 1] - top)
        font = ImageFont.load_default(max(9.0, min(0.6 * height, max(image.size) / 60)))
        pen.text(
            (left + 2 * thickness, top + 2 * thickness), field.name, fill=MARK_COLOUR, font=font
        )
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
