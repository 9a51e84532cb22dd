"""Files, opening and clearing in the real window: nothing is overwritten, everything comes back."""

import os
from pathlib import Path

import pytest
from driving import AnsweringDialogs, draw, key, note, read, until
from penmanship import KnowingReader, written
from PIL import Image

from digit_recognizer.gui.drawing_files import CHANGED_OUTSIDE
from digit_recognizer.gui.window import CLEARED_NOTE, MainWindow
from digit_recognizer.ink import Drawing, Ink, read_drawing, read_inkml, write_inkml
from digit_recognizer.library import Entry, Library

SEVEN = Ink.from_xy([[(150, 120), (200, 119), (290, 118), (250, 220), (210, 360)]])
ONE = Ink.from_xy([[(200, 100), (202, 300)]])


def dialogs_of(window: MainWindow) -> AnsweringDialogs:
    assert isinstance(window.dialogs, AnsweringDialogs)
    return window.dialogs


def link_is_shown(window: MainWindow) -> bool:
    window.root.update()
    return bool(window.status.undo_link.winfo_ismapped())


@pytest.fixture
def seven(tmp_path: Path) -> Path:
    path = tmp_path / "seven.inkml"
    write_inkml(path, Drawing(SEVEN, "7"))
    return path


def test_opening_over_unsaved_changes_asks_once(window: MainWindow, seven: Path) -> None:
    window.files.open(seven)
    draw(window, ONE)
    other = seven.parent / "one.inkml"
    write_inkml(other, Drawing(ONE))
    window.files.open(other)
    assert window.session.path == other and dialogs_of(window).asked == ["seven.inkml"]


def test_clear_lets_go_of_the_file_and_the_next_save_asks_for_a_name(
    window: MainWindow, seven: Path
) -> None:
    before = seven.read_bytes()
    window.files.open(seven)
    assert note(window) == "seven.inkml"
    key(window, "<Escape>")
    draw(window, ONE)
    assert window.session.path is None
    dialogs_of(window).path = seven.parent / "one.inkml"
    key(window, "<Control-Shift-S>")
    assert seven.read_bytes() == before
    assert read_inkml(seven.parent / "one.inkml").ink == window.session.editor.ink
    for _ in range(2):
        window.run("undo")
    assert window.session.path == seven, "the drawing came back with its file"
    assert not window.session.has_unsaved_file


FOREIGN: dict[str, bytes] = {
    "notebook.xopp": b'<xournal creator="Xournal++ 1.2"><page width="9" height="9"><layer>'
    b'<stroke tool="pen">1 1 8 1 4 8</stroke></layer></page></xournal>',
    "seven.unp": b".VERSION 1.0\n.COORD X Y\n.PEN_DOWN\n1 1\n8 1\n4 8\n.PEN_UP\n",
    "seven.json": b'{"strokeGroups": [{"strokes": [{"x": [1, 8, 4], "y": [1, 1, 8]}]}]}',
}


@pytest.mark.parametrize("name", FOREIGN)
def test_drawings_of_other_programs_are_opened_and_never_written_over(
    window: MainWindow, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(FOREIGN[name])
    window.files.open(path)
    assert len(window.session.editor.ink) == 1
    draw(window, ONE)
    dialogs_of(window).path = None
    window.files.save()
    assert path.read_bytes() == FOREIGN[name] and window.session.has_unsaved_file
    dialogs_of(window).path = beside = tmp_path / "beside.xopp"
    window.files.save()
    assert path.read_bytes() == FOREIGN[name] and window.session.path == beside
    assert len(read_drawing(beside).ink) == 2
    draw(window, SEVEN)
    dialogs_of(window).path = None
    window.files.save()  # its own notebook holds no more than the drawing
    assert len(read_drawing(beside).ink) == 3 and not window.session.has_unsaved_file
    dialogs_of(window).path = tmp_path / "seven.svg"
    window.files.save_as()
    assert b"<svg" in (tmp_path / "seven.svg").read_bytes() and window.session.path == beside
    dialogs_of(window).path = tmp_path / "seven.png"
    window.files.save_as()
    assert not (tmp_path / "seven.png").exists()
    until(window, lambda: bool(dialogs_of(window).shown))
    assert "end it in .inkml, .xopp or .svg" in dialogs_of(window).shown[0]


def test_another_drawing_is_opened_without_a_question_about_the_cleared_one(
    window: MainWindow, seven: Path
) -> None:
    window.files.open(seven)
    window.run("clear")
    draw(window, ONE)
    window.files.open(seven)
    assert dialogs_of(window).asked == []


def test_a_file_that_another_program_changed_is_not_overwritten(
    window: MainWindow, seven: Path
) -> None:
    window.files.open(seven)
    write_inkml(seven, Drawing(ONE, "1"))
    os.utime(seven, ns=(1, 1))
    changed = seven.read_bytes()
    draw(window, ONE.moved(50, 0))
    dialogs_of(window).path = None  # the question where to save is cancelled
    window.run("save")
    assert seven.read_bytes() == changed
    assert note(window) == CHANGED_OUTSIDE.format(name="seven.inkml")
    dialogs_of(window).path = seven  # the dialog itself asks whether to replace it
    window.run("save")
    assert len(read_inkml(seven).ink) == 2
    window.run("save")
    assert len(read_inkml(seven).ink) == 2, "it is this drawing's file again"


def test_opening_a_file_is_undone_like_everything_else(window: MainWindow, seven: Path) -> None:
    draw(window, ONE)
    window.files.open(seven)
    assert read(window).startswith("7")
    key(window, "<Control-z>")
    assert len(window.session.editor.ink) == 1 and window.session.path is None
    assert window.session.editor.ink.box.right < 210
    key(window, "<Control-y>")
    assert window.session.path == seven
    key(window, "<Control-z>")
    key(window, "<Control-z>")
    assert window.session.editor.is_empty


def test_opening_from_the_gallery_is_undone_like_everything_else(window: MainWindow) -> None:
    with Library.open() as library:
        library.add([Entry(SEVEN, label="7")])
        (entry,) = library.get(library.ids())
    draw(window, ONE)
    ink = window.session.editor.ink
    assert window.library.open_entry(entry) == ""
    assert window.session.editor.ink == SEVEN
    key(window, "<Control-z>")
    assert window.session.editor.ink == ink
    key(window, "<Control-y>")
    assert window.library.saving.saved is not None, "it is the library's drawing"


def test_a_correction_is_undone_before_the_strokes_that_came_before(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    line = written("7×7=", at=(60, 300))
    knowing.lines = [line]
    draw(sums, line.ink)
    assert read(sums).startswith("7×7=49")
    strokes = len(sums.session.editor.ink)
    key(sums, "<Tab>")
    key(sums, "<Tab>")
    key(sums, "<plus>")
    until(sums, lambda: sums.root.title().startswith("7+7=14"))
    key(sums, "<Control-z>")
    until(sums, lambda: sums.root.title().startswith("7×7=49"))
    assert len(sums.session.editor.ink) == strokes
    key(sums, "<Control-y>")
    until(sums, lambda: sums.root.title().startswith("7+7=14"))
    key(sums, "<Control-z>")
    key(sums, "<Control-z>")
    assert len(sums.session.editor.ink) == strokes - 1


def test_a_page_that_was_wiped_says_how_to_get_it_back(window: MainWindow) -> None:
    draw(window, SEVEN)
    key(window, "<Escape>")
    assert window.session.editor.is_empty
    assert note(window) == CLEARED_NOTE and link_is_shown(window)
    window.status.undo_link.event_generate("<ButtonRelease-1>")
    assert len(window.session.editor.ink) == 1
    assert not link_is_shown(window) and note(window) == ""


def test_what_is_not_the_last_thing_done_any_more_offers_no_undo(window: MainWindow) -> None:
    draw(window, SEVEN)
    key(window, "<Escape>")
    assert link_is_shown(window)
    draw(window, ONE)
    assert not link_is_shown(window) and note(window) == ""
    key(window, "<Escape>")
    key(window, "<Escape>")
    window.run("undo")
    assert len(window.session.editor.ink) == 1, "clearing nothing was no step"


def test_a_picture_lets_go_of_the_file_too(window: MainWindow, seven: Path) -> None:
    window.files.open(seven)
    path = seven.parent / "page.png"
    Image.new("RGB", (300, 200), "white").save(path)
    window.files.open(path)
    until(window, lambda: window.session.editor.picture is not None)
    assert window.session.path is None
    window.run("undo")
    assert window.session.path == seven
