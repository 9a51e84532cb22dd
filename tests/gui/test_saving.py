"""Keeping drawings: the real window, real events, a real library in which is looked what was kept."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tkinter import ttk

import pytest
from driving import AnsweringDialogs, draw, key, read, until
from penmanship import KnowingReader, written

from digit_recognizer.app.library.library_change import SavedDrawing, Shelf
from digit_recognizer.app.library.library_thread import LibraryThread
from digit_recognizer.app.parameters import AT_ONCE
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.app.settling import Settling
from digit_recognizer.cli.main import main
from digit_recognizer.gui.panel.saved_line import Words, words
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink
from digit_recognizer.library import Entry, Library, default_path
from digit_recognizer.reading import Hypothesis, Reading

SEVEN = Ink.from_xy([[(150, 120), (200, 119), (290, 118), (250, 220), (210, 360)]])
CROSSBAR = Ink.from_xy([[(200, 240), (290, 238)]])


def kept(window: MainWindow) -> list[Entry]:
    """Wait for the disk and return all entries, the oldest first."""
    until(window, lambda: window.library.thread.is_idle)
    with Library.open() as library:
        return library.get(library.ids(order="oldest"))


def note(window: MainWindow) -> str:
    return window.status.said


def sentence(window: MainWindow) -> str:
    window.root.update()
    return str(window.panel.saved_line.sentence.cget("text"))


def click_bar(window: MainWindow, symbol: int) -> None:
    bars = window.panel.bars
    window.root.update()
    y = round(bars.row_height * (symbol + 0.5))
    bars.event_generate("<Motion>", x=60, y=y)
    bars.event_generate("<ButtonPress-1>", x=60, y=y)
    bars.event_generate("<ButtonRelease-1>", x=60, y=y)
    window.root.update()


def test_save_keeps_ink_reading_model_and_writer(window: MainWindow) -> None:
    window.settings.writer = "Ada"
    draw(window, SEVEN)
    read(window)
    key(window, "<Control-s>")
    (entry,) = kept(window)
    reading = window.session.reading
    assert reading is not None
    assert entry.ink == window.session.editor.ink
    assert (entry.text, entry.label, entry.writer) == ("7", None, "Ada")
    assert entry.confidence == reading.confidence
    assert entry.model.startswith("mnist.h5 ") and len(entry.model.split()[1]) == 12
    assert note(window) == "Saved: read as 7, not labelled"
    assert sentence(window) == "Saved."


def test_nothing_is_saved_unasked_and_no_library_is_made(window: MainWindow) -> None:
    draw(window, SEVEN)
    read(window)
    window.run("clear")
    key(window, "<Control-s>")
    assert note(window).startswith("Nothing to save yet")
    until(window, lambda: not window.library.thread.deliver())
    assert not default_path().exists()


@pytest.mark.parametrize("how", ["click", "key"])
def test_a_digit_is_corrected_by_click_or_key_and_kept_labelled(
    window: MainWindow, how: str
) -> None:
    draw(window, SEVEN)
    read(window)
    assert sentence(window) == "Wrong? Click the digit."
    if how == "click":
        click_bar(window, 1)
    else:
        key(window, "<Key-1>")
    (entry,) = kept(window)
    assert (entry.text, entry.label) == ("7", "1")
    assert note(window) == "Saved as 1, was read as 7"
    assert sentence(window) == "✓ Saved as 1"
    key(window, "<Key-2>")
    (entry,) = kept(window)
    assert entry.label == "2", "the same drawing has one entry"
    key(window, "<Control-s>")
    assert len(kept(window)) == 1
    assert note(window) == "Already saved as 2"


def test_a_reading_is_confirmed_with_the_button_or_a_key(window: MainWindow) -> None:
    draw(window, SEVEN)
    read(window)
    window.root.update()
    button = window.panel.saved_line.button
    assert button.winfo_ismapped()
    button.invoke()
    assert [entry.label for entry in kept(window)] == ["7"]
    assert not button.winfo_ismapped()
    window.run("clear")
    draw(window, SEVEN)
    read(window)
    key(window, "<Control-Return>")
    assert [entry.label for entry in kept(window)] == ["7", "7"]


def test_a_drawing_saved_after_a_change_takes_the_place_of_the_old_one(window: MainWindow) -> None:
    draw(window, SEVEN)
    read(window)
    window.library.saving.confirm()
    draw(window, CROSSBAR)
    read(window)
    assert sentence(window) == "Wrong? Click the digit."
    window.library.saving.save()
    (entry,) = kept(window)
    assert entry.ink is not None and len(entry.ink) == 2
    assert entry.label == "7", "it is still read so"
    with Library.open() as library:
        ((_, _, count),) = library.deletions()
        assert count == 1, "the old one can be brought back"
    window.run("undo")
    (entry,) = kept(window)
    assert entry.ink is not None and len(entry.ink) == 1 and entry.label == "7", "as it was"
    window.run("undo")
    read(window)
    window.library.saving.save()
    assert [each.id for each in kept(window)] == [entry.id], "it is there already"


def test_a_cleared_canvas_begins_another_drawing(window: MainWindow) -> None:
    for _ in range(2):
        draw(window, SEVEN)
        read(window)
        window.library.saving.save()
        window.run("clear")
    assert len(kept(window)) == 2
    window.run("undo")
    read(window)
    window.library.saving.save()
    assert len(kept(window)) == 2, "the last one is there already"


def test_everything_is_saved_only_if_wanted_and_that_is_said_and_remembered(
    window: MainWindow, tmp_path: Path
) -> None:
    draw(window, SEVEN)
    read(window)
    assert not window.settings.keep_all
    window.run("keep_all")
    window.root.update()
    assert "on this computer only" in note(window)
    assert window.status.saving_all.cget("text") == "● Keeps everything"
    window.run("clear")
    (entry,) = kept(window)
    assert (entry.text, entry.label) == ("7", None)
    draw(window, SEVEN)
    window.run("clear")  # before it was read: the library_thread has it read
    assert [entry.text for entry in kept(window)] == ["7", "7"]
    window.settings.save(tmp_path / "settings.json")
    assert Settings.load(tmp_path / "settings.json").keep_all
    window.run("keep_all")
    draw(window, SEVEN)
    read(window)
    window.run("clear")
    assert len(kept(window)) == 2


def test_a_drawing_is_saved_when_the_window_closes_if_all_is_saved(window: MainWindow) -> None:
    window.run("keep_all")
    draw(window, SEVEN)
    read(window)
    window.quit()
    with Library.open() as library:
        assert library.count() == 1


def test_the_writer_is_chosen_and_shown(window: MainWindow) -> None:
    dialogs = window.dialogs
    assert isinstance(dialogs, AnsweringDialogs)
    dialogs.writer = " Ada   Byron "
    window.run("writer")
    until(window, lambda: window.settings.writer == "Ada Byron")
    assert window.status.writer.cget("text") == "Writer: Ada Byron"
    draw(window, SEVEN)
    read(window)
    window.library.saving.save()
    assert [entry.writer for entry in kept(window)] == ["Ada Byron"]
    dialogs.writer = ""
    window.run("writer")
    until(window, lambda: window.settings.writer == "")
    assert dialogs.names == ["Ada Byron"]
    window.root.update()
    assert not window.status.writer.winfo_ismapped()


def test_the_real_dialog_takes_a_name_or_leaves_all_as_it_is(root: tk.Tk) -> None:
    from digit_recognizer.gui.dialogs import Dialogs
    from digit_recognizer.gui.toolkit.theme import Theme

    Theme(root, "light")
    root.update()

    def answer(what: Callable[[tk.Toplevel], None]) -> str | None:
        def when_shown() -> None:
            (top,) = [w for w in root.winfo_children() if isinstance(w, tk.Toplevel)]
            top.focus_force()
            root.update()
            what(top)

        root.after(100, when_shown)
        return Dialogs(root).ask_writer(["Ada", "Ben"], "Ben")

    def type_(name: str) -> Callable[[tk.Toplevel], None]:
        def run(top: tk.Toplevel) -> None:
            (box,) = [w for w in _below(top) if isinstance(w, ttk.Combobox)]
            assert box.get() == "Ben"
            box.set(name)
            top.event_generate("<Return>")

        return run

    assert answer(type_("Cleo")) == "Cleo"
    assert answer(type_("Nobody in particular")) == ""
    assert answer(lambda top: top.event_generate("<Escape>")) is None
    root.after_idle(lambda: root.winfo_children()[-1].destroy())  # before it is seen
    assert Dialogs(root).ask_writer(["Ada"], "Ada") is None


def test_a_corrected_sum_is_saved_labelled_and_what_was_read_stays(
    sums: MainWindow, knowing: KnowingReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.gui.library.actions.CORRECTION_REST", 20)
    line = written("12+34=", at=(60, 300))
    knowing.lines, knowing.unsure = [line], {(0, 0): ("7", 0.6)}
    draw(sums, line.ink)
    assert read(sums).startswith("72+34=106")
    key(sums, "<Tab>")
    key(sums, "<Key-1>")
    until(sums, lambda: sums.root.title().startswith("12+34=46"))
    until(sums, lambda: sums.library.saving.saved is not None)
    (entry,) = kept(sums)
    assert (entry.text, entry.label) == ("72+34=", "12+34=")
    assert entry.confidence == 0.6, "of what was read, not of what was said"
    assert sentence(sums) == "✓ Saved as 12+34="
    key(sums, "<BackSpace>")
    until(sums, lambda: sums.session.reading is not None and sums.session.reading.text[0] == "7")


def test_a_sum_that_is_still_doubtful_waits_for_more_corrections(
    sums: MainWindow, knowing: KnowingReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.gui.library.actions.CORRECTION_REST", 20)
    line = written("12+34=", at=(60, 300))
    knowing.lines = [line]
    knowing.unsure = {(0, 0): ("7", 0.6), (0, 1): ("2", 0.4)}
    draw(sums, line.ink)
    read(sums)
    mark = sums.session.marks.symbols[0]
    sums.session.correct(mark.strokes, "1")
    until(sums, lambda: sums.root.title().startswith("12"))
    sums.library.saving.settle()
    assert sums.library.saving.saved is None
    sums.session.correct(sums.session.marks.symbols[1].strokes, "2")
    until(sums, lambda: sums.library.saving.saved is not None)
    assert [entry.label for entry in kept(sums)] == ["12+34="]


def test_what_cannot_be_kept_is_said_and_the_drawing_stays(
    root: tk.Tk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.sqlite3"
    other.write_bytes(b"no database at all, but long enough for a header" * 40)
    worker = ReadingWorker()
    session = Session(worker, Settling(AT_ONCE))
    dialogs = AnsweringDialogs(root)
    window = MainWindow(root, session, Settings(keep_all=True), dialogs, LibraryThread(other))
    session.load_model(None)
    until(window, lambda: bool(session.model_name))
    draw(window, SEVEN)
    read(window)
    window.library.saving.save()
    until(window, lambda: window.library.thread.is_idle)
    assert str(other) in note(window) and note(window).endswith(".")
    assert len(session.editor.ink) == 1
    assert sentence(window) == "Wrong? Click the digit."
    assert other.read_bytes().startswith(b"no database")
    window.quit()
    assert str(other) in dialogs.shown[-1], "leaving would lose it: that is said once"
    window.quit()
    with pytest.raises(tk.TclError):
        root.winfo_exists()
    session.close()
    assert capfd.readouterr().err == ""


def test_another_library_is_named_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []
    monkeypatch.setattr(
        "digit_recognizer.gui.application.run_window", lambda **o: given.append(o["library"]) or 0
    )
    assert main(["window", "--library", str(tmp_path / "class.sqlite3")]) == 0
    assert main([]) == 0
    assert given == [tmp_path / "class.sqlite3", None]


def test_the_line_below_the_reading_says_what_can_be_done() -> None:
    digit = Reading((Hypothesis("7", 0.9),))
    odd = replace(digit, doubtful=True, no_symbol=True)
    assert words(None, None) == words(Reading(), None) == Words()
    assert words(digit, None) == Words("Wrong? Click the digit.", can_confirm=True)
    assert words(odd, None) == Words("What is it? Click the digit.")
    kept = SavedDrawing(SEVEN, Shelf(True, "12+34=\n7"))
    assert words(digit, kept) == Words("✓ Saved as 12+34= 7", is_saved=True)
    assert words(digit, None, "1") == Words("✎ It is 1")


def _below(widget: tk.Misc) -> list[tk.Misc]:
    children = widget.winfo_children()
    return children + [below for child in children for below in _below(child)]
