"""Circling ink in the real window: moving it, deleting it, reading it as one; and scratching out."""

import math
from collections.abc import Iterator

import pytest
from driving import draw, key, read, tap
from penmanship import KnowingReader, Written, written

from digit_recognizer.app.document.lasso import circled
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import Box, around

SUM = written("12+34=", at=(60, 300))


def write(window: MainWindow, knowing: KnowingReader, line: Written = SUM) -> str:
    knowing.lines = (line,)
    draw(window, line.ink)
    return read(window)


def loop_around(box: Box, room: float = 14) -> Ink:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    wide, high = (box.right - box.left) / 2 + room, (box.bottom - box.top) / 2 + room
    angles = [2 * math.pi * step / 40 for step in range(40)]
    # Squarer than an ellipse, so that nothing next to it is inside.
    places = [
        (x + wide * math.copysign(abs(math.cos(a)) ** 0.5, math.cos(a)),
         y + high * math.copysign(abs(math.sin(a)) ** 0.5, math.sin(a)))
        for a in angles
    ]  # fmt: skip
    return Ink.from_xy([places])


def circle(window: MainWindow, *numbers: int, button: int = 3) -> Box:
    boxes = [window.session.marks.symbols[number].box for number in numbers]
    draw(window, loop_around(around(boxes), 8), button=button)
    window.root.update()
    return around(boxes)


@pytest.mark.parametrize("way", ["right button", "tool"])
def test_what_is_circled_is_dragged_in_one_step(
    sums: MainWindow, knowing: KnowingReader, way: str
) -> None:
    write(sums, knowing)
    before = sums.session.editor.ink
    if way == "tool":
        sums.run("lasso")
    box = circle(sums, 3, 4, button=3 if way == "right button" else 1)
    own = [*SUM.symbols[3][1], *SUM.symbols[4][1]]
    assert [before.strokes.index(part) for part in sums.lasso.selection] == own  # type: ignore[arg-type]
    assert sums.session.editor.ink is before, "circling draws nothing"
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    draw(sums, Ink.from_xy([[(x, y), (x + 20, y + 60), (x + 40, y + 120)]]))
    after = sums.session.editor.ink
    assert len(after) == len(before)
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        by = (40, 120) if number in own else (0, 0)
        assert (new.box.left - old.box.left, new.box.top - old.box.top) == pytest.approx(by, abs=1)
    sums.run("undo")
    assert sums.session.editor.ink == before


def test_what_was_said_of_ink_moves_with_it(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing)
    sums.session.correct(sums.session.marks.symbols[4].strokes, "9")
    read(sums)
    box = circle(sums, 4)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    draw(sums, Ink.from_xy([[(x, y), (x, y + 9), (x, y + 18)]]))
    said = sums.session.corrections.within(sums.session.editor.ink)
    assert said == ((SUM.symbols[4][1], "9"),)


@pytest.mark.parametrize("way", ["button", "key"])
def test_what_is_circled_is_deleted(sums: MainWindow, knowing: KnowingReader, way: str) -> None:
    write(sums, knowing)
    circle(sums, 4)
    if way == "key":
        key(sums, "<Delete>")
    else:
        sums.lasso.menu.winfo_children()[1].invoke()  # type: ignore[attr-defined]
    assert len(sums.session.editor.ink) == len(SUM.ink) - len(SUM.symbols[4][1])
    assert not sums.lasso.selection
    sums.run("undo")
    assert len(sums.session.editor.ink) == len(SUM.ink)


def test_what_is_circled_is_read_as_one(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing)
    circle(sums, 0, 1)
    sums.lasso.menu.winfo_children()[0].invoke()  # type: ignore[attr-defined]
    read(sums)
    given = [(each.strokes, each.text) for each in knowing.asked[-1][1]]
    assert given == [((0, 1), "")]


def test_the_tool_bar_has_the_lasso_for_those_who_have_one_button(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    write(sums, knowing)
    control = sums._bar.controls["lasso"]
    assert control.winfo_ismapped()
    sums.root.tk.call(str(control), "invoke")
    circle(sums, 0, button=1)
    assert [id(part) for part in sums.lasso.selection] == [
        id(part) for part in sums.session.marks.symbols[0].strokes
    ]
    sums.root.tk.call(str(sums._bar.controls["pen"]), "invoke")
    draw(sums, Ink.from_xy([[(500, 80), (520, 100), (540, 110)]]))
    assert len(sums.session.editor.ink) == len(SUM.ink) + 1, "the pen draws again"


def test_a_press_elsewhere_and_escape_let_go(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing)
    circle(sums, 0)
    assert sums.canvas.find_withtag("lasso-menu")
    key(sums, "<Escape>")
    assert not sums.lasso.selection and not sums.canvas.find_withtag("lasso")
    assert sums.session.editor.ink, "Escape let go, it did not clear"
    circle(sums, 0)
    draw(sums, Ink.from_xy([[(500, 80), (520, 100), (540, 110)]]))
    assert not sums.lasso.selection
    assert len(sums.session.editor.ink) == len(SUM.ink) + 1, "and one writes on"


def test_a_right_click_still_offers_what_a_symbol_may_be(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    write(sums, knowing)
    point = sums.session.marks.symbols[1].strokes[0].points[3]  # type: ignore[union-attr]
    tap(sums, point.x, point.y, button=3)
    assert sums.correction.popup.is_open


def test_most_of_a_stroke_in_a_loop_is_enough_and_a_click_is_no_loop() -> None:
    inside, half, outside = Ink.from_xy(
        [[(x, 10) for x in range(start, start + 20)] for start in (10, 24, 40)]
    )
    loop = [(0.0, 0.0), (36.0, 0.0), (36.0, 20.0), (0.0, 20.0)]
    assert circled([inside, half, outside], loop) == (inside, half)
    assert circled([inside], [(12.0, 10.0), (12.5, 10.0), (12.0, 10.5)]) == ()


@pytest.mark.parametrize("number", range(4))
def test_what_is_offered_covers_no_ink(
    sums: MainWindow, knowing: KnowingReader, number: int
) -> None:
    lines = [written("12+34=", at=(60, y)) for y in (90, 190, 290, 390)]
    for upto, line in enumerate(lines, start=1):
        knowing.lines = tuple(lines[:upto])
        draw(sums, line.ink)
    read(sums)
    circle(sums, 6 * number + 2)
    menu, canvas, half = sums.lasso.menu, sums.canvas, sums.canvas.pen_width / 2
    sums.root.update()
    left, top = menu.winfo_x(), menu.winfo_y()
    right, bottom = left + menu.winfo_width(), top + menu.winfo_height()
    assert 0 <= left < right <= canvas.winfo_width() and 0 <= top < bottom <= canvas.winfo_height()
    for stroke in sums.session.editor.ink:
        box = canvas.seen(stroke.box)
        beside = box.right + half <= left or box.left - half >= right
        assert beside or box.bottom + half <= top or box.top - half >= bottom


def zigzag(box: Box, sweeps: int, share: float = 1.1) -> Ink:
    """Return a zigzag of so many sweeps over ``share`` of ``box``."""

    def places() -> Iterator[tuple[float, float]]:
        high = (box.bottom - box.top) * share / sweeps
        for sweep in range(sweeps):
            a, b = (box.left - 8, box.right + 8)[:: 1 if sweep % 2 else -1]
            for step in range(10):
                yield a + (b - a) * step / 9, box.top - 4 + high * (sweep + step / 9)

    return Ink.from_xy([places()])


def test_four_sweeps_scratch_out(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing)
    draw(sums, zigzag(sums.session.marks.symbols[4].box, 4))
    assert len(sums.session.editor.ink) == len(SUM.ink) - len(SUM.symbols[4][1])


def test_an_unsure_scratch_out_offers_itself(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing)
    draw(sums, zigzag(sums.session.marks.symbols[4].box, 3))
    sums.root.update()
    assert len(sums.session.editor.ink) == len(SUM.ink) + 1
    (item,) = sums.canvas.find_withtag("scratch-offer")
    sums.root.nametowidget(sums.canvas.itemcget(item, "window")).invoke()
    assert len(sums.session.editor.ink) == len(SUM.ink) - len(SUM.symbols[4][1])
    assert not sums.canvas.find_withtag("scratch-offer")
    sums.run("undo")
    draw(sums, Ink.from_xy([[(500, 80), (520, 100), (540, 110)]]))
    assert not sums.canvas.find_withtag("scratch-offer"), "it goes when one writes on"


def test_a_drawing_that_is_opened_offers_nothing(sums: MainWindow, knowing: KnowingReader) -> None:
    write(sums, knowing)
    box = sums.session.marks.symbols[4].box
    ink = Ink((*sums.session.editor.ink, *zigzag(box, 3)))
    sums.run("clear")
    sums.session.show(ink)
    sums.root.update()
    assert not sums.canvas.find_withtag("scratch-offer")
