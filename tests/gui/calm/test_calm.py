"""While one writes nothing moves but ink: the real window, and a clock that the tests turn on."""

import shutil
import subprocess
import time
import tkinter as tk
from collections.abc import Callable, Iterator

import pytest
from driving import PATIENCE, AnsweringDialogs, draw, until
from penmanship import KnowingReader, Written, written

from digit_recognizer.app.parameters import PACE
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.app.settling import Settling
from digit_recognizer.gui.canvas import ink_canvas
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.toolkit.x11 import take_every_motion
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink, Stroke

BETWEEN = 0.3  # seconds between strokes


class Clock:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sums(root: tk.Tk, knowing: KnowingReader, clock: Clock) -> Iterator[MainWindow]:
    """The main window with the reader ``knowing``, at the pace of the program."""
    worker = ReadingWorker(lambda _: knowing)  # type: ignore[arg-type, return-value]
    session = Session(worker, Settling(PACE, clock))
    window = MainWindow(
        root, session, Settings(pen_width=8, digit_styles=()), AnsweringDialogs(root)
    )
    session.load_model(None)
    until(window, lambda: bool(session.model_name))
    yield window
    session.close()
    worker.join(PATIENCE)


def seen(window: MainWindow) -> dict[str, object]:
    """Return all that is to be seen beside the ink."""
    canvas, panel = window.canvas, window.panel
    pages = {"canvas": canvas, "sum": panel._sum._page}
    items = {
        (name, item): (
            page.coords(item),
            [page.itemcget(item, option) for option in ("fill", "state")],
            page.itemcget(item, "text") if page.type(item) == "text" else "",
        )
        for name, page in pages.items()
        for item in page.find_all()
        if not {"ink", "hint"} & set(page.gettags(item))
    }
    return {
        "items": items,
        "origin": window.viewport.origin,
        "is sum": bool(panel._sum.winfo_manager()),
        "answer": panel.answer.cget("text"),
        "title": window.root.title(),
    }


def told(window: MainWindow) -> None:
    """Wait until the worker has nothing more to say, and all of it has come."""
    until(window, lambda: window.session._worker.is_idle)
    window.root.update()
    window.session.poll()
    window.root.update()


def write(window: MainWindow, clock: Clock, stroke: Stroke) -> None:
    """Draw ``stroke``; nothing but ink may change meanwhile, unless it is one digit."""
    points = stroke.points
    draw(window, Ink.from_xy([points[:1]]), lift=False)
    before = seen(window)
    is_line = bool(before["is sum"])
    for place in [*range(1, len(points) - 1, 6), len(points) - 1]:
        window.canvas.event_generate(
            "<Motion>", x=round(points[place].x), y=round(points[place].y), state=0x100
        )
        told(window)
        clock.now += 0.02
        if is_line:
            assert seen(window) == before
        else:
            assert not seen(window)["is sum"], "the panel changes its kind when the pen rests"
    last = points[-1]
    window.canvas.event_generate("<ButtonRelease-1>", x=round(last.x), y=round(last.y))
    told(window)


def texts(canvas: tk.Canvas, tag: str) -> list[str]:
    shown = [i for i in canvas.find_withtag(tag) if canvas.itemcget(i, "state") != "hidden"]
    return [canvas.itemcget(i, "text") for i in shown if canvas.type(i) == "text"]


def rest(window: MainWindow, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    told(window)


@pytest.mark.parametrize("text", ["12+34=46", "(7)/(16)+9=", "6+6=13"])
def test_a_sum_settles_when_the_pen_rests_and_is_judged_later(
    sums: MainWindow, knowing: KnowingReader, clock: Clock, text: str
) -> None:
    line = written(text, size=60, at=(60, 300))
    knowing.lines = (line,)
    for stroke in line.ink:
        write(sums, clock, stroke)
        assert not sums.session.marks.results, "no verdict, no result while one writes"
        rest(sums, clock, BETWEEN)
        assert not sums.session.marks.results
    assert not sums.session.marks.symbols, "pauses of 0.3 s are no rest"
    rest(sums, clock, PACE.text - BETWEEN + 0.01)
    assert len(sums.session.marks.symbols) == len(line.symbols)
    assert sums.panel._sum.winfo_manager()
    assert not sums.session.marks.results
    assert not {"46", "✓", "✗"} & set("".join(texts(sums.panel._sum._page, "all")).split())
    assert not {"46", "✓", "✗", "?"} & set(sums.root.title().split(" · ")[0].split())
    rest(sums, clock, PACE.verdict - PACE.text)
    assert sums.session.marks.results
    assert texts(sums.canvas, "result-0")


def test_what_stands_there_stays_while_one_writes_on_and_goes_where_it_is_written_on(
    sums: MainWindow, knowing: KnowingReader, clock: Clock
) -> None:
    line = written("12+34=46", size=60, at=(60, 300))
    knowing.lines = (line,)
    shown = len(written("12+34=", size=60).ink)
    for stroke in line.ink.strokes[:shown]:
        write(sums, clock, stroke)
    rest(sums, clock, 1.0)
    assert [result.text for result in sums.session.marks.results] == ["46"]
    below = Ink.from_xy([[(100, 500), (110, 520), (115, 540)]])
    for stroke in below:
        write(sums, clock, stroke)
    assert [result.text for result in sums.session.marks.results] == ["46"], "it is not in the way"
    sums.run("undo")
    told(sums)
    write(sums, clock, line.ink.strokes[shown])
    assert not sums.session.marks.results, "the answer is written where it stood"
    assert sums.panel._sum.winfo_manager(), "and the panel is not emptied"


def test_undo_and_copying_do_not_wait(
    sums: MainWindow, knowing: KnowingReader, clock: Clock
) -> None:
    line = written("12+34=", size=60, at=(60, 300))
    knowing.lines = (line,)
    for stroke in line.ink:
        write(sums, clock, stroke)
    assert not sums.session.marks.symbols
    sums.run("copy")
    assert sums.root.clipboard_get() == "12+34=46"
    for _ in range(2):
        sums.run("undo")
    told(sums)
    assert len(sums.session.marks.symbols) == len(line.symbols) - 1
    assert not sums.session.marks.results


def test_one_digit_follows_the_pen(sums: MainWindow, knowing: KnowingReader, clock: Clock) -> None:
    digit = written("7", size=300, at=(100, 400))
    knowing.lines = (digit,)
    draw(sums, digit.ink, lift=False)
    told(sums)
    assert sums.root.title().startswith("7 · 98 %")


def test_a_clock_that_goes_back_delays_by_no_more_than_the_pause(
    sums: MainWindow, knowing: KnowingReader, clock: Clock
) -> None:
    line = written("12+34=", size=60, at=(60, 300))
    knowing.lines = (line,)
    draw(sums, line.ink)
    clock.now -= 3600
    told(sums)
    rest(sums, clock, PACE.verdict)
    assert sums.session.marks.results


def on_paint(
    canvas: InkCanvas, monkeypatch: pytest.MonkeyPatch, note: Callable[[Stroke], None]
) -> None:
    """Call ``note`` with each stroke that is painted from now on."""
    path_of = canvas._path_of

    def noting(stroke: Stroke) -> list[float]:
        note(stroke)
        return path_of(stroke)

    monkeypatch.setattr(canvas, "_path_of", noting)


def test_a_pen_that_never_lets_tk_rest_is_painted_all_the_same(
    sums: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """600 motions wait at once, a millisecond apart: a long stroke of a pen of 1 kHz."""
    if not take_every_motion(sums.root):
        pytest.skip("Tk merges motions here")
    ticks = iter(range(10**9))
    monkeypatch.setattr(ink_canvas.time, "monotonic", lambda: next(ticks) / 1000)
    canvas = sums.canvas
    drawn: list[int] = []
    sums.root.update()
    canvas.event_generate("<ButtonPress-1>", x=50, y=50)
    on_paint(canvas, monkeypatch, lambda stroke: drawn.append(len(stroke.points)))
    for step in range(600):
        canvas.event_generate("<Motion>", x=50 + step % 400, y=60 + step, state=0x100, when="tail")
    sums.root.update()
    monkeypatch.undo()
    canvas.event_generate("<ButtonRelease-1>", x=50, y=50)
    most = max(b - a for a, b in zip([0, *drawn], drawn, strict=False))
    assert most <= 50, "repainted at least every 50 ms"
    assert len(canvas.ink.strokes[-1].points) >= 600, "and no point of it is lost"


@pytest.mark.skipif(not shutil.which("xdotool"), reason="xdotool draws")
def test_ink_is_painted_while_the_events_of_a_pen_of_1_khz_arrive(
    sums: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real events of another process, 2 strokes of 600, a millisecond apart, without a pause."""
    if not take_every_motion(sums.root):
        pytest.skip("Tk merges motions here")
    canvas, root = sums.canvas, sums.root
    root.update()
    left, top = canvas.winfo_rootx() + 40, canvas.winfo_rooty() + 60
    words: list[str] = []
    for stroke in range(2):
        for step in range(600):
            x, y = left + step % 300, top + 120 * stroke + step % 97
            words += ["mousemove", str(x), str(y), *(["mousedown", "1"] if not step else [])]
            words += ["sleep", "0.001"]
        words += ["mouseup", "1"]
    paints: list[float] = []  # the processor time of the window at each
    on_paint(canvas, monkeypatch, lambda _: paints.append(time.thread_time()))
    pen = subprocess.Popen(["xdotool", *words])
    until(sums, lambda: len(canvas.ink) == 2 and not canvas.is_pressed)
    assert pen.wait(PATIENCE) == 0
    assert len(paints) >= (paints[-1] - paints[0]) / 0.05 - 2, "at least every 50 ms of its work"
    assert [len(stroke.points) for stroke in canvas.ink] == [600, 600], "and no point is lost"


def settled(window: MainWindow) -> tuple[float, float]:
    until(window, lambda: window.viewport._timer is None)
    return window.viewport.origin


def write_all(window: MainWindow, clock: Clock, knowing: KnowingReader, line: Written) -> None:
    knowing.lines = (line,)
    draw(window, line.ink)
    told(window)
    rest(window, clock, 1.0)


@pytest.fixture
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digit_recognizer.gui.canvas.viewport.ROOM_PAUSE", 20)


@pytest.mark.usefixtures("quick_paper")
def test_the_paper_moves_by_what_the_next_symbol_needs_and_back_when_it_is_undone(
    sums: MainWindow, knowing: KnowingReader, clock: Clock
) -> None:
    sums.root.update()
    width = sums.canvas.winfo_width()
    line = written("12+34", size=60, at=(0, 300))
    line = line.moved(width - 10 - line.ink.box.right, 0)
    write_all(sums, clock, knowing, line)
    sums.viewport.make_room_soon()
    moved, _ = settled(sums)
    assert 30 < moved < 150, "by a symbol or two, not by half a page"
    for _ in line.ink.strokes[2:]:
        sums.run("undo")
    told(sums)
    assert settled(sums) == (0, 0)


@pytest.mark.usefixtures("quick_paper")
@pytest.mark.parametrize("text", ["1+4+6+4+1=16", "12+34="])
def test_the_paper_stays_under_a_finished_line_and_its_result_shrinks_to_fit(
    sums: MainWindow, knowing: KnowingReader, clock: Clock, text: str
) -> None:
    sums.root.update()
    width = sums.canvas.winfo_width()
    line = written(text, size=60, at=(0, 300))
    line = line.moved(width - 70 - line.ink.box.right, 0)
    write_all(sums, clock, knowing, line)
    sums.viewport.make_room_soon()
    assert settled(sums) == (0, 0)
    assert sums.canvas.bbox("result-0")[2] <= width, "and nothing of it is cut off"


def test_the_size_of_type_is_steady_while_a_line_grows(
    sums: MainWindow, knowing: KnowingReader, clock: Clock
) -> None:
    line = written("12+34+56+78+90", size=40, at=(40, 300))
    knowing.lines = (line,)
    sizes = []
    for stroke in line.ink:
        draw(sums, Ink((stroke,)))
        told(sums)
        rest(sums, clock, 1.0)
        sizes += [painted.size for painted in sums.panel._sum._painted]
    assert sizes == sorted(sizes, reverse=True), "it only shrinks"
    assert len(set(sizes)) <= 4, "and in few steps"
