"""What the window does by itself: the first start, the pen's width, the system's look, stepping back."""

import tkinter as tk
from collections.abc import Iterator

import pytest
from driving import PATIENCE, AnsweringDialogs, draw, key, press, read, until
from penmanship import KnowingReader, written

from digit_recognizer.app.document.line_reasons import line_reasons
from digit_recognizer.app.palette import DARK_PALETTE, LIGHT_PALETTE
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.gui.canvas.first_start import SHOW_TAG
from digit_recognizer.gui.looks import LEAST_PEN, MOST_PEN, fitting_width
from digit_recognizer.gui.window import MainWindow


@pytest.fixture
def new(root: tk.Tk, knowing: KnowingReader) -> Iterator[MainWindow]:
    """The window of somebody new."""
    worker = ReadingWorker(lambda _: knowing)  # type: ignore[arg-type, return-value]
    session = Session(worker)
    window = MainWindow(root, session, Settings(), AnsweringDialogs(root))
    session.load_model(None)
    until(window, lambda: bool(session.model_name))
    yield window
    session.close()
    worker.join(PATIENCE)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shows the first start as fast as it can."""
    monkeypatch.setattr("digit_recognizer.gui.looks.FIRST_START_DELAY", 1)
    monkeypatch.setattr("digit_recognizer.gui.canvas.first_start.FRAME_TIME", 1)
    monkeypatch.setattr("digit_recognizer.gui.canvas.first_start.FRAMES_OF_A_PHASE", 3)


def captions(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return a set that gets every text that is put on the canvas from now on."""
    seen: set[str] = set()

    def noted(method: str) -> None:
        put = getattr(window.canvas, method)

        def put_and_note(*places: object, **options: object) -> object:
            seen.add(str(options.get("text", "")))
            return put(*places, **options)

        monkeypatch.setattr(window.canvas, method, put_and_note)

    noted("create_text")
    noted("itemconfigure")
    return seen


def test_the_first_start_shows_itself_once_and_leaves_nothing(
    new: MainWindow, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = captions(new, monkeypatch)
    new.looks.show_first_start()
    show = new.looks.first_start
    assert show is not None
    until(new, lambda: show.is_shown)
    until(new, lambda: not show.is_shown)
    assert "46" in seen and any("Tap" in text for text in seen)
    assert any("Scratch" in text for text in seen)
    assert not new.canvas.find_withtag(SHOW_TAG)
    assert new.session.editor.is_empty and not new.session.editor.can_undo
    assert new.settings.has_seen_start
    assert new.canvas.itemcget("hint", "state") != "hidden"


def test_any_press_ends_it_and_draws(new: MainWindow, quick: None) -> None:
    new.looks.show_first_start()
    show = new.looks.first_start
    assert show is not None
    until(new, lambda: show.is_shown)
    press(new.canvas, written("7", at=(60, 60)).ink)
    assert not show.is_shown and not new.canvas.find_withtag(SHOW_TAG)
    assert len(new.session.editor.ink) == 1


def test_it_is_not_shown_over_ink(new: MainWindow, quick: None) -> None:
    draw(new, written("7", at=(60, 60)).ink)
    new.looks.show_first_start()
    for _ in range(30):
        new.root.update()
    assert not new.canvas.find_withtag(SHOW_TAG)


def test_the_pen_follows_the_size_of_the_writing_until_it_is_chosen(
    new: MainWindow, knowing: KnowingReader
) -> None:
    for size, at in ((36, (40, 60)), (180, (60, 200))):
        new.run("clear")
        line = written("12+34=", at=at, size=size)
        knowing.lines = [line]
        draw(new, line.ink)
        read(new)
        wanted = round(fitting_width(size))
        until(new, lambda wanted=wanted: abs(new.settings.pen_width - wanted) <= 2)  # type: ignore[misc]
        assert new.canvas.pen_width == new.settings.pen_width * new.theme.scale
    new.run("thicker")
    chosen = new.settings.pen_width
    assert not new.settings.pen_follows
    new.run("clear")
    line = written("12+34=", at=(40, 60), size=36)
    knowing.lines = [line]
    draw(new, line.ink)
    read(new)
    assert new.settings.pen_width == chosen


def test_a_pen_is_neither_a_hair_nor_a_brush() -> None:
    assert fitting_width(0) >= LEAST_PEN and fitting_width(4000) == MOST_PEN
    assert 5 <= fitting_width(40) <= 6, "sums of 40 pixels look best so"


def test_the_theme_is_the_systems_until_one_is_chosen(new: MainWindow) -> None:
    answers = [True]
    new.looks.follow_system(lambda: answers[0])
    assert new.looks.system_theme is not None
    until(new, lambda: new.canvas.cget("background") == DARK_PALETTE.paper)
    answers[0] = False
    new.looks.system_theme.look()
    until(new, lambda: new.canvas.cget("background") == LIGHT_PALETTE.paper)
    new.run("theme")
    assert new.settings.theme == "dark"
    new.looks.system_theme.look()
    for _ in range(20):
        new.root.update()
    assert new.canvas.cget("background") == DARK_PALETTE.paper
    new.run("system_theme")
    until(new, lambda: new.canvas.cget("background") == LIGHT_PALETTE.paper)


def test_how_a_1_is_written_is_asked_when_a_1_was_a_7(
    new: MainWindow, knowing: KnowingReader
) -> None:
    line = written("12+34=", at=(60, 60))
    knowing.lines, knowing.unsure = [line], {(0, 0): ("7", 0.6)}
    draw(new, line.ink)
    read(new)
    new.root.update()
    assert new.library.handwriting.strip is None
    key(new, "<Tab>")
    key(new, "1")
    assert new.library.handwriting.strip is not None


def test_why_says_something_of_a_sum(sums: MainWindow, knowing: KnowingReader) -> None:
    line = written("12+34=", at=(60, 60))
    knowing.lines, knowing.unsure = [line], {(0, 0): ("7", 0.6)}
    draw(sums, line.ink)
    read(sums)
    size = sums.root.winfo_geometry()
    sums.run("explain")
    sums.root.update()
    reading, panel = sums.session.reading, sums.explanation
    assert reading is not None and panel is not None
    said = "\n".join(line_reasons(reading))
    assert said in panel.words.get("1.0", "end")
    assert "72+34=" in said and "perhaps 1" in said
    assert sums.root.winfo_geometry() == size
