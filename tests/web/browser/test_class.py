"""A class: pupils join by name, get tasks that are checked as they write; the teacher sees it live."""

from pathlib import Path

from browser import Browser
from serving import BOARD_KEY, TEACHER_KEY, RunningServer, strokes_as_sent
from support import changed_network
from writing import Board, Teacher, example

TILE = ".tile"


def test_a_class_begins_with_how_to_join(classroom: Teacher) -> None:
    classroom.browser.wait_for("document.querySelector('.welcome img.code')?.naturalWidth > 0")
    assert f"#k={BOARD_KEY}" in classroom.browser.value(
        "document.querySelector('.welcome .address').textContent"
    )


def test_the_teacher_is_told_that_the_model_reads_no_digits(
    browser: Browser, _session_home: object, tmp_path: Path
) -> None:
    model = changed_network(tmp_path / "theirs.onnx", scale=1e9)
    with RunningServer("--class", "--model", str(model)) as server:
        Teacher(browser, server).open()
        browser.wait_for(
            "document.querySelector('.known')?.textContent.startsWith('theirs.onnx reads')"
        )
        assert not browser.value("document.querySelector('.known').hidden")


def test_boards_are_live_and_one_is_shown_large(classroom: Teacher) -> None:
    browser = classroom.browser
    with classroom.server.page(name="Mia", board="m" * 16) as mia:
        browser.wait_for(f"document.querySelector('{TILE} .name')?.textContent === 'Mia'")
        mia.read(add=strokes_as_sent(example("sum")))
        browser.wait_for(f"document.querySelector('{TILE} .text').textContent.startsWith('12+34')")
        painted = (
            "(c => { const data = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            " let n = 0; for (let i = 3; i < data.length; i += 4) n += data[i] > 0; return n })"
        )
        browser.wait_for(f"{painted}(document.querySelector('{TILE} canvas')) > 50")
        browser.click(TILE)
        browser.wait_for(f"{painted}(document.querySelector('dialog canvas')) > 200")
        browser.press("Escape")
    browser.wait_for(f"document.querySelector('{TILE}.away')")


def test_tasks_are_given_checked_and_counted(classroom: Teacher) -> None:
    browser = classroom.browser
    classroom.press("Tasks")
    browser.value("document.querySelector('dialog textarea').focus()")
    browser.type("4+4=\n1+1=")
    classroom.press("Give these")
    browser.wait_for("document.querySelector('.bar').textContent.includes('2 tasks')")
    with classroom.server.page(name="Mia", board="m" * 16) as mia:
        browser.wait_for(f"document.querySelector('{TILE} .progress')?.textContent === '0 of 2'")
        mia.read(add=strokes_as_sent(example("check-right")))
        browser.wait_for(f"document.querySelector('{TILE} .progress').textContent === '1 of 2'")
        results = classroom.server.get("/api/results.csv", Authorization=f"Bearer {TEACHER_KEY}")
        assert b"Mia" in results
        classroom.press("Tasks")
        classroom.press("End the tasks")
        browser.wait_for("!document.querySelector('.bar').textContent.includes('tasks')")


def test_a_pupil_joins_writes_and_sees_only_what_is_right(
    browser: Browser, _session_home: object
) -> None:
    with RunningServer("--class") as server:
        teacher = Teacher(browser, server)
        teacher.open()
        teacher.press("Tasks")
        browser.value("document.querySelector('dialog textarea').focus()")
        browser.type("4+4=\n1+1=")
        teacher.press("Give these")
        browser.wait_for("document.querySelector('.bar').textContent.includes('2 tasks')")
        board = Board(browser, server.url)
        board.open()
        board.wait_for("document.querySelector('dialog input')")
        browser.value("document.querySelector('dialog input').focus()")
        browser.type("Mia")
        browser.press("Enter")
        board.wait_for("!document.querySelector('.task').hidden")
        assert board.text(".bar h1") == "Mia"
        assert board.text(".task math").startswith("4+4")
        board.refresh_place()
        board.write(example("check-wrong"))
        board.wait_for("document.querySelectorAll('.chip').length === 5")
        board.rest()
        assert board.count(".marks .result.wrong") == 0
        browser.click("[aria-label=Clear]")
        board.write(example("check-right"))
        board.wait_for("document.querySelector('.task.solved')")
        board.wait_for("document.querySelector('.marks .result.right')")
        browser.click(".task .primary")
        board.wait_for("document.querySelector('.task math').textContent.startsWith('1+1')")
        assert "2 of 2" in board.text(".task")
        board.wait_for_strokes(0)  # each task has a sheet of its own
        browser.click(".task [aria-label='The task before']")
        board.wait_for_strokes(len(example("check-right")))
        board.wait_for("document.querySelector('.marks .result.right')")
