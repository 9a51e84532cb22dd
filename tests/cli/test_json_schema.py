"""What ``--json`` prints of a reading: the schema in docs/, whose old fields stay."""

import json
from typing import Any

import pytest
from support import ROOT, Digits

from digit_recognizer.resources import example_drawings, example_expressions

SCHEMA = json.loads((ROOT / "docs" / "read.schema.json").read_text(encoding="utf-8"))
FIRST = {
    "file", "text", "confidence", "doubtful", "no_symbol", "reason", "alternatives", "box", "lines",
    "stray_marks", "slips", "milliseconds",
}  # fmt: skip
"""The fields of version 1, which no later version may drop."""
TYPES: dict[str, Any] = {
    "string": str, "number": (int, float), "boolean": bool, "array": list, "object": dict,
    "null": type(None), "integer": int,
}  # fmt: skip


def fits(value: Any, schema: dict[str, Any], where: str = "") -> None:
    """Assert that ``value`` is as ``schema`` says: types, required fields, no others, items."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(isinstance(value, TYPES[kind]) for kind in kinds), where
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= value.keys() <= schema["properties"].keys(), where
        for name, inner in value.items():
            fits(inner, schema["properties"][name], f"{where}.{name}")
    if isinstance(value, list) and "items" in schema:
        for item in value:
            fits(item, schema["items"], f"{where}[]")


def test_the_schema_keeps_the_fields_of_version_1() -> None:
    assert SCHEMA["version"] >= 1
    assert set(SCHEMA["required"]) >= FIRST - {"file"}


@pytest.mark.parametrize("path", [example_drawings()[0], example_expressions()[0]])
def test_readings_are_as_the_schema_says(digits: Digits, path: object) -> None:
    code, out, _ = digits("read", "--json", path)
    assert code == 0
    fits(json.loads(out), SCHEMA)
