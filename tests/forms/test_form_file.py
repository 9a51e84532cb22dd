"""The file of a form: what is written is read again; what people break in it gets one sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support import assert_sentence

from digit_recognizer.errors import FileError
from digit_recognizer.forms import Form, FormField, form_as_json, form_from_json, read_form
from digit_recognizer.forms.form_file import MAX_COMB_BOXES, MAX_FORM_BYTES, MAX_FORM_FIELDS

SQUARE = [[10.0, 10.0], [30.0, 10.0], [30.0, 40.0], [10.0, 40.0]]


def example() -> dict[str, Any]:
    boxes = [SQUARE, [[30, 10], [50, 10], [50, 40], [30, 40]]]
    return {
        "format": "digits form", "version": 1, "width": 100, "height": 80,
        "fields": [
            {"name": "age", "kind": "box", "boxes": [SQUARE]},
            {"name": "Größe", "kind": "comb", "boxes": boxes},
        ],
    }  # fmt: skip


def test_what_is_written_is_read_again_as_the_same_form() -> None:
    random = np.random.default_rng(3)
    for count in (1, 2, 7):
        quads = np.array(SQUARE) + random.uniform(0, 30, (count, 1, 2)).round(1)
        fields = (
            FormField('a "quoted" 名', "comb" if count > 1 else "box", quads),
            FormField("f2", "box", quads[:1]),
        )
        text = form_as_json(Form(100, 80, fields))
        found = form_from_json(text.encode(), "form.json")
        assert (found.width, found.height) == (100, 80)
        assert [(f.name, f.kind) for f in found.fields] == [(f.name, f.kind) for f in fields]
        assert np.allclose(found.boxes, np.concatenate([quads, quads[:1]]))
        assert form_as_json(found) == text


def test_a_form_is_read_from_its_file_with_a_byte_order_mark_too(tmp_path: Path) -> None:
    path = tmp_path / "form.json"
    path.write_text(json.dumps(example()), "utf-8-sig")
    assert [field.name for field in read_form(path).fields] == ["age", "Größe"]


def put(*keys: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(form: dict[str, Any]) -> None:
        part: Any = form
        for key in keys[:-1]:
            part = part[key]
        part[keys[-1]] = value

    return change


FIELD = ("fields", 0)
FAULTS: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (put("format", value="other"), "is no form"),
    (put("version", value=2), "another version"),
    (put("width", value=0), "width"),
    (put("height", value="80"), "height"),
    (put("height", value=10**9), "height"),
    (put("width", value=True), "width"),
    (put("fields", value=[]), "names no field"),
    (put("fields", value={}), "names no field"),
    (put("fields", value=[{}] * (MAX_FORM_FIELDS + 1)), "more than"),
    (put(*FIELD, value=7), "field 1 is no field"),
    (put(*FIELD, "name", value=" "), "has no name"),
    (put(*FIELD, "name", value=None), "has no name"),
    (put(*FIELD, "name", value="x" * 1000), "shorten it"),
    (put(*FIELD, "name", value="a\nb"), "shorten it"),
    (put(*FIELD, "name", value="Größe"), "two fields called Größe"),
    (put(*FIELD, "kind", value="tick"), "kind"),
    (put(*FIELD, "kind", value=["box"]), "kind"),
    (put(*FIELD, "boxes", value=[]), "has no boxes"),
    (put(*FIELD, "boxes", value=[SQUARE, SQUARE]), "has 2 boxes"),
    (put("fields", 1, "boxes", value=[SQUARE] * (MAX_COMB_BOXES + 1)), "more than"),
    (put(*FIELD, "boxes", value=[SQUARE[:3]]), "four corners"),
    (put(*FIELD, "boxes", value=[[[1, 2, 3]] * 4]), "four corners"),
    (put(*FIELD, "boxes", value=[[[1, None]] * 4]), "four corners"),
    (put(*FIELD, "boxes", value=[[[float("nan"), 1]] * 4]), "four corners"),
    (put(*FIELD, "boxes", value=[[[10**400, 1]] * 4]), "four corners"),
    (put(*FIELD, "boxes", value=[[[500, 1], [600, 1], [600, 9], [500, 9]]]), "not on the sheet"),
    (put(*FIELD, "boxes", value=[SQUARE[::-1]]), "clockwise"),
    (put(*FIELD, "boxes", value=[[[1, 1]] * 4]), "clockwise"),
]


@pytest.mark.parametrize(("change", "said"), FAULTS)
def test_each_way_of_being_wrong_has_a_sentence(
    change: Callable[[dict[str, Any]], None], said: str
) -> None:
    form = example()
    change(form)
    with pytest.raises(FileError) as caught:
        form_from_json(json.dumps(form).encode(), "form.json")
    assert_sentence(caught.value, "form.json", said)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"{", b"[1]", b"null", b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}"],
)
def test_what_is_no_form_at_all_has_a_sentence(data: bytes) -> None:
    with pytest.raises(FileError) as caught:
        form_from_json(data, "form.json")
    assert_sentence(caught.value, "form.json")


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.json"
    path.write_bytes(b" " * (MAX_FORM_BYTES + 1))
    with pytest.raises(FileError, match="larger than"):
        read_form(path)
