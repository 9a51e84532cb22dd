"""The file of a form: JSON in which people give the fields their names.

Purpose: write a form, and read one that a person has edited.
Contract: a file from outside is untrusted: its size, its counts and every number are checked, and there
is one sentence for each way of being wrong. What is written is read again as the same form.
Not here: where boxes are on a scan (``alignment``).
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer.errors import FileError
from digit_recognizer.files import read_limited
from digit_recognizer.forms.form import Form, FormField, Quads

FORM_FORMAT, FORM_VERSION = "digits form", 1
MAX_FORM_BYTES = 4 * 2**20
MAX_FORM_SIDE = 100_000  # pixels
MAX_FORM_FIELDS, MAX_COMB_BOXES, MAX_FORM_BOXES = 2_000, 100, 5_000
MAX_FIELD_NAME = 200  # characters
DECIMALS = 1  # of a pixel


def form_as_json(form: Form) -> str:
    """Return the text of the file: a line for each box, so that names are easy to find."""
    head = {
        "format": FORM_FORMAT, "version": FORM_VERSION, "width": form.width, "height": form.height,
    }  # fmt: skip
    fields = []
    for field in form.fields:
        boxes = ",\n      ".join(
            json.dumps(np.round(box, DECIMALS).tolist()) for box in field.boxes
        )
        name = json.dumps(field.name, ensure_ascii=False)
        fields.append(f'    {{"name": {name}, "kind": "{field.kind}", "boxes": [\n      {boxes}]}}')
    lines = "".join(f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items())
    return f'{{\n{lines}  "fields": [\n' + ",\n".join(fields) + "\n  ]\n}\n"


def read_form(path: Path) -> Form:
    """Return the form in the file at ``path``; raises FileError."""
    return form_from_json(read_limited(path, MAX_FORM_BYTES, "a form"), str(path))


def form_from_json(data: bytes, path: str) -> Form:
    """Return the form that ``data`` holds; ``path`` is named in errors. Raises FileError."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FileError(f"{path} is not in UTF-8: save it as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise FileError(
            f"{path}, line {error.lineno} is no JSON ({error.msg}): mend it, or make the form anew "
            "with digits form new."
        ) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or lists in lists
        raise FileError(f"{path} is no form: make one with digits form new.") from None
    if not isinstance(found, dict) or found.get("format") != FORM_FORMAT:
        raise FileError(f"{path} is no form: make one with digits form new.")
    if found.get("version") != FORM_VERSION:
        raise FileError(
            f"{path} is a form of another version than {FORM_VERSION}: make it anew with digits "
            "form new."
        )
    width, height = (_side(found.get(key), f"{path}: {key}") for key in ("width", "height"))
    fields = found.get("fields")
    if not isinstance(fields, list) or not fields:
        raise FileError(f"{path} names no field: make it anew with digits form new.")
    if len(fields) > MAX_FORM_FIELDS:
        raise FileError(f"{path} has more than {MAX_FORM_FIELDS:,} fields: divide it.")
    return Form(width, height, _fields(fields, path, width, height))


def _fields(listed: list[Any], path: str, width: int, height: int) -> tuple[FormField, ...]:
    fields: dict[str, FormField] = {}
    count = 0
    for number, each in enumerate(listed, 1):
        field = _field(each, f"{path}, field {number}", width, height)
        if field.name in fields:
            raise FileError(f"{path} has two fields called {field.name}: rename one.")
        fields[field.name] = field
        count += len(field.boxes)
        if count > MAX_FORM_BOXES:
            raise FileError(f"{path} has more than {MAX_FORM_BOXES:,} boxes: divide it.")
    return tuple(fields.values())


def _field(each: object, where: str, width: int, height: int) -> FormField:
    if not isinstance(each, dict):
        raise FileError(f"{where} is no field: it needs name, kind and boxes.")
    name, kind, boxes = each.get("name"), each.get("kind"), each.get("boxes")
    if not isinstance(name, str) or not name.strip():
        raise FileError(f"{where} has no name: write one in quotes.")
    if len(name) > MAX_FIELD_NAME or not name.isprintable():
        raise FileError(
            f"{where} has a name that is longer than {MAX_FIELD_NAME} characters or holds hidden ones: "
            "shorten it."
        )
    if not isinstance(kind, str) or kind not in {"box", "comb"}:
        raise FileError(f'{where} is of no known kind: write "box" or "comb".')
    if not isinstance(boxes, list) or not boxes:
        raise FileError(f"{where} has no boxes: make the form anew with digits form new.")
    if kind == "box" and len(boxes) != 1:
        raise FileError(f'{where} has {len(boxes)} boxes: a "box" has one, a "comb" several.')
    if len(boxes) > MAX_COMB_BOXES:
        raise FileError(f"{where} has more than {MAX_COMB_BOXES} boxes: divide it.")
    quads = np.stack([_quad_of(box, where, width, height) for box in boxes])
    return FormField(name.strip(), "box" if kind == "box" else "comb", quads)


def _quad_of(box: object, where: str, width: int, height: int) -> Quads:
    """Return the corners of a box, (4, 2), clockwise and on the sheet."""
    is_quad = isinstance(box, list) and len(box) == 4
    corners = box if is_quad and isinstance(box, list) else []
    if not all(isinstance(c, list) and len(c) == 2 and all(map(_is_number, c)) for c in corners):
        corners = []
    if not corners:
        raise FileError(f"{where}: a box is four corners, each [x, y] in pixels.")
    quad = np.array(corners, np.float64)
    if quad.min() < 0 or (quad > (width, height)).any():
        raise FileError(f"{where}: a corner is not on the sheet of {width} x {height} pixels.")
    along = np.roll(quad, -1, axis=0) - quad
    after = np.roll(along, -1, axis=0)
    if (along[:, 0] * after[:, 1] - along[:, 1] * after[:, 0] <= 0).any():
        raise FileError(
            f"{where}: the corners of a box go clockwise from the left upper one and part an area."
        )
    return quad


def _side(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_FORM_SIDE:
        raise FileError(f"{what} must be a whole number of pixels from 1 to {MAX_FORM_SIDE:,}.")
    return value


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= 10 * MAX_FORM_SIDE and math.isfinite(value)
