"""What is on the canvas survives closing, kill -9 and SIGTERM, in the window and the program."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import tkinter as tk
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driving import PATIENCE, AnsweringDialogs, draw, has_display, key, mistapped, note, read, until
from paper_photo import photo_of
from penmanship import KnowingReader, written

from digit_recognizer.app.journal import journal as journal_module
from digit_recognizer.app.journal.journal import Journal
from digit_recognizer.app.parameters import AT_ONCE
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.app.settling import Settling
from digit_recognizer.errors import FileError
from digit_recognizer.gui.canvas_keeping import BACK_NOTE, KeptCanvas
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.library import Library
from digit_recognizer.resources import default_symbols

ROOT = Path(__file__).parents[3]
SEVEN = Ink.from_xy([[(150, 120), (200, 119), (290, 118), (250, 220), (210, 360)]])
ONE = Ink.from_xy([[(400, 100), (402, 300)]])

pytestmark = pytest.mark.skipif(not has_display(), reason="there is no display")

Opened = tuple[MainWindow, KeptCanvas]


@pytest.fixture
def knowing() -> KnowingReader:
    return KnowingReader()


@pytest.fixture
def open_window(knowing: KnowingReader) -> Iterator[Callable[[], Opened]]:
    """Opens windows one after the other, or beside each other, with the user's own journal."""
    opened: list[Opened] = []

    def open_() -> Opened:
        root = tk.Tk()
        session = Session(ReadingWorker(lambda _: knowing), Settling(AT_ONCE))  # type: ignore[arg-type, return-value]
        settings = Settings(pen_width=8, digit_styles=(), collects=True)
        window = MainWindow(root, session, settings, AnsweringDialogs(root))
        kept = KeptCanvas(window)
        session.load_model(None)
        until(window, lambda: bool(session.model_name))
        opened.append((window, kept))
        return window, kept

    yield open_
    for window, kept in opened:
        end(window, kept)


def end(window: MainWindow, kept: KeptCanvas) -> None:
    """Close the window as the program does; closing one that is closed does nothing."""
    try:
        window.root.winfo_exists()
    except tk.TclError:
        return
    window.leave()
    window.library.thread.stop(PATIENCE)
    kept.finish(PATIENCE)
    window.session.close()


def journal(number: int = 1) -> Path:
    data = Path(os.environ["XDG_DATA_HOME"])
    return data / "digit-recognizer" / f"canvas-{number}" / "journal"


def test_the_canvas_is_back_with_undo_and_corrections(
    open_window: Callable[[], Opened], knowing: KnowingReader
) -> None:
    window, kept = open_window()
    mistapped(window, knowing)
    ink = window.session.editor.ink
    end(window, kept)
    window, kept = open_window()
    assert window.session.editor.ink == ink
    until(window, lambda: window.root.title().startswith("7+7=14"))
    key(window, "<Control-z>")
    until(window, lambda: window.root.title().startswith("7×7=49"))
    for _ in ink:
        assert window.session.editor.can_undo
        key(window, "<Control-z>")
    assert window.session.editor.is_empty and not window.session.editor.can_undo
    key(window, "<Control-y>")
    assert len(window.session.editor.ink) == 1


def test_what_is_saved_is_known_at_the_next_start_and_undone_there(
    open_window: Callable[[], Opened], knowing: KnowingReader
) -> None:
    window, kept = open_window()
    knowing.lines = [written("7", at=(100, 300))]
    draw(window, knowing.lines[0].ink)
    read(window)
    key(window, "<Control-s>")
    until(window, lambda: window.library.thread.is_idle)
    end(window, kept)
    window, kept = open_window()
    assert note(window) == BACK_NOTE
    read(window)
    assert window.library.saving.saved is not None
    key(window, "<Control-z>")
    until(window, lambda: window.library.thread.is_idle)
    with Library.open() as library:
        assert library.count() == 0
    key(window, "<Control-y>")
    until(window, lambda: window.library.thread.is_idle)
    with Library.open() as library:
        assert library.count() == 1


def test_a_second_window_has_a_journal_of_its_own(open_window: Callable[[], Opened]) -> None:
    one, kept = open_window()
    other, kept_too = open_window()
    draw(one, SEVEN)
    draw(other, ONE)
    end(other, kept_too)
    end(one, kept)
    again, _ = open_window()
    second, _ = open_window()
    assert again.session.editor.ink.box.left < 200
    assert second.session.editor.ink.box.left > 200


def test_a_damaged_journal_is_one_sentence_and_stays_beside(
    open_window: Callable[[], Opened],
) -> None:
    window, kept = open_window()
    draw(window, SEVEN)
    end(window, kept)
    journal().write_bytes(journal().read_bytes()[:-40])
    window, kept = open_window()
    assert note(window).startswith("Your last drawing can't be brought back")
    assert window.session.editor.is_empty
    assert journal().with_name("journal-damaged-1").exists()
    draw(window, ONE)
    end(window, kept)
    window, kept = open_window()
    assert len(window.session.editor.ink) == 1


def test_a_disk_that_is_full_is_said_once_and_what_is_drawn_is_kept_once_there_is_room(
    open_window: Callable[[], Opened], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.gui.canvas_keeping.RETRY_PERIOD", 50)
    window, kept = open_window()

    def full(path: Path, data: bytes) -> None:
        raise FileError("The disk is full.")

    said: list[str] = []
    monkeypatch.setattr(window.status, "warn", said.append)
    with monkeypatch.context() as patch:
        patch.setattr(journal_module, "write_atomically", full)
        kept._keeping._on_error = said.append  # type: ignore[union-attr]
        draw(window, SEVEN)
        until(window, lambda: bool(said))
        draw(window, ONE)
        end_of_wait = time.monotonic() + 1
        until(window, lambda: time.monotonic() > end_of_wait)
        assert len(said) == 1 and "disk is full" in said[0]
    until(window, lambda: journal().exists())
    until(window, lambda: len(Journal(journal().parent).load()[0].sheets) == 3)  # type: ignore[union-attr]


def test_a_place_that_cannot_be_written_is_one_sentence(open_window: Callable[[], Opened]) -> None:
    data = Path(os.environ["XDG_DATA_HOME"])
    data.mkdir(parents=True)
    (data / "digit-recognizer").write_text("a file where the folder should be")
    window, _ = open_window()
    assert note(window).startswith("What you draw is not kept at the moment")
    draw(window, SEVEN)
    assert len(window.session.editor.ink) == 1


PROGRAM = """
import sys
from pathlib import Path
from driving import press
from digit_recognizer.gui.application import run_window
from digit_recognizer.ink import read_inkml

def on_open(window):
    ink = read_inkml(sys.argv[1]).ink
    def draw():
        if not window.canvas.winfo_viewable() or window.canvas.winfo_width() < 300:
            window.root.after(50, draw)
            return
        if not window.session.editor.ink:
            press(window.canvas, ink)
        print(len(window.session.editor.ink), flush=True)
    window.root.after(50, draw)

run_window(on_open=on_open)
"""


READING = """
import sys
from pathlib import Path
from digit_recognizer.gui.application import run_window

def on_open(window):
    def look():
        is_reading = window.session.editor.picture is not None and window.session.model_name
        if is_reading and not window.session._worker.is_idle:
            print("reading", flush=True)
        else:
            window.root.after(5, look)
    window.root.after(5, look)

run_window(drawing=Path(sys.argv[1]), on_open=on_open)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.skipif(not default_symbols().exists(), reason="there is no network for sums")
def test_the_program_may_be_ended_while_a_network_runs(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    photo_of(read_inkml(ROOT / "examples" / "expressions" / "sum.inkml").ink, (600, 350)).save(path)
    with subprocess.Popen(
        [sys.executable, "-c", READING, str(path)], cwd=ROOT, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stdout.readline() == "reading\n"
        process.terminate()
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "", ""), "ONNX Runtime aborts a dying process"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "term"])
def test_the_program_may_be_ended_at_any_time(how: signal.Signals, tmp_path: Path) -> None:
    path = ROOT / "examples" / "expressions" / "sum.inkml"
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'gui'}"}

    @contextlib.contextmanager
    def started() -> "Iterator[subprocess.Popen[str]]":
        with subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(path)], cwd=ROOT, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            try:
                yield process
            finally:
                process.kill()

    with started() as process:
        assert process.stdout is not None
        count = int(process.stdout.readline())
        assert count > 5
        if how == signal.SIGKILL:  # within a second of the last stroke it is on the disk
            until_there = time.monotonic() + PATIENCE
            while not journal().exists() or b'"place": %d' % count not in journal().read_bytes():
                assert time.monotonic() < until_there
                time.sleep(0.02)
        process.send_signal(how)
        out, err = process.communicate(timeout=PATIENCE)
        if how == signal.SIGTERM:
            assert (process.returncode, out, err) == (0, "", "")
    with started() as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) == count, "it is back"
