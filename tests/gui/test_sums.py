"""Numbers and sums in the window: pointer events and keys, a reader that knows what is written."""

import sys
import time
import tkinter as tk
from itertools import pairwise
from types import FrameType

import pytest
from driving import choose, draw, key, mark, read, tap, until
from penmanship import KnowingReader, Written, written

from digit_recognizer.app.reading_worker import Question, Read
from digit_recognizer.gui.canvas.alternatives_popup import AlternativesPopup
from digit_recognizer.gui.canvas.viewport import Viewport
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink

SUM = written("12+34=", at=(60, 300))


def write(window: MainWindow, knowing: KnowingReader, *lines: Written) -> str:
    """Draw ``lines`` and return the window's title once they are read."""
    knowing.lines = lines
    for line in lines:
        draw(window, line.ink)
    return read(window)


def popup(window: MainWindow) -> AlternativesPopup:
    window.root.update()
    return window.correction.popup


def tap_on_ink(window: MainWindow, number: int, *, button: int = 1) -> None:
    point = mark(window, number).strokes[0].points[3]
    tap(window, point.x, point.y, button=button)


def becomes(window: MainWindow, start: str) -> None:
    until(window, lambda: window.root.title().startswith(start))


def texts(canvas: tk.Canvas, tag: str) -> list[str]:
    """Return what is written on ``canvas`` in visible items with ``tag``."""
    shown = [i for i in canvas.find_withtag(tag) if canvas.itemcget(i, "state") != "hidden"]
    return [canvas.itemcget(i, "text") for i in shown if canvas.type(i) == "text"]


def results(window: MainWindow) -> list[str]:
    """Return what stands behind each line."""
    count = len(window.session.marks.results)
    return ["".join(texts(window.canvas, f"result-{number}")) for number in range(count)]


def test_the_result_stands_behind_the_line_and_in_the_title(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    assert write(sums, knowing, SUM) == "12+34=46 · 98 % - Digit Recognizer"
    assert sorted(texts(sums.canvas, "overlay")) == sorted("12+34=")
    assert results(sums) == ["46"]
    assert sums.canvas.bbox("result-0")[0] > SUM.ink.box.right, "behind the ="


def test_while_the_line_grows_its_symbols_appear_and_undo_takes_them_back(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    knowing.lines = (SUM,)
    draw(sums, Ink(SUM.ink.strokes[:2]))
    assert read(sums).startswith("12 · ")
    draw(sums, Ink(SUM.ink.strokes[2:]))
    assert read(sums).startswith("12+34=46")
    sums.run("undo")
    sums.run("undo")
    assert read(sums).startswith("12+34 · ")
    assert results(sums) == texts(sums.canvas, "result-0") == []
    sums.run("redo")
    sums.run("redo")
    assert read(sums).startswith("12+34=46")


def test_marks_lie_under_the_ink(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing, SUM)
    order = sums.canvas.find_all()
    lowest_ink = min(order.index(item) for item in sums.canvas.find_withtag("ink"))
    for tag in ("overlay", "result-0"):
        assert max(order.index(item) for item in sums.canvas.find_withtag(tag)) < lowest_ink


def test_one_digit_is_shown_as_ever(sums: MainWindow, knowing: KnowingReader) -> None:
    assert write(sums, knowing, written("7", size=300, at=(100, 400))).startswith("7 · 98 %")
    assert texts(sums.canvas, "overlay") == []


def test_several_lines_have_their_results_each(sums: MainWindow, knowing: KnowingReader) -> None:
    lines = [written("4+4=8", at=(50, 150)), written("3+1=5", at=(50, 300), seed=2)]
    assert write(sums, knowing, *lines).startswith("4+4=8 ✓ | 3+1=5 ✗ is 4 · ")
    palette = sums.theme.palette
    colours = {
        sums.canvas.itemcget(item, "fill"): sums.canvas.itemcget(item, "text")
        for item in sums.canvas.find_all()
        if sums.canvas.type(item) == "text" and sums.canvas.itemcget(item, "text") in {"✓", "✗"}
    }
    assert colours == {palette.right: "✓", palette.wrong: "✗"}


def test_what_is_impossible_gets_calm_words(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing, written("5/0=", at=(50, 300)))
    (words,) = results(sums)
    assert "0" in words and not words.endswith("!")


def test_a_doubtful_line_has_no_result_and_its_symbol_is_marked(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    knowing.unsure = {(0, 1): ("7", 0.4)}
    assert write(sums, knowing, SUM).startswith("17+34=? · ")
    assert results(sums) == ["?"]
    assert "7?" in texts(sums.canvas, "overlay")
    boxes = [i for i in sums.canvas.find_withtag("overlay") if sums.canvas.type(i) == "rectangle"]
    assert len([box for box in boxes if sums.canvas.itemcget(box, "dash")]) == 1
    sums.run("copy")
    assert sums.root.clipboard_get() == "17+34="


@pytest.mark.parametrize("way", ["tap", "label", "right", "long"])
def test_a_misread_symbol_is_corrected_by_tapping(
    sums: MainWindow, knowing: KnowingReader, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.app.document.taps.LONG_PRESS_TIME", 50)
    knowing.unsure = {(0, 0): ("7", 0.6)}
    assert write(sums, knowing, SUM).startswith("72+34=106")
    count = len(sums.session.editor.ink)
    if way == "tap":
        tap_on_ink(sums, 0)
    elif way == "label":
        tap(sums, mark(sums, 0).box.left, mark(sums, 0).box.top - 12)
    elif way == "right":
        tap_on_ink(sums, 0, button=3)
    else:
        point = mark(sums, 0).strokes[0].points[3]
        draw(sums, Ink.from_xy([[(point.x, point.y)]]), lift=False)
        until(sums, lambda: sums.correction.popup.is_open)
        sums.canvas.event_generate("<ButtonRelease-1>", x=round(point.x), y=round(point.y))
    choose(sums, "1")
    becomes(sums, "12+34=46")
    assert len(sums.session.editor.ink) == count, "a tap draws nothing and erases nothing"
    assert mark(sums, 0).certainty == "corrected"
    assert "✎1" in texts(sums.canvas, "overlay")


def test_a_correction_holds_while_its_ink_stands_and_can_be_taken_back(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    knowing.unsure = {(0, 0): ("7", 0.6)}
    write(sums, knowing, SUM)
    tap_on_ink(sums, 0)
    choose(sums, "1")
    becomes(sums, "12+34=46")
    for _ in (*SUM.ink, "the correction"):
        sums.run("undo")
    assert not sums.session.editor.ink
    for _ in (*SUM.ink, "the correction"):
        sums.run("redo")
    assert read(sums).startswith("12+34=46")
    sums.run("clear")
    sums.run("undo")
    assert read(sums).startswith("12+34=46")
    draw(sums, SUM.ink.moved(0, 150))  # the same again is other ink
    read(sums)
    assert len(sums.session.corrections.within(sums.session.editor.ink)) == 1
    tap_on_ink(sums, 0)
    choose(sums, "")
    becomes(sums, "72+34")


def test_a_tap_beside_the_ink_is_a_decimal_point(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing, SUM)
    count = len(sums.session.editor.ink)
    seven = mark(sums, 1)  # a 2: to the left of its neck there is no ink
    tap(sums, seven.box.left + 2, (seven.box.top + seven.box.bottom) / 2)
    assert not popup(sums).is_open
    assert len(sums.session.editor.ink) == count + 1


def test_a_stroke_that_begins_on_ink_is_a_stroke(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing, SUM)
    count = len(sums.session.editor.ink)
    x, y, _ = mark(sums, 0).strokes[0].points[5]
    draw(sums, Ink.from_xy([[(x, y), (x + 3, y), (x + 20, y + 2), (x + 40, y)]]))
    assert len(sums.session.editor.ink) == count + 1
    first = sums.session.editor.ink.strokes[-1].points[0]
    assert (first.x, first.y) == (round(x), round(y)), "nothing of it is lost"
    assert not popup(sums).is_open


def test_a_tap_outside_closes_the_pop_up_and_draws_nothing(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    write(sums, knowing, SUM)
    count = len(sums.session.editor.ink)
    tap_on_ink(sums, 2)
    assert popup(sums).is_open
    tap(sums, 500, 80)
    assert not popup(sums).is_open
    assert len(sums.session.editor.ink) == count
    tap_on_ink(sums, 2)
    draw(sums, Ink.from_xy([[(500, 80), (520, 100), (540, 110)]]))
    assert len(sums.session.editor.ink) == count + 1, "a stroke is drawn all the same"


def test_symbols_are_walked_and_corrected_by_key(sums: MainWindow, knowing: KnowingReader) -> None:
    knowing.unsure = {(0, 1): ("7", 0.4)}
    write(sums, knowing, SUM)
    key(sums, "<Tab>")
    assert sums.correction.in_hand is mark(sums, 1), "the doubtful one first"
    key(sums, "<Key-2>")
    becomes(sums, "12+34=46")
    key(sums, "<Tab>")
    assert sums.correction.in_hand is mark(sums, 2)
    key(sums, "<Key-minus>")
    becomes(sums, "12-34=-22")
    key(sums, "<BackSpace>")
    becomes(sums, "12+34=46")
    key(sums, "<Return>")
    assert popup(sums).is_open
    key(sums, "<Right>")
    key(sums, "<Return>")
    becomes(sums, "12×34=408")
    key(sums, "<Tab>")
    key(sums, "<Escape>")
    assert sums.correction.in_hand is None
    assert sums.session.editor.ink, "Escape let go of the symbol, it did not clear"
    key(sums, "<Shift-Tab>")
    key(sums, "<Shift-Tab>")
    key(sums, "<Delete>")
    assert len(sums.session.editor.ink) == len(SUM.ink) - len(SUM.symbols[4][1])
    sums.run("undo")
    key(sums, "<Escape>")
    key(sums, "<Escape>")
    assert not sums.session.editor.ink


def test_scratching_out_removes_whole_strokes_and_one_undo_brings_them_back(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    write(sums, knowing, SUM)
    box = mark(sums, 4).box
    zigzag = [
        (box.left - 8 if i % 2 else box.right + 8, box.top - 4 + i * (box.bottom - box.top + 8) / 8)
        for i in range(9)
    ]
    dense = [
        (x0 + (x1 - x0) * step / 9, y0 + (y1 - y0) * step / 9)
        for (x0, y0), (x1, y1) in pairwise(zigzag)
        for step in range(9)
    ]
    draw(sums, Ink.from_xy([dense]))
    gone = len(SUM.symbols[4][1])
    assert len(sums.session.editor.ink) == len(SUM.ink) - gone
    assert read(sums).startswith("12+3=15")
    sums.run("undo")
    assert len(sums.session.editor.ink) == len(SUM.ink) + 1
    sums.run("undo")
    assert read(sums).startswith("12+34=46")


def test_the_eraser_removes_whole_strokes(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing, SUM)
    sums.run("eraser")
    point = mark(sums, 0).strokes[0].points[3]
    draw(sums, Ink.from_xy([[(point.x, point.y)]]))
    assert read(sums).startswith("2+34=36")


def test_reading_is_copied_as_text_latex_and_mathml(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    write(sums, knowing, written("(1)/(2)+1=", at=(60, 300)))
    for name, expected in (
        ("copy", "1/2 + 1 = 3/2"),
        ("copy_result", "3/2"),
        ("copy_latex", r"\frac{1}{2}"),
        ("copy_mathml", "<mfrac>"),
    ):
        sums.run(name)
        copied = sums.root.clipboard_get()
        assert expected in copied
    sums.root.event_generate("<Control-l>")
    assert "frac" in sums.root.clipboard_get()


def test_what_is_read_can_be_pinned(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing, SUM)
    sums.run("digit")
    until(sums, lambda: knowing.asked[-1][0] == "digit")
    becomes(sums, "1 · 98 %")
    assert texts(sums.canvas, "overlay") == []
    assert sums.settings.expect == "digit"
    sums.root.event_generate("<Control-Key-3>")
    until(sums, lambda: knowing.asked[-1][0] == "expression")
    sums.run("auto")
    becomes(sums, "12+34=46")
    assert sums._chosen["expect"].get() == "auto"


def test_near_the_edge_the_paper_makes_room_and_the_pen_hits_where_it_points(
    sums: MainWindow, knowing: KnowingReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.gui.canvas.viewport.ROOM_PAUSE", 20)
    sums.root.update()
    width = sums.canvas.winfo_width()
    line = written("12+34", at=(width - 250, 300))
    write(sums, knowing, line)
    until(sums, lambda: sums.viewport.origin[0] > 20)
    settled(sums.viewport, sums)
    moved = sums.viewport.origin[0]
    assert line.ink.box.right - moved < width - 60, "there is room for the next symbol"
    assert sums.session.editor.ink.box.right == pytest.approx(line.ink.box.right, abs=2)
    draw(sums, Ink.from_xy([[(200, 100), (220, 130)]]))
    first = sums.session.editor.ink.strokes[-1].points[0]
    assert (first.x, first.y) == (200 + moved, 100)
    sums.run("clear")
    assert sums.viewport.origin == (0, 0)


def settled(paper: Viewport, window: MainWindow) -> None:
    """Wait until the paper lies still."""
    until(window, lambda: paper._timer is None)


def test_a_digit_near_the_edge_stays_where_it_is(
    sums: MainWindow, knowing: KnowingReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.gui.canvas.viewport.ROOM_PAUSE", 1)
    sums.root.update()
    write(sums, knowing, written("7", size=300, at=(sums.canvas.winfo_width() - 220, 400)))
    end = time.monotonic() + 0.1
    until(sums, lambda: time.monotonic() > end)
    assert sums.viewport.origin == (0, 0)


def test_at_any_zoom_the_pen_and_the_tap_hit_where_they_point(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    knowing.unsure = {(0, 0): ("7", 0.6)}
    write(sums, knowing, SUM)
    canvas = sums.canvas
    for button in (4, 4, 4):
        canvas.event_generate(f"<ButtonPress-{button}>", x=300, y=200, state=0x4)
    assert canvas.zoom > 1.5
    assert canvas.spot(300, 200) == pytest.approx((300, 200), abs=2), "the pointer's place stays"
    for _ in range(5):
        canvas.event_generate("<ButtonPress-5>", x=300, y=200, state=0x4)
    assert canvas.zoom < 0.75
    (x0, y0), zoom = sums.viewport.origin, canvas.zoom
    point = mark(sums, 0).strokes[0].points[3]
    tap(sums, point.x * zoom - x0, point.y * zoom - y0)
    choose(sums, "1")
    becomes(sums, "12+34=46")
    draw(sums, Ink.from_xy([[(400, 100), (420, 130)]]))
    first = sums.session.editor.ink.strokes[-1].points[0]
    assert (first.x, first.y) == pytest.approx(((400 + x0) / zoom, (100 + y0) / zoom))
    items = canvas.bbox(*canvas.items_of(sums.session.editor.ink.strokes[-1]))
    assert abs((items[0] + items[2]) / 2 - x0 - 410) < 4, "it is seen where it was drawn"
    sums.run("show_all")
    sums.run("show_all")
    assert canvas.zoom == 1.0


def test_the_wheel_and_the_space_bar_scroll(
    sums: MainWindow, knowing: KnowingReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.gui.canvas.viewport.ROOM_PAUSE", 100_000)
    sums.root.update()
    write(sums, knowing, written("12+34", at=(sums.canvas.winfo_width() - 250, 300)))
    sums.canvas.event_generate("<ButtonPress-5>", x=300, y=200, state=0x1)
    assert sums.viewport.origin[0] == pytest.approx(60 * sums.theme.scale, abs=1)
    sums.canvas.event_generate("<ButtonPress-4>", x=300, y=200, state=0x1)
    sums.canvas.event_generate("<ButtonPress-4>", x=300, y=200, state=0x1)
    assert sums.viewport.origin == (0, 0)
    count = len(sums.session.editor.ink)
    key(sums, "<KeyPress-space>")
    draw(sums, Ink.from_xy([[(300, 100), (250, 100), (220, 100)]]))
    sums.canvas.event_generate("<KeyRelease-space>")
    assert sums.viewport.origin == (80, 0)
    assert len(sums.session.editor.ink) == count
    until(sums, lambda: sums.canvas.cget("cursor") == "pencil")


MOST_CALLS_A_READING = 15_000  # of functions, to show a reading that differs in one symbol: 9,500


def test_showing_sixty_symbols_on_five_lines_takes_few_calls(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    lines = [
        written("12+34-56×78=", size=46, seed=seed, at=(30, 100 + 100 * seed)) for seed in range(5)
    ]
    knowing.lines = lines
    ink = Ink(tuple(stroke for line in lines for stroke in line.ink))
    sums.session.editor.load(ink)
    read(sums)
    assert len(sums.session.marks.symbols) == 60
    readings = [knowing.read_ink(ink)]
    knowing.unsure = {(4, 3): ("7", 0.7), (4, 4): ("1", 0.3)}
    readings.append(knowing.read_ink(ink))
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    for number in range(30):
        answer = Read(Question(sums.session.editor.revision, ink), readings[number % 2])
        calls = 0
        sys.setprofile(count)
        sums.session._take(answer)
        sys.setprofile(None)
        assert calls < MOST_CALLS_A_READING
