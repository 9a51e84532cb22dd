"""Nothing goes into the library unasked, and what went there is undone like all else."""

import pytest
from driving import draw, key, mistapped, note, read, until
from penmanship import KnowingReader, written

from digit_recognizer.gui.library.actions import COLLECTING_NOTHING
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink
from digit_recognizer.library import Entry, Library, default_path

SEVEN = Ink.from_xy([[(150, 120), (200, 119), (290, 118), (250, 220), (210, 360)]])
ONE = Ink.from_xy([[(400, 100), (402, 300)]])


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digit_recognizer.gui.library.actions.CORRECTION_REST", 20)


def kept(window: MainWindow) -> list[Entry]:
    """Wait for the disk and return all entries, the oldest first."""
    window.root.update()
    until(window, lambda: window.library.thread.is_idle)
    if not default_path().exists():
        return []
    with Library.open() as library:
        return library.get(library.ids(order="oldest"))


def labels(window: MainWindow) -> list[str | None]:
    return [entry.label for entry in kept(window)]


def wait_for_question(window: MainWindow) -> None:
    until(window, lambda: window.library.question is not None)


def test_the_first_correction_asks_once_and_saves_nothing_before_the_answer(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    sums.settings.collects = None
    mistapped(sums, knowing)
    wait_for_question(sums)
    sums.library.saving.settle()
    assert kept(sums) == []
    assert sums.library.question is not None
    sums.library.question.no_button.invoke()
    assert sums.library.question is None and sums.settings.collects is False
    assert note(sums) == COLLECTING_NOTHING
    sums.run("undo")
    mark = sums.session.marks.symbols[0]
    sums.session.correct(mark.strokes, "1")
    until(sums, lambda: sums.root.title().startswith("1×7=7"))
    sums.library.saving.settle()
    sums.run("clear")
    assert kept(sums) == [] and sums.library.question is None


def test_yes_saves_this_one_and_the_answer_is_changed_in_the_menu(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    sums.settings.collects = None
    mistapped(sums, knowing)
    wait_for_question(sums)
    assert sums.library.question is not None
    sums.library.question.yes_button.invoke()
    assert labels(sums) == ["7+7="]
    sums.run("collect")
    assert sums.settings.collects is False
    sums.run("collect")
    assert sums.settings.collects is True


def test_the_question_goes_with_the_drawing_it_was_about(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    sums.settings.collects = None
    mistapped(sums, knowing)
    wait_for_question(sums)
    sums.run("clear")
    assert sums.library.question is None and sums.settings.collects is None
    assert kept(sums) == []


def test_a_mistap_and_what_it_saved_are_undone_in_one_step_and_redone(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    mistapped(sums, knowing)
    until(sums, lambda: sums.library.saving.saved is not None)
    assert labels(sums) == ["7+7="]
    key(sums, "<Control-z>")
    until(sums, lambda: sums.root.title().startswith("7×7=49"))
    assert kept(sums) == []
    key(sums, "<Control-y>")
    until(sums, lambda: sums.root.title().startswith("7+7=14"))
    assert labels(sums) == ["7+7="]
    with Library.open() as library:
        assert library.deletions() == []


def test_what_was_saved_by_itself_shows_a_link_that_takes_it_back(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    mistapped(sums, knowing)
    until(sums, lambda: note(sums).startswith("Saved as 7+7="))
    assert sums.status.undo_link.winfo_ismapped()
    sums.status.undo_link.event_generate("<ButtonRelease-1>")
    assert kept(sums) == []
    assert note(sums) == "Taken back: not saved any more"
    assert sums.root.title().startswith("7+7=14"), "the correction stays"
    sums.run("undo")
    assert labels(sums) == ["7+7="]


def test_a_doubtful_page_that_was_corrected_is_not_saved_when_it_is_cleared(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    line = written("12+34=", at=(60, 300))
    knowing.lines = [line]
    knowing.unsure = {(0, 0): ("7", 0.6), (0, 1): ("2", 0.4)}
    draw(sums, line.ink)
    read(sums)
    sums.session.correct(sums.session.marks.symbols[0].strokes, "1")
    until(sums, lambda: sums.root.title().startswith("12"))
    sums.run("clear")
    assert kept(sums) == []


def test_saving_and_saying_are_steps_like_strokes(window: MainWindow) -> None:
    draw(window, SEVEN)
    read(window)
    key(window, "<Control-s>")
    assert labels(window) == [None]
    key(window, "<Key-1>")
    assert labels(window) == ["1"]
    draw(window, ONE)
    read(window)
    key(window, "<Control-s>")
    assert labels(window) == [None, None] or labels(window) == ["1", None]
    both = labels(window)
    for expected, strokes in ((["1"], 2), (["1"], 1), ([None], 1), ([], 1), ([], 0)):
        assert window.session.editor.can_undo
        key(window, "<Control-z>")
        assert (labels(window), len(window.session.editor.ink)) == (expected, strokes)
    assert not window.session.editor.can_undo
    for expected in ([], [None], ["1"], ["1"], both):
        key(window, "<Control-y>")
        assert labels(window) == expected


def test_a_digit_is_corrected_for_the_drawing_alone_where_nothing_is_collected(
    window: MainWindow,
) -> None:
    window.settings.collects = False
    draw(window, SEVEN)
    read(window)
    key(window, "<Key-1>")
    assert kept(window) == []
    assert window.panel.saved_line.sentence.cget("text") == "✎ It is 1"
    key(window, "<Control-z>")
    assert len(window.session.editor.ink) == 1 and window.session.editor.said == ""
    key(window, "<Control-y>")
    read(window)
    key(window, "<Control-s>")
    assert labels(window) == ["1"], "asked for, it is saved with what was said"


def test_what_could_not_be_saved_is_no_step(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digit_recognizer.errors import LibraryError

    def full(*_: object) -> list[int]:
        raise LibraryError("The disk is full.")

    draw(window, SEVEN)
    read(window)
    monkeypatch.setattr(Library, "add", full)
    key(window, "<Control-s>")
    until(window, lambda: window.library.thread.is_idle)
    assert note(window) == "The disk is full."
    assert window.library.saving.saved is None
    key(window, "<Control-z>")
    assert window.session.editor.is_empty, "the stroke was the last thing done"
