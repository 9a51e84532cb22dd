"""A class: pupils by name, tasks, what the teacher sees, what is kept, and who sees nobody."""

import csv
import io
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from serving import BOARD_KEY, PATIENCE, TEACHER_KEY, Page, RunningServer, strokes_as_sent
from websockets.exceptions import ConnectionClosed

from digit_recognizer.ink import read_inkml
from digit_recognizer.library import Library
from digit_recognizer.reader import Reader
from digit_recognizer.resources import example_drawings, example_expressions

EXAMPLES = {path.stem: path for path in (*example_drawings(), *example_expressions())}
SEVEN, EIGHT = (read_inkml(EXAMPLES[name]).ink for name in ("seven", "eight"))
SUM, RIGHT = (read_inkml(EXAMPLES[name]).ink for name in ("sum", "check-right"))
RIGHT_TEXT = read_inkml(EXAMPLES["check-right"]).label or ""
TASK = f"{RIGHT_TEXT.partition('=')[0]}="


@pytest.fixture(scope="module")
def school(_session_home: object) -> Iterator[RunningServer]:
    """A server with a class; pupils of other tests are remembered there."""
    with RunningServer("--class") as running:
        yield running


def pupil_called(name: str) -> dict[str, str]:
    """Return what a page says of a new pupil."""
    return {"name": name, "board": secrets.token_hex(16)}


def teacher_of(school: RunningServer) -> Page:
    """Return the teacher's page."""
    return school.page(key=TEACHER_KEY)


def last_board(page: Page, **wanted: Any) -> dict[str, Any]:
    """Return the next message about a board with these values."""
    while True:
        message = page.until("board")
        if wanted.items() <= message.items():
            return message


def test_a_lesson(tmp_path: Path, reader: Reader) -> None:
    library = tmp_path / "class.sqlite3"
    with RunningServer("--class", "--collect", str(library)) as school:
        _lesson(school)
        school.process.terminate()
        school.process.wait(PATIENCE)
    with Library.open(library) as kept:
        entries = kept.get(kept.ids())
    assert {(each.label, each.writer, len(each.ink or ())) for each in entries} == {
        (RIGHT_TEXT, "Ada", len(RIGHT)), ("7", "Ada", len(SEVEN)),
    }  # fmt: skip
    assert {each.label: each.model for each in entries} == {
        RIGHT_TEXT: reader.model_of(reader.read_ink(RIGHT)),
        "7": reader.model_of(reader.read_ink(SEVEN)),
    }


def _lesson(school: RunningServer) -> None:
    with teacher_of(school) as teacher, school.page(**pupil_called("Ada")) as ada:
        assert teacher.welcome["role"] == "teacher"
        assert teacher.welcome["join"]["code"].startswith("data:image/svg+xml;base64,")
        assert ada.welcome["role"] == "pupil"
        assert ada.welcome["collects"]
        assert ada.welcome["join"] is None
        tag = ada.welcome["board"]
        assert last_board(teacher, board=tag)["name"] == "Ada"
        assert ada.until("task")["number"] is None
        teacher.send({"t": "tasks", "list": [TASK, "7"]})
        task = ada.until("task")
        assert (task["number"], task["of"], task["text"], task["solved"]) == (0, 2, TASK, [])
        assert "<math" in task["mathml"]

        # While it is written there is neither a result nor a cross, only what is read.
        sent = strokes_as_sent(RIGHT)
        for number in range(len(sent)):
            rev = ada.ink(add=[sent[number]], pen=number)
            read = ada.until("reading", rev)
            assert {each["tone"] for each in read["results"]} <= {"right", "doubtful"}
            assert all(line["answer"] is None for line in read["reading"]["lines"])
            assert read["solved"] == (number == len(sent) - 1)
        assert [each["text"] for each in read["results"]] == ["✓"]
        assert ada.until("task")["solved"] == [0]
        assert last_board(teacher, board=tag, solved=[0])["text"].startswith(RIGHT_TEXT)

        ada.send({"t": "turn", "to": 1})
        assert ada.until("task")["number"] == 1
        ada.ink(add=strokes_as_sent(SEVEN))  # of the sheet before: the server awaits the new one
        assert not ada.read(all=True, add=strokes_as_sent(EIGHT))["solved"]
        assert ada.read(all=True, add=strokes_as_sent(SEVEN))["solved"]
        assert last_board(teacher, board=tag, solved=[0, 1])
        rows = list(csv.reader(io.StringIO(results(school).decode("utf-8-sig"))))
        assert rows == [["name", "solved", TASK, "7"], ["Ada", "2", "1", "1"]]


def results(school: RunningServer, key: str = TEACHER_KEY) -> bytes:
    """Return the results as CSV."""
    return school.get("/api/results.csv", Authorization=f"Bearer {key}")


def test_pupils_see_nobody_and_nothing_of_the_teachers(school: RunningServer) -> None:
    ada_too, bob_too = pupil_called("Eva"), pupil_called("Bob")
    with school.page(**ada_too) as ada, school.page(**bob_too) as bob:
        bob.read(add=strokes_as_sent(SUM))
        ada.send({"t": "tasks", "list": ["1+1="]})
        assert ada.until("error")["code"] == "message"
        seen = [ada.read(all=True, add=strokes_as_sent(SEVEN))]
        assert seen[0]["title"] == "7"
        text = json.dumps([ada.welcome, *seen])
        assert "Bob" not in text
        assert bob.welcome["board"] not in text
        with pytest.raises(HTTPError) as caught:
            results(school, BOARD_KEY)
        assert caught.value.code == 401


def test_the_teacher_sees_all_ink_also_when_coming_later(school: RunningServer) -> None:
    with school.page(**pupil_called("Mia")) as ada:
        ada.read(add=strokes_as_sent(SUM))
        ada.read(**{"del": [0]})
        with teacher_of(school) as teacher:
            boards = teacher.until("class")["boards"]
            (board,) = (each for each in boards if each["name"] == "Mia")
            assert board["here"]
            assert [stroke["id"] for stroke in board["add"]] == list(range(1, len(SUM)))
            ada.ink(add=strokes_as_sent(SEVEN, first=100))
            added = last_board(teacher, board=board["board"], all=False)
            assert [stroke["id"] for stroke in added["add"]] == [100 + n for n in range(len(SEVEN))]


def test_a_pupil_who_comes_again_is_the_same(school: RunningServer) -> None:
    zoe = pupil_called("Zoe")
    with teacher_of(school) as teacher:
        with school.page(**zoe) as first:
            tag = first.welcome["board"]
            with school.page(**zoe) as second:
                assert second.welcome["board"] == tag
                assert second.welcome["name"] == "Zoe"
                assert first.until("error")["code"] == "elsewhere"
                with pytest.raises(ConnectionClosed):
                    first.next()
        assert last_board(teacher, board=tag, here=False)
        with school.page(**pupil_called("Zoe")) as other:
            assert other.welcome["board"] != tag
            assert other.welcome["name"] == "Zoe 2"


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "a\u202eb"])
def test_a_name_can_be_shown(school: RunningServer, name: str) -> None:
    with school.page(**pupil_called(name)) as page:
        assert page.welcome["code"] == "name"


def test_made_tasks_and_what_was_solved_before_a_restart(school: RunningServer) -> None:
    with school.page(**pupil_called("Ida")) as ada, teacher_of(school) as teacher:
        make = {"kind": "addition", "to": 100, "count": 20}
        teacher.send({"t": "tasks", "make": make, "solved": {ada.welcome["board"]: [3, 99]}})
        task = ada.until("task")
        while task["number"] is None:
            task = ada.until("task")
        assert (task["of"], task["solved"]) == (20, [3])
        teacher.send({"t": "tasks", "list": []})
        while ada.until("task")["number"] is not None:
            pass
        read = ada.read(add=strokes_as_sent(SUM))
        assert [each["text"] for each in read["results"]] == ["46"]  # a board as any other
        assert "solved" not in read


def test_without_a_class_the_teachers_key_opens_nothing(server: RunningServer) -> None:
    with server.page(key=TEACHER_KEY) as page:
        assert page.welcome["code"] == "key"
    with pytest.raises(HTTPError) as caught:
        results(server)
    assert caught.value.code == 404
