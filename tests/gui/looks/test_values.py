"""Values that nobody asked for, results that are tapped, numbers that are dragged."""

import tkinter as tk

import pytest
from driving import draw, read, tap
from penmanship import KnowingReader, written

from digit_recognizer.app.document.numbers import number_of_digit, numbers_in, stepped
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink


def write(window: MainWindow, knowing: KnowingReader, text: str) -> tk.Canvas:
    """Write a line; return the page of the panel."""
    line = written(text, at=(60, 80))
    knowing.lines = [line]
    draw(window, line.ink)
    read(window)
    window.root.update()
    return window.panel._sum._page


def texts(page: tk.Canvas) -> str:
    items = [item for item in page.find_all() if page.type(item) == "text"]
    return "".join(page.itemcget(item, "text") for item in items)


def spot(page: tk.Canvas, text: str) -> tuple[int, int]:
    """Return the middle of the first item that says ``text``."""
    for item in page.find_all():
        if page.type(item) == "text" and page.itemcget(item, "text") == text:
            left, top, right, bottom = page.bbox(item)
            return (left + right) // 2, (top + bottom) // 2
    raise AssertionError(f"{text} is not shown")


def test_a_complete_line_has_its_value_without_being_asked(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    page = write(sums, knowing, "12+34")
    assert "12+34" in texts(page) and "=46" in texts(page).replace(" ", "")
    x, y = spot(page, "6")
    (item,) = page.find_closest(x, y)
    assert page.itemcget(item, "fill") == sums.theme.palette.muted, "quietly"
    assert not sums.session.marks.results, "the canvas stays as it is"


def test_a_number_alone_has_no_value(sums: MainWindow, knowing: KnowingReader) -> None:
    page = write(sums, knowing, "42")
    assert "=" not in texts(page)


def test_a_tap_on_a_result_copies_it(sums: MainWindow, knowing: KnowingReader) -> None:
    page = write(sums, knowing, "12+34=")
    x, y = spot(page, "6")
    page.event_generate("<ButtonPress-1>", x=x, y=y)
    page.event_generate("<ButtonRelease-1>", x=x, y=y)
    assert sums.root.clipboard_get() == "46"
    assert "46" in sums.status.said


def test_a_tap_on_a_result_on_the_canvas_copies_it_and_a_stroke_there_is_ink(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    write(sums, knowing, "12+34=")
    box, strokes = sums.session.marks.results[0].box, len(sums.session.editor.ink)
    x, y = box.left + 45, (box.top + box.bottom) / 2
    sums.canvas.event_generate("<Motion>", x=round(x), y=round(y))
    assert str(sums.canvas.cget("cursor")) == "hand2"
    tap(sums, x, y)
    assert sums.root.clipboard_get() == "46" and len(sums.session.editor.ink) == strokes
    tap(sums, x, box.bottom + 60)
    assert len(sums.session.editor.ink) == strokes + 1, "a tap elsewhere is a dot"
    sums.run("undo")
    draw(sums, Ink.from_xy([[(x, y), (x + 12, y + 30), (x + 24, y)]]))
    assert len(sums.session.editor.ink) == strokes + 1, "writing goes on where the result is"


def test_a_doubtful_result_on_the_canvas_copies_nothing(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    knowing.unsure = {(0, 1): ("2", 0.2)}
    write(sums, knowing, "12+34=")
    assert [result.copied for result in sums.session.marks.results] == [""]


def test_a_number_is_dragged_and_the_result_follows(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    page = write(sums, knowing, "12+34=")
    x, y = spot(page, "3")
    page.event_generate("<ButtonPress-1>", x=x, y=y)
    page.event_generate("<B1-Motion>", x=x, y=y - sums.theme.px(9) * 2)
    sums.root.update()
    assert texts(page).startswith("12+36=48")
    page.event_generate("<ButtonRelease-1>", x=x, y=y - sums.theme.px(9) * 2)
    assert sums.session.marks.results[0].text == "46", "what was written stays"
    x, y = spot(page, "3")
    page.event_generate("<ButtonPress-1>", x=x, y=y)
    page.event_generate("<ButtonRelease-1>", x=x, y=y)
    sums.root.update()
    assert texts(page).startswith("12+34=46"), "a click takes it back"


@pytest.mark.parametrize(
    ("text", "digit", "steps", "then"),
    [
        ("12+34=", 0, 1, "13+34="),
        ("12+34=", 3, -35, "12+0="),
        ("1.5×2", 1, 1, "1.6×2"),
        ("(1)/(3)+√{16}", 3, 2, "(1)/(3)+√{18}"),
        ("9^{9}", 1, 1, "9^{10}"),
        ("1,5+2", 0, -5, "1,0+2"),
    ],
)
def test_numbers_step_by_their_last_place(text: str, digit: int, steps: int, then: str) -> None:
    number = number_of_digit(text, digit)
    assert number is not None
    assert stepped(text, number, steps) == then
    assert sum(n.last - n.first + 1 for n in numbers_in(text)) == sum(map(str.isdigit, text))
