"""Form templates: where the boxes of a blank form are, and where they are on a scan of a filled one.

Purpose: ``found_form`` makes the template of a blank form, ``read_form`` takes one whose fields a
person has named, ``aligned`` lays it over a scan.
Contract: corners are x, y in pixels, clockwise from the left upper one. Nothing raises on odd pictures.
Not here: reading the fields (``batch.read_forms``), pictures of fields (``tables.field_picture``).
"""

from digit_recognizer.forms.alignment import aligned
from digit_recognizer.forms.boxes import found_form
from digit_recognizer.forms.form import Form, FormField
from digit_recognizer.forms.form_file import form_as_json, form_from_json, read_form

__all__ = [
    "Form", "FormField", "aligned", "form_as_json", "form_from_json", "found_form", "read_form",
]  # fmt: skip
