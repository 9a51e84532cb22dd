"""The question how 1, 7 and 0 are written: asked once, in nobody's way, changed at any time."""

import json
import tkinter as tk
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import PATIENCE, AnsweringDialogs, draw, until
from penmanship import KnowingReader

from digit_recognizer.app.parameters import AT_ONCE
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.app.settling import Settling
from digit_recognizer.gui.handwriting.style_questions import StyleQuestions
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink


@pytest.fixture
def first(root: tk.Tk, knowing: KnowingReader) -> Iterator[MainWindow]:
    """The window as somebody sees it who never answered."""
    worker = ReadingWorker(lambda _: knowing)  # type: ignore[arg-type, return-value]
    session = Session(worker, Settling(AT_ONCE))
    window = MainWindow(root, session, Settings(), AnsweringDialogs(root))
    session.load_model(None)
    until(window, lambda: bool(session.model_name))
    window.root.update()
    window.library.handwriting.corrected("4", "9")
    assert window.library.handwriting.strip is None, "not before it helps"
    window.library.handwriting.corrected("1", "7")
    assert window.library.handwriting.strip is not None
    yield window
    session.close()
    worker.join(PATIENCE)


def strip(window: MainWindow) -> StyleQuestions:
    found = window.library.handwriting.strip
    assert found is not None
    window.root.update()
    return found


def click(widget: tk.Misc) -> None:
    x, y = widget.winfo_width() // 2, widget.winfo_height() // 2
    widget.event_generate("<Enter>", x=x, y=y)
    widget.event_generate("<ButtonPress-1>", x=x, y=y)
    widget.event_generate("<ButtonRelease-1>", x=x, y=y)
    widget.update()


def test_it_is_asked_once_and_three_clicks_answer_it(first: MainWindow) -> None:
    shown = strip(first)
    assert shown.done_button.instate(["disabled"])
    draw(first, Ink.from_xy([[(50, 50), (60, 120)]]))
    assert first.session.editor.ink, "one may draw meanwhile"
    click(shown.buttons["flagged-1"])
    click(shown.buttons["plain-1"])
    click(shown.buttons["crossed-7"])
    click(shown.done_button)
    assert first.settings.digit_styles == ("plain-1", "crossed-7")
    assert first.library.handwriting.strip is None


def test_it_may_be_skipped_and_answered_later(first: MainWindow) -> None:
    click(strip(first).skip_button)
    assert first.settings.digit_styles == ()
    first.library.handwriting.ask_styles()
    shown = strip(first)
    click(shown.buttons["slashed-0"])
    shown.buttons["slashed-0"].event_generate("<Return>")
    first.root.update()
    assert first.settings.digit_styles == ("slashed-0",)
    first.library.handwriting.ask_styles()
    assert strip(first).answers == ("slashed-0",), "what was answered is shown"
    strip(first).buttons["slashed-0"].focus_force()
    first.root.update()
    strip(first).buttons["slashed-0"].event_generate("<Escape>")
    first.root.update()
    assert first.settings.digit_styles == ("slashed-0",), "closing changes nothing"


def test_pictures_have_the_colours_of_the_window(first: MainWindow) -> None:
    before = str(strip(first).buttons["plain-1"]["image"])
    first.run("theme")
    assert str(strip(first).buttons["plain-1"]["image"]) != before


def test_who_has_answered_is_not_asked_again(sums: MainWindow) -> None:
    end = sums.root.tk.call("clock", "milliseconds") + 1200
    until(sums, lambda: sums.root.tk.call("clock", "milliseconds") > end)
    assert sums.library.handwriting.strip is None


@pytest.mark.parametrize(
    ("kept", "hand"),
    [
        ('{"hand": ["flagged-1", "slashed-0"]}', ("flagged-1", "slashed-0")),
        ('{"hand": []}', ()),
        ('{"hand": ["eight", 3, "crossed-7"]}', ("crossed-7",)),
        ('{"hand": "flagged-1"}', None),
        ("{}", None),
    ],
)
def test_answers_are_remembered_and_nonsense_is_not(
    tmp_path: Path, kept: str, hand: tuple[str, ...] | None
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(kept)
    settings = Settings.load(path)
    assert settings.digit_styles == hand
    settings.save(path)
    assert Settings.load(path) == settings
    assert "hand" in json.loads(path.read_text())
