"""Correcting more than a symbol: other readings taken as a whole, all as read, the pop-up's actions."""

import tkinter as tk
from dataclasses import replace

import pytest
from driving import choose, draw, key, mark, read, tap, until
from penmanship import KnowingReader, Written, written

from digit_recognizer.alphabet import NOT_A_SYMBOL
from digit_recognizer.expression import row_from_text
from digit_recognizer.gui.canvas.alternatives_popup import DELETION
from digit_recognizer.gui.canvas.placement import place_beside
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import Box
from digit_recognizer.reading import Hypothesis, OtherReading, Reading

SUM = written("12+34=", at=(60, 300))


class GroupingReader(KnowingReader):
    """Reads the 1 and the 2 as one 8, too."""

    def read_ink(self, ink: Ink, expect: str = "auto", corrections: object = ()) -> Reading:
        reading = super().read_ink(ink, expect, corrections)  # type: ignore[arg-type]
        if len(reading.lines) != 1 or len(reading.lines[0].symbols) != len(SUM.symbols):
            return reading
        line = reading.lines[0]
        one, two, *rest = line.symbols
        whole = replace(one, text="8", strokes=(*one.strokes, *two.strokes))
        other = OtherReading("8+34=", 0.2, row_from_text("8+34="), (whole, *rest))
        noise = OtherReading("12+34-", 0.02, row_from_text("12+34-"), line.symbols)
        hypotheses = (*line.hypotheses[:1], Hypothesis("8+34=", 0.2), Hypothesis("12+34-", 0.02))
        return replace(
            reading, lines=(replace(line, hypotheses=hypotheses, others=(other, noise)),)
        )


@pytest.fixture
def knowing() -> KnowingReader:
    return GroupingReader()


def write(window: MainWindow, knowing: KnowingReader, line: Written = SUM) -> str:
    knowing.lines = (line,)
    draw(window, line.ink)
    return read(window)


def page(window: MainWindow) -> tk.Canvas:
    window.root.update()
    return window.panel._sum._page


def click(window: MainWindow, tag: str) -> None:
    canvas = page(window)
    left, top, right, bottom = canvas.bbox(tag)
    place = {"x": (left + min(right, canvas.winfo_width())) // 2, "y": (top + bottom) // 2}
    canvas.event_generate("<Enter>", **place)
    canvas.event_generate("<Motion>", **place)
    canvas.event_generate("<ButtonPress-1>", **place)
    canvas.event_generate("<ButtonRelease-1>", **place)
    read(window)


def test_a_click_on_another_reading_takes_it_grouping_included(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    assert write(sums, knowing).startswith("12+34=46")
    items = [i for i in page(sums).find_withtag("line-0-other-0") if page(sums).type(i) == "text"]
    shown = "".join(page(sums).itemcget(i, "text") for i in items)
    assert shown.replace(" ", "") == "8+34=4220%", "the row, its value, its share"
    assert not page(sums).find_withtag("line-0-other-1"), "noise is not shown"
    click(sums, "line-0-other-0")
    until(sums, lambda: ((0, 1), "8") in _said(knowing))  # two strokes are one symbol
    sums.run("undo")
    read(sums)
    assert not sums.session.corrections.within(sums.session.editor.ink), "one step of undo"


def _said(knowing: KnowingReader) -> list[tuple[tuple[int, ...], str]]:
    return [(each.strokes, each.text) for each in knowing.asked[-1][1]]


def test_all_of_a_doubtful_line_is_confirmed_with_one_click(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    knowing.unsure = {(0, 0): ("1", 0.4), (0, 3): ("3", 0.8)}
    assert write(sums, knowing).startswith("12+34=?")
    doubted = [m.symbol.text for m in sums.session.marks.symbols if m.certainty == "doubtful"]
    assert doubted == ["1", "3"], "all that needs an answer is marked"
    click(sums, "line-0-confirm")
    until(sums, lambda: sums.root.title().startswith("12+34=46"))


def test_with_the_last_answer_the_line_counts(sums: MainWindow, knowing: KnowingReader) -> None:
    knowing.unsure = {(0, 0): ("1", 0.4), (0, 3): ("3", 0.4)}
    write(sums, knowing)
    for sign in ("1", "3"):
        assert sums.session.reading is not None and sums.session.reading.doubtful
        key(sums, "<Tab>")
        key(sums, f"<Key-{sign}>")
        read(sums)
        key(sums, "<Escape>")
    until(sums, lambda: sums.root.title().startswith("12+34=46"))


def open_popup(window: MainWindow, number: int) -> None:
    point = mark(window, number).strokes[0].points[3]
    tap(window, point.x, point.y)
    window.root.update()
    assert window.correction.popup.is_open


def test_the_pop_up_deletes_and_says_that_something_is_no_symbol(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    write(sums, knowing)
    open_popup(sums, 4)
    choose(sums, DELETION)
    assert len(sums.session.editor.ink) == len(SUM.ink) - len(SUM.symbols[4][1])
    sums.run("undo")
    read(sums)
    open_popup(sums, 4)
    choose(sums, NOT_A_SYMBOL)
    until(sums, lambda: NOT_A_SYMBOL in [text for _, text in _said(knowing)])
    assert len(sums.session.editor.ink) == len(SUM.ink), "its ink stays"


def test_the_pop_up_closes_when_one_writes_on(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing)
    open_popup(sums, 4)
    draw(sums, Ink.from_xy([[(500, 80), (520, 100), (540, 110)]]), lift=False)
    assert not sums.correction.popup.is_open
    sums.canvas.event_generate("<ButtonRelease-1>", x=540, y=110)


@pytest.mark.parametrize("number", range(5))
def test_the_pop_up_covers_nothing_of_the_line_it_is_about(
    sums: MainWindow, knowing: KnowingReader, number: int
) -> None:
    line = written("(12)/(34)+5=", size=50, at=(60, 200))
    write(sums, knowing, line)
    open_popup(sums, number)
    offered = sums.correction.popup
    top, height = offered.winfo_y(), offered.winfo_height()
    left, width = offered.winfo_x(), offered.winfo_width()
    box = sums.session.editor.ink.box
    assert (
        top >= box.bottom
        or top + height <= box.top
        or left >= box.right
        or left + width <= box.left
    )


@pytest.mark.parametrize("x", [0, 150, 400, 560])
@pytest.mark.parametrize("y", [0, 100, 200, 350])
def test_a_pop_up_stands_beside_what_it_is_about_wherever_that_is(x: int, y: int) -> None:
    symbol, line = Box(x, y, x + 40, y + 50), Box(0, y, 600, y + 50)
    left, top = place_beside((340, 260), [symbol, line], (640, 480), 6)
    covers = left < symbol.right and symbol.left < left + 340
    covers = covers and top < symbol.bottom and symbol.top < top + 260
    assert not covers
    assert 0 <= left <= 300 and 0 <= top <= 220
