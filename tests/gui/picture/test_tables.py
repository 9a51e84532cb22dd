"""A photographed table in the real window: offered, read, corrected, copied, saved, undone."""

import csv
from pathlib import Path

import numpy as np
import pytest
from driving import AnsweringDialogs, key, read, tap, until
from PIL import Image

from digit_recognizer.app.picture.table import PictureTables
from digit_recognizer.gui.picture.table_actions import NO_PICTURE_OF_TABLE, NO_TABLE
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Drawing
from digit_recognizer.raster import page_from_ink
from digit_recognizer.resources import default_symbols

pytestmark = pytest.mark.skipif(
    not default_symbols().exists(), reason="there is no network for sums"
)
ROWS = (("two", "three", "four"), ("five", "", "six"), ("seven", "two", "five"), ("", "six", "two"))
TEXTS = [["2", "3", "4"], ["5", "", "6"], ["7", "2", "5"], ["", "6", "2"]]
WIDTH, HEIGHT, MARGIN = 130, 90, 50  # pixels of a cell, and around the table


def sheet(examples: dict[str, Drawing]) -> Image.Image:
    """A ruled table of four rows and three columns, ink dark on paper."""
    size = (2 * MARGIN + 4 * HEIGHT, 2 * MARGIN + 3 * WIDTH)
    page = np.zeros(size, np.uint8)
    for row in range(5):
        y = MARGIN + row * HEIGHT
        page[y - 1 : y + 2, MARGIN : size[1] - MARGIN] = 200
    for column in range(4):
        x = MARGIN + column * WIDTH
        page[MARGIN : size[0] - MARGIN, x - 1 : x + 2] = 200
    for row, names in enumerate(ROWS):
        for column, name in enumerate(names):
            if name:
                ink = examples[name].ink
                box, tall = ink.box, HEIGHT - 34
                scale = tall / (box.bottom - box.top)
                left = (WIDTH - scale * (box.right - box.left)) / 2
                moved = ink.moved(left - scale * box.left, 17 - scale * box.top, scale)
                drawn = page_from_ink(moved, width=WIDTH, height=HEIGHT, pen_width=5)
                top, left = MARGIN + row * HEIGHT, MARGIN + column * WIDTH
                part = page[top : top + HEIGHT, left : left + WIDTH]
                np.maximum(part, drawn, out=part)
    return Image.fromarray(235 - np.minimum(page, 215))


@pytest.fixture
def table(tmp_path: Path, examples: dict[str, Drawing]) -> Path:
    path = tmp_path / "marks.png"
    sheet(examples).save(path)
    return path


def opened(window: MainWindow, path: Path) -> None:
    window.root.update()
    window.files.open(path)
    until(window, lambda: window.session.editor.picture is not None)
    read(window)
    settled(window)


def settled(window: MainWindow) -> None:
    window.root.update()
    until(window, lambda: window.pictures.is_idle)
    window.root.update()


def read_as_table(window: MainWindow) -> None:
    key(window, "<Control-Shift-T>")
    settled(window)


def copied(window: MainWindow) -> list[list[str]]:
    key(window, "<Control-c>")
    return [line.split("\t") for line in window.root.clipboard_get().split("\n")]


def tap_cell(window: MainWindow, row: int, column: int) -> None:
    picture = window.session.editor.picture
    assert picture is not None
    x, y = MARGIN + (column + 0.5) * WIDTH, MARGIN + (row + 0.5) * HEIGHT
    tap(window, picture.left + picture.scale * x, picture.top + picture.scale * y)


def tables_of(window: MainWindow) -> PictureTables | None:
    return window.session.editor.tables


def is_offered(window: MainWindow) -> bool:
    return bool(window.status.table_offer.winfo_manager())


def is_asked(window: MainWindow) -> bool:
    return window.pictures.tables.popup.is_open


def said(window: MainWindow) -> str:
    return window.status.said


def test_a_table_is_offered_read_corrected_copied_and_undone(
    window: MainWindow, table: Path, tmp_path: Path
) -> None:
    opened(window, table)
    assert is_offered(window) and tables_of(window) is None
    read_as_table(window)
    assert not is_offered(window) and not window.session.marks.symbols
    assert len(window.canvas.find_withtag("table")) >= 20
    assert copied(window) == TEXTS

    tap_cell(window, 0, 1)
    popup = window.pictures.tables.popup
    assert is_asked(window) and popup.entry.get() == "3"
    popup.entry.delete(0, "end")
    popup.entry.insert(0, "38")
    popup.entry.focus_force()
    window.root.update()
    popup.entry.event_generate("<Delete>")  # the window's own key would clear the canvas
    popup.entry.event_generate("<Return>")
    window.root.update()
    assert not is_asked(window) and not window.session.editor.ink
    assert copied(window)[0] == ["2", "38", "4"]

    assert isinstance(window.dialogs, AnsweringDialogs)
    window.dialogs.path = tmp_path / "marks.csv"
    window.run("save_table")
    with window.dialogs.path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["2", "38", "4"], *TEXTS[1:]]

    window.run("undo")
    assert copied(window)[0] == TEXTS[0]
    window.run("undo")
    assert tables_of(window) is None and window.session.editor.picture is not None
    read(window)
    assert window.session.reading is not None and not window.canvas.find_withtag("table")
    window.run("redo")
    window.run("redo")
    assert copied(window)[0] == ["2", "38", "4"]
    read_as_table(window)  # the same key leads back
    assert tables_of(window) is None


def test_tab_goes_through_the_doubtful_cells_and_a_tap_elsewhere_leaves_all(
    window: MainWindow, table: Path
) -> None:
    opened(window, table)
    read_as_table(window)
    session, popup = window.session, window.pictures.tables.popup
    tables = tables_of(window)
    assert tables is not None
    tap_cell(window, 1, 1)
    assert is_asked(window) and popup.entry.get() == ""
    tap(window, 2, 2)
    assert not is_asked(window) and tables_of(window) is tables and not session.editor.ink
    for number in tables.doubtful:
        key(window, "<Tab>") if number == tables.doubtful[0] else None
        assert is_asked(window)
        popup.entry.event_generate("<Tab>")
        window.root.update()
    assert (said_so := tables_of(window)) is not None and not said_so.doubtful
    window.run("turn_left")
    assert session.editor.tables is None and not window.canvas.find_withtag("table")


def test_a_table_upside_down_is_turned(
    window: MainWindow, tmp_path: Path, examples: dict[str, Drawing]
) -> None:
    path = tmp_path / "marks.png"
    sheet(examples).rotate(180).save(path)
    opened(window, path)
    read_as_table(window)
    assert copied(window) == TEXTS
    tap_cell(window, 0, 2)
    assert window.pictures.tables.popup.entry.get() == "4"
    window.run("undo")
    assert tables_of(window) is None


def test_a_picture_without_a_table_says_so(
    window: MainWindow, tmp_path: Path, examples: dict[str, Drawing]
) -> None:
    read_as_table(window)
    assert said(window) == NO_PICTURE_OF_TABLE
    path = tmp_path / "two.png"
    page = page_from_ink(examples["two"].ink, width=400, height=300, pen_width=14)
    Image.fromarray(255 - page).save(path)
    opened(window, path)
    assert not is_offered(window)
    read_as_table(window)
    assert said(window) == NO_TABLE and tables_of(window) is None
