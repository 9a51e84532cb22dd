"""640×480, and other languages: nothing is cut off, and most of the window is for writing."""

import re
import tkinter as tk

import pytest
from driving import draw, key, note, read, tap, until
from penmanship import KnowingReader, written
from seeing import INSIDE, LARGE, below, is_inside, resize, wait

from digit_recognizer.app.actions import shown
from digit_recognizer.app.language import use_language
from digit_recognizer.app.language.analysis_texts import PAGE_TEXTS, tr_analysis
from digit_recognizer.app.language.explanation_texts import tr_explanation
from digit_recognizer.gui.dialogs import Dialogs, WriterDialog
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.gui.window import MainWindow

SMALLEST_SCREEN = (640, 480)
SCREEN_ASKED = "digit_recognizer.gui.toolkit.screen._of_server"


@pytest.fixture
def small(sums: MainWindow, knowing: KnowingReader, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The window on the smallest screen, with a sum."""
    monkeypatch.setattr(SCREEN_ASKED, lambda _: SMALLEST_SCREEN)
    sums.looks.screen.look()
    resize(sums, INSIDE)
    line = written("12+34=", at=(40, 90), size=70)
    knowing.lines = [line]
    draw(sums, line.ink)
    read(sums)
    sums.root.update()
    return sums


def test_most_of_a_small_window_is_for_writing(small: MainWindow) -> None:
    panel = small.panel.winfo_height()
    assert small.canvas.winfo_height() > 1.3 * panel
    page = small.panel._sum._page
    assert page.bbox("line-0")[3] <= page.winfo_height(), "and all of the line is seen"
    button = small.panel.saved_line.button
    assert is_inside(button, small.root) and is_inside(small.status, small.root)


@pytest.mark.parametrize("number", [0, 4])
def test_the_pop_up_is_whole_and_covers_nothing_of_the_line(small: MainWindow, number: int) -> None:
    point = small.session.marks.symbols[number].strokes[0].points[3]  # type: ignore[union-attr]
    tap(small, point.x, point.y)
    small.root.update()
    popup, canvas = small.correction.popup, small.canvas
    assert popup.is_open and is_inside(popup, small.root)
    assert popup.winfo_height() == popup.winfo_reqheight(), "no row of it is cut off"
    below_line = canvas.winfo_rooty() + small.session.editor.ink.box.bottom
    assert popup.winfo_rooty() >= below_line


def test_an_explanation_takes_the_place_of_the_panel(small: MainWindow) -> None:
    small.run("explain")
    small.root.update()
    assert small.explanation is not None
    assert is_inside(small.explanation.words, small.root) and not small.panel.winfo_ismapped()
    assert small.canvas.winfo_height() > 130
    resize(small, LARGE)
    assert small.panel.winfo_ismapped(), "there is room for both"
    resize(small, INSIDE)
    small.run("explain")
    small.root.update()
    assert small.panel.winfo_ismapped()


def test_one_question_is_asked_at_a_time(
    small: MainWindow, knowing: KnowingReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.settings.collects = small.settings.digit_styles = None
    knowing.unsure = {(0, 0): ("7", 0.6)}
    small.run("undo")
    small.run("redo")
    read(small)
    key(small, "<Tab>")
    key(small, "1")
    until(small, lambda: small.library.question is not None)
    small.root.update()
    strip, question = small.library.handwriting.strip, small.library.question
    assert strip is not None and strip.winfo_ismapped()
    assert question is not None and not question.winfo_ismapped()
    assert small.canvas.winfo_height() > 80
    strip.skip_button.invoke()
    small.root.update()
    assert question.winfo_ismapped()


@pytest.mark.parametrize("name", ["gallery", "analysis", "learn"])
def test_side_windows_are_on_the_screen(small: MainWindow, name: str) -> None:
    small.run(name)
    tops = [w for w in below(small.root) if isinstance(w, tk.Toplevel)]
    (top,) = [w for w in tops if w.winfo_ismapped()]
    small.root.update()
    assert top.winfo_width() <= SMALLEST_SCREEN[0] and top.winfo_height() <= SMALLEST_SCREEN[1]
    buttons = [w for w in below(top) if w.winfo_class() == "TButton" and w.winfo_ismapped()]
    if name != "learn":  # which scrolls
        assert buttons and all(is_inside(button, top) for button in buttons)
    top.destroy()


@pytest.mark.parametrize("place", ["+300+250", "+0+0"])
def test_windows_come_back_to_a_screen_that_gets_smaller(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    window.root.geometry("900x640" + place)
    window.run("gallery")
    window.root.update()
    window.looks.screen.look()
    assert note(window) == "", "nothing is said while it stays as it is"
    monkeypatch.setattr(SCREEN_ASKED, lambda _: SMALLEST_SCREEN)
    window.looks.screen.look()
    tops = [w for w in below(window.root) if isinstance(w, tk.Toplevel) and w.winfo_ismapped()]
    assert tops, "the gallery is open"
    for top in (window.root, *tops):
        wait(window.root, lambda top=top: top.winfo_width() <= SMALLEST_SCREEN[0])  # type: ignore[misc]
        window.root.update()
        assert 0 <= top.winfo_rootx() <= SMALLEST_SCREEN[0] - top.winfo_width()
        assert 0 <= top.winfo_rooty() <= SMALLEST_SCREEN[1] - top.winfo_height()
    assert note(window).startswith("The screen is smaller now")


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_the_help_sheet_needs_no_scrolling_sideways(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(SCREEN_ASKED, lambda _: SMALLEST_SCREEN)
    use_language(language)
    try:
        dialogs = Dialogs(root)
        dialogs.help_sheet(Theme(root, "light"))
        sheet = dialogs._sheet
        assert sheet is not None
        wait(root, lambda: sheet.winfo_width() > 1)
        assert sheet.winfo_width() <= SMALLEST_SCREEN[0]
        across = [w for w in below(sheet) if w.winfo_class() == "TScrollbar"]
        assert [str(w.cget("orient")) for w in across if w.winfo_ismapped()] in (["vertical"], [])
        sheet.destroy()
    finally:
        use_language("en")


def test_a_tool_bar_fills_the_room_it_has(window: MainWindow) -> None:
    bar = window._bar
    for width in range(bar.least_width, 1000, 40):
        bar._make_room(width)
        left_out = bar._left_out
        assert bar._width(left_out) <= width
        assert all(bar._width(left_out - {name}) > width for name in left_out)


def test_a_dialog_has_the_margins_of_a_dense_screen(root: tk.Tk) -> None:
    former = root.tk.call("tk", "scaling")
    try:
        for scaling, margin in ((96 / 72, 20), (192 / 72, 40)):
            root.tk.call("tk", "scaling", scaling)
            dialog = WriterDialog(root, [], "")
            root.update()
            found = dialog.box.winfo_rootx() - dialog.top.winfo_rootx()
            assert found == pytest.approx(margin, abs=2)
            dialog.top.destroy()
    finally:
        root.tk.call("tk", "scaling", former)  # it is the display's


def test_keys_have_the_names_that_are_printed_on_them() -> None:
    try:
        use_language("de")
        assert shown("Mod+Shift+Z", mac=False) == "Strg+Umschalt+Z"
        assert shown("Delete", mac=False) == "Entf"
        use_language("fr")
        assert shown("Mod+Shift+Z", mac=False) == "Ctrl+Maj+Z"
        use_language("en")
        assert shown("Mod+Left", mac=False) == "Ctrl+←"
    finally:
        use_language("en")


def test_the_page_of_the_analysis_speaks_the_language() -> None:
    assert tr_analysis("3 read as 5: 1,204 of 2,000") == "3 read as 5: 1,204 of 2,000"
    try:
        use_language("de")
        assert tr_analysis("3 read as 5: 4 of 9") == "3 gelesen als 5: 4 von 9"
        assert tr_analysis("By writer") == "Nach Schreiber"
        assert tr_analysis("Ada") == "Ada"
        for text in PAGE_TEXTS:
            filled = re.sub(r"\{\w+\}", "7", text)
            assert tr_analysis(filled) != filled, filled
    finally:
        use_language("en")


def test_why_speaks_the_language_with_all_that_varies() -> None:
    said = "Read as 7 (99 %); the runner-up is 3 (under 1 %)."
    assert tr_explanation(said) == said
    try:
        use_language("de")
        assert tr_explanation(said) == "Gelesen als 7 (99 %); am nächsten kommt 3 (unter 1 %)."
        assert tr_explanation(
            "No ink at the top left: a stroke there would make it more like 9."
        ) == ("Keine Tinte oben links: ein Strich dort machte es 9 ähnlicher.")
    finally:
        use_language("en")
