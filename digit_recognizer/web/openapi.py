"""The description of what is under ``/api/``, for programs that make clients of it (OpenAPI 3.1).

Purpose: one place that says which parameters there are and what is answered.
Contract: a value for JSON, made from the same choices that requests are checked against. The JSON of a
reading is described in docs/read.schema.json.
Not here: answering (``rest``).
"""

from collections.abc import Mapping
from typing import Any

from digit_recognizer.version import __version__

READING_SCHEMA = {
    "type": "object",
    "description": "What digits read --json prints, without file: docs/read.schema.json.",
    "required": ["text", "confidence", "doubtful", "reason", "alternatives", "lines"],
    "properties": {
        "text": {"type": "string", "description": "the likeliest reading; empty for nothing"},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "doubtful": {"type": "boolean"},
        "reason": {"type": "string", "description": "why it is doubtful or empty"},
        "alternatives": {"type": "array", "items": {"type": "object"}},
        "lines": {"type": "array", "items": {"type": "object"}},
        "tables": {"type": ["object", "null"], "description": "only where they are asked for"},
    },
}
FAILURE_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "say"],
            "properties": {"code": {"type": "string"}, "say": {"type": "string"}},
        }
    },
}
INK_SCHEMA = {
    "type": "object",
    "required": ["strokes"],
    "properties": {
        "strokes": {
            "type": "array",
            "description": "each a list of points: x, y (y down) and perhaps seconds since it began",
            "items": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
        },
        "starts": {"type": "array", "items": {"type": "number"}, "description": "seconds"},
    },
}
CELLS_SCHEMA = {
    "type": "object",
    "required": ["cells"],
    "properties": {
        "cells": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["table", "row", "column", "text"],
                "properties": {
                    "table": {"type": "integer"}, "row": {"type": "integer"},
                    "column": {"type": "integer"}, "text": {"type": "string"},
                },
            },
        }
    },
}  # fmt: skip


def description(
    choices: Mapping[str, tuple[str, ...]], defaults: Mapping[str, str]
) -> dict[str, Any]:
    """Return the description; ``choices``, ``defaults``: of the parameters of reading."""
    parameters = [
        {
            "name": name, "in": "query", "required": False,
            "schema": {"type": "string", "enum": list(values), "default": defaults[name]},
        }
        for name, values in choices.items()
    ]  # fmt: skip
    picture = {"schema": {"type": "string", "format": "binary"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "digits serve", "version": __version__},
        "security": [{"key": []}],
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            "/api/read": {
                "post": {
                    "summary": "Read a picture, a drawing or ink",
                    "operationId": "read",
                    "parameters": parameters,
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/octet-stream": picture,
                            "image/*": picture,
                            "application/inkml+xml": picture,
                            "application/json": {"schema": INK_SCHEMA},
                        },
                    },
                    "responses": _responses(
                        "application/json", READING_SCHEMA, 400, 401, 413, 422, 500, 503
                    ),
                }
            },
            "/api/table.csv": {
                "post": {
                    "summary": "Cells of tables as CSV",
                    "operationId": "table",
                    "requestBody": {
                        "required": True, "content": {"application/json": {"schema": CELLS_SCHEMA}},
                    },
                    "responses": _responses("text/csv", {"type": "string"}, 400, 401, 413),
                }
            },
            "/api/results.csv": {
                "get": {
                    "summary": "What a class has solved; needs the teacher's key",
                    "operationId": "results",
                    "responses": _responses("text/csv", {"type": "string"}, 401, 404),
                }
            },
        },
    }  # fmt: skip


def _responses(kind: str, schema: dict[str, Any], *failures: int) -> dict[str, Any]:
    failed = {
        "description": "one sentence",
        "content": {"application/json": {"schema": FAILURE_SCHEMA}},
    }
    return {
        "200": {"description": "done", "content": {kind: {"schema": schema}}},
        **{str(status): failed for status in failures},
    }
