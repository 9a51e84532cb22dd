"""``/api/``: files as ``digits read`` reads them, tables to CSV, failures in one sentence."""

import json
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from composed_drawings import MARK_VALUES, sheet_of_marks
from serving import BOARD_KEY, RunningServer
from support import Digits

from digit_recognizer.ink import Drawing, read_inkml
from digit_recognizer.raster import page_from_ink
from digit_recognizer.raster.pixels import image_of, png_bytes
from digit_recognizer.resources import example_expressions
from digit_recognizer.web.parameters import READING_LIMITS

SUM = next(path for path in example_expressions() if path.stem == "sum")


def post(
    server: RunningServer, path: str, data: bytes, key: str = BOARD_KEY, **headers: str
) -> tuple[int, bytes]:
    """Return the status and the body of what answers."""
    return server.answer(path, data, Authorization=f"Bearer {key}", **headers)


def read(server: RunningServer, data: bytes, query: str = "") -> dict[str, Any]:
    """Return what is read of ``data``."""
    status, body = post(server, f"/api/read{query}", data)
    assert status == 200, body
    found: dict[str, Any] = json.loads(body)
    return found


def failure(answer: tuple[int, bytes]) -> tuple[int, str, str]:
    """Return status, code and sentence of a failure."""
    status, body = answer
    error = json.loads(body)["error"]
    return status, error["code"], error["say"]


def printed(digits: Digits, path: Path) -> dict[str, Any]:
    """Return what ``digits read --json`` prints of ``path``."""
    _, out, _ = digits("read", "--json", path)
    values: dict[str, Any] = json.loads(out)
    del values["file"]
    return values


@pytest.mark.parametrize("name", ["sum.inkml", "picture.png", "photo.jpg"])
def test_a_file_is_read_as_by_the_command(
    server: RunningServer, digits: Digits, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    if path.suffix == ".inkml":
        path = SUM
    else:
        ink = read_inkml(SUM).ink
        image_of(255 - page_from_ink(ink, width=440, height=120, pen_width=5)).save(path)
    expected = printed(digits, path)
    found = read(server, path.read_bytes())
    for values in (found, expected):
        del values["milliseconds"]
    assert found == expected
    assert found["text"] == "12+34="


def test_ink_as_json_is_read(server: RunningServer) -> None:
    ink = read_inkml(SUM).ink
    values = {
        "strokes": [[list(point) for point in stroke.points] for stroke in ink],
        "starts": [stroke.start for stroke in ink],
    }
    assert read(server, json.dumps(values).encode())["text"] == "12+34="
    assert read(server, json.dumps(values).encode(), "?expect=expression")["text"] == "12+34="


def test_a_table_is_read_corrected_and_written(
    server: RunningServer, examples: dict[str, Drawing]
) -> None:
    sheet = png_bytes(sheet_of_marks(examples))
    found = read(server, sheet, "?tables=auto")["tables"]
    assert [cell["text"] for cell in found["cells"]] == [
        text for row in MARK_VALUES for text in row
    ]
    for cell in found["cells"]:
        assert all(-1 <= x <= found["width"] + 1 for x, _ in cell["corners"])
        assert all(-1 <= y <= found["height"] + 1 for _, y in cell["corners"])
    cells = [
        {name: cell[name] for name in ("table", "row", "column", "text")} for cell in found["cells"]
    ]
    cells[0]["text"] = "=1+1"
    status, body = post(server, "/api/table.csv", json.dumps({"cells": cells}).encode())
    assert status == 200
    assert body.decode("utf-8-sig").startswith('"\'=1+1"')


def test_without_a_table_there_is_none(server: RunningServer) -> None:
    assert read(server, SUM.read_bytes(), "?tables=yes")["tables"] is None
    assert "tables" not in read(server, SUM.read_bytes())


@pytest.mark.parametrize("key", ["", "c" * 22, "ü"])
def test_a_key_is_needed(server: RunningServer, key: str) -> None:
    for path in ("/api/read", "/api/table.csv"):
        status, code, _ = failure(post(server, path, b"{}", key.encode().decode("latin-1")))
        assert (status, code) == (401, "key")


@pytest.mark.parametrize(
    ("path", "data", "status", "code"),
    [
        ("/api/read", b"", 422, "unreadable"),
        ("/api/read", b"no picture", 422, "unreadable"),
        ("/api/read", b"{}", 422, "unreadable"),
        ("/api/read", b'{"strokes": 7}', 422, "unreadable"),
        ("/api/read", b'{"strokes": [[["a"]]]}', 422, "unreadable"),
        ("/api/read", b"{" + b"[" * 100_000, 422, "unreadable"),
        ("/api/read", b"<ink xmlns='http://www.w3.org/2003/InkML'/>", 422, "unreadable"),
        ("/api/read?expect=letters", b"", 400, "message"),
        ("/api/read?tables=perhaps", b"", 400, "message"),
        ("/api/table.csv", b"", 400, "message"),
        ("/api/table.csv", b'{"cells": []}', 400, "message"),
        ("/api/table.csv", b'{"cells": [{"table": 0, "row": -1, "column": 0, "text": ""}]}', 400,
         "message"),
        ("/api/table.csv", b'{"cells": [{"table": 0, "row": 9e9, "column": 0, "text": ""}]}', 400,
         "message"),
        ("/api/table.csv", b'[' * 100_000, 400, "message"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(
    server: RunningServer, path: str, data: bytes, status: int, code: str
) -> None:
    found = failure(post(server, path, data))
    assert found[:2] == (status, code)
    assert found[2].endswith(".")
    assert "/tmp" not in found[2]


def test_files_have_a_largest_size(server: RunningServer) -> None:
    answer = post(server, "/api/read", b"\x89PNG" + bytes(READING_LIMITS.picture_bytes))
    assert failure(answer)[:2] == (413, "too-large")


def test_failures_are_said_in_the_language_of_the_browser(server: RunningServer) -> None:
    answer = post(server, "/api/read", b"", "", **{"Accept-Language": "de-AT,de;q=0.9"})
    assert failure(answer)[2].startswith("Der Schlüssel fehlt")


def test_pages_of_other_origins_may_not_read(server: RunningServer) -> None:
    status, body = post(server, "/api/read", b"", Origin="http://evil.example")
    assert status == 403
    assert b"traceback" not in body.lower()


def test_the_description_names_all_that_is_there(server: RunningServer) -> None:
    said = json.loads(server.get("/api/openapi.json"))
    assert said["openapi"].startswith("3.1")
    assert set(said["paths"]) == {"/api/read", "/api/table.csv", "/api/results.csv"}
    names = {
        each["name"]: each["schema"] for each in said["paths"]["/api/read"]["post"]["parameters"]
    }
    for name, schema in names.items():
        for value in schema["enum"]:
            assert post(server, f"/api/read?{name}={value}", SUM.read_bytes())[0] == 200


def test_texts_of_the_page_come_in_each_language(server: RunningServer) -> None:
    for language, undo in (("de", "Rückgängig"), ("fr", "Annuler")):
        assert json.loads(server.get(f"/texts/{language}.json"))["Undo"] == undo
    with pytest.raises(HTTPError):
        server.get("/texts/../keys.json")


def test_files_of_the_page_come_from_its_folder_alone(server: RunningServer) -> None:
    assert b"<html" in server.get("/").lower()
    assert b"<html" in server.get("/class").lower()
    for path in (
        "/static/../server.py",
        "/static/%2e%2e/server.py",
        "/static/..%2fserver.py",
        "/x",
    ):
        with pytest.raises(HTTPError) as caught:
            server.get(path)
        assert caught.value.code in {403, 404}
