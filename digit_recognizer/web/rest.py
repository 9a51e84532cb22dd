"""The part of the server for programs: reading a file, tables as CSV, results of a class.

Purpose: what is under ``/api/`` (docs/formats.md, ``openapi``).
Contract: each needs a key as a bearer token. Bodies have limits, and a failure is one sentence with its
status. Languages are as ``Accept-Language`` says.
Not here: reading (``pictures``), the class (``classroom``).
"""

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from digit_recognizer.app.language import LANGUAGES, speaking, tr_later
from digit_recognizer.app.picture.table import PictureTables, TableCell
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.web.hub import Hub
from digit_recognizer.web.kinds import EXPECTED
from digit_recognizer.web.messages import NO_SENSE, Refusal, values_of
from digit_recognizer.web.openapi import description
from digit_recognizer.web.parameters import READING_LIMITS

CSV_KIND = "text/csv; charset=utf-8"
MAX_CELLS = 10_000
MAX_CELL_PLACE = 1000  # rows, columns and tables
MAX_CELL_LENGTH = 100  # characters
STATUS_CODES = {
    "key": 401,
    "busy": 503,
    "too-large": 413,
    "unreadable": 422,
    "too-hard": 422,
    "class": 404,
    "reading": 500,
}
"""By code; 400 for others."""

NO_KEY = tr_later("The key is missing or wrong: send it as Authorization: Bearer KEY.")
LARGE_UPLOAD = tr_later("The file is too large: {most} MB are the most.")
NO_CLASS = tr_later("There is no class: the server was started without one.")
READ_CHOICES = {
    "expect": tuple(sorted(EXPECTED)), "only": ("all", "handwriting"), "tables": ("no", "yes", "auto"),
}  # fmt: skip
READ_DEFAULTS = {"expect": "auto", "only": "all", "tables": "no"}


def rest_routes(hub: Callable[[], Hub]) -> list[Route]:
    """Return the routes; ``hub``: gives what is shared, once the server runs."""

    async def read(request: Request) -> Response:
        language = language_of(request)
        try:
            _require_key(request, hub())
            options = {
                name: _choice(request, name, choices) for name, choices in READ_CHOICES.items()
            }
            data = await _body(request, READING_LIMITS.picture_bytes)
            answer = await hub().pictures.read(data, options, language)
        except Refusal as refusal:
            return _refused(refusal, language)
        except DigitRecognizerError as error:  # the model cannot be loaded
            return _failed("unreadable", str(error))
        if "error" in answer:
            code = "unreadable" if answer["is_known"] else "reading"
            return _failed(code, answer["error"])
        more = {"tables": answer["tables"]} if "tables" in answer else {}
        return JSONResponse({**answer["reading"], **more})

    async def table(request: Request) -> Response:
        language = language_of(request)
        try:
            _require_key(request, hub())
            text = _tables_from(values_of(await _body(request, 2**20))).csv()
        except Refusal as refusal:
            return _refused(refusal, language)
        return _csv(text.encode("utf-8-sig", "replace"), "table.csv")

    async def results(request: Request) -> Response:
        classroom = hub().classroom
        try:
            if hub().role(_key(request)) != "teacher":
                raise Refusal("key", NO_KEY) if classroom else Refusal("class", NO_CLASS)
        except Refusal as refusal:
            return _refused(refusal, language_of(request))
        assert classroom is not None  # only a class has teachers
        return _csv(classroom.results(), "results.csv")

    async def openapi(request: Request) -> Response:
        return JSONResponse(description(READ_CHOICES, READ_DEFAULTS))

    return [
        Route("/api/read", read, methods=["POST"]),
        Route("/api/table.csv", table, methods=["POST"]),
        Route("/api/results.csv", results),
        Route("/api/openapi.json", openapi),
    ]


def language_of(request: Request) -> str:
    """Return the language that a request asks for, of LANGUAGES by its code; English for others."""
    wanted = request.headers.get("accept-language", "")[:2].lower()
    return wanted if wanted in {each.code for each in LANGUAGES} else "en"


def _key(request: Request) -> str:
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" else ""


def _require_key(request: Request, hub: Hub) -> None:
    if hub.role(_key(request)) is None:
        raise Refusal("key", NO_KEY)


def _choice(request: Request, name: str, choices: tuple[str, ...]) -> str:
    value = request.query_params.get(name, READ_DEFAULTS[name]) or READ_DEFAULTS[name]
    if value not in choices:
        raise Refusal("message", NO_SENSE, field=name)
    return value


async def _body(request: Request, limit: int) -> bytes:
    """Return the body; raises Refusal for one of more than ``limit`` bytes, without reading the rest."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > limit:
            raise Refusal("too-large", LARGE_UPLOAD, most=limit // 2**20)
    return bytes(data)


def _tables_from(values: Any) -> PictureTables:
    """Return the tables whose cells a page sends; raises Refusal."""
    cells = values.get("cells") if isinstance(values, dict) else None
    if (
        not isinstance(cells, list)
        or not 0 < len(cells) <= MAX_CELLS
        or not all(map(_is_cell, cells))
    ):
        raise Refusal("message", NO_SENSE, field="cells")
    return PictureTables(
        tuple(
            TableCell(cell["table"], cell["row"], cell["column"], cell["text"], 1.0, "", (), ())
            for cell in cells
        )
    )


def _is_cell(cell: object) -> bool:
    if not isinstance(cell, dict):
        return False
    places = [cell.get(name) for name in ("table", "row", "column")]
    text = cell.get("text")
    are_places = all(
        isinstance(place, int) and not isinstance(place, bool) and 0 <= place < MAX_CELL_PLACE
        for place in places
    )
    return are_places and isinstance(text, str) and len(text) <= MAX_CELL_LENGTH


def _csv(data: bytes, name: str) -> Response:
    headers = {"content-disposition": f"attachment;filename={name}", "cache-control": "no-store"}
    return Response(data, media_type=CSV_KIND, headers=headers)


def _refused(refusal: Refusal, language: str) -> Response:
    with speaking(language):
        return _failed(refusal.code, refusal.say)


def _failed(code: str, say: str) -> Response:
    status = STATUS_CODES.get(code, 400)
    body = json.dumps({"error": {"code": code, "say": say}}).encode()
    return Response(body, status, {"cache-control": "no-store"}, "application/json")
