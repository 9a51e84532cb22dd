"""Turning the pages of a PDF or a TIFF in the real window: keys, buttons, the dialog, undo."""

from pathlib import Path

import made_pdf
import pytest
from driving import AnsweringDialogs, draw, key, read, until
from PIL import Image

from digit_recognizer.app.picture.pages import Pages
from digit_recognizer.gui.dialogs import PageDialog
from digit_recognizer.gui.picture.page_turning import FIRST_PAGE, LAST_PAGE, NO_OTHER_PAGE
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.raster import page_from_ink
from digit_recognizer.resources import default_symbols

pytestmark = pytest.mark.skipif(
    not default_symbols().exists(), reason="there is no network for sums"
)
NAMES = ("two", "three", "four", "five", "six")
STROKE = Ink.from_xy([[(300, 200), (300, 260), (301, 320)]])


@pytest.fixture(params=["scans.pdf", "scans.tif"])
def scans(request: pytest.FixtureRequest, tmp_path: Path, examples: dict[str, Drawing]) -> Path:
    """Pages that show 2, 3, 4, 5 and 6, black and white: without JPEG's noise each is read at once."""
    drawn = [
        page_from_ink(examples[name].ink.moved(0, 0, 0.5), width=200, height=180, pen_width=7)
        for name in NAMES
    ]
    pages = [Image.fromarray(page < 128) for page in drawn]
    path = tmp_path / request.param
    if path.suffix == ".pdf":
        path.write_bytes(made_pdf.scanned(pages))
    else:
        pages[0].save(path, "TIFF", save_all=True, append_images=pages[1:])
    return path


def page(window: MainWindow) -> int:
    picture = window.session.editor.picture
    pages = None if picture is None else picture.source.pages
    return 0 if pages is None else pages.number


def text(window: MainWindow) -> str:
    read(window)
    reading = window.session.reading
    return "" if reading is None else reading.text


def said(window: MainWindow) -> str:
    return window.status.said


def opened(window: MainWindow, path: Path) -> None:
    window.root.update()
    window.files.open(path)
    until(window, lambda: window.session.editor.picture is not None)
    settled(window)


def settled(window: MainWindow) -> None:
    window.root.update()
    until(window, lambda: window.pictures.is_idle)


def turned(window: MainWindow, sequence: str) -> int:
    key(window, sequence)
    settled(window)
    return page(window)


def test_pages_are_turned_by_keys_buttons_and_number(window: MainWindow, scans: Path) -> None:
    opened(window, scans)
    assert said(window) == "Page 1 of 5"  # for some seconds
    assert (page(window), text(window)) == (1, "2")
    assert turned(window, "<Next>") == 2 and text(window) == "3"
    assert turned(window, "<Prior>") == 1 and text(window) == "2"
    turned(window, "<Prior>")
    assert page(window) == 1 and said(window) == FIRST_PAGE
    buttons = window.pictures.strip.buttons
    buttons["next_page"].invoke()
    settled(window)
    assert page(window) == 2 and buttons["go_to_page"].cget("text") == "2 / 5"
    assert isinstance(window.dialogs, AnsweringDialogs)
    window.dialogs.page = 5
    buttons["go_to_page"].invoke()
    settled(window)
    assert window.dialogs.asked == ["2 of 5"]
    assert (page(window), text(window)) == (5, "6")
    assert turned(window, "<Next>") == 5 and said(window) == LAST_PAGE
    window.dialogs.page = None
    window.run("go_to_page")
    settled(window)
    assert page(window) == 5


def test_fast_keys_turn_several_pages(window: MainWindow, scans: Path) -> None:
    opened(window, scans)
    window.canvas.focus_force()
    window.root.update()
    for _ in range(3):
        window.canvas.event_generate("<Next>")
    settled(window)
    assert (page(window), text(window)) == (4, "5")


def test_looking_at_pages_is_no_step_of_undo_but_what_is_done_to_one_is(
    window: MainWindow, scans: Path
) -> None:
    draw(window, STROKE)
    before = window.session.editor.ink
    opened(window, scans)
    turned(window, "<Next>")
    turned(window, "<Next>")
    window.run("undo")
    assert window.session.editor.picture is None and window.session.editor.ink == before
    window.run("redo")
    assert page(window) == 3
    draw(window, STROKE)
    drawn_on = window.session.editor.ink
    assert turned(window, "<Next>") == 4 and not window.session.editor.ink
    window.run("undo")
    assert page(window) == 3 and window.session.editor.ink == drawn_on
    window.run("turn_right")
    assert turned(window, "<Next>") == 4
    window.run("undo")
    assert page(window) == 3 and window.session.editor.picture is not None
    assert window.session.editor.picture.width < window.session.editor.picture.height


def test_turning_many_pages_keeps_one_in_memory(window: MainWindow, scans: Path) -> None:
    opened(window, scans)
    for _ in range(4):
        turned(window, "<Next>")
        turned(window, "<Prior>")
        turned(window, "<Next>")
    steps = 0
    while window.session.editor.can_undo:
        window.run("undo")
        steps += 1
    assert steps == 1


def test_a_broken_page_is_said_and_passed_over(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(made_pdf.drawn(b"3 0 R", b"9 0 R", b"3 0 R"))
    opened(window, path)
    assert turned(window, "<Next>") == 1 and "page 2 is damaged" in said(window)
    assert turned(window, "<Next>") == 3
    assert turned(window, "<Prior>") == 3 and "page 2 is damaged" in said(window)
    assert turned(window, "<Prior>") == 1


def test_there_are_no_pages_without_a_file_of_several(window: MainWindow, tmp_path: Path) -> None:
    turned(window, "<Next>")
    assert said(window) == NO_OTHER_PAGE
    path = tmp_path / "one.pdf"
    path.write_bytes(made_pdf.drawn(b"3 0 R"))
    opened(window, path)
    strip = window.pictures.strip
    assert not strip.buttons["next_page"].winfo_ismapped()
    turned(window, "<Prior>")
    assert said(window) == NO_OTHER_PAGE


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(made_pdf.LOCKED, "needs a password"), (b"%PDF-1.4", "damaged PDF"),
     (made_pdf.drawn(count=0), "without pages")],
)  # fmt: skip
def test_a_pdf_that_does_not_open_is_one_sentence(
    window: MainWindow, tmp_path: Path, data: bytes, sentence: str
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(data)
    window.files.open(path)
    settled(window)
    assert sentence in said(window) and window.session.editor.picture is None


def test_the_dialog_takes_numbers_of_pages_only(window: MainWindow) -> None:
    dialog = PageDialog(window.root, 3, 12)
    dialog.top.update()
    assert dialog.box.get() == "3"
    for wrong in ("0", "13", "x", "", "٣", "9" * 5000):
        dialog.box.delete(0, "end")
        dialog.box.insert(0, wrong)
        dialog.box.event_generate("<Return>")
        dialog.take()
        assert dialog.answer is None and dialog.top.winfo_exists()
    dialog.box.delete(0, "end")
    dialog.box.insert(0, " 12 ")
    dialog.take()
    assert dialog.answer == 12 and not dialog.top.winfo_exists()


def test_numbers_stay_within_the_file() -> None:
    pages = Pages(b"", "a.pdf", "a.pdf", 3)
    assert [pages.at(number).number for number in (-5, 2, 9)] == [1, 2, 3]
    assert pages.at(2).is_of(pages) and not pages.is_of(None)
